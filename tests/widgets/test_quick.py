"""YAML that is read fast is read as ruamel.yaml reads it, or left to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.conftest import ROOT
from widgets.quick import YAMLError, quick
from widgets.reading import plain

OURS = sorted(path for top in ("widgets/instruments", "exercises") for path in (ROOT / top).rglob("*.yaml"))
#: Scalars and lines that two parsers could easily read in two ways.
SCALARS = (
    *("yes", "No", "on", "y", "true", "TRUE", "~", "null", "", "12", "-3", "012", "0o14", "0x1F", "1_000", "12:30:00"),
    *("1.5", ".5", "5.", "1e3", "+1", ".inf", "2001-01-01", "=", "<<", "'12'", '"yes"', '"\\u00e9\\/"', "a: b", "a #b"),
    *("&a x", "*a", "!!str 1", "!x y", "{a: 1}", "[a, yes]", "{a, b}", "|\n  two\n  lines", ">-\n  one\n  line", "a:b"),
    *(
        "@a",
        "`a",
        "%a",
        "-",
        "- a",
        "?",
        "\ta",
        "a\tb",
        "é\u00a0\u2028x",
        "\x07",
        "\ud7ff\ufeff",
        "x\u0085y",
        "---",
        "...",
    ),
)


def slow(text: str) -> Any:
    """Return what ruamel.yaml reads; None for a text that it refuses or reads as something unknown to JSON."""
    try:
        return json.dumps(plain(YAML(typ="rt").load(text)))
    except Exception:
        return None


def agree(text: str) -> bool:
    """Return whether a text is read fast; fail if it is read as something else."""
    try:
        found = json.dumps(quick(text))
    except YAMLError:
        return False
    assert found == slow(text), text
    return True


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_our_own_files_are_read_fast_and_alike(path: Path) -> None:
    assert agree(path.read_text(encoding="utf8"))


@pytest.mark.parametrize("scalar", SCALARS)
@pytest.mark.parametrize("form", ["{}", "a: {}\n", "- {}\n", "{}: 1\n", "a: [b, {}]\n", "a: {{b: {}}}\n"])
def test_odd_scalars_are_read_alike_or_left_alone(form: str, scalar: str) -> None:
    agree(form.format(scalar))


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "%YAML 1.1\n---\na: yes\n",
        "a: 2001-01-01",
        "b: &b {c: 1}\na: {<<: *b}",
        "a: !x 1",
        "1: a",
        "a: 012",
    ],
)
def test_whatever_is_in_doubt_is_left_alone(text: str) -> None:
    assert not agree(text)


@settings(max_examples=400)
@given(st.text(alphabet="ab1-: \n#'\"[]{},&*!|>%@?.~\t\u00e9yesno", max_size=40))
def test_any_text_is_read_alike_or_left_alone(text: str) -> None:
    agree(text)
