"""The path vectors: raw request targets against the folder's own routes, judged by what a recording upstream saw."""
import json
import socket
import threading

from live_gateway import LiveGateway, free_port

ROUTE = """\
api: vectors
host: {host}
upstream: http://127.0.0.1:{port}
insecure: true
networks: [loopback]
environment: test
credential: {{header: Authorization, value: "Bearer ${{file:test.credential}}"}}
operations:
"""

OPERATION = """\
  - id: {id}
    http: {http}
    action: execute
    target: anything
    open: true
"""

# Counted from the issue on that brings typed fields: until then a bound operation is forwarded with any query.
NOT_COUNTED = {"query"}


class RecordingUpstream:
    """Answers 200 to whatever comes and keeps the request lines and fields."""

    def __init__(self):
        self.port, self.seen, self.lock = free_port(), [], threading.Lock()
        self.socket = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        pending = b""
        with connection:
            connection.settimeout(60)
            try:
                while True:
                    while b"\r\n\r\n" not in pending:
                        piece = connection.recv(65536)
                        if not piece:
                            return
                        pending += piece
                    head, _, pending = pending.partition(b"\r\n\r\n")
                    with self.lock:
                        self.seen.append(head.decode("latin-1"))
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            except OSError:
                return

    def take(self):
        with self.lock:
            seen, self.seen = self.seen, []
        return seen


def run(folder, files):
    with open(f"{folder}/routes.json") as f:
        table = json.load(f)
    vectors = [json.loads(line) for name in files for line in open(name, encoding="utf-8") if line.strip()]
    upstream = RecordingUpstream()
    route = ROUTE.format(host=table["host"], port=upstream.port)
    for entry in table["routes"]:
        if entry["verdict"] in ("allow", "escalate"):
            http = f"{entry['method']} {entry['path'].replace('/**', '/{path:rest}')}"
            route += OPERATION.format(id=entry["id"], http=json.dumps(http))
    good = counted = 0
    shortfalls = []
    with LiveGateway({"vectors": route}, names=[table["host"]]) as gateway:
        for vector in vectors:
            status = _send(gateway.port, vector)
            problem = _judge(vector, status, upstream.take())
            if vector["cls"] in NOT_COUNTED:
                continue
            counted += 1
            good += problem is None
            if problem:
                shortfalls.append(f"  SHORT: {vector['name']}: {problem}")
    upstream.socket.close()
    print(f"paths: {good} of {counted}")
    for line in shortfalls:
        print(line)
    return good, counted - good


def _send(port, vector):
    """The status of the answer; 0: closed without one; None: neither."""
    lines = [f"{vector['method']} {vector['raw']} HTTP/1.1", f"Host: {vector['host']}"]
    lines += [f"{name}: {value}" for name, value in vector.get("headers", {}).items()]
    if vector["method"] == "POST":
        lines.append("Content-Length: 0")
    with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
        try:
            s.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("utf-8"))
            answer = b""
            while b"\r\n" not in answer:
                piece = s.recv(65536)
                if not piece:
                    return 0
                answer += piece
            return int(answer.split(b" ", 2)[1])
        except TimeoutError:
            return None
        except OSError:
            return 0


def _judge(vector, status, seen):
    """None where the outcome is one of the safe ones: refused, or forwarded exactly as the canonical request is."""
    allowed = {vector["expect"], *(vector.get("also_ok") or [])}
    if status is None:
        return "no answer and not closed"
    if len(seen) > 1:
        return f"{len(seen)} requests reached the upstream"
    if seen:
        if not allowed & {"same-as", "drop-or-reject"}:
            return f"forwarded: {seen[0].splitlines()[0]}"
        if vector.get("verdict") == "deny":
            return "forwarded, though no operation is bound there"
        lines = seen[0].split("\r\n")
        method, target, _ = lines[0].split(" ")
        if (method, target) != (vector["method"], vector.get("canonical")):
            return f"forwarded as {method} {target}, not as {vector['method']} {vector.get('canonical')}"
        names = {line.split(":")[0].lower() for line in lines[1:]}
        passed_on = [name for name in vector.get("headers", {}) if name.lower() in names]
        return f"passed on {', '.join(passed_on)}" if passed_on else None
    if status and status < 400:
        return f"answered {status} without the upstream"
    refusals = {"reject", "deny-by-default", "drop-or-reject"}
    # A canonical request that no operation is bound to is refused too: that is deciding "as for the canonical".
    if allowed & refusals or vector.get("verdict") == "deny":
        return None
    return f"refused with {status}, should be forwarded as {vector.get('canonical')}"
