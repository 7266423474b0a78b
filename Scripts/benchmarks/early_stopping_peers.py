"""Replays learning curves with Optuna's pruners beside our rules: `early_stopping_peers.py OURS ORDERS FILE...`.

OURS is the program EarlyStoppingBenchmark. Its lines are printed with what the peer saved and lost over its own random
orders of the same trainings: fewer orders, as it takes longer.
"""

import csv
import json
import pathlib
import random
import subprocess
import sys

import optuna

PARALLEL = 4
PRUNERS = {
    "median": lambda steps: optuna.pruners.MedianPruner(),
    "asha": lambda steps: optuna.pruners.SuccessiveHalvingPruner(),
    "hyperband": lambda steps: optuna.pruners.HyperbandPruner(max_resource=steps),
}
METRICS = {"saved": 0, "loss of the best, mean": 1}


def read(path):
    """The losses of each training, and the steps of one that came to its end."""
    with open(path, newline="") as file:
        rows = csv.reader(file)
        columns = [index for index, name in enumerate(next(rows)) if "loss_" in name and name[-1].isdigit()]
        curves = [[float(row[index]) for index in columns if row[index]] for row in rows]
    return [curve for curve in curves if curve], len(columns)


def search(curves, length, pruner, seed):
    """What one search saves (share of steps) and loses (the best that it finds above the best there is)."""
    study = optuna.create_study(pruner=pruner, sampler=optuna.samplers.RandomSampler(seed=seed))
    steps, found = 0, float("inf")
    waiting, running = list(curves), []
    while waiting or running:
        while waiting and len(running) < PARALLEL:
            running.append((study.ask(), waiting.pop(0), 0))
        going_on = []
        for trial, curve, step in running:
            if step == len(curve):
                if len(curve) == length:
                    study.tell(trial, curve[-1])
                    found = min(found, curve[-1])
                else:
                    study.tell(trial, state=optuna.trial.TrialState.FAIL)
                continue
            steps += 1
            trial.report(curve[step], step + 1)
            if trial.should_prune() and step + 1 < len(curve):
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
            else:
                going_on.append((trial, curve, step + 1))
        running = going_on
    reachable = min(curve[-1] for curve in curves if len(curve) == length)
    return 1 - steps / sum(map(len, curves)), found - reachable


def measure(path, rule, trials, orders):
    """The means of what searches with the peer's rule save and lose."""
    curves, length = read(path)
    results = []
    for seed in range(orders):
        rows = random.Random(seed).sample(curves, min(trials, len(curves)))
        results.append(search(rows, length, PRUNERS[rule](length), seed))
    return [sum(column) / orders for column in zip(*results)]


def main():
    ours, orders, *files = sys.argv[1:]
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    for path in files:
        lines = subprocess.run([ours, orders, path], check=True, capture_output=True, text=True).stdout
        known = {}
        for line in map(json.loads, lines.splitlines()):
            rule, trials = line["case"].removeprefix(pathlib.Path(path).stem).split()[:2]
            if rule in PRUNERS and line["metric"] in METRICS:
                if (rule, trials) not in known:
                    count = max(1, int(orders) // (4 if int(trials) <= 50 else 50))
                    known[rule, trials] = measure(path, rule, int(trials), count)
                theirs = round(known[rule, trials][METRICS[line["metric"]]], 5)
                line |= {"peer": type(PRUNERS[rule](100)).__name__, "peer_value": theirs}
                line["ratio"] = round(line["value"] / theirs, 3) if theirs else None
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
