"""256 descriptors and 500 clients: no busy loop while they hang, and answers again within a second of their leaving."""
import socket
import time

from lab import GET, Lab, ask

CLIENTS, DESCRIPTORS = 500, 256
BUSY = 0.20
RECOVERY_S = 1

SETTINGS = """\
bounds: {connections_per_agent: 2000, connections_per_address: 2000}
"""
LIMITED = ["prlimit", f"--nofile={DESCRIPTORS}:{DESCRIPTORS}"]


def run(sheet):
    crowd(sheet, "clients that say nothing", b"")
    crowd(sheet, "clients with a request", GET)
    crowd(sheet, "clients whose upstream hangs", GET.replace(b"small", b"hang"))


def crowd(sheet, what, request):
    with Lab(SETTINGS, before=LIMITED) as lab:
        clients = []
        try:
            for _ in range(CLIENTS):
                s = socket.socket()
                s.setblocking(False)
                s.connect_ex(("127.0.0.1", lab.port))
                clients.append(s)
            time.sleep(0.3)
            for s in clients:
                try:
                    s.send(request)
                except OSError:
                    pass
            time.sleep(0.7)
            cpu = lab.cpu_seconds()
            time.sleep(2)
            share = (lab.cpu_seconds() - cpu) / 2
            healthy, open_now = lab.counter("accept_failed_total") >= 0, lab.counter("open_connections")
            paused = lab.bound("accept_paused")
        finally:
            for s in clients:
                s.close()
        left, answered = time.monotonic(), None
        while answered is None and time.monotonic() - left < 10:
            try:
                with lab.connect(timeout=5) as s:
                    if ask(s)[0] == 200:
                        answered = time.monotonic() - left
            except OSError:
                pass
    sheet.expect(f"{DESCRIPTORS} descriptors, {what}: no busy loop", share < BUSY, f"{share * 100:.1f} % of a core, {open_now} of {CLIENTS} open")
    sheet.expect(f"{DESCRIPTORS} descriptors, {what}: admin answers, the pause is counted", healthy and paused > 0, f"{paused} pauses")
    sheet.expect(f"{DESCRIPTORS} descriptors, {what}: answers within {RECOVERY_S} s of their leaving",
                 answered is not None and answered <= RECOVERY_S, "never" if answered is None else f"{answered * 1000:.0f} ms")
