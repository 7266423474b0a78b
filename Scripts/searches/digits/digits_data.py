"""The handwritten digits that scikit-learn carries, and their honest split for both stages of a search.

1,797 grey images of 8x8 pixels in ten classes, read straight from the installed package: no network, and no
import of scikit-learn, which would take longer than training a small network.
"""

from __future__ import annotations

import gzip
import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CLASSES = 10
SIDE = 8

# One split for every trial, whatever the trial's own seed: rewards are comparable only on the same images.
SPLIT_SEED = 20240

# Images are (n, 1, 8, 8) between 0 and 1; labels are (n,).
Images = NDArray[np.float32]
Labels = NDArray[np.int64]


class DataMissing(Exception):
    """The digits are not installed; the message says what to install."""


@dataclass(frozen=True)
class Split:
    """What one stage trains on and what it reports its accuracy on."""

    train_images: Images
    train_labels: Labels
    validation_images: Images
    validation_labels: Labels


def load_digits() -> tuple[Images, Labels]:
    """All images and labels, in the file's order."""
    package = importlib.util.find_spec("sklearn")
    file = Path(package.origin).parent / "datasets/data/digits.csv.gz" if package and package.origin else None
    if file is None or not file.is_file():
        install = "apt-get install python3-sklearn is for /usr/bin/python3"
        raise DataMissing(f"no scikit-learn in {sys.executable}; {install}")
    with gzip.open(file, "rt") as lines:
        table: Images = np.loadtxt(lines, delimiter=",", dtype=np.float32)
    images = table[:, :-1].reshape(-1, 1, SIDE, SIDE) / np.float32(16)
    return images, table[:, -1].astype(np.int64)


def split_digits(stage: str) -> Split:
    """The data of one stage: "search" (stage 1, the proxy task) or "full" (stage 2, the full training).

    A fifth of each class is the real validation data, which stage 1 never sees in any form. Of the rest, the
    training data, stage 1 trains on 90 % and validates on the held-out 10 %; so choosing an architecture by its
    reward cannot fit the real validation data. Stage 2 trains on all training data and reports its accuracy on
    the real validation data.
    """
    images, labels = load_digits()
    generator = np.random.default_rng(SPLIT_SEED)
    training, validation = _stratified(labels, np.arange(len(labels)), 0.2, generator)
    if stage == "search":
        training, validation = _stratified(labels, training, 0.1, generator)
    return Split(images[training], labels[training], images[validation], labels[validation])


def _stratified(
    labels: Labels, among: NDArray[np.int64], share: float, generator: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cuts the indices `among` in two, in random order: the second part holds `share` of each class."""
    kept: list[NDArray[np.int64]] = []
    taken: list[NDArray[np.int64]] = []
    for label in range(CLASSES):
        members = generator.permutation(among[labels[among] == label])
        cut = round(share * len(members))
        taken.append(members[:cut])
        kept.append(members[cut:])
    return generator.permutation(np.concatenate(kept)), generator.permutation(np.concatenate(taken))
