"""Read the handbook's YAML files, or say in which line what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from .quick import YAMLError, quick

Place = tuple[str | int, ...]
T = TypeVar("T")


class DamagedError(ValueError):
    """A file that cannot be used. Its message has one line a fault: file, line, fault, mend."""


def read(
    text: str,
    name: str,
    form: TypeAdapter[T],
    damaged: type[DamagedError],
    *,
    begin: str = "",
    kinds: Sequence[str] = (),
    faults: Callable[[T], Iterable[tuple[Place, str]]] = lambda _: (),
) -> T:
    """Return what a YAML text holds, in its form. Raises `damaged`, naming every fault with its line.

    `name` is the file's, for messages. `begin` is how a file begins that must be a mapping; `kinds` are the kinds that
    a part may have. `faults` finds what shows only when the parts are seen together: the place, and what to mend.
    """
    with suppress(YAMLError, ValidationError):
        whole = form.validate_python(quick(text))
        if not any(faults(whole)):
            return whole
    try:  # something is wrong, or in doubt: read it again, with the lines
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise damaged(f"{name}:{line}: not valid YAML ({error.problem}); mend the text at that line") from error
    if begin and not isinstance(data, dict):
        raise damaged(f"{name}:1: the file is empty or no mapping; begin with `{begin}`")

    def told(found: Iterable[tuple[Place, str]]) -> str:
        return "\n".join(f"{name}:{line_of(data, place)}: {message}" for place, message in found)

    try:
        whole = form.validate_python(plain(data))
    except ValidationError as error:
        raise damaged(told((place_of(e), mend(e, kinds)) for e in causes(error))) from error
    if found := list(faults(whole)):
        raise damaged(told(found))
    return whole


def contents(text: str) -> Any:
    """Return what a YAML text holds, as dicts, lists and scalars."""
    try:
        return quick(text)
    except YAMLError:
        return plain(YAML(typ="rt").load(text))


def line_of(tree: Any, place: Iterable[str | int]) -> int:
    """Return the line (from 1) of the nearest existing part of a YAML tree that leads to `place`."""
    line = 1
    for key in place:
        try:
            marks: Any = tree.lc
            mark = marks.key(key) if hasattr(tree, "keys") else marks.item(key)
            line, tree = mark[0] + 1, tree[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            continue  # pydantic adds the name of a union's member to the place; YAML has no such level
    return line


def plain(data: Any) -> Any:
    """Return a YAML tree as plain dicts, lists and scalars."""
    if isinstance(data, dict):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return str(data) if isinstance(data, str) else data


def causes(error: ValidationError) -> list[Any]:
    """Return what pydantic found wrong, without what only follows: a list too short because its parts are damaged."""
    found = error.errors(include_url=False)

    def follows(place: Place) -> bool:
        return any(e["loc"][: len(place)] == place and len(e["loc"]) > len(place) for e in found)

    return [e for e in found if e["type"] != "too_short" or not follows(e["loc"])]


def place_of(error: Any) -> Place:
    """Return where a fault is that pydantic found; a validator of ours may know it more exactly (`place`)."""
    if error["type"] == "union_tag_invalid":
        return (*error["loc"], "kind")
    return (*error["loc"], *error.get("ctx", {}).get("place", ()))


def mend(error: Any, kinds: Sequence[str] = ()) -> str:
    """Say what pydantic found wrong with a part, and how to mend it; `kinds` are the kinds that it may have."""
    place = " → ".join(str(key) for key in place_of(error)) or "the file"
    match error["type"]:
        case "missing":
            return f"{place}: this key is missing; add it"
        case "extra_forbidden" if error["input"] is None:
            return f"{place}: this is no key; between braces a comma ends a text, so put the text in quotation marks"
        case "extra_forbidden":
            return f"{place}: this key is not known here; check its spelling and its indentation, or take it out"
        case "literal_error":
            expected = error["ctx"]["expected"].replace("'", "`")
            return f"{place}: write {expected}"
        case "string_pattern_mismatch" if error["loc"][-1] == "page":
            return f"{place}: {error['input']!r} is not a page; write it as in book/step1/ripeness#heading"
        case "too_short":
            least, there = error["ctx"]["min_length"], error["ctx"]["actual_length"]
            return f"{place}: there must be at least {least} and there are {there}; add what is missing"
        case "string_pattern_mismatch":
            return f"{place}: {error['input']!r} is not a valid name; use small letters, digits and hyphens"
        case "string_type":
            return f"{place}: {error['input']!r} is not text; put it in quotation marks"
        case "float_parsing" | "float_type":
            return f"{place}: {error['input']!r} is not a number; write its digits alone"
        case "union_tag_invalid" | "union_tag_not_found":
            return f"{place}: give a `kind` that exists: {', '.join(kinds[:-1])} or {kinds[-1]}"
        case _:
            return f"{place}: {error['msg'].removeprefix('Value error, ')}"
