#!/usr/bin/env python3
"""The price of one governed call, beside nginx, HAProxy and Envoy, in one run on one machine.

  Benchmarks/run [--rounds 5] [--seconds 4] [--connections 32] [--without gateway] [--json FILE]

Every contestant is one thread pinned to CPU 0; the upstream (nginx answering from memory) and wrk share CPU 1. The contestants are loaded in
turn, round after round, so that a noisy minute hits all of them. Printed for each, the median over the rounds:

  cpu_us   CPU time of its process per request, in microseconds (user and system, from /proc)
  rps      requests a second at that load
  p50 p99  latency at that load, in microseconds

A request that did not reach the upstream fails the run: answers from memory are cheap, and not what is compared.
Then the ratio of the gateway's cpu_us to each peer's (the median of the rounds' own ratios), its memory and its start. Machines are noisy:
read the ratios, not the absolute figures.
"""
import argparse
import base64
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../Tests"))
from live_gateway import LiveGateway  # noqa: E402

TICK_US = 1e6 / os.sysconf("SC_CLK_TCK")
UPSTREAM_PORT, NGINX_PORT, HAPROXY_PORT, ENVOY_PORT = 9000, 8001, 8002, 8004

ROUTE = f"""\
api: billing
host: 127.0.0.1
upstream: http://127.0.0.1:{UPSTREAM_PORT}
insecure: true
networks: [loopback]
environment: prod
credential: {{header: Authorization, value: "Bearer ${{file:test.credential}}"}}
operations:
  - id: refund.create
    http: POST /v1/refunds
    action: execute
    target: refund
    open: true
"""

AGENT = """\
agents:
  - id: support-1
    role: customer_support
    environments: [prod]
    owner: alice
    trust: established
    keys: [{{sha256: {digest}}}]
"""


class Contestant:
    """A process under load: where it listens and whose CPU time counts."""

    def __init__(self, name, port, pids):
        self.name, self.port, self.pids, self.rounds = name, port, pids, []

    def cpu_us(self):
        total = 0
        for pid in self.pids:
            with open(f"/proc/{pid}/stat") as f:
                fields = f.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total * TICK_US

    def load(self, args, key):
        arrived, before = upstream_requests(), self.cpu_us()
        out = subprocess.run(
            ["taskset", "-c", "1", "wrk", "-t1", f"-c{args.connections}", f"-d{args.seconds}s", "--latency",
             "-s", f"{HERE}/post.lua", f"http://127.0.0.1:{self.port}/v1/refunds"],
            capture_output=True, text=True, env={**os.environ, "AGENT_KEY": key, "RUN": secrets.token_hex(6)}).stdout
        spent = self.cpu_us() - before
        if re.search(r"Non-2xx|Socket errors", out) or "requests in" not in out:
            raise SystemExit(f"{self.name}: not every request succeeded\n{out}")
        requests = int(re.search(r"(\d+) requests in", out).group(1))
        if upstream_requests() - arrived < requests:
            raise SystemExit(f"{self.name}: answered {requests} requests, of which fewer reached the upstream")
        self.rounds.append({
            "cpu_us": spent / requests, "rps": float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)),
            "p50": _percentile(out, 50), "p99": _percentile(out, 99)})

    def median(self):
        return {k: statistics.median(r[k] for r in self.rounds) for k in self.rounds[0]}


def upstream_requests():
    """How many requests the upstream has served; this one counts too."""
    with urllib.request.urlopen(f"http://127.0.0.1:{UPSTREAM_PORT}/-/count", timeout=5) as answer:
        return int(answer.read().split(b"\n")[2].split()[2])


def _percentile(out, percent):
    number, unit = re.search(rf"^\s*{percent}%\s+([\d.]+)(us|ms|s)", out, re.M).groups()
    return float(number) * {"us": 1, "ms": 1e3, "s": 1e6}[unit]


class Arena:
    """The upstream and the peers, each started once, all ended at the end."""

    def __init__(self):
        self.folder, self.started = tempfile.mkdtemp(prefix="compare-"), []
        # HAProxy's log goes to a datagram socket that is read, as syslog would read it.
        log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        log.bind(f"{self.folder}/haproxy.sock")
        threading.Thread(target=lambda: [log.recv(9000) for _ in iter(int, 1)], daemon=True).start()

    def config(self, name):
        with open(f"{HERE}/peers/{name}") as f:
            text = f.read().replace("@RUN@", self.folder)
        with open(f"{self.folder}/{name}", "w") as f:
            f.write(text)
        return f"{self.folder}/{name}"

    def start(self, cpu, port, *command):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise SystemExit(f"{command[0]}: port {port} is taken already")
        process = subprocess.Popen(
            ["taskset", "-c", str(cpu), *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.started.append(process)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    time.sleep(0.3)
                    return process.pid
            time.sleep(0.05)
        raise SystemExit(f"{command[0]} does not listen on port {port}")

    def close(self):
        for process in self.started:
            process.terminate()
        for process in self.started:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def workers(pid):
    """nginx spends its time in its one worker."""
    out = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [int(p) for p in out] or [pid]


def envoy_binary():
    beside = f"{HERE}/.venv/bin/envoy"
    return beside if os.access(beside, os.X_OK) else shutil.which("envoy")


def peers(arena):
    arena.start(1, UPSTREAM_PORT, "nginx", "-c", arena.config("upstream.nginx.conf"))
    yield Contestant("nginx-plain", NGINX_PORT, workers(arena.start(0, NGINX_PORT, "nginx", "-c", arena.config("nginx-plain.conf"))))
    yield Contestant("haproxy-policy", HAPROXY_PORT, [arena.start(0, HAPROXY_PORT, "haproxy", "-f", arena.config("haproxy-policy.cfg"))])
    if envoy := envoy_binary():
        yield Contestant("envoy-policy", ENVOY_PORT, [arena.start(
            0, ENVOY_PORT, envoy, "-c", arena.config("envoy-policy.yaml"), "--concurrency", "1", "-l", "error")])
    else:
        print("envoy-policy: left out, there is no envoy")


def report(contestants, gateway, args):
    medians = {c.name: c.median() for c in contestants}
    for name, m in medians.items():
        print(f"{name:16} cpu_us={m['cpu_us']:.1f} rps={m['rps']:.0f} p50={m['p50']:.0f} p99={m['p99']:.0f}")
    ours = next((c for c in contestants if c.name == "gateway"), None)
    ratios = {}
    if ours:
        for peer in contestants:
            if peer is not ours:
                ratios[peer.name] = statistics.median(o["cpu_us"] / p["cpu_us"] for o, p in zip(ours.rounds, peer.rounds))
                print(f"gateway / {peer.name}: {ratios[peer.name]:.2f}")
        print(f"gateway rss_mb={gateway.rss_mb():.1f} peak_mb={gateway.rss_mb(peak=True):.1f} start_to_ready_ms={gateway.ready_ms:.0f}")
    if args.json:
        with open(args.json, "w") as f:
            json.dump({"medians": medians, "ratios": ratios, "rounds": {c.name: c.rounds for c in contestants}}, f, indent=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--without", action="append", default=[], help="leave a contestant out, such as `gateway`")
    parser.add_argument("--json", help="write the figures here too")
    args = parser.parse_args()
    key = "bg_support-1_" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    arena, gateway = Arena(), None
    try:
        contestants = [c for c in peers(arena) if c.name not in args.without]
        if "gateway" not in args.without:
            gateway = LiveGateway(
                {"billing": ROUTE}, agents=AGENT.format(digest=hashlib.sha256(key.encode()).hexdigest()),
                names=["127.0.0.1"], before=["taskset", "-c", "0"]).__enter__()
            contestants.append(Contestant("gateway", gateway.port, [gateway.pid]))
        for _ in range(args.rounds):
            for contestant in contestants:
                contestant.load(args, key)
        report(contestants, gateway, args)
    finally:
        if gateway:
            gateway.__exit__()
        arena.close()


main()
