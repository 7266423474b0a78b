"""Splits of the usual Python packages, for the tests of Lunas' own.

Reads a JSON list of cases and writes a JSON list of answers, one a case: for each peer the numbers of the items it holds out.
A case has kind (classes, groups, sets), share (of the held-out part), seed, and labels, groups or sets.
"""
import json
import sys

import numpy as np
from iterstrat.ml_stratifiers import MultilabelStratifiedShuffleSplit
from sklearn.model_selection import GroupShuffleSplit, StratifiedGroupKFold, StratifiedShuffleSplit, train_test_split


def first(splitter, *data):
    return next(iter(splitter.split(*data)))[1].tolist()


def answer(case):
    share, seed = case["share"], case["seed"]
    if case["kind"] == "classes":
        labels = np.array(case["labels"])
        items = np.arange(len(labels))
        return {
            "train_test_split": train_test_split(items, test_size=share, stratify=labels, random_state=seed)[1].tolist(),
            "StratifiedShuffleSplit": first(
                StratifiedShuffleSplit(1, test_size=share, random_state=seed), items, labels),
        }
    if case["kind"] == "groups":
        labels, groups = np.array(case["labels"]), np.array(case["groups"])
        folds = round(1 / share)
        return {
            "StratifiedGroupKFold": first(
                StratifiedGroupKFold(folds, shuffle=True, random_state=seed), labels, labels, groups),
            "GroupShuffleSplit": first(
                GroupShuffleSplit(1, test_size=share, random_state=seed), labels, labels, groups),
        }
    marks = np.zeros((len(case["sets"]), case["width"]), dtype=int)
    for item, labels in enumerate(case["sets"]):
        marks[item, labels] = 1
    return {
        "MultilabelStratifiedShuffleSplit": first(
            MultilabelStratifiedShuffleSplit(1, test_size=share, random_state=seed), marks, marks)
    }


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
