"""Writes the handwritten digits that scikit-learn carries as two tables: what may be trained on, and the rest.

    /usr/bin/python3 Scripts/searches/split/write_digits.py FOLDER

makes FOLDER/train.csv and FOLDER/validation.csv, with a column for each of the 64 pixels and one for the digit. The last
fifth becomes the real validation data: as the data set's own order goes, people wrote it of whom training knows little.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import sys
from pathlib import Path

PIXELS = 64


def rows() -> list[list[str]]:
    """Every image's pixels, from 0 to 16, and its digit, without importing scikit-learn."""
    package = importlib.util.find_spec("sklearn")
    file = Path(package.origin).parent / "datasets/data/digits.csv.gz" if package and package.origin else None
    if file is None or not file.is_file():
        sys.exit(f"no scikit-learn in {sys.executable}; apt-get install python3-sklearn is for /usr/bin/python3")
    with gzip.open(file, "rt") as lines:
        return [[f"{float(value):g}" for value in row] for row in csv.reader(lines)]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("give the folder to write to")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    images = rows()
    cut = len(images) * 4 // 5
    for name, part in (("train.csv", images[:cut]), ("validation.csv", images[cut:])):
        with open(folder / name, "w", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow([f"pixel{number}" for number in range(PIXELS)] + ["digit"])
            table.writerows(part)


if __name__ == "__main__":
    main()
