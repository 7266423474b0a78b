"""The peers of Scripts/benchmarks/spaces: each draws an architecture and gives it as numbers."""
import random

import ConfigSpace
import optuna
import pyglove

optuna.logging.set_verbosity(optuna.logging.WARNING)


def members(template, path=""):
    """The paths and candidates of a template whose decisions are all one_of constants."""
    (kind, body), = template.items()
    if kind == "one_of":
        yield path, [candidate["constant"] for candidate in body["candidates"]]
        return
    for key, inside in enumerate(body) if kind == "list" else body.items():
        yield from members(inside, f"{path}.{key}" if path else str(key))


def as_pyglove(template):
    """The same template for PyGlove."""
    (kind, body), = template.items()
    if kind == "one_of":
        return pyglove.oneof([candidate["constant"] for candidate in body["candidates"]])
    if kind == "list":
        return pyglove.List([as_pyglove(inside) for inside in body])
    return pyglove.Dict({key: as_pyglove(inside) for key, inside in body.items()})


class PyGlove:
    """`random_dna`, and its choices as numbers."""
    name = "PyGlove"
    repetitions = 2

    def __init__(self, template):
        self.spec = pyglove.dna_spec(as_pyglove(template))
        self.random = random.Random(1)

    def run(self, repetitions):
        for _ in range(repetitions):
            pyglove.random_dna(self.spec, self.random).to_numbers()


class ConfigSpacePeer:
    """A batch of configurations at once, which is its fastest way, and the array of each."""
    name = "ConfigSpace"
    repetitions = 2000

    def __init__(self, template):
        self.space = ConfigSpace.ConfigurationSpace(seed=1)
        self.space.add([ConfigSpace.Categorical(path, values) for path, values in members(template)])

    def run(self, repetitions):
        for configuration in self.space.sample_configuration(repetitions):
            configuration.get_array()


class Optuna:
    """Asks a study with a random sampler; the trial keeps the choices as numbers."""
    name = "Optuna"
    repetitions = 40

    def __init__(self, template):
        self.decisions = list(members(template))

    def run(self, repetitions):
        # A new study each time: an old one keeps its trials.
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
        for _ in range(repetitions):
            trial = study.ask()
            for path, values in self.decisions:
                trial.suggest_categorical(path, values)


ALL = [PyGlove, ConfigSpacePeer, Optuna]
