"""The HTTP/1.1 vectors: the folder's own runner against gateways that know one agent, by its address, and one open route."""
import json
import os
import subprocess
import sys
import tempfile

from live_gateway import LiveGateway, free_port

# The runner waits out a silence after every vector; parts run side by side, each against a gateway of its own.
PARTS = 4

ROUTE = """\
api: vectors
host: gw.test
upstream: http://127.0.0.1:{port}
insecure: true
networks: [loopback]
environment: test
credential: {{header: Authorization, value: "Bearer ${{file:test.credential}}"}}
operations:
  - id: anything
    http: "* /{{path:rest}}"
    action: execute
    target: anything
    open: true
"""


def run(folder, files):
    vectors = [line for name in files for line in open(name, encoding="utf-8") if line.strip()]
    parts = [vectors[n::PARTS] for n in range(PARTS)]
    with tempfile.TemporaryDirectory() as scratch:
        running = [_start(folder, scratch, n, part) for n, part in enumerate(parts)]
        try:
            results = [r for part in running for r in _collect(*part)]
        finally:
            for gateway, process, _ in running:
                process.kill()
                gateway.__exit__()
    return _judge([json.loads(v) for v in vectors], {r["name"]: r for r in results})


def _start(folder, scratch, n, part):
    upstream = free_port()
    gateway = LiveGateway({"vectors": ROUTE.format(port=upstream)}, names=["gw.test"]).__enter__()
    vectors, out = f"{scratch}/{n}.jsonl", f"{scratch}/{n}.json"
    with open(vectors, "w", encoding="utf-8") as f:
        f.writelines(part)
    process = subprocess.Popen(
        [sys.executable, f"{folder}/run_vectors.py", "--target", f"127.0.0.1:{gateway.port}", "--upstream-port", str(upstream),
         "--vectors", vectors, "--json", out], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return gateway, process, out


def _collect(gateway, process, out):
    process.wait(timeout=300)
    if not os.path.exists(out):
        raise SystemExit(f"http1: the runner ended with {process.returncode}\n{gateway.log_text()}")
    with open(out) as f:
        return json.load(f)


def _judge(vectors, results):
    """R reject vectors and how many reached the upstream; A accept vectors and how many arrived exactly as they should."""
    rejects = [v for v in vectors if v["expect"] == "reject"]
    accepts = [v for v in vectors if v["expect"] == "accept"]
    forwarded = [v for v in rejects if results[v["name"]]["upstream"]]
    exact = [v for v in accepts if not results[v["name"]]["problems"]]
    print(f"http1: {len(rejects)} reject vectors, {len(forwarded)} forwarded; {len(accepts)} accept vectors, {len(exact)} exact")
    failed = 0
    for v in vectors:
        problems = results[v["name"]]["problems"]
        if not problems:
            continue
        # Refused, with another status than the vector names: worth seeing, dangerous to nobody.
        status_only = all(p.startswith("status ") for p in problems) and v["expect"] == "reject"
        failed += not status_only
        print(f"  {'status' if status_only else 'SHORT'}: {v['name']} ({v['expect']}, {v['level']}): {'; '.join(problems)}")
    return len(vectors) - failed, failed
