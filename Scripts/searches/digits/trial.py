"""What a trainer has to know of Lunas: its arguments, its environment and its metrics. Copy it for your own.

Lunas gives a trainer these variables, none of which is needed to run it by hand:
  LUNAS_METRICS    the file to append metrics to, one JSON object a line (by hand: standard output)
  LUNAS_SEED       the seed of this trial (by hand: 0)
  LUNAS_TRIAL_DIR  the trial's folder; what is worth keeping goes into artifacts/ there
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn


class BadArchitecture(Exception):
    """The architecture cannot be built; the message names the value at fault."""


def parse_arguments(description: str, learning_rate: float) -> argparse.Namespace:
    """The command line that the searches here give to their trainers."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--arch", type=Path, required=True, help="the architecture, a JSON file")
    parser.add_argument("--epochs", type=_at_least(1), required=True)
    parser.add_argument("--stage", choices=["search", "full"], required=True)
    # A batch of one image has no variance for batch normalisation to work with.
    parser.add_argument("--batch-size", type=_at_least(2), default=32)
    parser.add_argument("--learning-rate", type=float, default=learning_rate)
    return parser.parse_args()


def read_architecture(path: Path) -> dict[str, Any]:
    """The architecture's table."""
    try:
        architecture = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadArchitecture(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise BadArchitecture(f"{path} is not JSON: {error}") from None
    if not isinstance(architecture, dict):
        raise BadArchitecture(f"{path} must hold an object, got {type(architecture).__name__}")
    return architecture


def decided(table: dict[str, Any], key: str, allowed: tuple[Any, ...] | range, where: str = "") -> Any:
    """The value of `key`, which must be one of `allowed`; `where` is the way to the table, for the message."""
    value = table.get(key)
    # True equals 1 in Python, and 3.0 equals 3: a value must have the kind of those allowed, too.
    if not any(value == option and type(value) is type(option) for option in allowed):
        options = f"{allowed[0]} to {allowed[-1]}" if isinstance(allowed, range) else _listed(allowed)
        problem = f"is {json.dumps(value)}" if key in table else "is missing"
        raise BadArchitecture(f"{where}{key} {problem}, expected {options}")
    return value


def seed() -> int:
    """The trial's seed."""
    return int(os.environ.get("LUNAS_SEED", "0"))


def report(step: int, **metrics: float) -> None:
    """Appends one measurement, so that Lunas sees it at once and it outlives this process."""
    line = json.dumps({"step": step, **metrics})
    path = os.environ.get("LUNAS_METRICS")
    if path is None:
        print(line, flush=True)
        return
    with open(path, "a", encoding="utf-8") as file:
        file.write(line + "\n")


def artifact(name: str) -> Path | None:
    """Where to keep a file of this trial; None by hand."""
    folder = os.environ.get("LUNAS_TRIAL_DIR")
    if folder is None:
        return None
    artifacts = Path(folder, "artifacts")
    artifacts.mkdir(exist_ok=True)
    return artifacts / name


def give_up(message: object) -> NoReturn:
    """Ends the trial as failed, with one plain line."""
    sys.exit(f"{Path(sys.argv[0]).name}: {message}")


def _listed(options: tuple[Any, ...]) -> str:
    return "one of " + ", ".join(json.dumps(option) for option in options)


def _at_least(least: int) -> Callable[[str], int]:
    def integer(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"expected at least {least}, got {text}")
        return value

    return integer
