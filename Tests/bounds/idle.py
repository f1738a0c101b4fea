"""10,000 idle connections: RSS at most 200 MB, and a request on another connection is answered as before."""
import subprocess
import sys

from lab import Lab, ask, latencies

CONNECTIONS, PROCESSES = 10_000, 4
RSS_MB = 200

SETTINGS = """\
bounds: {connections: 20000, connections_per_agent: 20000, connections_per_address: 20000}
timeouts: {keep_alive_idle: 10m}
"""

# A client process: opens its share, sends one request on each so that the agent is known, says so, and holds them until its input ends.
HOLDER = """\
import socket, sys
port, count, request = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode().decode("unicode_escape").encode()
held = []
for _ in range(count):
    s = socket.create_connection(("127.0.0.1", port), timeout=30)
    s.sendall(request)
    data = b""
    while b"\\r\\n\\r\\nok" not in data:
        piece = s.recv(4096)
        if not piece:
            sys.exit(f"closed after {len(held)} connections: {data!r}")
        data += piece
    held.append(s)
print("held", flush=True)
sys.stdin.read()
"""


def calmest(lab):
    """200 requests, of the best of five rounds: what else runs on this machine is not the gateway's doing."""
    return min((latencies(lab, 200) for _ in range(5)), key=lambda took: took[197])


def run(sheet):
    with Lab(SETTINGS) as lab:
        with lab.connect() as active:
            ask(active)
            before = calmest(lab)
            rss_before = lab.gateway.rss_mb()
            holders = [
                subprocess.Popen(
                    [sys.executable, "-c", HOLDER, str(lab.port), str(CONNECTIONS // PROCESSES),
                     r"GET /lab/small HTTP/1.1\r\nHost: localhost\r\n\r\n"],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                for _ in range(PROCESSES)]
            try:
                held = [holder.stdout.readline().strip() for holder in holders]
                idle, rss = lab.counter("idle_connections"), lab.gateway.rss_mb()
                during = calmest(lab)
                status, _ = ask(active)
            finally:
                for holder in holders:
                    holder.stdin.close()
                    holder.wait(30)
            left = lab.counter("open_connections")
    sheet.expect("idle connections are held", held == ["held"] * PROCESSES and idle >= CONNECTIONS, f"{idle} idle")
    sheet.expect(f"idle connections: RSS at most {RSS_MB} MB", rss <= RSS_MB,
                 f"{rss:.0f} MB, {rss_before:.0f} MB before, {(rss - rss_before) * 1024 / CONNECTIONS:.1f} KB each")
    sheet.expect("idle connections: an older connection is answered", status == 200)
    sheet.expect("idle connections: others are answered as fast", during[197] <= 2 * before[197] + 0.0005,
                 f"p50 {during[100] * 1e6:.0f} us ({before[100] * 1e6:.0f} before), p99 {during[197] * 1e6:.0f} us ({before[197] * 1e6:.0f})")
    sheet.expect("idle connections: none is left behind", left <= 2, f"{left} open")
