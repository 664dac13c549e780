"""Every combination of answers gets a finding, and no two findings contradict each other.

Where there are few enough combinations, all of them are walked; else many are drawn, the same ones in every run.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, combinations, product
from math import prod
from pathlib import Path
from typing import Any

import pytest
from docutils.nodes import make_id

from tests.book.pages import ROOT, labels_of, page_of
from tests.strategies import make_tables
from widgets import network
from widgets.conditions import Answered, Between, Condition, Is, Outweighs, Pulls, Rows, State, Within
from widgets.evaluate import evaluate, evaluator
from widgets.loading import instrument, names, scope_of
from widgets.model import Decision, Instrument, Matrix, Number, Question, Rule, Several, ShortText, Table

WALKED = 200_000
DRAWN = 20_000
SECTIONS = Path(__file__).with_name("handbook_sections.txt").read_text(encoding="utf8").splitlines()
Row = dict[str, Any]


def subsets(values: list[str]) -> list[list[str]]:
    """Return every choice of any number of values."""
    return [list(chosen) for n in range(len(values) + 1) for chosen in combinations(values, n)]


def domain(question: Question) -> list[Any]:
    """Return every answer to a question that can make a difference to a rule; of texts, none and one.

    Of numbers, none and up to fifteen that are spread evenly between the bounds, with the bounds.
    """
    if isinstance(question, ShortText):
        return ["", "text"]
    if isinstance(question, Number):
        span = question.most - question.least
        return ["", *sorted({str(question.least + span * n // 14) for n in range(15)}, key=int)]
    assert not isinstance(question, Table | Matrix)
    values = [option.value for option in question.options]
    return subsets(values) if isinstance(question, Several) else ["", *values]


def domains(of: Instrument, table: str | None) -> dict[str, list[Any]]:
    """Return the answers to each question, or to each column of a table, derived ones included."""
    if table is None:
        return {q.id: domain(q) for q in of.questions if not isinstance(q, Table | Matrix)}
    for question in of.questions:
        if question.id == table and isinstance(question, Table | Matrix):
            return {column.id: domain(column) for column in question.columns}
    columns = network.OUTPUT[table]
    return {
        name: ["text"] if values is None else subsets(list(values)) if name == "barriers" else list(values)
        for name, values in columns.items()
    }


def mentioned(condition: Condition, of: Instrument) -> set[str]:
    """Return the questions that a condition asks about; a table stands for its rows."""
    found: set[str] = set()
    for part in condition.walk():
        match part:
            case Is(question, _) | Answered(question, _) | Between(question, _, _):
                found.add(question)
            case Within():
                found |= set(part.names())
            case Rows(table, _, _, _):
                found.add(table)
            case Pulls() | Outweighs():
                found |= {question.id for question in evaluator(of).pulling}
    return found


def relevant(of: Instrument, decision: Decision) -> tuple[str, ...]:
    """Return the questions that a decision depends on, in the order of the page."""
    asked = set().union(mentioned(decision.only_if, of), *(mentioned(rule.when, of) for rule in decision.rules))
    known = [*domains(of, decision.each), *(question.id for question in of.questions)]
    return tuple(dict.fromkeys(name for name in known if name in asked))


def applies(of: Instrument, decision: Decision, state: State) -> bool:
    """Return whether a decision is made at all."""
    return decision.only_if.compile(scope_of(of))(None, state)


def fitting(of: Instrument, decision: Decision, row: Row | None, state: State) -> list[Rule]:
    """Return the rules of a decision that apply, all of them whatever the hit policy."""
    return [rule for rule, test in compiled(of, decision) if test(row, state)]


def compiled(of: Instrument, decision: Decision) -> list[tuple[Rule, Any]]:
    """Return the rules of a decision as tests, made once."""
    key = (of.id, decision.id)
    if key not in _compiled:
        scope = scope_of(of, decision.each)
        _compiled[key] = [(rule, rule.when.compile(scope)) for rule in decision.rules]
    return _compiled[key]


_compiled: dict[tuple[str, str], list[tuple[Rule, Any]]] = {}


def walk(of: Instrument, decision: Decision) -> Iterator[tuple[Row | None, State]]:
    """Yield every combination of the answers that a decision depends on."""
    columns = domains(of, decision.each) if decision.each else {}
    top, asked = domains(of, None), relevant(of, decision)
    values = top | columns
    blank = {name: [] if isinstance(some[0], list) else "" for name, some in top.items()}
    pulling = {question.id for question in evaluator(of).pulling} & set(asked)
    for chosen in product(*(values[name] for name in asked)):
        given = dict(zip(asked, chosen, strict=True))
        filled = blank | {name: answer for name, answer in given.items() if name not in columns}
        row = {name: given.get(name, "") for name in columns} if decision.each else None
        yield row, State(filled, {}, evaluator(of).count_pulls(filled) if pulling else {})


def drawn(of: Instrument, decision: Decision) -> Iterator[tuple[Row | None, State]]:
    """Yield many drawn combinations of answers, with each of their rows where a decision is made for every row."""
    for answers in draw(of, DRAWN):
        state = evaluator(of).state(answers)
        for row in [None] if decision.each is None else state.rows[decision.each]:
            yield row, state


def draw(of: Instrument, count: int) -> Iterator[dict[str, Any]]:
    """Yield drawn answers: each question answered or not, up to three rows in each table."""
    choice = random.Random(17)  # noqa: S311
    shapes = {q.id: domains(of, q.id if isinstance(q, Table | Matrix) else None) for q in of.questions}
    for _ in range(count):
        answers: dict[str, Any] = {}
        usual = choice.choice(("", "", "yes"))  # else a table full of "yes" would hardly ever be drawn
        for question in of.questions:
            if not isinstance(question, Table | Matrix):
                answers[question.id] = choice.choice(shapes[question.id][question.id])
                continue
            rows = []
            for _ in range(choice.randrange(4)):
                row = {name: choice.choice(some) for name, some in shapes[question.id].items()}
                if usual:
                    row |= {name: usual for name, some in shapes[question.id].items() if usual in some}
                    row |= {name: "e" for name in row if name.endswith("_evidence") and choice.random() < 0.8}
                rows.append(row)
            answers[question.id] = rows
        if of.analysis:
            answers |= make_tables(choice.randrange)
        yield answers


def decided() -> list[Any]:
    """Return each decision that has to come to exactly one rule."""
    return [
        pytest.param(name, decision, id=f"{name}: {decision.id}")
        for name in names()
        for decision in instrument(name).decisions
        if decision.hit != "collect"
    ]


def combinations_of(of: Instrument, decision: Decision) -> int | None:
    """Return how many combinations a decision depends on; None if it counts rows, of which there can be any number."""
    values, asked = domains(of, None), relevant(of, decision)
    if decision.each:
        values |= domains(of, decision.each)
    return prod(len(values[name]) for name in asked) if set(asked) <= set(values) else None


@pytest.mark.parametrize(("name", "decision"), decided())
def test_every_combination_of_answers_comes_to_one_rule(name: str, decision: Decision) -> None:
    of = instrument(name)
    count = combinations_of(of, decision)
    cases = walk(of, decision) if count is not None and count <= WALKED else drawn(of, decision)
    seen = 0
    decides = decision.only_if.compile(scope_of(of))
    for row, state in cases:
        seen += 1
        if not decides(None, state):
            continue
        rules = fitting(of, decision, row, state)
        assert rules, (row, state.answers)
        assert decision.hit == "first" or len(rules) == 1, ([rule.id for rule in rules], row, state.answers)
    assert seen == count if count is not None and count <= WALKED else seen >= DRAWN


@pytest.mark.parametrize("name", names())
def test_every_rule_can_be_reached_and_no_two_findings_contradict(name: str) -> None:
    of = instrument(name)
    reached: set[str] = set()
    claimed = {rule.id: rule.claims for decision in of.decisions for rule in decision.rules}
    for number, answers in enumerate(draw(of, 2_000)):
        state = evaluator(of).state(answers)
        claims: defaultdict[int | None, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        applying: list[tuple[str, int | None]] = []
        for decision in of.decisions:
            if not applies(of, decision, state):
                continue
            for row in [None] if decision.each is None else state.rows[decision.each]:
                rules = fitting(of, decision, row, state)
                for rule in rules[:1] if decision.hit == "first" else rules:
                    place = None if row is None else row.get("#")
                    applying.append((rule.id, place))
                    for topic, claim in claimed[rule.id].items():
                        claims[place][topic].add(claim)
        reached |= {rule for rule, _ in applying}
        for place, topics in claims.items():
            assert all(len(values) == 1 for values in topics.values()), (answers, place, topics)
        if number % 20 == 0:  # what is walked here is what the reader sees
            assert [(hit.rule, hit.row) for hit in evaluate(of, answers).hits] == applying
    assert set(claimed) - reached == set()


def test_the_rules_on_a_partys_elements_make_claims_so_that_contradictions_are_noticed() -> None:
    claims = [rule.claims for decision in instrument("ripeness-checklist").decisions for rule in decision.rules]
    topics = set(chain.from_iterable(claims))
    assert topics >= {"wins", "hurts", "alone", "honest", "keeps"}


@pytest.mark.parametrize("name", names())
def test_every_finding_names_sections_of_the_handbook(name: str) -> None:
    for decision in instrument(name).decisions:
        for rule in decision.rules:
            for section in rule.finding.section.removesuffix(", table 1").split("; "):
                assert section in SECTIONS, rule.id


@pytest.mark.parametrize("name", names())
def test_links_lead_to_places_that_exist(name: str) -> None:
    for decision in instrument(name).decisions:
        for rule in decision.rules:
            for link in rule.finding.next:
                path, _, anchor = link.page.partition("#")
                file = ROOT / f"{path}.md"
                assert file.is_file(), (rule.id, link.page)
                places = {make_id(heading) for heading in page_of(file).headings} | labels_of(file)
                assert not anchor or anchor in places, (rule.id, link.page)
