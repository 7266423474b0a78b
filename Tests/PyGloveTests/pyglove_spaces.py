"""Search spaces as people write them for PyGlove; every function is one that `nas.spaces.from_pyglove` reads."""
# mypy: ignore-errors
import pyglove as pg

MEMBERS = pg.typing


@pg.members([
    ("kernel", MEMBERS.Int(default=3), "The kernel's size."),
    ("ratio", MEMBERS.Float(default=0.25), "How much is squeezed."),
    ("norm", MEMBERS.Any(default=None), "The kind of normalisation."),
])
class Block(pg.Object):
    """A block of a network."""


@pg.members([("heads", MEMBERS.Int()), ("inner", MEMBERS.Any(default=None))])
class Attention(pg.Object):
    """Another kind of block."""


@pg.functor([("blocks", MEMBERS.List(MEMBERS.Any())), ("head", MEMBERS.Any(default=None))])
def build(blocks, head=None):
    """Builds a network, as the functors around the spaces of Vertex AI do."""
    return blocks, head


@pg.functor([
    ("intermediate", MEMBERS.List(MEMBERS.Dict([
        ("level", MEMBERS.Int(min_value=1).noneable(), "The level."),
        ("combine", MEMBERS.Enum("sum", ["sum", "attention"]), "How inputs are joined."),
        ("inputs", MEMBERS.List(MEMBERS.Int(min_value=0), size=2), "The two inputs."),
    ]))),
    ("outputs", MEMBERS.List(MEMBERS.Any())),
    ("levels", MEMBERS.List(MEMBERS.Int(min_value=1))),
])
def pyramid(intermediate, outputs, levels):
    """Builds a feature pyramid."""
    return intermediate, outputs, levels


def mnasnet():
    """Seven blocks with six decisions each."""
    shapes = [(1, 16), (2, 24), (3, 32), (4, 64), (3, 96), (3, 160), (1, 320)]
    return build(blocks=[
        pg.Dict(
            repeats=pg.oneof([repeats, repeats - 1, repeats + 1] if repeats > 1 else [1, 2]),
            block_fn=pg.oneof(["conv", "mbconv"]), expand_ratio=pg.oneof([1, 3, 6]), kernel_size=pg.oneof([3, 5]),
            se_ratio=pg.oneof([0.0, 0.25]), filters=pg.oneof([int(width * 0.75), width, int(width * 1.25)]))
        for repeats, width in shapes
    ])


def nasfpn():
    """Inputs as sorted pairs, and a permutation of the output levels."""
    def node(count, level):
        return pg.Dict(level=level, combine=pg.oneof(["sum", "attention"]),
                       inputs=pg.manyof(2, list(range(count)), distinct=True, sorted=True))

    return pyramid(
        intermediate=[node(5 + index, pg.oneof([4, 5, 6, 7])) for index in range(2)],
        outputs=[node(7 + index, None) for index in range(5)], levels=pg.permutate([3, 4, 5, 6, 7]))


def sublists():
    """Every kind of multi-choice, also of one."""
    choices = {
        "%s_%s" % (distinct, ordered): pg.manyof(3, ["a", "b", "c", "d"], distinct=distinct, sorted=ordered)
        for distinct in (True, False) for ordered in (True, False)
    }
    return pg.Dict(one=pg.manyof(1, [1, 2, 3]), all=pg.permutate(["x", "y"]), **choices)


def autoaugment():
    """Lists of lists of multi-choices."""
    tenths = [index / 10 for index in range(11)]
    return pg.List([
        [pg.manyof(2, list(values), distinct=False) for _ in range(5)] for values in (range(21), range(11), tenths)
    ])


def conditional():
    """Candidates with decisions of their own, three deep."""
    return pg.Dict(
        op=pg.oneof([
            "identity",
            pg.Dict(kind="conv", kernel=pg.oneof([3, 5]), then=pg.oneof([None, pg.Dict(width=pg.oneof([8, 16]))])),
            pg.oneof(["max", "average", pg.oneof([1, 2])]),
            [pg.oneof([True, False]), pg.manyof(2, ["p", "q", "r"])],
            pg.manyof(2, [10, 20, 30], sorted=True),
        ]),
        stem=[pg.oneof([16, 24]), {"norm": pg.oneof(["batch", "layer"])}])


def nested_sublists():
    """Multi-choices among candidates with decisions of their own, also multi-choices."""
    branch = [pg.Dict(a=pg.oneof([1, 2])), pg.oneof(["u", "v"]), pg.manyof(2, [7, 8, 9]), "leaf"]
    return pg.Dict(
        free=pg.manyof(3, branch, distinct=False), sets=pg.manyof(2, branch, sorted=True),
        deep=pg.manyof(2, [pg.Dict(x=pg.manyof(2, [pg.Dict(y=pg.oneof([1, 2])), 3], distinct=False)), 4]))


def floats():
    """Continuous decisions, on their own and as candidates."""
    return pg.Dict(
        rate=pg.floatv(1e-5, 1.0, scale="log") if takes_scale() else pg.floatv(1e-5, 1.0),
        dropout=pg.floatv(0.0, 0.5), optimizer=pg.oneof(["sgd", pg.Dict(beta=pg.floatv(0.5, 1.0))]),
        weights=[pg.floatv(-1.0, 1.0), pg.oneof([1, 2])])


def takes_scale():
    """Whether this version of PyGlove knows scales."""
    try:
        return pg.floatv(0.1, 1.0, scale="log") is not None
    except TypeError:
        return False


def objects():
    """Objects and functors as candidates, with defaults and members to decide."""
    return pg.Dict(
        block=pg.oneof([
            Block(), Block(kernel=pg.oneof([3, 5, 7])), Attention(heads=pg.oneof([2, 4]), inner=Block(ratio=0.5)),
            build(blocks=[pg.oneof([1, 2])]), Block(5, norm=[1, "two"]),
        ]),
        tail=Attention(8, inner=pg.manyof(2, [Block(), Block(7), None])),
        plain=Block(kernel=pg.oneof([1, 3]), ratio=pg.oneof([0.25, 0.5])))


def keys():
    """Keys that need care in a path."""
    odd = ["a.b", "c d", "e[0]", "0", "é", "q'", "=1/2", "a-b", 'a"b', ".", "a\\b", " ", "x[y]z", "a[=0/2]", "_"]
    return pg.Dict(
        **{key: pg.oneof([1, pg.Dict(**{key: pg.oneof(["p", "q"])})]) for key in odd},
        deep=pg.Dict(**{key: pg.Dict(x=pg.oneof([1, 2])) for key in odd}))


def literals():
    """Candidates of every kind of data."""
    return pg.Dict(
        scalars=pg.oneof([
            1, 2.5, "s", None, True, False, 1e-7, 0.0001, 1e15, 1e16, 1.5e16, 123456789012345.0, 9.5e15, 1e22, -0.0,
            0.1, 100.0, 1e100, 5e-324, -7, 2**62, 1 / 3,
        ]),
        texts=pg.oneof([
            "it's", 'a"b', "both ' \"", "new\nline", "tab\t", "back\\slash", "é", "\u200b", "", "\x7f", "(x)",
            "0/2 (y)", "😀", "\ue000", "x" * 117, "x" * 118, "x" * 119, "x" * 200, "é" * 130, "\u00a0", "\u2028",
        ]),
        lists=pg.oneof([
            [1, 2], [], (1, 2), {"b": 1, "a": [1]}, {}, [[1], [2]], (1,), (), {"a.b": 1, "c d": "x"}, list(range(50)),
        ]),
        same=pg.oneof([1, 1.0, "1", 1]))


def root_choice():
    """The space itself is a choice."""
    return pg.oneof([1, "two", pg.Dict(a=pg.oneof([1, 2])), pg.manyof(2, [1, 2, 3]), pg.oneof([5, 6])])


def root_sublist():
    """The space itself is a multi-choice."""
    return pg.manyof(3, [pg.Dict(a=pg.oneof([1, 2])), pg.oneof([3, 4]), "c", [pg.oneof([7, 8])]], sorted=True)


def names():
    """Names and hints."""
    return pg.Dict(
        first=pg.oneof([1, 2], name="width", hints="architecture"), second=pg.manyof(2, ["a", "b", "c"], name="ops"),
        third=pg.oneof([pg.Dict(x=pg.oneof([1, 2], name="inner")), 3], hints=["architecture", "late"]))


SPACES = [
    mnasnet, nasfpn, sublists, autoaugment, conditional, nested_sublists, floats, objects, keys, literals,
    root_choice, root_sublist, names,
]
