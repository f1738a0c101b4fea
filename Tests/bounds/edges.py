"""Caps and deadlines at their edges: the last one within is served, the next is refused and counted."""
import time

from lab import GET, Lab, ask, ends_after, read_answer, read_head

TWO_ADDRESSES = """\
agents:
  - {id: loopback, role: tester, environments: [test], owner: alice, addresses: [127.0.0.1/32]}
  - {id: neighbour, role: tester, environments: [test], owner: alice, addresses: [127.0.0.2/32]}
"""


def run(sheet):
    connections(sheet)
    agents(sheet)
    deadlines(sheet)
    sizes(sheet)
    back_off(sheet)


def refused(lab, source=None):
    """Whether a new connection is closed without a word."""
    try:
        with lab.connect(timeout=2, source=source) as s:
            s.sendall(GET)
            return s.recv(1000) == b""
    except ConnectionError:
        return True


def connections(sheet):
    with Lab("bounds: {connections: 6, connections_per_address: 4}\n", agents=TWO_ADDRESSES) as lab:
        held = [lab.connect() for _ in range(4)]
        statuses = [ask(s)[0] for s in held]
        sheet.expect("connections_per_address: the fourth of 4 is served", statuses == [200] * 4, statuses)
        over = refused(lab)
        sheet.expect("connections_per_address: the fifth is closed and counted", over
                     and lab.counter('connections_refused_total{cap="address"}') == 1)
        held += [lab.connect(source="127.0.0.2") for _ in range(2)]
        statuses = [ask(s)[0] for s in held[4:]]
        sheet.expect("connections: the sixth of 6, of another address, is served", statuses == [200] * 2, statuses)
        over = refused(lab, source="127.0.0.2")
        sheet.expect("connections: the seventh is closed and counted", over and lab.counter('connections_refused_total{cap="total"}') == 1)
        held.pop().close()
        deadline, again = time.monotonic() + 2, True
        while again and time.monotonic() < deadline:
            again = refused(lab, source="127.0.0.2")
        sheet.expect("connections: a place that is left is taken again", not again)
        for s in held:
            s.close()


def agents(sheet):
    with Lab("bounds: {connections_per_agent: 3}\n", agents=TWO_ADDRESSES) as lab:
        held = [lab.connect() for _ in range(4)]
        statuses = [ask(s)[0] for s in held]
        sheet.expect("connections_per_agent: the third of 3 is served, the fourth refused", statuses[:3] == [200] * 3 and statuses[3] in (429, 503),
                     statuses)
        sheet.expect("connections_per_agent: counted", lab.counter('connections_refused_total{cap="agent"}') == 1)
        with lab.connect(source="127.0.0.2") as s:
            sheet.expect("connections_per_agent: another agent is served", ask(s)[0] == 200)
        for s in held:
            s.close()


def deadlines(sheet):
    settings = "timeouts: {header: 2s, keep_alive_idle: 1s, body_floor_after: 1s}\n"
    with Lab(settings) as lab:
        with lab.connect() as s:
            ask(s)
            time.sleep(0.6)
            status = ask(s)[0]
            after, _ = ends_after(s, 4)
        sheet.expect("keep_alive_idle: served before it, closed after it, counted",
                     status == 200 and after and 0.9 <= after <= 2 and lab.bound("keep_alive_idle") == 1, f"after {after or -1:.2f} s of 1 s")
        # Bytes keep coming: only the whole head would end the wait.
        with lab.connect() as s:
            started, after = time.monotonic(), None
            try:
                s.sendall(b"GET /lab/small HTTP/1.1\r\nHost: localhost\r\n")
                while after is None and time.monotonic() - started < 5:
                    s.sendall(b"A: b\r\n")
                    after, _ = ends_after(s, 0.2)
            except ConnectionError:
                pass
            after = time.monotonic() - started
        sheet.expect("header: a dripped head is closed at its deadline, counted",
                     1.9 <= after <= 3 and lab.bound("header_deadline") == 1, f"after {after:.2f} s of 2 s")
        with lab.connect() as s:
            s.sendall(b"GET /lab/small HTTP/1.1\r\nHost: localhost\r\n")
            time.sleep(1.6)
            s.sendall(b"\r\n")
            sheet.expect("header: a head whole before it is served", read_answer(s)[0] == 200)
        with lab.connect() as s:
            started = time.monotonic()
            s.sendall(b"POST /lab/count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nsome")
            status = read_answer(s)[0]
            after = time.monotonic() - started
        sheet.expect("body_floor: a body that stops is answered 408, counted",
                     status == 408 and 0.9 <= after <= 2.5 and lab.bound("body_floor") == 1, f"{status} after {after:.2f} s of 1 s")


def sizes(sheet):
    with Lab("bounds: {request_line: 1KiB, header_section: 2KiB, header_fields: 10}\n") as lab:
        def status(request):
            with lab.connect() as s:
                return ask(s, request)[0]

        # How the end of the line counts is for the unit tests; here a few bytes lie between served and refused.
        line = lambda count: b"GET /lab/" + b"a" * (count - 18) + GET[14:]  # noqa: E731
        sheet.expect("request_line: served below 1 KiB, refused above, counted",
                     status(line(1020)) == 200 and status(line(1030)) in (400, 414, 431) and lab.bound("request_line") == 1)
        fields = lambda count: b"".join(b"X-%d: y\r\n" % n for n in range(count))  # noqa: E731
        sheet.expect("header_fields: 10 are served, 11 refused, counted",
                     status(GET[:-2] + fields(9) + b"\r\n") == 200 and status(GET[:-2] + fields(10) + b"\r\n") == 431
                     and lab.bound("header_fields") == 1)
        sheet.expect("header_section: refused above 2 KiB, counted",
                     status(GET[:-2] + b"X: " + b"y" * 1900 + b"\r\n\r\n") == 200
                     and status(GET[:-2] + b"X: " + b"y" * 2100 + b"\r\n\r\n") == 431 and lab.bound("header_section") == 1)


def back_off(sheet):
    with Lab("back_off: {failures: 3, window: 2s}\n") as lab:
        wrong = GET[:-2] + b"Authorization: Bearer bg_nobody_" + b"a" * 43 + b"\r\n\r\n"
        with lab.connect() as s:
            for _ in range(3):
                s.sendall(wrong)
                read_answer(s)
            before = lab.counter('requests_refused_total{cause="backed_off"}')
            s.sendall(wrong)
            head, _ = read_head(s)
        sheet.expect("back_off: after three failed credentials the fourth is told to wait, counted",
                     head.startswith(b"HTTP/1.1 401") and b"retry-after: 1" in head.lower() and before == 0
                     and lab.counter('requests_refused_total{cause="backed_off"}') == 1)
