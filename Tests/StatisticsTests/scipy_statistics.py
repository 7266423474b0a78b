"""SciPy's side of the tests of statistics: a line of JSON for each case, {"kind", "input", "expected"}."""
# mypy: ignore-errors
import itertools
import json
import warnings

import numpy as np
from scipy import special, stats
from scipy.spatial import distance

warnings.filterwarnings("ignore")
random = np.random.default_rng(7)


def write(kind, data, *expected):
    print(json.dumps({"kind": kind, "input": data, "expected": [float(value) for value in expected]}))


for shape in [0.5, 1, 1.5, 2, 4.5, 10, 31.5, 99, 500, 4999.5, 1e5, 2.5e6]:
    for ratio in [1e-9, 1e-3, 0.1, 0.5, 0.9, 0.99, 0.999, 1, 1.001, 1.01, 1.1, 1.5, 2, 5, 50, 400]:
        value = shape * ratio
        tail = float(special.gammaincc(shape, value))
        if tail == 0 or tail > 1e-280:
            write("gamma", [shape, value], tail)

for rows, columns, scale in itertools.product([2, 3, 6], [2, 3, 10, 200], [5, 100, 100000]):
    table = random.poisson(random.uniform(0.5, 2, columns) * scale, (rows, columns)) + 1
    result = stats.chi2_contingency(table, correction=False)
    association = stats.contingency.association(table, method="cramer")
    write("contingency", table.tolist(), result[0], result[1], result[2], association)
for size in [2, 5, 100]:
    observed = random.poisson(50, size) + 1
    shares = random.dirichlet(np.full(size, 9.0))
    expected = shares / shares.sum() * observed.sum()
    result = stats.chisquare(observed, expected)
    write("fit", [observed.tolist(), expected.tolist()], result.statistic, result.pvalue)

for size in [2, 3, 10, 1000]:
    for strength in [0.01, 1, 100]:
        first = random.dirichlet(np.full(size, 0.5))
        second = np.abs(first + strength * random.normal(size=size) / size)
        second[0] = 0
        write("jensen_shannon", [first.tolist(), second.tolist()], distance.jensenshannon(first, second, base=2),
              distance.jensenshannon(first, second, base=np.e))

sizes = [(1, 1), (1, 5), (2, 3), (7, 7), (20, 20), (30, 45), (100, 100), (99, 200), (500, 1000), (1200, 777)]
for first, second in sizes:
    for shift in [0, 0.1, 0.5, 2]:
        one = random.normal(size=first).round(3).tolist()
        two = (random.normal(size=second) + shift).round(3).tolist()
        result = stats.ks_2samp(one, two)
        write("kolmogorov_smirnov", [one, two], result.statistic, result.pvalue)
# Larger than what a line of JSON holds well: both sides make these numbers.
for first, second in [(10000, 9999), (10001, 1), (10001, 3), (10001, 50), (10001, 300), (30000, 20000), (200000, 100000)]:
    for shift in [0, 0.003, 0.01, 0.05, 0.3, 0.9]:
        one = np.arange(first) / first
        two = np.arange(second) / second + shift
        result = stats.ks_2samp(one, two)
        write("uniform", [first, second, shift], result.statistic, result.pvalue)
for size in [1, 2, 5, 20, 100, 140, 141, 500, 5000, 100000, 100001, 900000]:
    for scaled in [0.1, 0.3, 0.5, 0.7, 0.86, 0.9, 1, 1.2, 1.45, 1.5, 1.9, 2.1, 3, 5, 10]:
        value = scaled / size**0.5
        tail = float(stats.kstwo.sf(value, size))
        if tail == 0 or tail > 1e-280:
            write("kolmogorov", [size, value], tail)

for size in [2, 3, 5, 10, 33, 34, 100]:
    for ties in [0, 1, 4]:
        one = random.normal(size=size)
        two = one + random.normal(size=size)
        if ties:
            one, two = one.round(ties // 4), two.round(ties // 4)
        tau, chance = stats.kendalltau(one, two)
        rho = stats.spearmanr(one, two)[0]
        if not np.isnan(tau):
            write("ranks", [one.tolist(), two.tolist()], rho, tau, chance)
