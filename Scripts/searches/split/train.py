"""Trains one architecture of scikit-learn's multi-layer perceptron on the parts of a split, and reports its accuracy.

    train.py --train FILE --validation FILE --arch arch.json --epochs N
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import warnings
from pathlib import Path

try:
    import numpy as np
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier
except ImportError as error:
    sys.exit(f"{error} in {sys.executable}; apt-get install python3-sklearn is for /usr/bin/python3")


def read(path: str) -> tuple[np.ndarray, np.ndarray]:
    """Pixels between 0 and 1, and the digits."""
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    return table[:, :-1] / 16, table[:, -1].astype(int)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--train", "--validation", "--arch"):
        parser.add_argument(name, required=True)
    parser.add_argument("--epochs", type=int, required=True)
    arguments = parser.parse_args()
    architecture = json.loads(Path(arguments.arch).read_text())
    network = MLPClassifier(
        hidden_layer_sizes=[architecture["width"]] * architecture["depth"],
        activation=architecture["activation"],
        max_iter=arguments.epochs,
        random_state=0,
    )
    with warnings.catch_warnings():
        # It ends after the epochs that it is given, converged or not.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(*read(arguments.train))
    accuracy = float(network.score(*read(arguments.validation)))
    with open(os.environ["LUNAS_METRICS"], "a") as metrics:
        metrics.write(json.dumps({"accuracy": accuracy}) + "\n")


if __name__ == "__main__":
    main()
