"""slowhttptest's three modes: slow headers, slow bodies, slow readers; others are answered all the while."""
import shutil
import subprocess
import tempfile
import time

from lab import Lab, ask

CONNECTIONS, SECONDS = 800, 20

# Short deadlines, so that each is met within the attack; the caps leave room for those who behave.
SETTINGS = """\
bounds: {connections_per_agent: 2000, connections_per_address: 2000}
timeouts: {header: 3s, body_floor_after: 3s, write_stall: 3s}
"""

# name, what slowhttptest sends, the bounds of which one must show
MODES = [
    ("slow headers", ["-H", "-i", "1", "-u", "/lab/small"], ["header_deadline"]),
    ("slow bodies", ["-B", "-i", "1", "-s", "8192", "-x", "10", "-u", "/lab/count"], ["body_floor"]),
    ("slow readers", ["-X", "-w", "64", "-y", "256", "-n", "1", "-z", "16", "-k", "1", "-u", "/lab/slim/4000000"], ["write_stall"]),
]


def run(sheet):
    if not shutil.which("slowhttptest"):
        sheet.expect("slowhttptest is installed", False, "`make deps` and .ci/deps bounds install it")
        return
    for name, arguments, bounds in MODES:
        with Lab(SETTINGS) as lab:
            attack(sheet, lab, name, arguments, bounds)


def attack(sheet, lab, name, arguments, bounds):
    *options, path = arguments
    with tempfile.TemporaryDirectory() as folder:
        tool = subprocess.Popen(
            ["slowhttptest", "-c", str(CONNECTIONS), "-r", "400", "-l", str(SECONDS), "-p", "3", *options,
             f"http://127.0.0.1:{lab.port}{path}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        failed, took, most, cpu = [], [], 0, lab.cpu_seconds()
        started = time.monotonic()
        try:
            while tool.poll() is None and time.monotonic() - started < SECONDS + 5:
                before = time.perf_counter()
                try:
                    with lab.connect(timeout=5) as s:
                        status, _ = ask(s)
                    if status != 200:
                        failed.append(str(status))
                except OSError as error:
                    failed.append(str(error))
                took.append(time.perf_counter() - before)
                most = max(most, lab.counter("open_connections"))
                time.sleep(0.05)
        finally:
            if tool.poll() is None:
                tool.terminate()
            tool.wait(10)
        cpu = (lab.cpu_seconds() - cpu) / (time.monotonic() - started)
    took.sort()
    hit = {bound: lab.bound(bound) for bound in bounds}
    sheet.expect(f"{name}: the attack was one", most >= CONNECTIONS // 2, f"{most} connections at once")
    sheet.expect(f"{name}: others are answered", len(took) >= 20 and not failed,
                 f"{len(took) - len(failed)} of {len(took)}, the slowest in {took[-1] * 1000:.0f} ms"
                 + (f"; first failure: {failed[0]}" if failed else ""))
    sheet.expect(f"{name}: the bound is met and counted", all(count > 0 for count in hit.values()),
                 f"{', '.join(f'{k} {v}' for k, v in hit.items())}; {cpu * 100:.0f} % of a core, RSS {lab.gateway.rss_mb(peak=True):.0f} MB")
