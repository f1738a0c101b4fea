"""One gateway process on free ports of the loopback, with settings written for it alone, for the suites that need a live one."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BINARY = os.environ.get("BOOMGATE_BINARY", os.path.join(ROOT, ".build/release/boomgate"))

SETTINGS = """\
listeners:
  agents: {{address: 127.0.0.1, port: {agents_port}, names: [{names}]}}
  admin: {{address: 127.0.0.1, port: {admin_port}}}
threads: 1
agents: agents.yaml
routes: routes
data: data
keys: keys
log: {{level: warning}}
"""

# The one agent of these suites: known by its address, so that a refusal is never a missing key's.
BY_ADDRESS = """\
agents:
  - id: loopback
    role: tester
    environments: [test]
    owner: alice
    trust: established
    addresses: [127.0.0.1/32]
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class LiveGateway:
    """`with LiveGateway({"name": route_yaml}, agents=yaml, names=[...]) as gateway:` then `gateway.port`.

    `settings` is appended to gateway.yaml, `files` are written beside it, `before` goes before the command (`taskset -c 0`).
    """

    def __init__(self, routes, agents=BY_ADDRESS, names=("localhost", "127.0.0.1"), settings="", files=None, before=()):
        self.port, self.admin_port = free_port(), free_port()
        self.folder = tempfile.mkdtemp(prefix="boomgate-")
        self.before = list(before)
        for name, text in routes.items():
            self._write(f"routes/{name}.yaml", text)
        # A secret is never written into a route: routes of suites say ${file:test.credential}.
        self._write("routes/test.credential", "injected-by-the-gateway")
        for name, text in (files or {}).items():
            self._write(name, text)
        self._write("agents.yaml", agents)
        self._write("gateway.yaml", SETTINGS.format(
            agents_port=self.port, admin_port=self.admin_port, names=", ".join(names)) + settings)
        self.ready_ms = None

    def _write(self, name, text):
        os.makedirs(os.path.dirname(f"{self.folder}/{name}"), exist_ok=True)
        with open(f"{self.folder}/{name}", "w", encoding="utf-8") as f:
            f.write(text)

    def __enter__(self):
        if not os.access(BINARY, os.X_OK):
            raise SystemExit(f"there is no gateway at {BINARY}; `make build` makes it, BOOMGATE_BINARY names another")
        self.log = open(f"{self.folder}/log", "wb+")
        started = time.monotonic()
        self.process = subprocess.Popen(
            [*self.before, BINARY, "serve", "--config", f"{self.folder}/gateway.yaml"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, cwd=self.folder)
        while time.monotonic() - started < 10:
            if self.process.poll() is not None:
                self._fail(f"the gateway ended with {self.process.returncode} before it was ready")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}/-/readyz", timeout=1) as answer:
                    if answer.status == 200:
                        self.ready_ms = (time.monotonic() - started) * 1000
                        return self
            except OSError:
                time.sleep(0.002)
        self._fail("the gateway was not ready within 10 s")

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _fail(self, what):
        self.stop()
        raise SystemExit(f"{what}\n{self.log_text()}")

    def log_text(self):
        with open(f"{self.folder}/log", "rb") as f:
            return f.read()[-8000:].decode(errors="replace")

    @property
    def pid(self):
        return self.process.pid

    def rss_mb(self, peak=False):
        with open(f"/proc/{self.pid}/status") as f:
            for line in f:
                if line.startswith("VmHWM:" if peak else "VmRSS:"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def stop(self):
        """Ends the process; its exit code, which is 0 after a drained SIGTERM."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        return self.process.returncode
