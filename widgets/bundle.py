"""Join the frontend's ES modules into one script, for pages opened from a folder and for anywidget.

Over ``file://`` a browser refuses modules that import others, and anywidget takes one module. The modules in
`frontend/` keep to a form that joining needs no parser for: imports of one line, exports written at the declaration,
and top-level names that are unique over all modules (checked here).
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import rjsmin

IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?function|const|class)", re.MULTILINE)
TOP_LEVEL = re.compile(r"^(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)


class BundleError(ValueError):
    """Modules that cannot be joined; the message says which and why."""


def read(name: str) -> str:
    """Return the text of a file in `frontend/`."""
    return (resources.files("widgets") / "frontend" / name).read_text(encoding="utf8")


def modules(entry: str) -> list[str]:
    """Return the names of the modules that `entry` needs, itself last, each after what it imports."""
    order: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise BundleError(f"{' → '.join((*path, name))}: modules import each other in a circle")
        if name not in order:
            for needed in IMPORT.findall(read(name)):
                visit(needed, (*path, name))
            order.append(name)

    visit(entry, ())
    return order


def join(entry: str) -> str:
    """Return the modules that `entry` needs as one text without imports and exports.

    Raises BundleError if two modules use the same top-level name or import in a form that is not understood.
    """
    owner: dict[str, str] = {}
    parts = []
    for name in modules(entry):
        text = EXPORT.sub("", IMPORT.sub("", read(name)))
        if re.search(r"^(import|export)\b", text, re.MULTILINE):
            raise BundleError(f"{name}: write imports in one line and exports at the declaration")
        for declared in TOP_LEVEL.findall(text):
            if owner.setdefault(declared, name) != name:
                raise BundleError(f"{name}: the top-level name {declared!r} is taken by {owner[declared]}; rename it")
        parts.append(text)
    return "\n".join(parts)


@cache
def classic_script(entry: str) -> str:
    """Return a minified classic script that runs `entry` and leaves no names behind."""
    return str(rjsmin.jsmin(f'(()=>{{"use strict";\n{join(entry)}\n}})();'))


@cache
def widget_module(entry: str) -> str:
    """Return one ES module for anywidget; `entry` must declare a function `render`."""
    return f"{join(entry)}\nexport default {{ render }};\n"
