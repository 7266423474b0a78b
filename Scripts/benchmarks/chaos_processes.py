"""Finds what runs for a workspace, from outside, as anybody could: in /proc."""
import fcntl
import os
from collections import namedtuple

# A trainer that runs, its supervisor and the process that started that one; `trial` is the trial's number.
Trial = namedtuple("Trial", "trial trainer supervisor starter")


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""  # it has ended, or is somebody else's


def pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def parent_and_session(pid):
    # The name stands in parentheses and may hold anything.
    fields = read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return (int(fields[1]), int(fields[3])) if fields else (0, 0)


def trial_of(pid, workspace):
    """The folder of the trial whose process it is, as its environment says."""
    mark = f"LUNAS_TRIAL_DIR={workspace}/".encode()
    return next((entry[16:].decode() for entry in read(f"/proc/{pid}/environ").split(b"\0") if entry.startswith(mark)),
                None)


def running(workspace):
    """The trials that run. A trainer leads its session, and its parent belongs to no trial."""
    found = []
    for pid in pids():
        folder = trial_of(pid, workspace)
        parent, session = parent_and_session(pid)
        # What a trainer left behind is its supervisor's child as well; the trainer is the eldest.
        if folder and session == pid and parent > 1 and not trial_of(parent, workspace):
            number = int(os.path.basename(folder))
            if all(trial.supervisor != parent for trial in found):
                found.append(Trial(number, pid, parent, parent_and_session(parent)[0]))
    return found


def left(workspace):
    """Processes that belong to a trial of the workspace, have a file of it open or name it."""
    def belongs(pid):
        if pid == os.getpid():
            return False
        if trial_of(pid, workspace) or workspace.encode() in read(f"/proc/{pid}/cmdline"):
            return True
        try:
            files = [os.readlink(f"/proc/{pid}/fd/{name}") for name in os.listdir(f"/proc/{pid}/fd")]
        except OSError:
            return False
        return any(file.startswith(workspace + "/") for file in files)
    return [pid for pid in pids() if belongs(pid)]


def describe(pid):
    command = read(f"/proc/{pid}/cmdline").replace(b"\0", b" ").decode(errors="replace").strip()
    return f"{pid} ({command})"


def is_locked(path):
    with open(path, "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
