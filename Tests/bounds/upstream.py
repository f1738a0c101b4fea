"""The upstream of these cases: its own process, so that its memory and time are not the clients'. Prints its port, then serves until killed.

GET  /small         two bytes
GET  /bytes/N       N bytes
GET  /slim/N        the same, of which this side's kernel buffers little: else hundreds of them use up the machine's memory for TCP
GET  /hang          never answers
POST /count         reads the body, answers with the number of its bytes
POST /stall         reads nothing of the body beyond what came with the head
"""
import re
import socket
import threading
import time

PIECE = bytes(range(256)) * 4096


def serve(s):
    pending = b""
    with s:
        while True:
            while b"\r\n\r\n" not in pending:
                piece = s.recv(65536)
                if not piece:
                    return
                pending += piece
            head, _, pending = pending.partition(b"\r\n\r\n")
            method, path = head.split(b" ", 2)[:2]
            pending = respond(s, method, path, head, pending)


def respond(s, method, path, head, pending):
    if path in (b"/hang", b"/stall"):
        time.sleep(60)
    elif method == b"POST":
        count, pending = body_bytes(s, head, pending)
        answer(s, str(count).encode())
    elif path.startswith((b"/bytes/", b"/slim/")):
        if path.startswith(b"/slim/"):
            s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32768)
        left = int(path.rpartition(b"/")[2])
        s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % left)
        while left:
            s.sendall(PIECE[:left])
            left -= min(left, len(PIECE))
    else:
        answer(s, b"ok")
    return pending


def answer(s, body):
    s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


def body_bytes(s, head, pending):
    """Reads one body, by length or in chunks; its bytes, and what came behind it."""
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    if length:
        left = int(length.group(1)) - len(pending)
        room = bytearray(1 << 20)
        while left > 0:
            got = s.recv_into(room, min(left, len(room)))
            if not got:
                raise ConnectionError
            left -= got
        return int(length.group(1)), b""
    if b"chunked" not in head.lower():
        return 0, pending
    lines, total = Lines(pending, s.makefile("rb")), 0
    while size := int(lines.line(), 16):
        total += size
        lines.skip(size + 2)
    lines.line()
    return total, b""


class Lines:
    """What was read already, then the rest of the socket."""

    def __init__(self, pending, file):
        self.pending, self.file = pending, file

    def line(self):
        if b"\n" in self.pending:
            line, _, self.pending = self.pending.partition(b"\n")
            return line
        line, self.pending = self.pending + self.file.readline(), b""
        return line

    def skip(self, count):
        used = min(count, len(self.pending))
        self.pending, count = self.pending[used:], count - used
        while count:
            count -= len(self.file.read(min(count, 1 << 20)))


def guarded(s):
    try:
        serve(s)
    except (OSError, ValueError):
        pass


def main():
    threading.stack_size(256 * 1024)
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            s, _ = listener.accept()
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=guarded, args=(s,), daemon=True).start()


if __name__ == "__main__":
    main()
