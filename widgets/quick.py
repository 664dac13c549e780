"""Read YAML fast: PyYAML's parser in C, where it surely reads the same as ruamel.yaml, which alone knows the lines.

Reading all instruments takes ruamel.yaml more than a second, in every kernel that shows one of them.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from ruamel.yaml.resolver import implicit_resolvers
from yaml import YAMLError

__all__ = ["YAMLError", "quick"]

#: What may begin a directive or a tag, and tabs, which PyYAML takes in more places.
MARKS = re.compile(r"^%|(?:^|[\s\[{,])!|\t", re.MULTILINE)
TEXT = "tag:yaml.org,2002:str"
NUMBERS = {"int": re.compile(r"-?(0|[1-9][0-9]*)"), "float": re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")}


class DoubtError(YAMLError):
    """The text holds something that the two may read in two ways."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A loader that knows the plain scalars of YAML 1.2, as ruamel.yaml does: `yes` and `no` are words."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012
    yaml_constructors: dict[str, Any] = {}  # noqa: RUF012

    def number(self, node: Any) -> int | float:
        """Return a number that is written in the plainest way."""
        kind = node.tag.rpartition(":")[2]
        if not NUMBERS[kind].fullmatch(node.value):
            raise DoubtError(node.value)
        return int(node.value) if kind == "int" else float(node.value)

    def mapping(self, node: Any) -> dict[str, Any]:
        """Return a mapping whose keys are texts, each there once."""
        if any(key.tag != TEXT for key, _ in node.value) or len({key.value for key, _ in node.value}) < len(node.value):
            raise DoubtError(node.start_mark)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}

    def doubt(self, node: Any) -> None:
        """Refuse everything else: dates, merged mappings."""
        raise DoubtError(node.tag)


for versions, tag, pattern, first in implicit_resolvers:
    if (1, 2) in versions:
        _Loader.add_implicit_resolver(tag, pattern, first)
for kind, construct in {
    "str": _Loader.construct_scalar,
    "bool": _Loader.construct_yaml_bool,
    "null": _Loader.construct_yaml_null,
    "int": _Loader.number,
    "float": _Loader.number,
    "seq": lambda loader, node: loader.construct_sequence(node, deep=True),
    "map": _Loader.mapping,
}.items():
    _Loader.add_constructor(f"tag:yaml.org,2002:{kind}", construct)
_Loader.add_constructor(None, _Loader.doubt)


def quick(text: str) -> Any:
    """Return what a YAML text holds, as dicts, lists and scalars. Raises YAMLError if there is a fault or any doubt."""
    if MARKS.search(text):
        raise DoubtError("a directive, a tag or a tab")
    return yaml.load(text, Loader=_Loader)  # noqa: S506
