"""Times the launcher and its peers in turn: see `Scripts/benchmarks/launch --help`.

`launch.py LUNAS PEERS QUICK`; the folder PEERS has `spawn` and `venv`.
"""
import heapq
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "launch"
TICKS = os.sysconf("SC_CLK_TCK")
ECHO = '"/bin/echo", \'{"accuracy":0.5}\''
SEARCH = """\
local nas = require "lunas"
local space = {{}}
for block = 1, 7 do
  space["kernel" .. block], space["expand" .. block] = nas.one_of {{ 3, 5, 7 }}, nas.one_of {{ 1, 3, 6 }}
  space["depth" .. block] = nas.int(1, 4)
end
return nas.search {{
  name = "{name}", seed = 1, controller = "{controller}", space = space, reward = {reward}, metrics = "stdout",
  trainer = {{ {trainer} }},
  trials = {{ max = {trials}, parallel = {parallel}, max_failed = {trials} }},
}}
"""


def significant(number):
    return float(f"{number:.4g}")


def tell(case, metric, unit, value, peer=None, peer_value=None):
    line = {"benchmark": "launch", "case": case, "metric": metric, "unit": unit, "value": significant(value)}
    if peer:
        line |= {"peer": peer, "peer_value": significant(peer_value), "ratio": significant(value / peer_value)}
    print(json.dumps(line), flush=True)


class Controller:
    """A lunas that runs, measured from outside and alone: what it started counts for itself."""

    def __init__(self, command, folder):
        self.log = open(f"{folder}/controller.log", "ab")
        self.started = time.time()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.pid = self.process.pid

    def end(self):
        """Waits for its end. Returns the seconds that it ran, and that it computed."""
        # Not yet reaped, its times can still be read, and without those of its children.
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        seconds, computed = time.time() - self.started, processor_seconds(self.pid)
        code = self.process.wait()
        self.log.close()
        if code not in (0, 130):
            sys.exit(f"lunas ended with code {code}; see {self.log.name}")
        return seconds, computed


def stat(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        return file.read().rpartition(")")[2].split()


def processor_seconds(pid):
    """What the threads of one process have computed, ended ones as well; its children do not count."""
    fields = stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


def descendants(pid):
    """A process and all that came from it and still runs."""
    children = defaultdict(list)
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            children[int(stat(name)[1])].append(int(name))
        except (OSError, IndexError):
            continue  # it has just ended
    found = [pid]
    for parent in found:
        found += children[parent]
    return found


class Lunas:
    def __init__(self, lunas, folder):
        self.lunas, self.folder, self.count = lunas, folder, 0

    def search(self, trainer, trials, parallel, controller="random", is_measured=True):
        """Begins a search in a workspace of its own. Returns its folder and the controller."""
        self.count += 1
        folder = f"{self.folder}/search-{self.count}"
        os.mkdir(folder)
        with open(f"{folder}/search.lua", "w", encoding="utf-8") as file:
            file.write(SEARCH.format(
                name=NAME, controller=controller, trainer=trainer, trials=trials, parallel=parallel,
                # What reports nothing gets its reward nevertheless.
                reward='"accuracy"' if is_measured else "function() return 0.5 end"))
        return folder, Controller(
            [self.lunas, "run", f"{folder}/search.lua", "--workspace", f"{folder}/workspace"], folder)

    def trials(self, folder):
        text = subprocess.run([self.lunas, "trials", NAME, "--format", "json", "--workspace", f"{folder}/workspace"],
                              check=True, capture_output=True, text=True).stdout
        return json.loads(text)

    def finished(self, folder, controller, trials):
        seconds, computed = controller.end()
        completed = sum(trial["state"] == "completed" for trial in self.trials(folder))
        if completed != trials:
            sys.exit(f"{completed} of {trials} trials were completed; see {folder}")
        return seconds, computed


# MARK: Throughput

def shell(command):
    start = time.perf_counter()
    subprocess.run(["bash", "-c", command], check=True)
    return time.perf_counter() - start


def spawn(peers, trials, parallel, folder):
    return float(subprocess.run([f"{peers}/spawn", str(trials), str(parallel), folder], check=True,
                                capture_output=True, text=True).stdout)


def xargs(trials, parallel, folder):
    return shell(f"seq {trials} | xargs -P {parallel} -I@ /bin/echo '{{\"accuracy\":0.5}}' >{folder}/out")


def gnu_parallel(trials, parallel, folder):
    return shell(f"seq {trials} | parallel --will-cite -j {parallel} --joblog {folder}/log --results {folder}/results -N1 "
                 f"/bin/echo '{{}}' >{folder}/out")


def optuna(peers, verb, storage, folder, *numbers):
    command = [f"{peers}/venv/bin/python", "-B", f"{HERE}/launch_peers.py", verb, storage, folder, *map(str, numbers)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def throughput(lunas, peers, folder, parallel, trials, rounds, optuna_trials):
    others = {
        "posix_spawn with a folder each": (trials, lambda at: spawn(peers, trials, parallel, at)),
        "xargs -P": (trials, lambda at: xargs(trials, parallel, at)),
        "GNU parallel --joblog": (trials, lambda at: gnu_parallel(trials, parallel, at)),
        "Optuna on SQLite": (optuna_trials, lambda at: optuna(peers, "run", "sqlite", at, optuna_trials, parallel)["seconds"]),
        "Optuna on its journal": (optuna_trials,
                                  lambda at: optuna(peers, "run", "journal", at, optuna_trials, parallel)["seconds"]),
    }
    ours, computed, theirs = [], [], defaultdict(list)
    # In turn, so that whatever else the machine does slows all.
    for number in range(rounds):
        seconds, own = lunas.finished(*lunas.search(ECHO, trials, parallel), trials)
        ours.append(trials / seconds)
        computed.append(own / trials * 1000)
        for place, (name, (count, run)) in enumerate(others.items()):
            at = f"{folder}/peer-{parallel}-{number}-{place}"
            os.mkdir(at)
            # All is kept to the end: ext4 makes files slowly for seconds after others were removed.
            theirs[name].append(count / run(at))
    case = f"/bin/echo, {parallel} at once"
    for name, values in theirs.items():
        tell(case, "throughput", "trials/s", statistics.median(ours), name, statistics.median(values))
    tell(case, "processor time of the controller", "ms/trial", statistics.median(computed))


# MARK: Gaps

def gaps(spans, parallel):
    """The seconds between the end of a trial and the start of the next in its slot, by starts and ends: each that starts
    takes the slot that has been free for the longest time."""
    spans = sorted(spans)
    free = [end for _, end in spans[:parallel]]
    heapq.heapify(free)
    return sorted(max(0, start - heapq.heapreplace(free, end)) for start, end in spans[parallel:])


def slots(lunas, folder, parallel, trials):
    trainer = '"/bin/sleep", "0.{arch.depth1}"'
    at, controller = lunas.search(trainer, trials, parallel, is_measured=False)
    lunas.finished(at, controller, trials)
    ours = gaps([(trial["started"], trial["ended"]) for trial in lunas.trials(at)], parallel)
    log = f"{folder}/joblog"
    shell(f"for i in $(seq {trials}); do echo $((i * 7 % 4 + 1)); done | parallel --will-cite -j {parallel} "
          f"--joblog {log} -N1 sleep 0.{{}}")
    with open(log, encoding="utf-8") as file:
        rows = [line.split("\t") for line in file][1:]
    theirs = gaps([(float(row[2]), float(row[2]) + float(row[3])) for row in rows], parallel)
    case = f"sleep 0.1 to 0.4, {parallel} at once"
    for metric, share in (("median gap in a slot", 0.5), ("95th percentile of the gaps", 0.95)):
        value, peer_value = (found[int(share * (len(found) - 1))] * 1000 for found in (ours, theirs))
        tell(case, metric, "ms", value, "GNU parallel --joblog", max(peer_value, 0.001))


# MARK: Quiet

def quiet(lunas, parallel, seconds):
    folder, controller = lunas.search(f'"/bin/sleep", "{seconds + 60}"', parallel, parallel, is_measured=False)
    deadline = time.monotonic() + 60
    while sum(is_sleep(pid) for pid in descendants(controller.pid)) < parallel:
        if time.monotonic() > deadline:
            sys.exit(f"{parallel} trials do not run after a minute; see {folder}")
        time.sleep(0.1)
    time.sleep(1)
    ours = [pid for pid in descendants(controller.pid) if not is_sleep(pid)]
    before = {pid: processor_seconds(pid) for pid in ours}
    time.sleep(seconds)
    after = {pid: processor_seconds(pid) for pid in ours}
    controller.process.send_signal(signal.SIGINT)
    controller.end()
    case = f"{parallel} sleeping trials for {seconds} s"
    tell(case, "processor time of the controller", "% of a core",
         100 * (after[controller.pid] - before[controller.pid]) / seconds)
    tell(case, "with its supervisors", "% of a core", 100 * (sum(after.values()) - sum(before.values())) / seconds)


def is_sleep(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().startswith(b"/bin/sleep")
    except OSError:
        return False


# MARK: Going on

def size(path, names):
    return sum(entry.stat().st_size for entry in os.scandir(path) if names is None or entry.name in names)


def peak_megabytes(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


def going_on(lunas, peers, folder, trials, rounds):
    at, controller = lunas.search(ECHO, trials, 20, controller="tpe")
    print(f"{trials} trials took {lunas.finished(at, controller, trials)[0]:.0f} s", file=sys.stderr)
    workspace = f"{at}/workspace"
    folders = f"{workspace}/searches/{NAME}/trials"
    kept = ("trial.json", "arch.json", "exit.json", "lock", "metrics.jsonl")
    beside = sum(size(entry.path, kept) for entry in os.scandir(folders))
    store = size(workspace, ("lunas.sqlite", "lunas.sqlite-wal"))
    ours, memory = [], []
    for number in range(1, rounds + 1):
        proposed = f"{folders}/{trials + number}"
        command = [lunas.lunas, "resume", NAME, "--max-trials", str(trials + number), "--workspace", workspace]
        controller = Controller(command, at)
        while not os.path.exists(proposed) and controller.process.poll() is None:
            time.sleep(0.001)
        memory.append(peak_megabytes(controller.pid))
        # A proposal is stored before its folder is made.
        ours.append(time.time() - controller.started)
        controller.end()
    case = f"a search of {trials} trials"
    for name, kind in (("Optuna on SQLite", "sqlite"), ("Optuna on its journal", "journal")):
        peer = f"{folder}/{kind}"
        os.mkdir(peer)
        made = optuna(peers, "make", kind, peer, trials)
        found = [optuna(peers, "resume", kind, peer) for _ in range(rounds)]
        tell(case, "to the first new proposal", "s", statistics.median(ours), name,
             statistics.median(one["seconds"] for one in found))
        tell(case, "peak memory by then", "MB", statistics.median(memory), name,
             statistics.median(one["megabytes"] for one in found))
        tell(case, "on disk beside logs", "bytes/trial", (store + beside) / trials, name, made["bytes"] / trials)
    tell(case, "of which in the store", "bytes/trial", store / trials)


def main():
    program, peers, is_quick = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3] == "1"
    folder = tempfile.mkdtemp(prefix="lunas-launch-")
    lunas = Lunas(program, folder)
    for parallel in (20,) if is_quick else (2, 20, 50):
        throughput(lunas, peers, folder, parallel, *((300, 1, 20) if is_quick else (1000, 3, 150)))
    slots(lunas, folder, 50, 200 if is_quick else 600)
    quiet(lunas, 50, 10 if is_quick else 60)
    going_on(lunas, peers, folder, 1000 if is_quick else 10_000, 2 if is_quick else 5)
    shutil.rmtree(folder)


main()
