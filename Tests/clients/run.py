"""Real clients from PyPI, with only the base URL and the key changed: each call arrives with the injected credential and comes back whole.

Starts the demo upstream and a gateway on free ports, with the repository's own routes. SLOW=1 adds the cases with an upstream that hangs.
"""
import os
import sys
import unittest

sys.path[:0] = [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]

SUITES = ["test_plain", "test_llm", "test_vendors"] + (["test_hanging_writes"] if os.environ.get("SLOW") == "1" else [])


class OneLineACase(unittest.TextTestResult):
    def getDescription(self, test):
        return test.id().split(".", 1)[1].replace("_", " ").replace(".", ": ")


def main():
    suite = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[1:] or SUITES)
    result = unittest.TextTestRunner(verbosity=2, resultclass=OneLineACase, stream=sys.stdout).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"clients: {result.testsRun - failed} of {result.testsRun}")
    if counts := os.environ.get("SUITE_COUNTS"):
        with open(counts, "a") as f:
            f.write(f"{max(result.testsRun - failed, 0)} {failed}\n")
    return 1 if failed or not result.testsRun else 0


if __name__ == "__main__":
    sys.exit(main())
