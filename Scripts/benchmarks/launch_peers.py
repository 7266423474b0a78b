"""Optuna's side of `Scripts/benchmarks/launch`: prints a JSON object.

`launch_peers.py run STORAGE FOLDER N PARALLEL`: the seconds of N trials, each of which runs /bin/echo
`launch_peers.py make STORAGE FOLDER N`: records a study of N trials
`launch_peers.py resume STORAGE FOLDER`: opens that study and asks for a trial; the seconds since the process was started
"""
import json
import os
import random
import resource
import subprocess
import sys
import time

import optuna
import sqlalchemy
from optuna.storages.journal import JournalFileBackend

optuna.logging.set_verbosity(optuna.logging.ERROR)
COMMAND = ["/bin/echo", '{"accuracy":0.5}']
CHOICES = {f"{name}{block}": values for block in range(7)
           for name, values in (("kernel", [3, 5, 7]), ("expand", [1, 3, 6]), ("depth", [1, 2, 3, 4]))}


def storage(kind, folder):
    if kind == "sqlite":
        return optuna.storages.RDBStorage(f"sqlite:///{folder}/study.db")
    return optuna.storages.JournalStorage(JournalFileBackend(f"{folder}/journal.log"))


def objective(trial):
    for name, values in CHOICES.items():
        trial.suggest_categorical(name, values)
    output = subprocess.run(COMMAND, capture_output=True, text=True, check=True).stdout
    return json.loads(output)["accuracy"]


def run(kind, folder, count, parallel):
    study = optuna.create_study(storage=storage(kind, folder), sampler=optuna.samplers.RandomSampler(seed=1),
                                direction="maximize")
    start = time.perf_counter()
    study.optimize(objective, n_trials=count, n_jobs=parallel)
    seconds = time.perf_counter() - start
    if len(study.trials) != count:
        sys.exit(f"{len(study.trials)} of {count} trials")
    return {"seconds": seconds}


def make(kind, folder, count):
    # Recording is not what is measured, and would take minutes if each trial waited for the disk.
    @sqlalchemy.event.listens_for(sqlalchemy.Engine, "connect")
    def connected(connection, _):
        connection.execute("PRAGMA synchronous = OFF")
    study = optuna.create_study(study_name="study", storage=storage(kind, folder), direction="maximize")
    draw = random.Random(1)
    distributions = {name: optuna.distributions.CategoricalDistribution(values) for name, values in CHOICES.items()}
    study.add_trials([
        optuna.trial.create_trial(params={name: draw.choice(values) for name, values in CHOICES.items()},
                                  distributions=distributions, value=draw.random())
        for _ in range(count)])
    return {"bytes": sum(entry.stat().st_size for entry in os.scandir(folder))}


def resume(kind, folder):
    # When the kernel started this process, in seconds of the same clock as now: Python and Optuna had to be loaded.
    with open("/proc/self/stat", encoding="ascii") as file:
        started = int(file.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    study = optuna.load_study(study_name="study", storage=storage(kind, folder),
                              sampler=optuna.samplers.TPESampler(seed=1))
    study.ask({name: optuna.distributions.CategoricalDistribution(values) for name, values in CHOICES.items()})
    return {"seconds": time.clock_gettime(time.CLOCK_BOOTTIME) - started,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main():
    verb, kind, folder, *numbers = sys.argv[1:]
    print(json.dumps({"run": run, "make": make, "resume": resume}[verb](kind, folder, *map(int, numbers))))


main()
