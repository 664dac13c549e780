"""The kernel and the browser come to the same result, whatever the instrument and the answers."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests import strategies
from tests.browser_evaluator import BrowserError, BrowserEvaluator
from widgets import answers, network
from widgets.evaluate import evaluate
from widgets.loading import check, instrument, names
from widgets.model import Instrument
from widgets.spec import browser_spec
from widgets.strings import strings

#: Instruments that together have every kind of question.
MODELS = ("four-cs-mapper", "prescriptive-elicitive-selector", "ripeness-checklist", "what-remains")
VECTORS = Path(__file__).parents[1] / "vectors"

SETS = 10  # of answers to each generated instrument


def vectors() -> list[Any]:
    """Return every shared vector: instrument, answers, the rules that apply."""
    found = []
    for path in sorted(VECTORS.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf8"))
        for vector in content["vectors"]:
            found.append(pytest.param(content["instrument"], vector, id=f"{path.stem}: {vector['about']}"))
    return found


@pytest.mark.parametrize(("name", "vector"), vectors())
def test_a_shared_vector_gives_its_rules_in_both_languages(
    name: str, vector: dict[str, Any], in_browser: BrowserEvaluator
) -> None:
    here = evaluate(instrument(name), vector["answers"])
    assert here.rules() == vector["rules"]
    in_browser.load(name, instrument(name))
    assert in_browser.ask("evaluate", name=name, answers=vector["answers"]) == here.to_json()


def test_every_instrument_has_six_vectors_or_more() -> None:
    counts = Counter(parameter.values[0] for parameter in vectors())
    assert {name: counts[name] >= 6 for name in names()} == dict.fromkeys(names(), True)


def test_generated_instruments_give_the_same_result_in_both_languages(in_browser: BrowserEvaluator) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=550)
    @given(strategies.cases(SETS))
    def compare(case: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
        data, answer_sets = case
        generated = Instrument.model_validate(data)
        assert check(generated) == []
        in_browser.load("generated", generated)
        for given_answers in answer_sets:
            result = evaluate(generated, given_answers).to_json()
            assert in_browser.ask("evaluate", name="generated", answers=given_answers) == result
            seen["cases"] += 1
            seen["cases with hits"] += bool(result["hits"])
            seen["cases with changes"] += any(hit["changes"] for hit in result["hits"])
            seen["cases with reasons"] += any(hit["reasons"] for hit in result["hits"])
            seen["cases with rows"] += any(hit["row"] is not None for hit in result["hits"])
            seen["cases with analysis"] += bool(result["tables"])
        for decision in generated.decisions:
            seen[decision.hit] += 1
            for rule in decision.rules:
                for part in rule.when.walk():
                    seen[part.to_json()[0]] += 1

    compare()
    assert seen["cases"] >= 5_000
    # The cases have to be worth comparing: every operator and hit policy, and results that hold something.
    for kind in (*strategies.OPERATORS, "unique", "first", "collect"):
        assert seen[kind] >= 50, kind
    for kind in ("hits", "changes", "reasons", "rows", "analysis"):
        assert seen[f"cases with {kind}"] >= 300, kind


@pytest.mark.parametrize("name", names())
def test_the_handbooks_instruments_give_the_same_result_in_both_languages(
    name: str, in_browser: BrowserEvaluator
) -> None:
    in_browser.load(name, instrument(name))

    @settings(max_examples=150)
    @given(strategies.answers_to(instrument(name)))
    def compare(given_answers: dict[str, Any]) -> None:
        here = evaluate(instrument(name), given_answers).to_json()
        assert in_browser.ask("evaluate", name=name, answers=given_answers) == here

    compare()


@settings(max_examples=600)
@given(strategies.tables())
def test_networks_are_analyzed_alike(in_browser: BrowserEvaluator, tables: dict[str, list[dict[str, Any]]]) -> None:
    assert in_browser.ask("analyze", tables=tables) == network.analyze(tables)


def test_a_crowded_map_is_analyzed_alike_and_keeps_the_true_count(in_browser: BrowserEvaluator) -> None:
    choice = random.Random(4)  # noqa: S311
    actors, areas = [f"Actor {n}" for n in range(1000)], [f"Area {n}" for n in range(50)]
    tables = {
        "problems": [{"name": area} for area in areas],
        "actors": [
            {"name": name, "track": choice.choice(("one", "two")), "works_on": "; ".join(choice.sample(areas, 2))}
            for name in actors
        ],
        "ties": [
            {
                "from": choice.choice(actors),
                "to": choice.choice(actors).upper(),
                "level": choice.choice(network.LEVELS),
                "barriers": [],
            }
            for _ in range(5000)
        ],
    }
    here = network.analyze(tables)
    untied = [pair for pair in here["pairs"] if pair["level"] == "none"]
    assert len(untied) == network.PAIR_LIMIT < int(here["whole"][0]["untied_pair_count"])
    assert in_browser.ask("analyze", tables=tables) == here


@pytest.mark.parametrize(("count", "shown"), [(12, "11"), (13, "11, …")])
def test_a_long_list_of_actors_is_cut_alike(in_browser: BrowserEvaluator, count: int, shown: str) -> None:
    tables = {"problems": [], "ties": [], "actors": [{"name": str(n), "works_on": "Water"} for n in range(count)]}
    here = network.analyze(tables)
    assert here["areas"][0]["actors"].endswith(f"10, {shown}")
    assert in_browser.ask("analyze", tables=tables) == here


def test_answers_files_are_taken_and_refused_alike(in_browser: BrowserEvaluator) -> None:
    known = [instrument(name) for name in MODELS]
    shapes = [{key: browser_spec(one)[key] for key in ("id", "questions")} for one in known]
    words = {key: text for key, text in strings().items() if key.startswith("damaged_")}
    verdicts: Counter[str] = Counter()

    @settings(max_examples=1200)
    @given(strategies.document_texts(known))
    def compare(text: str) -> None:
        try:
            there = in_browser.ask("document", text=text, specs=shapes, words=words)
        except BrowserError as error:
            verdicts[str(error)[:30]] += 1
            with pytest.raises(answers.AnswersError) as refused:
                answers.load(text)
            assert str(refused.value) == str(error)
        else:
            verdicts["taken"] += 1
            assert answers.load(text).data == there

    compare()
    # Taken, not JSON, not of this handbook, newer, an answer that does not fit (in many places): each often enough.
    kinds = Counter(next((k for k, w in words.items() if w.startswith(v[:18])), v) for v in verdicts.elements())
    assert {kind for kind, count in kinds.items() if count >= 20} == {"taken", *words}
