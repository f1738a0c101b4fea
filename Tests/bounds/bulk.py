"""1 GiB each way: RSS at most 64 MB, and every byte arrives."""
import time

from lab import Lab, read_answer, read_head

SIZE = 1 << 30
PEAK_MB = 64
PIECE = bytes(1 << 20)


def upload(sheet):
    with Lab() as lab:
        started = time.monotonic()
        with lab.connect(timeout=60) as s:
            s.sendall(b"POST /lab/count HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % SIZE)
            for _ in range(SIZE // len(PIECE)):
                s.sendall(PIECE)
            status, body = read_answer(s)
        report(sheet, lab, "upload of 1 GiB", started, status, int(body) if body.isdigit() else 0)
        started = time.monotonic()
        lab.forget_peak()
        with lab.connect(timeout=60) as s:
            s.sendall(b"POST /lab/count HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(SIZE // 4 // len(PIECE)):
                s.sendall(b"%x\r\n" % len(PIECE) + PIECE + b"\r\n")
            s.sendall(b"0\r\n\r\n")
            status, body = read_answer(s)
        report(sheet, lab, "chunked upload of 256 MiB", started, status, int(body) if body.isdigit() else 0, SIZE // 4)


def download(sheet):
    with Lab() as lab:
        started = time.monotonic()
        with lab.connect(timeout=60) as s:
            s.sendall(b"GET /lab/bytes/%d HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % SIZE)
            head, rest = read_head(s)
            count, room = len(rest), bytearray(1 << 20)
            while got := s.recv_into(room):
                count += got
        report(sheet, lab, "download of 1 GiB", started, int(head.split()[1]), count)


def report(sheet, lab, what, started, status, count, expected=SIZE):
    took, peak = time.monotonic() - started, lab.gateway.rss_mb(peak=True)
    sheet.expect(f"{what} arrives whole", status == 200 and count == expected,
                 f"{status}, {count} bytes, {count / took / 1e6:.0f} MB/s")
    sheet.expect(f"{what}: RSS at most {PEAK_MB} MB", peak <= PEAK_MB, f"{peak:.0f} MB at its peak")
