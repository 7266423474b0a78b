"""PyGlove's side of the tests that check architectures both ways.

sample COUNT FILE: writes COUNT random architectures of each space, a line each: {"space", "params", "arch"};
                   a fourth of that of the spaces for which PyGlove is slow.
check FILE:        reads such lines, written by Lunas, with "spec" and "size" beside the first of each space,
                   and fails unless PyGlove agrees with every one of them.
own FILE:          the same for spaces that PyGlove knows from their specification alone, a line each:
                   {"spec", "size", "params": [TEXT, ...]}.
"""
# mypy: ignore-errors
import json
import multiprocessing
import os
import random
import sys

import pyglove as pg
from pyglove_spaces import SPACES

KNOWN = {space.__name__: space for space in SPACES}
SLOW = ["mnasnet", "nasfpn", "autoaugment", "nested_sublists", "keys"]


def plain(value):
    """The data that PyGlove itself writes for a value, with tuples as the lists that JSON makes of them."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list):
        value = value[1:] if value[:1] == ["__tuple__"] else value
        return [plain(element) for element in value]
    return value


def data_of(value):
    return plain(json.loads(pg.to_json_str(value, hide_default_values=False)))


def params_of(dna):
    return dna.to_dict(value_type="choice_and_literal")


def differ(first, second):
    """Whether two pieces of data differ; a float is never an integer, and True never 1."""
    return json.dumps(first, sort_keys=True) != json.dumps(second, sort_keys=True)


def sample_space(name, count):
    template = pg.template(KNOWN[name]())
    spec = template.dna_spec()
    random.seed(name)
    lines = []
    for _ in range(count):
        dna = pg.random_dna(spec)
        line = {"space": name, "params": json.dumps(params_of(dna)), "arch": data_of(template.decode(dna))}
        lines.append(json.dumps(line) + "\n")
    return "".join(lines)


def sample(count, path):
    with multiprocessing.Pool() as pool, open(path, "w", encoding="utf-8") as file:
        file.writelines(pool.starmap(
            sample_space, [(name, count // 4 if name in SLOW else count) for name in KNOWN], chunksize=1))


def check_specification(spec, line):
    """Whether a specification that Lunas wrote describes the space of PyGlove, in its own order of decisions."""
    own = pg.from_json_str(line["spec"])
    assert isinstance(own, pg.DNASpec), type(own)
    ours = {str(point.id): point for point in own.decision_points}
    theirs = {str(point.id): point for point in spec.decision_points}
    assert set(ours) == set(theirs), (set(ours) ^ set(theirs))
    for path, point in theirs.items():
        other = ours[path]
        assert type(other) is type(point), path
        assert (other.name or None) == (point.name or None), (path, other.name, point.name)
        if isinstance(point, pg.geno.Float):
            assert (other.min_value, other.max_value) == (point.min_value, point.max_value), path
            assert getattr(other, "scale", None) == getattr(point, "scale", None), path
        else:
            assert [str(text) for text in other.literal_values] == [str(text) for text in point.literal_values], path
            assert (other.distinct, other.sorted) == (point.distinct, point.sorted), path
    assert own.space_size == spec.space_size, (own.space_size, spec.space_size)
    size = line["size"]
    assert size is None if spec.space_size < 0 else int(size) == spec.space_size, (size, spec.space_size)
    return own


def check_space(name, lines):
    """Fails with the first architecture that PyGlove sees otherwise."""
    value = KNOWN[name]()
    template = pg.template(value)
    spec = template.dna_spec()
    own_spec = check_specification(spec, lines[0])
    for position, line in enumerate(lines):
        try:
            params = json.loads(line["params"])
            dna = pg.DNA.from_parameters(params, spec, use_literal_values=True)
            assert not differ(params_of(dna), params), params_of(dna)
            decided = template.decode(dna)
            assert not differ(data_of(decided), line["arch"]), (data_of(decided), line["arch"])
            if position % 10 == 0:
                # The specification that Lunas wrote reads them as well; and the very call of the trainers. Both are
                # slow, so only here and there.
                assert not differ(params_of(pg.DNA.from_parameters(params, own_spec)), params)
                assert pg.eq(pg.materialize(value, json.loads(line["params"])), decided)
        except Exception as error:
            raise RuntimeError("%s: %s: %s\nparams %s\narch %s" % (
                name, type(error).__name__, error, line["params"], line["arch"]))
    return len(lines)


def check(path):
    spaces = {name: [] for name in KNOWN}
    with open(path, encoding="utf-8") as file:
        for line in map(json.loads, file):
            spaces[line["space"]].append(line)
    missing = [name for name, lines in spaces.items() if not lines]
    assert not missing, missing
    with multiprocessing.Pool() as pool:
        counts = pool.starmap(check_space, spaces.items(), chunksize=1)
    print("%d architectures of %d spaces agree" % (sum(counts), len(counts)))


def index_of(value):
    return value.split(" ", 1)[0] if isinstance(value, str) else value


def own(path):
    count = 0
    with open(path, encoding="utf-8") as file:
        for text in file:
            line = json.loads(text)
            spec = pg.from_json_str(line["spec"])
            size = line["size"]
            assert size is None if spec.space_size < 0 else int(size) == spec.space_size, (size, spec.space_size)
            for params in map(json.loads, line["params"]):
                read = params_of(pg.DNA.from_parameters(params, spec))
                # A shared decision is told at all of its places, and the specification has the first one alone.
                assert set(read) <= set(params), set(read) - set(params)
                assert all(index_of(params[key]) == index_of(value) for key, value in read.items()), (params, read)
                assert line["shared"] or len(read) == len(params), set(params) - set(read)
                count += 1
    print("%d architectures agree" % count)


if __name__ == "__main__":
    # Other tests, which run at the same time, have limits.
    os.nice(10)
    command, arguments = {"sample": sample, "check": check, "own": own}[sys.argv[1]], sys.argv[2:]
    command(*(int(argument) if argument.isdigit() else argument for argument in arguments))
