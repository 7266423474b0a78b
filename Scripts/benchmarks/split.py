"""Times the splitter and its peers in turn: see `Scripts/benchmarks/split --help`.

`split.py LUNAS PYTHON QUICK`; PYTHON is the interpreter that has the peers.
"""
import gzip
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "split_peers.py")
CLASSES = 100


def significant(number):
    return float(f"{number:.4g}")


def tell(case, metric, unit, value, peer=None, peer_value=None):
    line = {"benchmark": "split", "case": case, "metric": metric, "unit": unit, "value": significant(value)}
    if peer:
        line |= {"peer": peer, "peer_value": significant(peer_value), "ratio": significant(value / peer_value)}
    print(json.dumps(line), flush=True)


def items(count):
    """Paths and classes; the first class has ten times the items of the last."""
    generator = random.Random(3)
    weights = [1 / (index + 1) ** 0.5 for index in range(CLASSES)]
    for index, label in enumerate(generator.choices(range(CLASSES), weights, k=count)):
        yield f"images/train/{index % 4096:04x}/img_{index:08d}.jpg", f"class_{label:03d}"


def make(folder, rows, other_rows):
    """Writes the inputs. Returns their paths by their cases."""
    paths = {f"{rows} rows of CSV": f"{folder}/t.csv", f"{other_rows} rows of JSON lines": f"{folder}/t.jsonl",
             f"{other_rows} rows of gzipped CSV": f"{folder}/t.csv.gz"}
    table, lines, packed = paths.values()
    with open(table, "w", encoding="utf-8") as file:
        file.write("path,label\n")
        file.writelines(f"{path},{label}\n" for path, label in items(rows))
    with open(lines, "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"path": path, "label": label}) + "\n" for path, label in items(other_rows))
    with gzip.open(packed, "wt", compresslevel=6, encoding="utf-8") as file:
        file.write("path,label\n")
        file.writelines(f"{path},{label}\n" for path, label in items(other_rows))
    return paths


def run(command, log):
    """Runs a program. Returns what passed and what it computed in seconds, and its peak memory in MB."""
    # What was written before is not to slow it.
    os.sync()
    with open(log, "wb") as file:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command} ended with code {process.returncode}; see {log}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def rows_of_classes(path):
    """How many rows a part has of each class, and how many in total."""
    counts = Counter()
    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as file:
        for line in file:
            at = line.rfind("class_")
            if at >= 0:
                counts[line[at:at + 9]] += 1
    return counts


def same_counts(ours, theirs):
    """Both must have done the work that is compared: all rows, and about as many of each class on each side."""
    for mine, other in zip(map(rows_of_classes, ours), map(rows_of_classes, theirs)):
        if mine.total() != other.total() or any(abs(mine[name] - other[name]) > 1 for name in mine | other):
            sys.exit(f"the parts differ by more than one row of a class: {ours} and {theirs}")


def compare(case, path, lunas, python, peers, rounds, folder):
    found = defaultdict(list)
    ending = path[path.index("."):]
    # In turn, so that whatever else the machine does slows all.
    for number in range(rounds):
        at = f"{folder}/out"
        found["lunas"].append(
            run([lunas, "split", "--train", path, "--label", "label", "--out", at], f"{folder}/log"))
        for name, verb in peers.items():
            parts = [f"{folder}/{verb}-{part}{ending}" for part in ("train", "validation")]
            found[name].append(run([python, "-B", PEERS, verb, path, *parts], f"{folder}/log"))
            if number == 0:
                same_counts([f"{at}/stage1-{part}{ending}" for part in ("train", "validation")], parts)
            for part in parts:
                os.remove(part)
        shutil.rmtree(at)
    for name in peers:
        for index, (metric, unit) in enumerate((("time", "s"), ("processor time", "s"), ("peak memory", "MB"))):
            ours, theirs = (statistics.median(one[index] for one in found[who]) for who in ("lunas", name))
            tell(case, metric, unit, ours, name, theirs)


def main():
    lunas, python, is_quick = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3] == "1"
    rows, other_rows, rounds = (500_000, 100_000, 1) if is_quick else (5_000_000, 1_000_000, 3)
    folder = tempfile.mkdtemp(prefix="lunas-split-")
    peers = {"pandas and scikit-learn": "pandas", "polars and scikit-learn": "polars"}
    for case, path in make(folder, rows, other_rows).items():
        # Polars packs nothing.
        able = {name: verb for name, verb in peers.items() if verb != "polars" or not path.endswith(".gz")}
        compare(case, path, lunas, python, able, rounds, folder)
    shutil.rmtree(folder)


main()
