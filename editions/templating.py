"""The templates of the editions."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from .words import words

#: A link into the book, as `links.py` writes it.
LINK = re.compile(r'href="book:([^"#]+)(#[^"]+)?"')


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("editions"), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )


def rendered(template: str, **values: Any) -> str:
    """Return a template of the editions, filled with `values` and the words."""
    return _environment().get_template(template).render(words=words(), **values)


def style(name: str) -> str:
    """Return a style sheet of the editions."""
    return (resources.files("editions") / "templates" / name).read_text(encoding="utf8")
