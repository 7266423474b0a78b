"""Splits a table 90/10, stratified by its column `label`: `split_peers.py pandas|polars FILE TRAIN VALIDATION`."""
import sys

from sklearn.model_selection import train_test_split


def with_pandas(path, outputs):
    import pandas

    is_lines = ".jsonl" in path
    table = pandas.read_json(path, lines=True) if is_lines else pandas.read_csv(path)
    parts = train_test_split(table, test_size=0.1, stratify=table["label"], random_state=1)
    for part, output in zip(parts, outputs):
        if is_lines:
            part.to_json(output, orient="records", lines=True)
        else:
            part.to_csv(output, index=False)


def with_polars(path, outputs):
    import numpy
    import polars

    is_lines = ".jsonl" in path
    table = polars.read_ndjson(path) if is_lines else polars.read_csv(path)
    # Codes of classes, which is what makes this several times as fast as texts would be.
    codes = table["label"].cast(polars.Categorical).to_physical().to_numpy()
    parts = train_test_split(numpy.arange(len(table)), test_size=0.1, stratify=codes, random_state=1)
    for part, output in zip(parts, outputs):
        if is_lines:
            table[part].write_ndjson(output)
        else:
            table[part].write_csv(output)


{"pandas": with_pandas, "polars": with_polars}[sys.argv[1]](sys.argv[2], sys.argv[3:5])
