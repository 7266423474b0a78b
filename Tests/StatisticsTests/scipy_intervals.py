"""SciPy's side of the tests of Kendall's tau: its p value, and bootstrap intervals from the very same resamples."""
# mypy: ignore-errors
import json
import warnings

import numpy as np
from scipy import stats

warnings.filterwarnings("ignore")
random = np.random.default_rng(11)
MASK = (1 << 64) - 1


class Xoshiro:
    """The generator of the other side: xoshiro256**, seeded through SplitMix64, with the bounded numbers of Lemire."""

    def __init__(self, seed):
        self.mixer = seed
        self.mixer = self.mixed()
        self.state = [self.mixed() for _ in range(4)]

    def mixed(self):
        self.mixer = (self.mixer + 0x9E3779B97F4A7C15) & MASK
        value = self.mixer
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & MASK
        value = (value ^ value >> 27) * 0x94D049BB133111EB & MASK
        return value ^ value >> 31

    def next(self):
        a, b, c, d = self.state
        value = b * 5 & MASK
        value = (value << 7 | value >> 57) & MASK
        shifted = b << 17 & MASK
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        self.state = [a, b, c, (d << 45 | d >> 19) & MASK]
        return value * 9 & MASK

    def below(self, bound):
        product = self.next() * bound
        while product & MASK < (1 << 64) % bound:
            product = self.next() * bound
        return product >> 64


class Resamples(np.random.RandomState):
    """What SciPy draws its resamples from: those that were given."""

    def __init__(self, indices):
        super().__init__(0)
        self.indices = indices

    def randint(self, low, high=None, size=None, dtype=int):
        assert (low, high, tuple(size)) == (0, self.indices.shape[1], self.indices.shape)
        return self.indices


def tau(first, second):
    # SciPy's roots of equal fractions differ in the last digit, which its count of smaller coefficients would see.
    return round(stats.kendalltau(first, second)[0], 12)


def interval(first, second, indices, method, confidence):
    """The interval that scipy.stats.bootstrap gives; resamples without a coefficient are none of the distribution."""
    drawn = np.array([tau(first[row], second[row]) for row in indices])
    if np.isnan(drawn).any():
        class Given:
            bootstrap_distribution = drawn[~np.isnan(drawn)]
        options = {"n_resamples": 0, "bootstrap_result": Given}
    else:
        options = {"n_resamples": len(indices), "random_state": Resamples(indices)}
    result = stats.bootstrap((first, second), tau, paired=True, vectorized=False, method=method,
                             confidence_level=confidence, **options)
    return [float(value) for value in result.confidence_interval]


def without_one(first, second):
    return np.array([tau(np.delete(first, one), np.delete(second, one)) for one in range(len(first))])


for case in range(1000):
    size = int(random.integers(5, 41))
    first = random.normal(size=size)
    second = first * random.choice([-1, 0, 1, 3]) + random.normal(size=size)
    # Ties in both, in one, few and many; every tenth input has none.
    if case % 10:
        first = first.round(int(random.integers(0, 3)))
        second = second.round(int(random.integers(0, 3)))
    coefficient, chance = stats.kendalltau(first, second)
    if np.isnan(coefficient):
        continue
    confidence = float(random.choice([0.8, 0.9, 0.95]))
    generator = Xoshiro(case)
    count = 20
    indices = np.array([[generator.below(size) for _ in range(size)] for _ in range(count)])
    left = without_one(first, second)
    # Where leaving out any one changes nothing, the corrected interval is undefined, and rounding would define it.
    corrected = [np.nan, np.nan] if np.ptp(left) < 1e-9 else interval(first, second, indices, "BCa", confidence)
    plain = interval(first, second, indices, "percentile", confidence)
    print(json.dumps({
        "first": first.tolist(), "second": second.tolist(), "tau": coefficient, "chance": chance, "seed": case,
        "confidence": confidence, "resamples": count, "percentile": plain,
        "bca": None if np.isnan(corrected).any() else corrected,
    }))
