"""Measures controllers on tables of finished trainings, beside Optuna: see `Scripts/benchmarks/controllers --help`."""
import json
import statistics
import subprocess
import sys

import controller_peers

FOLDER, LUNAS, BENCHMARK, SEEDS, QUICK = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5] == "1"
TABLES = ["cifar10", "cifar100", "cifar10~", "cifar100~", "cora", "citeseer", "pubmed", "photo", "proteins"]
# Where `auto` has mostly found the best row within 200 trials, so that the regret after them says little.
EASY = ["cifar10", "cifar100", "proteins"]
SIMPLE = ["random", "evolution_100_25", "evolution_10_3", "local_first", "local_best"]
OTHERS = ["tpe", "ppo", "reinforce"]
MARKS = [50, 100, 200]
TRIALS = MARKS[-1]
AT_ONCE = 20


def show(case, metric, unit, value, peer=None, peer_value=None):
    line = dict(benchmark="controllers", case=case, metric=metric, unit=unit, value=round(value, 4))
    if peer:
        line |= dict(peer=peer, peer_value=round(peer_value, 4))
        line["ratio"] = float(f"{value / peer_value:.3g}") if peer_value else None
    print(json.dumps(line), flush=True)


def compare(table, names, trials, parallel=1):
    """Regret curves and the median trials to the best row, by controller."""
    command = [LUNAS, "Scripts/benchmarks/controllers.lua", FOLDER, table, SEEDS, trials, parallel, *names]
    found = json.loads(subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, text=True).stdout)["controllers"]
    return {name: dict(curve={point["trials"]: point["mean"] for point in one["checkpoints"] + one["curve"]},
                       median=one["median_trials"]) for name, one in zip(names, found)}


def optuna_compare(table):
    curves = controller_peers.regrets(FOLDER, table, SEEDS, TRIALS)
    hits = sorted(next((at + 1 for at, regret in enumerate(curve) if regret < 1e-9), float("inf")) for curve in curves)
    middle = hits[(len(hits) - 1) // 2]
    return dict(curve={mark: statistics.mean(curve[mark - 1] for curve in curves) for mark in MARKS},
                median=None if middle == float("inf") else middle)


def regrets(table):
    """`auto` beside the best of the simple searches and Optuna's, and all others beside `auto`."""
    found = compare(table, ["auto", *SIMPLE, *OTHERS], TRIALS)
    found["Optuna TPE"] = optuna_compare(table)
    for mark in MARKS:
        peer = min([*SIMPLE, "Optuna TPE"], key=lambda name: found[name]["curve"][mark])
        show(f"{table}, auto, {mark} trials", "mean regret", "points", found["auto"]["curve"][mark],
             f"best of the others: {peer}", found[peer]["curve"][mark])
    for name in [*SIMPLE, *OTHERS, "Optuna TPE"]:
        for mark in MARKS:
            show(f"{table}, {name}, {mark} trials", "mean regret", "points", found[name]["curve"][mark])
    if not table.endswith("~"):
        simple = {name: found[name]["median"] for name in SIMPLE if found[name]["median"]}
        for name in ["auto", *SIMPLE, *OTHERS, "Optuna TPE"]:
            if found[name]["median"] is None:
                continue
            peer = min(simple, key=simple.get) if name == "auto" and simple else None
            show(f"{table}, {name}", "median trials to the best row", "trials", found[name]["median"],
                 peer and f"best simple search: {peer}", peer and simple[peer])


def parallel(table):
    """How many more trials `auto` needs with 20 at once: to the regret that it has after 200 one at a time; where most
    searches have found the best row by then, to that."""
    alone = compare(table, ["auto"], TRIALS)["auto"]
    most = TRIALS if table in EASY else 2 * TRIALS
    found = compare(table, ["auto"], most, AT_ONCE)["auto"]
    case = f"{table}, auto, {AT_ONCE} at once"
    if table in EASY:
        if alone["median"] and found["median"]:
            show(case, "median trials to the best row", "trials", found["median"], "one at a time", alone["median"])
        return
    needed = next((at for at, regret in sorted(found["curve"].items()) if regret <= alone["curve"][TRIALS]), None)
    metric = f"trials to the regret after {TRIALS} one at a time"
    if needed is None:
        print(f"{case}: {most} trials are too few: {metric}", file=sys.stderr)
    else:
        show(case, metric, "trials", needed, "one at a time", TRIALS)


def costs():
    """What a round costs after 10,000 trials, and the memory of 100,000."""
    filled, large = (2000, 10000) if QUICK else (10000, 100000)
    optuna_time = controller_peers.ask_and_tell(filled, 3 if QUICK else 15)
    for name in ["random", "evolution", "local", "ppo", "reinforce", "nsga2", "tpe", "auto"]:
        times = subprocess.run(
            [BENCHMARK, name, str(filled), "200"], check=True, capture_output=True, text=True).stdout.split()
        show(f"{name}, {filled} finished trials", "ask + tell, median", "ms",
             statistics.median(map(float, times[:-1])), "Optuna TPE", optuna_time)
    for name in ["random", "evolution", "local", "ppo", "tpe", "auto"]:
        memory = subprocess.run(
            [BENCHMARK, name, str(large), "1"], check=True, capture_output=True, text=True).stdout.split()[-1]
        show(f"{name}, {large} trials", "peak memory", "MB", float(memory))


costs()
for table in ["cifar10", "photo"] if QUICK else TABLES:
    regrets(table)
for table in ["cifar10", "photo"] if QUICK else [*EASY, "cora", "citeseer", "pubmed", "photo"]:
    parallel(table)
