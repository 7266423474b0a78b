"""Optuna's side of Scripts/benchmarks/controllers."""
import csv
import gzip
import multiprocessing
import random
import statistics
import time
import warnings

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore")

OPERATIONS = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]


class Cells:
    """NAS-Bench-201: what a cell came to, by its operations."""

    def __init__(self, folder, data, is_noisy):
        self.decisions = {edge: OPERATIONS for edge in
                          ["op_0_1", "op_0_2", "op_1_2", "op_0_3", "op_1_3", "op_2_3"]}
        self.runs, self.mean = {}, {}
        with gzip.open(f"{folder}/nasbench201/{data}.csv.gz", "rt") as file:
            for row in csv.DictReader(file):
                key = tuple(row[edge] for edge in self.decisions)
                self.mean[key] = float(row["valid_mean"])
                runs = [float(row[f"valid_{run}"]) for run in range(3) if row[f"valid_{run}"]]
                self.runs[key] = runs if is_noisy else [self.mean[key]]

    def key(self, choices):
        return tuple(choices[edge] for edge in self.decisions)


class Networks:
    """NAS-Bench-Graph: what a network came to, by the code under which it stands in the tables."""

    LINKS = ["0-0-0-0", "0-0-0-1", "0-0-1-1", "0-0-1-2", "0-0-1-3", "0-1-1-1", "0-1-1-2", "0-1-2-2", "0-1-2-3"]
    KINDS = ["gat", "gcn", "gin", "cheb", "sage", "arma", "graph", "fc", "skip"]

    def __init__(self, folder, data, is_noisy):
        kinds = ["gcn", "sage", "arma", "fc", "skip"] if data == "proteins" else self.KINDS
        self.decisions = {"link": self.LINKS} | {f"op_{node}": kinds for node in range(1, 5)}
        path = f"{folder}/nasbench-graph/{data}.csv"
        with open(path) if data == "proteins" else gzip.open(path + ".gz", "rt") as file:
            self.mean = {row["table_code"]: float(row["valid"]) for row in csv.DictReader(file)}
        self.runs = {code: [value] for code, value in self.mean.items()}
        with open(f"{folder}/nasbench-graph/codes.csv") as file:
            self.codes = {row["code"]: row["table_code"] for row in csv.DictReader(file)}

    def key(self, choices):
        digits = [self.LINKS.index(choices["link"])] + [self.KINDS.index(choices[f"op_{n}"]) for n in range(1, 5)]
        code = "".join(map(str, digits))
        # Networks that are in no table cannot be trained; each spelling of them counts.
        return self.codes.get(code) or code


def table(folder, name):
    data, is_noisy = name.rstrip("~"), name.endswith("~")
    return (Cells if data.startswith("cifar") else Networks)(folder, data, is_noisy)


def search(job):
    """One search: the regret of what it would hand in, after each different architecture that it has asked for."""
    folder, name, seed, trials = job
    known = search.tables.setdefault(name, None) or table(folder, name)
    search.tables[name] = known
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
    space = {key: optuna.distributions.CategoricalDistribution(values) for key, values in known.decisions.items()}
    noise, best, answers, regrets = random.Random(seed), max(known.mean.values()), {}, []
    handed_in = (float("-inf"), float("-inf"))
    # What was asked for before costs nothing; a sampler that asks for nothing else is given up.
    for _ in range(20 * trials):
        if len(regrets) == trials:
            break
        trial = study.ask(space)
        key = known.key(trial.params)
        is_new = key not in answers
        if is_new:
            answers[key] = noise.choice(known.runs[key]) if key in known.mean else None
        if answers[key] is None:
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
        else:
            study.tell(trial, answers[key])
            handed_in = max(handed_in, (answers[key], known.mean[key]))
        if is_new:
            regrets.append(best - handed_in[1])
    return regrets + [regrets[-1]] * (trials - len(regrets))


search.tables = {}


def regrets(folder, name, seeds, trials):
    """The regrets of several searches, on both cores."""
    with multiprocessing.Pool() as pool:
        return pool.map(search, [(folder, name, seed, trials) for seed in range(1, seeds + 1)], chunksize=1)


def ask_and_tell(trials, rounds):
    """The median milliseconds of a round of Optuna's TPE with so many finished trials."""
    decisions = {f"kernel{i}": [3, 5, 7] for i in range(7)} | {f"expand{i}": [1, 3, 6] for i in range(7)}
    space = {key: optuna.distributions.CategoricalDistribution(values) for key, values in decisions.items()}
    space |= {f"depth{i}": optuna.distributions.IntDistribution(1, 4) for i in range(6)}
    generator = random.Random(7)

    def reward(choices):
        return sum(choices.values()) + generator.gauss(0, 0.02)

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=1))
    for _ in range(trials):
        choices = {key: generator.choice(values) for key, values in decisions.items()}
        choices |= {f"depth{i}": generator.randint(1, 4) for i in range(6)}
        study.add_trial(optuna.trial.create_trial(params=choices, distributions=space, value=reward(choices)))
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        trial = study.ask(space)
        study.tell(trial, reward(trial.params))
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)
