"""What `nas.spaces.from_pyglove` must refuse, in words that say what to change."""
# mypy: ignore-errors
import pyglove as pg

print("a module that talks")


def takes_arguments(width):
    return pg.oneof([width])


def nothing_decided():
    return pg.Dict(a=1)


def gives_none():
    return None


def raises():
    return pg.oneof([1, 2], distinct=True)


def exits():
    raise SystemExit(3)


def function_candidate():
    return pg.Dict(layers=[pg.Dict(activation=pg.oneof(["relu", len]))])


def class_candidate():
    return pg.Dict(activation=pg.oneof([int, float]))


def object_candidate():
    return pg.Dict(x=pg.oneof([object(), 1]))


def not_finite():
    return pg.Dict(x=pg.oneof([float("nan"), 1.0]))


def too_large():
    return pg.Dict(x=pg.oneof([2**63, 1]))


def tuple_decision():
    return pg.Dict(a=pg.oneof([1, 2]), x=(pg.oneof([1, 2]), 3))


def number_key():
    return {"a": {1: pg.oneof([1, 2])}}


def derived():
    return pg.Dict(x=pg.oneof([1, 2]), y=pg.hyper.reference("x"))


class Custom(pg.hyper.CustomHyper):
    def custom_decode(self, dna):
        return dna.value


def custom():
    return pg.Dict(x=Custom(), y=pg.oneof([1, 2]))


def filtered():
    return pg.template(pg.Dict(x=pg.oneof([1, 2])), where=lambda decision: True)


def specification():
    return pg.dna_spec(pg.Dict(x=pg.oneof([1, 2])))


def reversed_scale():
    return pg.Dict(x=pg.floatv(0.1, 1.0, scale="rlog"))


NO_SPACE = 3
SPACE = pg.Dict(x=pg.oneof([1, 2]))
