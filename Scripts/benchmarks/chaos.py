"""Kills what belongs to a search while it runs, and checks that nothing comes of it: see `Scripts/benchmarks/chaos --help`.

`chaos.py LUNAS TRIALS KILLS PARALLEL SEED`
"""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter

import chaos_processes as processes

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "chaos"
FINAL = ("completed", "failed", "stopped", "infeasible")
SEARCH = """\
local nas = require "lunas"
return nas.search {{
  name = "{name}", seed = {seed}, controller = "random", reward = "accuracy",
  space = {{ fate = nas.int(1, 40), pause = nas.int(10, 100), width = nas.int(1, 1000) }},
  trainer = {{ "{trainer}", "{{arch.fate}}", "{{arch.pause}}", "{{arch.width}}" }},
  trials = {{ max = {trials}, max_failed = {trials}, parallel = {parallel}, timeout = {timeout},
    memory = "200MB", output = "1MB" }},
}}
"""
# Seconds: long enough that no trial which would end is late where many share a core, and for nothing to move at all.
TIMEOUT, STUCK = 5, 180
# Bytes: a limit of output with its last words.
OUTPUT = 1_200_000


class Broken(Exception):
    """Something that no kill explains."""


class Search:
    """A search in a folder of its own, driven with the command alone."""

    def __init__(self, lunas, folder, trials, parallel, seed):
        self.lunas, self.folder = lunas, folder
        self.workspace = f"{folder}/workspace"
        os.makedirs(folder)
        with open(f"{folder}/search.lua", "w", encoding="utf-8") as file:
            file.write(SEARCH.format(name=NAME, seed=seed, trainer=f"{HERE}/chaos_trainer", trials=trials,
                                     parallel=parallel, timeout=TIMEOUT))

    def start(self):
        """The controller, begun or gone on with."""
        words = ["resume", NAME] if self.query("SELECT count(*) FROM search") else ["run", f"{self.folder}/search.lua"]
        with open(f"{self.folder}/controller.log", "ab") as log:
            return subprocess.Popen([self.lunas, *words, "--workspace", self.workspace], stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=log, cwd=self.folder)

    def query(self, sql):
        """A number from the store; 0 before there is one."""
        try:
            store = sqlite3.connect(f"file:{self.workspace}/lunas.sqlite?mode=ro", uri=True, timeout=10)
        except sqlite3.OperationalError:
            return 0
        try:
            return store.execute(sql).fetchone()[0]
        except sqlite3.OperationalError:
            return 0  # the tables are not made yet
        finally:
            store.close()

    def ended(self):
        return self.query(f"SELECT count(*) FROM trial WHERE state IN {FINAL}")

    def finish(self, controller):
        """Waits for the end of the search."""
        code = controller.wait(timeout=STUCK * 5)
        if code != 0:
            raise Broken(f"a controller ended by itself, with code {code}; see {self.folder}/controller.log")

    def trials(self):
        text = subprocess.run([self.lunas, "trials", NAME, "--format", "json", "--workspace", self.workspace],
                              check=True, capture_output=True, text=True).stdout
        return {trial["id"]: trial for trial in json.loads(text)}


class Strikes:
    """What is killed, in the order of the ended trials at which it is: the moments are random, and spread over the search."""

    def __init__(self, search, trials, kills, seed):
        self.search = search
        self.random = random.Random(seed)
        counts = {"controller": kills, "supervisor": max(1, kills // 2), "trainer": max(1, kills // 2),
                  "starter": max(1, kills // 10)}
        self.plan = sorted((self.random.uniform(0, 0.97 * trials), kind)
                           for kind, count in counts.items() for _ in range(count))
        self.killed = Counter()
        self.hit = set()  # trials whose trainer was killed

    def run(self):
        controller = self.search.start()
        for mark, kind in self.plan:
            self.wait(controller, mark)
            # Also into what a controller does when it begins.
            time.sleep(self.random.uniform(0, 0.15))
            if controller.poll() is not None:
                break
            if kind == "controller":
                controller.kill()
                controller.wait()
                self.killed[kind] += 1
                time.sleep(self.random.choice((0, 0, self.random.uniform(0, 0.3))))
                controller = self.search.start()
            else:
                self.strike(kind, controller.pid)
        self.search.finish(controller)

    def wait(self, controller, mark):
        moved, last = time.monotonic(), -1
        while controller.poll() is None:
            ended = self.search.ended()
            if ended >= mark:
                return
            if ended != last:
                moved, last = time.monotonic(), ended
            if time.monotonic() - moved > STUCK:
                raise Broken(f"no trial ended for {STUCK} seconds after {ended} had")
            time.sleep(0.01)

    def strike(self, kind, controller):
        """Kills one of a kind; none where none runs in the next moments."""
        for _ in range(20):
            candidates = processes.running(self.search.workspace)
            if kind == "starter":
                # What starts the supervisors, where the controller does not do so itself.
                candidates = [trial for trial in candidates if trial.starter not in (1, controller, os.getpid())]
            if candidates:
                trial = self.random.choice(candidates)
                try:
                    if kind == "starter" and b"supervise" not in processes.read(f"/proc/{trial.starter}/cmdline"):
                        return
                    # Before the kill, which may be noticed at once.
                    if kind == "trainer":
                        self.hit.add(trial.trial)
                    os.kill(getattr(trial, kind), signal.SIGKILL)
                    self.killed[kind] += 1
                except ProcessLookupError:
                    pass  # it has just ended
                return
            time.sleep(0.01)


def wrong_results(undisturbed, disturbed, hit):
    """Trials whose result the kills do not explain, and how many were ended by a kill of their trainer."""
    wrong, ended_by_kill = [], 0
    for number in sorted(undisturbed.keys() | disturbed.keys()):
        before, after = ({key: (trials.get(number) or {}).get(key) for key in
                          ("architecture", "state", "reward", "metrics", "failure")} for trials in (undisturbed, disturbed))
        if before == after:
            continue
        reason = (disturbed.get(number) or {}).get("reason") or ""
        if number in hit and after["state"] == "failed" and "signal 9" in reason:
            ended_by_kill += 1
        else:
            wrong.append(f"trial {number}: {before} became {after}: {reason[:300]}")
    return wrong, ended_by_kill


def leftovers(search):
    """What is left of a search that has ended, once its last processes have had time to leave."""
    deadline = time.monotonic() + 15
    while (left := processes.left(search.workspace)) and time.monotonic() < deadline:
        time.sleep(0.1)
    files = [os.path.join(folder, name) for folder, _, names in os.walk(search.workspace) for name in names]
    return {
        "processes left": [processes.describe(pid) for pid in left],
        "locks held": [path for path in files if "lock" in os.path.basename(path) and processes.is_locked(path)],
        "temporary files left": [path for path in files if path.endswith((".new", ".tmp"))],
    }


def broken_folders(search, trials):
    """Trials whose folder does not tell the end that the store does, or holds more output than is kept."""
    wrong = []
    for number, trial in trials.items():
        folder = f"{search.workspace}/searches/{NAME}/trials/{number}"
        try:
            with open(f"{folder}/trial.json", encoding="utf-8") as spec, \
                 open(f"{folder}/exit.json", encoding="utf-8") as end:
                attempt, how = json.load(spec).get("attempt", 1), json.load(end)["how"]
        except (OSError, ValueError, KeyError) as error:
            wrong.append(f"trial {number}: {error}")
            continue
        if attempt != trial["attempt"]:
            wrong.append(f"trial {number}: its folder tells of attempt {attempt}, the store of {trial['attempt']}")
        if trial["state"] == "completed" and how != "exited":
            wrong.append(f"trial {number}: completed, and its folder says {how}")
        # There is none where nothing was printed.
        if os.path.exists(f"{folder}/stdout.log") and os.path.getsize(f"{folder}/stdout.log") > OUTPUT:
            wrong.append(f"trial {number}: its output was not cut")
    return wrong


def main():
    lunas, trials, kills, parallel, seed = os.path.abspath(sys.argv[1]), *map(int, sys.argv[2:6])
    folder = tempfile.mkdtemp(prefix="lunas-chaos-")
    case = f"{trials} trials, {parallel} at once"

    def tell(metric, unit, value):
        print(json.dumps({"benchmark": "chaos", "case": case, "metric": metric, "unit": unit, "value": value}), flush=True)

    problems = {}
    try:
        undisturbed, disturbed = (Search(lunas, f"{folder}/{name}", trials, parallel, seed)
                                  for name in ("undisturbed", "disturbed"))
        start = time.monotonic()
        undisturbed.finish(undisturbed.start())
        tell("undisturbed", "s", round(time.monotonic() - start, 2))
        strikes = Strikes(disturbed, trials, kills, seed)
        start = time.monotonic()
        strikes.run()
        tell("disturbed", "s", round(time.monotonic() - start, 2))

        before, after = undisturbed.trials(), disturbed.trials()
        wrong, ended_by_kill = wrong_results(before, after, strikes.hit)
        for kind, count in sorted(strikes.killed.items()):
            tell(f"{kind}s killed", "processes", count)
        tell("ended by the kill of their trainer", "trials", ended_by_kill)
        tell("started again", "times", disturbed.query("SELECT count(*) FROM event WHERE kind = 'requeued'"))
        tell("states", "trials", dict(Counter(trial.get("failure") or trial["state"] for trial in after.values())))
        numbers = set(range(1, trials + 1))
        problems = {
            "without one final state": [number for number in numbers
                                        if after.get(number, {}).get("state") not in FINAL] + sorted(after.keys() - numbers),
            "other results than undisturbed": wrong,
            "folders that say otherwise": broken_folders(disturbed, after),
        } | leftovers(disturbed)
    except (Broken, subprocess.SubprocessError) as error:
        problems["unexpected ends"] = [str(error)]
    for metric, found in problems.items():
        tell(metric, "mismatches", len(found))
        for problem in found[:20]:
            print(f"{metric}: {problem}", file=sys.stderr)
    if any(problems.values()):
        print(f"the folder is kept: {folder}", file=sys.stderr)
        sys.exit(1)
    shutil.rmtree(folder)


main()
