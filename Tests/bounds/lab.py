"""What the cases share: a gateway before a scripted upstream, raw clients, and the sheet of figures."""
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

from live_gateway import LiveGateway

HERE = os.path.dirname(os.path.abspath(__file__))

ROUTE = """\
api: lab
mount: /lab
upstream: http://127.0.0.1:{port}
insecure: true
networks: [loopback]
environment: test
credential: {{header: Authorization, value: "Bearer ${{file:test.credential}}"}}
timeouts: {{connect: 5s, first_byte: {first_byte}, idle: {idle}}}
operations:
  - {{id: lab.read, http: "GET /{{path:rest}}", action: read, target: thing, open: true}}
  - {{id: lab.write, http: "POST /{{path:rest}}", action: create, target: thing, open: true}}
"""

GET = b"GET /lab/small HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Sheet:
    """Counts what held, prints it as it comes."""

    def __init__(self):
        self.good = self.bad = 0

    def expect(self, what, holds, figure=""):
        self.good, self.bad = self.good + bool(holds), self.bad + (not holds)
        print(f"{'ok  ' if holds else 'FAIL'} {what}{': ' if figure else ''}{figure}", flush=True)
        return holds

    def case(self, name, run):
        try:
            run(self)
        except Exception as error:  # a case that breaks off is one that did not hold; the others still run
            self.expect(f"{name} ran to its end", False, f"{type(error).__name__}: {error} (line {error.__traceback__.tb_next.tb_lineno})")


class Lab:
    """`with Lab(settings) as lab:` a scripted upstream, and a gateway before it whose one agent is known by address."""

    def __init__(self, settings="", first_byte="10s", idle="10s", before=(), agents=None):
        self.upstream = subprocess.Popen([sys.executable, f"{HERE}/upstream.py"], stdout=subprocess.PIPE, text=True)
        self.upstream_port = int(self.upstream.stdout.readline())
        route = ROUTE.format(port=self.upstream_port, first_byte=first_byte, idle=idle)
        extra = {"agents": agents} if agents else {}
        self.gateway = LiveGateway({"lab": route}, settings=settings, before=before, **extra)

    def __enter__(self):
        try:
            self.gateway.__enter__()
        except BaseException:
            self.upstream.kill()
            raise
        return self

    def __exit__(self, *what):
        if what[0] is not None:
            print(self.gateway.log_text()[-2000:])
        self.gateway.__exit__(*what)
        self.upstream.kill()
        self.upstream.wait()

    @property
    def port(self):
        return self.gateway.port

    def connect(self, timeout=10, receive_buffer=None, source=None):
        s = socket.socket()
        if receive_buffer:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        s.settimeout(timeout)
        if source:
            s.bind((source, 0))
        s.connect(("127.0.0.1", self.port))
        return s

    def counter(self, name):
        """One value of the admin listener's /metrics, by its whole name with labels."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.gateway.admin_port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        found = re.search(rf"^boomgate_{re.escape(name)} (\d+)$", text, re.M)
        return int(found.group(1)) if found else -1

    def bound(self, name):
        return self.counter(f'bounds_hit_total{{bound="{name}"}}')

    def reaches(self, name, least, within=5):
        """Waits for a counter; its value at the end."""
        deadline = time.monotonic() + within
        while (value := self.counter(name)) < least and time.monotonic() < deadline:
            time.sleep(0.02)
        return value

    def cpu_seconds(self):
        with open(f"/proc/{self.gateway.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def forget_peak(self):
        """VmHWM starts over from what is used now."""
        with open(f"/proc/{self.gateway.pid}/clear_refs", "w") as f:
            f.write("5")


def read_head(s):
    """The head of an answer, and what came behind it; raises where the connection ends first."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = s.recv(65536)
        if not piece:
            raise ConnectionError(f"the connection ended after {data[:80]!r}")
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def read_answer(s):
    """One answer with a length: its status and body."""
    head, body = read_head(s)
    length = int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head).group(1))
    while len(body) < length:
        piece = s.recv(65536)
        if not piece:
            raise ConnectionError("the body ended early")
        body += piece
    return int(head.split()[1]), body


def ask(s, request=GET):
    s.sendall(request)
    return read_answer(s)


def latencies(lab, count):
    """Seconds that each of `count` requests took, one after the other on one connection."""
    took = []
    with lab.connect() as s:
        for _ in range(count):
            started = time.perf_counter()
            status, _ = ask(s)
            took.append(time.perf_counter() - started)
            if status != 200:
                raise ConnectionError(f"answered {status}")
    return sorted(took)


def ends_after(s, timeout):
    """How long until the peer ends the connection, and what it sent before; None where it stays."""
    started, data = time.monotonic(), b""
    s.settimeout(timeout)
    try:
        while piece := s.recv(65536):
            data += piece
    except TimeoutError:
        return None, data
    except ConnectionError:
        pass
    return time.monotonic() - started, data
