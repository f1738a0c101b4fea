"""The road under test: demo upstream and gateway, started once for all cases of a module."""
import base64
import glob
import hashlib
import json
import os
import secrets
import socket
import subprocess
import tempfile
import time
import unittest

from live_gateway import BINARY, ROOT, LiveGateway, free_port

AGENT = """\
agents:
  - id: tester
    role: tester
    environments: [demo, test]
    owner: alice
    trust: established
    keys: [{{sha256: {digest}}}]
"""


def new_key():
    """A key as `boomgate agents add` makes it, and the agents file that knows its digest."""
    key = "bg_tester_" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    digest = hashlib.sha256(key.encode()).hexdigest()
    return key, AGENT.format(digest=digest)


def shipped_routes(port):
    """The repository's own routes and what they refer to, with the demo upstream's port changed."""
    files = {}
    for path in glob.glob(f"{ROOT}/routes/**/*", recursive=True):
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as f:
                files[os.path.relpath(path, ROOT)] = f.read().replace("127.0.0.1:8089", f"127.0.0.1:{port}")
    return files


class DemoUpstream:
    def __init__(self):
        self.port = free_port()
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [BINARY, "demo-upstream", "--port", str(self.port)], stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        raise SystemExit("the demo upstream does not listen")

    def arrivals(self):
        """What reached it so far, as its own log says."""
        with open(f"/proc/self/fd/{self.log.fileno()}") as f:
            return [json.loads(line) for line in f if line.startswith('{"demo_upstream":')]

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.log.close()


class RoadCase(unittest.TestCase):
    """Each case sees only the arrivals of its own calls, all of which must carry the injected credential and never the agent's key."""

    @classmethod
    def setUpClass(cls):
        cls.upstream = DemoUpstream()
        cls.addClassCleanup(cls.upstream.stop)
        files = shipped_routes(cls.upstream.port)
        cls.key, agents = new_key()
        cls.gateway = LiveGateway({}, agents=agents, files=files).__enter__()
        cls.addClassCleanup(cls.gateway.__exit__)
        cls.base = f"http://127.0.0.1:{cls.gateway.port}"
        cls.bearer = {"Authorization": f"Bearer {cls.key}"}

    def setUp(self):
        self.before = len(self.upstream.arrivals())

    def arrived(self, count, api):
        """The arrivals of this case, after checking what must hold for every one."""
        arrivals = self.upstream.arrivals()[self.before:]
        self.assertEqual([a["demo_upstream"] for a in arrivals], [api] * count)
        for arrival in arrivals:
            self.assertEqual(arrival["authorization"], "Bearer (the demo credential)")
            self.assertNotIn(self.key, json.dumps(arrival))
        return arrivals
