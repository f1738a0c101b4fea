"""A write whose upstream hangs: what a client that re-sends on time-outs must not turn into a second write. Takes a minute."""
import socket
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

import github

from live_gateway import LiveGateway
from road import new_key

ROUTE = """\
api: github
mount: /github
upstream: http://127.0.0.1:{port}
insecure: true
networks: [loopback]
environment: test
dialect: github
credential: {{header: Authorization, value: "Bearer ${{file:test.credential}}"}}
timeouts: {{first_byte: {first_byte}}}
operations:
  - id: issue.create
    http: "POST /repos/{{owner}}/{{repo}}/issues"
    action: create
    target: issue
    open: true
"""


class HangingUpstream:
    """Reads requests, counts them and never answers."""

    def __init__(self):
        self.socket, self.arrivals = socket.create_server(("127.0.0.1", 0)), 0
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._count, args=(connection,), daemon=True).start()

    def _count(self, connection):
        with connection:
            try:
                while piece := connection.recv(65536):
                    self.arrivals += piece.count(b" HTTP/1.1\r\n")
            except OSError:
                pass


class HangingWrites(unittest.TestCase):
    def attempt(self, first_byte):
        """The status PyGithub ends with, and how many requests the upstream saw."""
        upstream = HangingUpstream()
        key, agents = new_key()
        with LiveGateway({"github": ROUTE.format(port=upstream.port, first_byte=first_byte)}, agents=agents) as gateway:
            hub = github.Github(
                auth=github.Auth.Token(key), base_url=f"http://127.0.0.1:{gateway.port}/github", seconds_between_writes=0)
            try:
                hub.get_repo("acme/shop", lazy=True).create_issue("a write that hangs")
                status = 0
            except github.GithubException as error:
                status = error.status
            finally:
                hub.close()
        upstream.socket.close()
        return status, upstream.arrivals

    def test_one_arrival_whether_the_client_waits_or_repeats(self):
        with ThreadPoolExecutor() as pool:
            short, default = pool.submit(self.attempt, "10s"), pool.submit(self.attempt, "60s")
            # Ten seconds: the answer comes before the client's own time-out of fifteen.
            self.assertEqual(short.result(), (424, 1))
            # Sixty: three repeats join the first, and the fourth attempt gets its answer.
            self.assertEqual(default.result(), (424, 1))
