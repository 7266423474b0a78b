"""Times search spaces, ours and the peers' in turn: see `Scripts/benchmarks/spaces --help`.

`spaces.py FOLDER LUNAS SPACE_BENCHMARK ROUNDS`; the folder gets the documents of the spaces.
"""
import json
import statistics
import subprocess
import sys
import time

import space_peers

SCRIPT = "Scripts/benchmarks/spaces.lua"
# Space, operation, and how often a round does it.
LARGE = [("spinenet", operation, 200) for operation in (
    "construct", "size", "sample", "encode", "index", "at", "mutate", "crossover", "neighbours", "hash", "check")]
CONSTRAINED = [(space, "sample", 1000) for space in ("ordered", "summed")]
LONG = [("long", operation, 3) for operation in ("construct", "size", "sample")]
FROM_LUA = [("mnasnet", "sample", 2000), ("mnasnet", "sample_and_encode", 2000),
            ("long", "tostring", 3), ("long", "size", 1)]


class Program:
    """A process that answers "SPACE OPERATION REPETITIONS" with the seconds that one repetition took."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} ended with status {self.process.wait()}")
        return line.strip()

    def seconds(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        return float(self.read())

    def end(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit(f"{self.process.args[0]} ended with status {self.process.returncode}")


def significant(number):
    return float(f"{number:.4g}")


def report(benchmark, case, ours, peer=None, theirs=()):
    for metric, summary in (("best", min), ("median", statistics.median)):
        value = summary(ours) * 1e6
        line = {"benchmark": benchmark, "case": case, "metric": metric, "unit": "us", "value": significant(value)}
        if peer:
            peer_value = summary(theirs) * 1e6
            line |= {"peer": peer, "peer_value": significant(peer_value), "ratio": significant(value / peer_value)}
        print(json.dumps(line), flush=True)


def against(swift, peer, rounds):
    """Rounds of both take turns, so that whatever else the machine does slows both."""
    ours, theirs = [], []
    for number in range(-1, rounds):
        own = swift.seconds("mnasnet", "sample_and_encode", 20_000)
        start = time.perf_counter()
        peer.run(peer.repetitions)
        seconds = (time.perf_counter() - start) / peer.repetitions
        # The first round only fills caches.
        if number >= 0:
            ours.append(own)
            theirs.append(seconds)
    report("sample and encode", "mnasnet", ours, peer.name, theirs)


def alone(program, benchmark, cases, rounds):
    for space, operation, repetitions in cases:
        program.seconds(space, operation, 1)
        times = [program.seconds(space, operation, repetitions) for _ in range(rounds)]
        report(benchmark, f"{space} {operation}".replace("_", " "), times)


def main():
    folder, lunas, benchmark, rounds = *sys.argv[1:4], int(sys.argv[4])
    lua = Program(lunas, SCRIPT, folder)
    if lua.read() != "ready":
        sys.exit(f"{SCRIPT} does not work")
    swift = Program(benchmark, folder)
    with open(f"{folder}/mnasnet.json", encoding="utf-8") as file:
        template = json.load(file)["template"]
    for peer in space_peers.ALL:
        against(swift, peer(template), rounds)
    alone(swift, "space of 10^38", LARGE, rounds)
    alone(swift, "constrained", CONSTRAINED, rounds)
    alone(swift, "list of up to 20000", LONG, min(rounds, 5))
    alone(lua, "from Lua", FROM_LUA, min(rounds, 5))
    for program in (lua, swift):
        program.end()


main()
