"""A client that stops reading, and an upstream that stops: what waits in the gateway stays bounded, and the wait has an end."""
import time

from lab import Lab, ask, ends_after, read_head

SIZE = 50_000_000
# Both ways hold a few hundred kilobytes; the rest of the allowance is for pages that the process touches anyway.
GROWTH_MB = 4


def run(sheet):
    slow_reader(sheet)
    many_slow_readers(sheet)
    slow_upstream(sheet)


def slow_reader(sheet):
    with Lab("timeouts: {write_stall: 2s}\n") as lab:
        with lab.connect() as other:
            ask(other)
            rss = lab.gateway.rss_mb()
            lab.forget_peak()
            with lab.connect() as s:
                s.sendall(b"GET /lab/bytes/%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % SIZE)
                read_head(s)
                started = time.monotonic()
                cut = lab.reaches('bounds_hit_total{bound="write_stall"}', 1, within=8)
                waited, growth = time.monotonic() - started, lab.gateway.rss_mb(peak=True) - rss
                _, data = ends_after(s, 5)
            status, _ = ask(other)
    sheet.expect("a client that reads nothing of 50 MB: memory", growth <= GROWTH_MB, f"{growth:.1f} MB more at its peak")
    sheet.expect("a client that reads nothing is cut after `write_stall`", cut == 1 and 1.8 <= waited <= 3.5 and len(data) < SIZE,
                 f"after {waited:.1f} s of 2 s")
    sheet.expect("a client that reads nothing: others are answered", status == 200)


def many_slow_readers(sheet):
    with Lab("timeouts: {write_stall: 30s}\n") as lab:
        with lab.connect() as other:
            ask(other)
            rss = lab.gateway.rss_mb()
            readers = [lab.connect(receive_buffer=4096) for _ in range(50)]
            for s in readers:
                s.sendall(b"GET /lab/slim/%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % SIZE)
            time.sleep(2)
            growth, cpu = lab.gateway.rss_mb() - rss, lab.cpu_seconds()
            time.sleep(1)
            cpu = lab.cpu_seconds() - cpu
            status, _ = ask(other)
            for s in readers:
                s.close()
    # Twice `output_buffer` and twice `upstream_buffer`, 64 KiB each, and the arrays' room to grow.
    sheet.expect("50 clients that read nothing: memory", growth <= 50 * 0.5, f"{growth:.1f} MB more, {growth * 1024 / 50:.0f} KB each")
    sheet.expect("50 clients that read nothing: no busy loop, others are answered", status == 200 and cpu < 0.2, f"{cpu * 100:.0f} % of a core")


def slow_upstream(sheet):
    with Lab(idle="2s", first_byte="2s") as lab:
        with lab.connect() as other:
            ask(other)
            rss = lab.gateway.rss_mb()
            lab.forget_peak()
            with lab.connect(timeout=1) as s:
                sent = 0
                started = time.monotonic()
                try:
                    s.sendall(b"POST /lab/stall HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % SIZE)
                    while sent < SIZE:
                        sent += s.send(bytes(65536))
                except TimeoutError:
                    pass
                growth = lab.gateway.rss_mb(peak=True) - rss
                s.settimeout(5)
                try:
                    status = int(read_head(s)[0].split()[1])
                except OSError as error:
                    status = str(error)
                waited = time.monotonic() - started
            alive, _ = ask(other)
    sheet.expect("an upstream that takes nothing of 50 MB: memory", growth <= GROWTH_MB and sent < SIZE,
                 f"{growth:.1f} MB more at its peak, {sent / 1e6:.1f} MB left the client")
    sheet.expect("an upstream that takes nothing: the write is of unknown effect after `idle`", status == 424 and 1.8 <= waited <= 4,
                 f"{status} after {waited:.1f} s of 2 s")
    sheet.expect("an upstream that takes nothing: others are answered", alive == 200)
