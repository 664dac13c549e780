"""What is entered into a private instrument can be stored or exported on no surface."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.book.pages import ROOT
from tests.widgets.test_html import controls, parsed, said
from widgets import PrivateInstrumentWidget, bundle, jupyter
from widgets.answers import AnswersDocument
from widgets.html import render
from widgets.jupyter import InstrumentWidget
from widgets.loading import InstrumentError, instrument, load_instrument
from widgets.model import Instrument
from widgets.strings import strings
from widgets.worked import Worked

SAMPLE = ROOT / "tests" / "widgets" / "sample-private.yaml"
#: Words without which a script can neither keep, nor hand out, nor send anything.
WAYS_OUT = re.compile(
    r"\b(localStorage|sessionStorage|indexedDB|cookie|caches|setItem|fetch|XMLHttpRequest|sendBeacon|WebSocket|"
    r"clipboard|createObjectURL|download|FileReader|save_changes|postMessage|pushState|replaceState)\b"
)


@pytest.fixture(scope="module")
def quiet() -> Instrument:
    """A private instrument with every kind of control."""
    return load_instrument(SAMPLE)


def test_a_private_instrument_that_shares_is_a_fault_with_its_line() -> None:
    text = SAMPLE.read_text(encoding="utf8").replace(
        "kind: text, prompt: What", "kind: text, shares: goals, prompt: What"
    )
    with pytest.raises(InstrumentError) as error:
        load_instrument(text, "sample.yaml")
    assert str(error.value) == (
        "sample.yaml:14: a private instrument shares nothing; take `shares` out, or `private: true`"
    )
    assert not load_instrument(text.replace("private: true\n", "")).private


def test_its_answers_enter_no_document_and_no_form(quiet: Instrument) -> None:
    with pytest.raises(ValueError, match="quiet-hour is private, so its answers cannot be saved"):
        AnswersDocument().with_answers(quiet, {"felt": "Sad"})
    with pytest.raises(ValueError, match="quiet-hour is private, so it is shown without answers"):
        render(quiet, {"felt": "Sad"})


def test_it_is_not_used_on_a_case(quiet: Instrument, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("widgets.worked.names", lambda: ["quiet-hour"])
    monkeypatch.setattr("widgets.worked.find", lambda _: quiet)
    reason = {"about": "All", "kind": "what-if", "text": "It is invented."}
    worked = Worked.model_validate(
        {"instrument": "quiet-hour", "title": "A day", "answers": {"felt": "Sad"}, "reasons": [reason]}
    )
    assert list(worked.faults()) == [
        (("instrument",), "quiet-hour is private, so nobody can open it for a case; take another")
    ]


def test_its_form_says_so_and_asks_the_browser_to_remember_and_check_nothing(quiet: Instrument) -> None:
    root = parsed(render(quiet))
    assert [form.get("autocomplete") for form in root.iter("form")] == ["off"]
    reached = [*controls(root), *root.iter("select")]
    patterns = [inner for template in root.iter("template") for inner in template.iter()]
    inner = [part for part in patterns if part.tag in ("input", "textarea", "select")]
    assert {part.tag for part in reached} == {part.tag for part in inner} | {"input"}
    for control in [*reached, *inner]:
        wanted = {"autocomplete": "off", "spellcheck": "false", "writingsuggestions": "false"}
        assert {key: control.get(key) for key in wanted} == wanted, control.get("name")
    assert [part for part in root.iter() if part.get("data-value") is not None] == []
    assert strings()["private"] in said(root)
    assert strings()["nothing_leaves"] not in said(next(root.iter("form")))
    assert strings()["private_kernel"] in said(parsed(render(quiet, kernel=True)))


@pytest.mark.parametrize("entry", ["private_page.js", "private_widget.js"])
def test_its_script_holds_nothing_that_could_keep_or_send_what_is_entered(entry: str) -> None:
    assert WAYS_OUT.findall(bundle.join(entry)) == []
    assert WAYS_OUT.findall(bundle.join("site.js")), "the watch notices what the others do"


def test_its_page_gets_its_own_script_alone(quiet: Instrument) -> None:
    from widgets.sphinx.assets import NEEDS

    assert [script for script, mark in NEEDS.items() if mark in render(quiet)] == ["t2-private-instruments.js"]
    other = render(instrument("ripeness-checklist"))
    assert [script for script, mark in NEEDS.items() if mark in other] == ["t2-instruments.js"]


def test_in_a_kernel_it_has_nothing_that_answers_could_travel_in(quiet: Instrument) -> None:
    widget = PrivateInstrumentWidget(instrument=quiet)
    assert {name for name in widget.keys if not name.startswith("_")} == {
        "html",
        "book_url",
        "layout",
        "tabbable",
        "tooltip",
    }
    widget.set_state({"answers": {"felt": "Sad"}, "html": widget.html})
    state: dict[str, Any] = widget.get_state()
    assert "Sad" not in json.dumps(state, default=str)
    assert not any(hasattr(widget, name) for name in ("answers", "document", "result", "save"))
    [data, _] = widget._repr_mimebundle_()
    assert data["text/html"] == render(quiet)


def test_each_class_of_widget_takes_its_own_kind(quiet: Instrument) -> None:
    with pytest.raises(ValueError, match="quiet-hour is private: show it with PrivateInstrumentWidget"):
        InstrumentWidget({"felt": "Sad"}, instrument=quiet)
    with pytest.raises(ValueError, match="ripeness-checklist is not private: show it with InstrumentWidget"):
        PrivateInstrumentWidget(instrument=instrument("ripeness-checklist"))


def test_an_instrument_of_the_handbook_that_is_private_is_shown_as_such(
    quiet: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jupyter, "names", lambda: ["quiet-hour"])
    monkeypatch.setattr(jupyter, "find", lambda _: quiet)
    jupyter.widget_class.cache_clear()
    made = jupyter.widget_class("quiet-hour")
    jupyter.widget_class.cache_clear()
    assert issubclass(made, PrivateInstrumentWidget)
    assert made.__doc__ == quiet.purpose
