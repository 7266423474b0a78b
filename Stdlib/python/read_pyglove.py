"""Reads a PyGlove search space and writes it as a Lunas space document.

Run as: python3 - MODULE.FUNCTION [FOLDER ...], with this text as standard input; the folders are looked in first.
The answer is one JSON object at file descriptor 3: {"space": DOCUMENT} or {"error": TEXT}. What the module itself
prints goes where standard error goes. It works with PyGlove 0.1.0 and newer, and Python 3.6 and newer.

A value keeps its JSON form: numbers, texts, booleans, None, lists, tuples (as lists), and dicts with texts as keys.
An object or a functor becomes a table of its members and of one more, "_type": the name under which PyGlove writes
that class, so that pg.from_json makes the object of a decided table.
"""
import difflib
import importlib
import inspect
import json
import math
import numbers
import os
import sys
import traceback

TYPE_KEY = "_type"
LONGEST_INTEGER = 2**63


class Refused(Exception):
    """What somebody has to change, in one message."""


def refuse(path, problem):
    raise Refused("%s: %s" % (path or "the search space", problem) if path is not None else problem)


def member_path(path, key):
    """A member's place, as PyGlove writes it."""
    if any(character in key for character in "[]."):
        return "%s[%s]" % (path, key)
    return "%s.%s" % (path, key) if path else key


class Reader:
    """Turns values that may hold decisions into templates."""

    def __init__(self, pg):
        self.pg = pg
        self.decisions = 0
        self.unsupported = tuple(
            getattr(pg.hyper, name) for name in ("CustomHyper", "DerivedValue") if hasattr(pg.hyper, name))
        symbolic = getattr(pg, "symbolic", None)
        self.inferred = getattr(symbolic, "Inferential", ())

    def read(self, value, path, field=None):
        hyper = self.pg.hyper
        if isinstance(value, self.unsupported):
            refuse(path, "%s has no counterpart; decide with pg.oneof, pg.manyof, pg.permutate or pg.floatv, and "
                   "compute the rest in the trainer" % type(value).__name__)
        if isinstance(value, self.inferred):
            refuse(path, "a value that is inferred from its parents; write the value itself")
        if isinstance(value, hyper.OneOf):
            return self.one_of(value, path, field)
        if isinstance(value, hyper.Choices):
            return self.many_of(value, path, field)
        if isinstance(value, hyper.Float):
            return self.float(value, path, field)
        if isinstance(value, hyper.HyperValue) and not isinstance(value, hyper.ObjectTemplate):
            refuse(path, "a %s, which is unknown here; use pg.oneof, pg.manyof or pg.floatv" % (
                type(value).__name__))
        if isinstance(value, self.pg.Object):
            return self.object(value, path)
        if isinstance(value, dict):
            return self.table(value, path)
        if isinstance(value, (list, tuple)):
            return self.list(value, path)
        return {"constant": self.scalar(value, path)}

    # Decisions

    def one_of(self, value, path, field):
        self.decisions += 1
        candidates = self.candidates(value, path)
        body = {"candidates": candidates}
        self.describe(body, value, path)
        default = self.default_of(field)
        if default is not None and any(same(each.get("constant", self), default[0]) for each in candidates):
            body["default"] = default[0]
        return {"one_of": body}

    def many_of(self, value, path, field):
        count = value.num_choices
        if count is None:
            refuse(path, "a choice of any number of candidates; give the number")
        before = self.decisions
        candidates = self.candidates(value, path)
        # Each of the choices has the decisions of its own candidates.
        self.decisions = before + count * (1 + self.decisions - before)
        body = {"count": count, "candidates": candidates, "distinct": bool(value.choices_distinct),
                "sorted": bool(value.choices_sorted)}
        self.describe(body, value, path)
        default = self.default_of(field)
        if default is not None and self.is_choice(default[0], body):
            body["default"] = default[0]
        return {"many_of": body}

    def float(self, value, path, field):
        self.decisions += 1
        scale = getattr(value, "scale", None)
        if scale == "rlog":
            refuse(path, "pg.floatv with scale='rlog' has no counterpart; use scale='log' or none")
        body = {"lower": float(value.min_value), "upper": float(value.max_value), "log": scale == "log"}
        self.describe(body, value, path, literals=False)
        default = self.default_of(field)
        if default is not None and isinstance(default[0], float) and body["lower"] <= default[0] <= body["upper"]:
            body["default"] = default[0]
        return {"float": body}

    def candidates(self, value, path):
        count = len(value.candidates)
        if getattr(value, "where", None) is not None:
            refuse(path, "a choice with `where`; give the whole space, and cut it with space:only")
        return [self.read(candidate, "%s[=%d/%d]" % (path, index, count))
                for index, candidate in enumerate(symbolic_values(value.candidates))]

    def describe(self, body, value, path, literals=True):
        """Keeps what was said of a decision: its name, its hints where they are texts, its display texts."""
        if getattr(value, "name", None) is not None:
            body["name"] = value.name
        hints = getattr(value, "hints", None)
        hints = [hints] if isinstance(hints, str) else hints
        if isinstance(hints, (list, tuple)) and hints and all(isinstance(hint, str) for hint in hints):
            body["tags"] = list(hints)
        if literals and not all(is_plain(candidate) for candidate in body["candidates"]):
            body["literals"] = [str(value._literal_value(each)) for each in symbolic_values(value.candidates)]

    # Where nothing is decided, or only further down

    def object(self, value, path):
        members = {TYPE_KEY: {"constant": type_name(type(value))}}
        for key, member in value.sym_items():
            if key == TYPE_KEY:
                refuse(path, "a member named %s, which stands for the class" % TYPE_KEY)
            self.add(members, key, member, path, lambda: field_of(value, key))
        return table_of(members)

    def table(self, value, path):
        members = {}
        spec = getattr(value, "value_spec", None)
        schema = getattr(spec, "schema", None)
        items = value.sym_items() if hasattr(value, "sym_items") else value.items()
        for key, member in items:
            if not isinstance(key, str):
                refuse(path, "the key %r; only texts can be keys, so make it a list or write '%s'" % (key, key))
            self.add(members, key, member, path, lambda: schema.get_field(key) if schema else None)
        return table_of(members)

    def add(self, members, key, value, path, field):
        if self.pg.MISSING_VALUE == value:
            return
        try:
            field = field()
        except Exception:  # A schema is asked for defaults alone.
            field = None
        members[key] = self.read(value, member_path(path, key), field)

    def list(self, value, path):
        elements = [self.read(element, "%s[%d]" % (path, index))
                    for index, element in enumerate(symbolic_values(value))]
        if all("constant" in element for element in elements):
            return {"constant": [element["constant"] for element in elements]}
        if isinstance(value, tuple):
            refuse(path, "a decision inside a tuple, which PyGlove itself does not see; use a list")
        return {"list": elements}

    def scalar(self, value, path):
        if value is None or isinstance(value, (bool, str)):
            return check_text(value, path) if isinstance(value, str) else value
        if hasattr(value, "item") and getattr(value, "shape", None) == ():
            value = value.item()  # numpy's
            if isinstance(value, (bool, str)):
                return value
        if isinstance(value, numbers.Integral):
            value = int(value)
            if not -LONGEST_INTEGER <= value < LONGEST_INTEGER:
                refuse(path, "the whole number %d needs more than 64 bits; write it as a text or a float" % value)
            return value
        if isinstance(value, numbers.Real):
            value = float(value)
            if not math.isfinite(value):
                refuse(path, "the number %r is not finite; write it as a text" % value)
            return value
        if self.pg.MISSING_VALUE == value:
            refuse(path, "a value that is still missing; give it")
        name = getattr(value, "__name__", None)
        what = "an object of the class " + type(value).__name__ if name is None else "%s %s" % (
            "the class" if isinstance(value, type) else "the function", name)
        refuse(path, "%s is no data; write a name, such as '%s', and look it up in the trainer" % (
            what, name or type(value).__name__))

    # Defaults

    def default_of(self, field):
        """The default of the member that a decision stands for, in a tuple of one; None where there is none."""
        value = getattr(field, "default_value", self.pg.MISSING_VALUE)
        if self.pg.MISSING_VALUE == value or isinstance(value, self.pg.hyper.HyperValue):
            return None
        try:
            template = self.read(value, "")
        except Refused:
            return None
        return (template["constant"],) if "constant" in template else None

    @staticmethod
    def is_choice(default, body):
        if not isinstance(default, list) or len(default) != body["count"]:
            return False
        constants = [candidate.get("constant", body) for candidate in body["candidates"]]
        indices = []
        for element in default:
            known = [index for index, constant in enumerate(constants)
                     if same(constant, element) and not (body["distinct"] and index in indices)]
            if not known:
                return False
            indices.append(known[0])
        return not body["sorted"] or indices == sorted(indices)


def symbolic_values(value):
    """The elements of a list as they were given: PyGlove would compute some."""
    if hasattr(value, "sym_values"):
        return list(value.sym_values())
    return list(value)


def type_name(cls):
    for name in ("__serialization_key__", "__type_name__", "type_name"):
        found = getattr(cls, name, None)
        if isinstance(found, str):
            return found
    return "%s.%s" % (cls.__module__, cls.__qualname__)


def field_of(value, key):
    """What the class says of a member."""
    if hasattr(value, "sym_attr_field"):
        return value.sym_attr_field(key)
    return type(value).schema.get_field(key)


def table_of(members):
    if all("constant" in member for member in members.values()):
        return {"constant": {key: member["constant"] for key, member in members.items()}}
    return {"table": members}


def same(first, second):
    """Equal as JSON: 1, 1.0 and True are three values."""
    return type(first) is type(second) and first == second


def is_plain(candidate):
    """Whether every version of PyGlove shows this candidate alike, and Lunas too."""
    value = candidate.get("constant", candidate)
    if isinstance(value, str):
        return all(" " <= letter <= "~" and letter not in "'\\" for letter in value) and len(value) <= 100
    return value is None or isinstance(value, (bool, int, float))


def check_text(text, path):
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        refuse(path, "the text %r is not valid Unicode; write it otherwise" % text)
    return text


def import_pyglove():
    try:
        return importlib.import_module("pyglove")
    except ModuleNotFoundError as error:
        if error.name != "pyglove":
            raise
        refuse(None, "%s has no pyglove; install it there (%s -m pip install pyglove), or name the Python that "
               "has it: from_pyglove(name, { python = \"/path/to/python\" })" % (sys.executable, sys.executable))


def find(name):
    """The object of a dotted name, the longest part of which that is a module is imported."""
    parts = name.split(".")
    if len(parts) < 2 or not all(part.isidentifier() for part in parts):
        refuse(None, "'%s' is no name of a function in a module; write \"module.function\"" % name)
    for count in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:count])
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            # The module itself may be missing, but not what it imports.
            if error.name is None or not (module == error.name or module.startswith(error.name + ".")):
                raise
            continue
        for position, part in enumerate(parts[count:]):
            if not hasattr(found, part):
                known = [name for name, value in vars(found).items()
                         if inspect.isfunction(value) and value.__module__ == module and not name.startswith("_")]
                near = difflib.get_close_matches(part, known, 1)
                advice = "; did you mean '%s'?" % near[0] if near else (
                    "; its functions: " + ", ".join(sorted(known)) if known else "")
                refuse(None, "%s has no '%s'%s" % (".".join(parts[:count + position]), part, advice))
            found = getattr(found, part)
        return found
    refuse(None, "there is no Python module '%s'; it is looked for in %s, and in { path = { \"FOLDER\" } }" % (
        parts[0], os.getcwd()))


def space_of(found, name, pg):
    """What a function gives, or a value that is a space already."""
    if isinstance(found, pg.Symbolic) or not callable(found):
        return found
    try:
        inspect.signature(found).bind()
    except TypeError as error:
        refuse(None, "%s is called without arguments, but %s; write a function that takes none and calls it" % (
            name, str(error)))
    except ValueError:
        pass
    return found()


def document(name):
    pg = import_pyglove()
    space = space_of(find(name), name, pg)
    if isinstance(space, pg.hyper.ObjectTemplate):
        if getattr(space, "_where", None) is not None:
            refuse(None, "%s gives a template with `where`; give the whole space, cut it with space:only" % name)
        space = space.value
    if isinstance(space, pg.DNASpec):
        refuse(None, "%s gives a pg.DNASpec, which no longer has values; give the space it was made of" % name)
    reader = Reader(pg)
    template = reader.read(space, "")
    if reader.decisions == 0:
        refuse(None, "%s gives %s without a decision; a search space has a pg.oneof, pg.manyof or pg.floatv" % (
            name, type(space).__name__))
    known = len(pg.dna_spec(space))
    if known != reader.decisions:
        refuse(None, "%s: %d decisions were read and PyGlove knows %d; please report this" % (
            name, reader.decisions, known))
    return {"version": 2, "template": template}


def tell(error):
    """The user's own mistake with the line that made it."""
    steps = [step for step in traceback.extract_tb(error.__traceback__)
             if step.filename not in ("<stdin>", "<string>") and "importlib" not in step.filename]
    where = " (%s:%d)" % (steps[-1].filename, steps[-1].lineno) if steps else ""
    return "%s: %s%s" % (type(error).__name__, error, where)


def main(arguments):
    answer = os.fdopen(3, "w", encoding="utf-8")
    os.set_inheritable(3, False)
    # What modules print must not reach the terminal as if Lunas had said it.
    os.dup2(2, 1)
    sys.path[:0] = [os.path.abspath(folder) for folder in arguments[1:]]
    try:
        result = {"space": document(arguments[0])}
    except Refused as error:
        result = {"error": str(error)}
    except (Exception, SystemExit) as error:  # A module may do anything while it is imported.
        result = {"error": tell(error)}
    json.dump(result, answer, allow_nan=False)
    answer.close()
    return 0 if "space" in result else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
