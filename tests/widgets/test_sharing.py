"""What was entered once is offered again, once, and only where it is still missing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser_evaluator import BrowserEvaluator
from widgets import sharing
from widgets.loading import instrument, load_instrument
from widgets.model import Instrument
from widgets.spec import browser_spec

SAMPLE = """\
id: {id}
version: 1
title: {title}
purpose: To share.
instructions: Answer.
cannot_know: [Much]
safety: Use roles.
sections:
  - title: All
    questions:
      - {{id: aim, kind: text, prompt: What for?, shares: goals}}
      - id: people
        kind: table
        shares: actors
        prompt: Who?
        row_label: Actor {{number}}
        columns:
          - {{id: {name}, kind: text, prompt: Name}}
          - {{id: works_on, kind: text, prompt: On what}}
          - {{id: track, kind: choice, prompt: Track, options: [{{value: one, label: I}}, {{value: {two}, label: II}}]}}
      - id: plan
        kind: table
        shares: goals
        prompt: Which goals?
        row_label: Goal {{number}}
        columns:
          - {{id: goal, kind: text, prompt: Goal}}
decisions:
  - id: first
    title: First
    hit: first
    rules:
      - {{id: any, when: {{}}, finding: {{tone: advice, title: T, text: T, section: S}}}}
"""


def sample(**values: str) -> Instrument:
    """Return an instrument of this test."""
    return load_instrument(SAMPLE.format(**{"id": "one", "title": "One", "name": "name", "two": "two", **values}))


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The handbook has two instruments, whose tables are alike but for a column's id and a value."""
    known = {"one": sample(), "two": sample(id="two", title="Another", name="called", two="three")}
    monkeypatch.setattr(sharing, "names", lambda: sorted(known))
    monkeypatch.setattr(sharing, "instrument", known.__getitem__)
    sharing._shared.cache_clear()
    yield
    sharing._shared.cache_clear()


def sources_of(question: str) -> list[dict[str, Any]]:
    """Return the sources for a question of the first instrument."""
    [found] = [q for q in browser_spec(sample())["questions"] if q["id"] == question]
    return list(found.get("shared", []))


@pytest.mark.usefixtures("others")
def test_sources_are_the_other_instruments_questions_that_share_the_same_things() -> None:
    expected = {"instrument": "two", "title": "Another"}
    assert sources_of("people") == [
        {**expected, "question": "people", "columns": {"called": "name", "works_on": "works_on"}}
    ], "columns whose answers would not fit are left out"
    assert sources_of("aim") == [
        {**expected, "question": "aim", "columns": {}},
        {**expected, "question": "plan", "columns": {"goal": ""}},
    ]
    assert [source["question"] for source in sources_of("plan")] == ["aim", "plan"]


def document(**answers: Any) -> dict[str, Any]:
    """Return an answers document with answers to the other instrument."""
    return {"format": "track-ii-answers", "version": 1, "instruments": {"two": {"version": 1, "answers": answers}}}


@pytest.mark.usefixtures("others")
def test_rows_are_offered_once_with_what_fits_and_only_if_they_are_missing(in_browser: BrowserEvaluator) -> None:
    people = [
        {"called": " Union ", "works_on": "Water", "track": "three"},
        {"called": "union"},
        {"called": "Envoy"},
        {"called": ""},
        {"works_on": "Nobody's"},
        None,
        {"called": 3},
    ]
    ask = {"sources": sources_of("people"), "name": "name", "document": document(people=people)}
    assert in_browser.ask("offers", **ask, there=["envoy ", ""]) == [
        {"title": "Another", "rows": [{"name": " Union ", "works_on": "Water"}]}
    ]
    assert in_browser.ask("offers", **ask, there=["ENVOY", "Union"]) == []
    for nothing in (document(), document(people="Union"), document(people={})):
        assert in_browser.ask("offers", **{**ask, "document": nothing}, there=[]) == []


@pytest.mark.usefixtures("others")
def test_texts_and_tables_offer_to_each_other(in_browser: BrowserEvaluator) -> None:
    doc = document(aim=" Talk again ", plan=[{"goal": "talk again"}, {"goal": "Open the road"}])
    assert in_browser.ask("offers", sources=sources_of("aim"), name="", document=doc, there=[]) == [
        {"title": "Another", "rows": [{"": "Talk again"}]},
        {"title": "Another", "rows": [{"": "Open the road"}]},
    ]
    assert in_browser.ask("offers", sources=sources_of("plan"), name="goal", document=doc, there=["Open the road"]) == [
        {"title": "Another", "rows": [{"goal": "Talk again"}]}
    ]


def test_what_is_offered_fits_where_it_goes() -> None:
    sharing._shared.cache_clear()
    for name in ("ripeness-checklist", "four-cs-mapper"):
        here = instrument(name)
        for question in here.questions:
            for source in sharing.sources(here, question):
                assert source["instrument"] != name
                there = next(q for q in instrument(source["instrument"]).questions if q.id == source["question"])
                assert set(source["columns"]) <= {column.id for column in getattr(there, "columns", ())}
                assert set(source["columns"].values()) <= {column.id for column in getattr(question, "columns", ())} | {
                    ""
                }
