"""How long `lunas -e ''` takes, against `lua5.4 -e ''`: one line of JSON. See `Scripts/benchmarks/host --help`."""
import json
import os
import statistics
import sys
import time


def spawn(program):
    """The seconds from starting a program until it has ended."""
    start = time.perf_counter()
    process = os.posix_spawn(program, [program, "-e", ""], os.environ)
    _, status = os.waitpid(process, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{program} -e '' ended with status {status}")
    return seconds


def main():
    ours, theirs, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    times = {ours: [], theirs: []}
    # In turn, so that whatever else the machine does slows both; the first few only fill caches.
    for number in range(-5, rounds):
        for program, all_times in times.items():
            seconds = spawn(program)
            if number >= 0:
                all_times.append(seconds)
    for metric, summary in (("best", min), ("median", statistics.median)):
        value, peer_value = (summary(times[program]) * 1000 for program in (ours, theirs))
        print(json.dumps({
            "benchmark": "startup", "case": "-e ''", "metric": metric, "unit": "ms", "value": round(value, 3),
            "peer": "lua5.4", "peer_value": round(peer_value, 3), "ratio": round(value / peer_value, 2),
        }), flush=True)


main()
