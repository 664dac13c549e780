"""Worked answers: damaged ones are refused by line; whole ones are shown as people speak, with what follows."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import html5lib
import jsonschema
import pytest
from ruamel.yaml import YAML
from sphinx.application import Sphinx

from widgets import schema
from widgets.evaluate import evaluate, fill
from widgets.html import render_worked
from widgets.loading import instrument, names
from widgets.strings import strings
from widgets.worked import Worked, WorkedError, findings, is_worked, load_worked, page_of

WHOLE = """\
instrument: ripeness-checklist
title: Ripeness, before the lake froze
sources:
  ice1999: A work on ice
answers:
  parties:
    - {name: The lake council, wins: unsure, wins_evidence: "The record does not say."}
    - name: The hill front
      hurts: yes
  conditions: [weak, public]
  concerned: no
reasons:
  - {about: The council, kind: record, text: "It wrote a letter."}
  - {about: The ice, kind: record, source: ice1999, text: "It froze early."}
"""
MAP = """\
instrument: four-cs-mapper
title: Who was there
answers:
  problems: [{name: Water}]
  actors: [{name: Union, works_on: Water}]
  ties: [{from: Union, to: Union, level: communication}]
reasons: [{about: All, kind: handbook, text: "So it is."}]
"""
POLL = """\
instrument: poll-guess
title: A guess
answers: {}
reasons: [{about: All, kind: handbook, text: "So it is."}]
"""
#: What is damaged: the text as it stands → as it is damaged, the line complained of, how the complaint begins.
DAMAGES = {
    "an instrument that does not exist": (
        *("ripeness-checklist\n", "ripeness\n", 1),
        "there is no instrument 'ripeness'; there are: aria-drill,",
    ),
    "a key that is misspelled": (
        *("title:", "titel:", 2),
        "titel: this key is not known here; check its spelling",
    ),
    "no reasons": (WHOLE[WHOLE.index("reasons:") :], "reasons: []\n", 12, "reasons: there must be at least 1"),
    "a question that does not exist": (
        *("concerned: no", "worried: no", 11),
        "there is no question 'worried'; there are: parties,",
    ),
    "a column that does not exist": (
        *("hurts: yes", "hurt: yes", 9),
        "there is no column 'hurt'; there are: name, wins,",
    ),
    "a value that does not exist": (
        *("concerned: no", "concerned: never", 11),
        "'never' is no answer to 'concerned'; there are:",
    ),
    "a value in a row that does not exist": (
        *("wins: unsure", "wins: perhaps", 7),
        "'perhaps' is no answer to 'wins'; there are: yes, no, unsure",
    ),
    "one of several values that does not exist": (
        *("[weak, public]", "[weak, loud]", 10),
        "'loud' is no answer to 'conditions'; there are:",
    ),
    "several answers as one": ("[weak, public]", "weak", 10, "'conditions' takes several answers; put them in a list"),
    "one answer as several": ("concerned: no", "concerned: [no]", 11, "'concerned' takes one text and this is none;"),
    "a table as a word": (
        *(WHOLE[WHOLE.index("  parties") : WHOLE.index("  conditions")], "  parties: two\n", 6),
        "'parties' is a table; give a list of rows",
    ),
    "a row as a word": (
        *("- name: The hill front\n      hurts: yes", "- The hill front", 8),
        "a row of 'parties' is a mapping; its columns are: name, wins,",
    ),
    "an empty text": (
        '"The record does not say."',
        '" "',
        7,
        "'wins_evidence' is empty; write something or take it out",
    ),
    "a number for a text": ("name: The hill front", "name: 7", 8, "'name' takes one text and this is none;"),
    "a kind that does not exist": (
        *("kind: record, text", "kind: story, text", 13),
        "reasons → 0 → kind: write `record`, `handbook` or `what-if`",
    ),
    "a source that is not named": (
        *("source: ice1999", "source: ice2001", 14),
        "there is no source 'ice2001'; name it under `sources`; there are: handbook, ice1999",
    ),
    "guidance from elsewhere": (
        *("kind: record, source", "kind: handbook, source", 14),
        "only what happened (`kind: record`) has a source from elsewhere",
    ),
    "a comma in a text without quotation marks": (
        *('"It wrote a letter."', "It wrote, twice", 13),
        "reasons → 0 → twice: this is no key; between braces a comma ends a text",
    ),
    "a bracket that is not closed": ("[weak, public]", "[weak, public", 11, "not valid YAML ("),
}


def written(folder: Path, text: str) -> Path:
    """Write a worked answer; return its file."""
    path = folder / "answer.yaml"
    path.write_text(text, encoding="utf8")
    return path


def example(name: str) -> Worked:
    """Return the invented example of an instrument as a worked answer."""
    answers = json.loads(json.dumps(dict(instrument(name).example or {})))
    reasons: Any = ({"about": "All", "kind": "what-if", "text": "It is invented."},)
    return Worked(instrument=name, title="The example", answers=answers, reasons=reasons)


def shown(worked: Worked) -> str:
    """Return the text of a worked answer as a reader sees it, after checking its HTML."""
    html = render_worked(worked, "form.html#for=lake.before")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    document = parser.parse(f"<!DOCTYPE html><title>x</title><h2>x</h2>{html}")
    return " ".join("".join(document.itertext()).split())


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    worked = load_worked(written(tmp_path, WHOLE))
    assert worked.form is instrument("ripeness-checklist")
    assert worked.answers["parties"][1] == {"name": "The hill front", "hurts": "yes"}
    assert [reason.background for reason in worked.reasons] == [False, True]


def test_the_guides_example_is_whole(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "writing.md").read_text(encoding="utf8")
    [text] = re.findall(r"```yaml\n(# case_studies/\S+\n.*?)```", guide, re.DOTALL)
    assert load_worked(written(tmp_path, text)).instrument == "ripeness-checklist"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_with_the_line_and_the_mend(damage: str, tmp_path: Path) -> None:
    before, after, line, complaint = DAMAGES[damage]
    assert before in WHOLE
    path = written(tmp_path, WHOLE.replace(before, after, 1))
    with pytest.raises(WorkedError) as refused:
        load_worked(path)
    told = str(refused.value).splitlines()
    assert [text for text in told if text.startswith(f"{path}:{line}: {complaint}")], told


@pytest.mark.parametrize("text", ["", "a word", "- a list\n"], ids=["empty", "word", "list"])
def test_a_file_without_keys_is_refused_with_how_to_begin(text: str, tmp_path: Path) -> None:
    with pytest.raises(WorkedError, match="begin with `instrument: ripeness-checklist`"):
        load_worked(written(tmp_path, text))


def test_all_faults_are_told_at_once_in_a_line_each(tmp_path: Path) -> None:
    damaged = WHOLE.replace("wins: unsure", "wins: perhaps").replace("concerned: no", "concerned: never")
    with pytest.raises(WorkedError) as refused:
        load_worked(written(tmp_path, damaged.replace("source: ice1999", "source: ice2001")))
    assert [line.split(":")[1] for line in str(refused.value).splitlines()] == ["7", "11", "14"]


@pytest.mark.parametrize("before", ["works_on: Water", "from: Union", "to: Union"])
def test_a_name_that_is_on_no_list_is_told(before: str, tmp_path: Path) -> None:
    load_worked(written(tmp_path, MAP))
    with pytest.raises(WorkedError, match=":3: 'Onion' is named, but not listed"):
        load_worked(written(tmp_path, MAP.replace(before, f"{before.split(':')[0]}: Onion")))


def test_a_number_is_written_as_text_and_in_its_bounds(tmp_path: Path) -> None:
    number = next(q for q in instrument("poll-guess").questions if q.kind == "number")
    load_worked(written(tmp_path, POLL.replace("{}", f'{{{number.id}: "{number.least}"}}')))
    for value, complaint in (
        (f'"{number.most + 1}"', f"is no whole number from {number.least} to {number.most}"),
        ("12", "takes one text and this is none"),
    ):
        with pytest.raises(WorkedError, match=complaint):
            load_worked(written(tmp_path, POLL.replace("{}", f"{{{number.id}: {value}}}")))


def test_the_published_schema_takes_whole_files_and_refuses_what_it_can_see() -> None:
    published = jsonschema.Draft202012Validator(schema.worked_schema())
    for text in (WHOLE, MAP):
        assert list(published.iter_errors(YAML(typ="safe").load(text))) == []
    seen = {damage for damage, (before, after, *_) in DAMAGES.items() if damage in SEEN_BY_SCHEMA}
    assert seen == set(SEEN_BY_SCHEMA)
    for damage in seen:
        before, after, *_ = DAMAGES[damage]
        data = YAML(typ="safe").load(WHOLE.replace(before, after, 1))
        assert list(published.iter_errors(data)), damage


SEEN_BY_SCHEMA = (
    *("an instrument that does not exist", "a key that is misspelled", "no reasons", "a kind that does not exist"),
    "a comma in a text without quotation marks",
)


def test_decisions_are_told_from_worked_answers(tmp_path: Path) -> None:
    assert is_worked(written(tmp_path, WHOLE))
    assert not is_worked(written(tmp_path, "id: lake\nscenes: []\n"))


@pytest.mark.parametrize("name", names())
def test_every_finding_is_shown_once_under_its_decision(name: str) -> None:
    form, worked = instrument(name), example(name)
    rules = {rule.id: (decision, rule) for decision in form.decisions for rule in decision.rules}
    expected = Counter(
        (rules[hit.rule][0].title, fill(rules[hit.rule][1].finding.title, {"row": hit.name or "", **hit.params}))
        for hit in evaluate(form, worked.answers).hits
    )
    groups = list(findings(worked))
    found = Counter((title, one.title) for title, rows in groups for row in rows for one in row.findings)
    assert found == expected != Counter()
    text = shown(worked)
    for _, rows in groups:
        for one in (one for row in rows for one in row.findings):
            for said in (one.title, one.text, *one.points):
                assert " ".join(said.split()) in text
            assert strings()[f"tone_{one.tone}"] in text


def test_findings_on_parties_stand_party_by_party(tmp_path: Path) -> None:
    groups = dict(findings(load_worked(written(tmp_path, WHOLE))))
    by_party = [rows for rows in groups.values() if rows[0].name]
    assert [[row.name for row in rows] for rows in by_party] == [["The lake council", "The hill front"]]
    assert [len(row.findings) > 1 for row in by_party[0]] == [True, True]


def test_what_is_ours_in_a_finding_is_said() -> None:
    worked = example("ripeness-checklist")
    ours = [one for _, rows in findings(worked) for row in rows for one in row.findings if one.ours]
    assert ours
    assert shown(worked).count(strings()["from_ours"].split("{")[0]) == len(ours)


@pytest.mark.parametrize("name", names())
def test_answers_are_shown_in_the_words_of_the_form_whatever_the_instrument(name: str) -> None:
    worked = example(name)
    text = shown(worked)
    said = 0
    for question in worked.form.questions:
        answer = worked.answers.get(question.id) or []
        rows = (
            answer if isinstance(answer, list) and answer and isinstance(answer[0], dict) else [{question.id: answer}]
        )
        for asked in getattr(question, "columns", (question,)):
            for cell in (row[asked.id] for row in rows if row.get(asked.id)):
                labels = {option.value: option.label for option in getattr(asked, "options", ())}
                for value in [cell] if isinstance(cell, str) else cell:
                    assert " ".join(labels.get(value, value).split()) in text, (asked.id, value)
                    said += 1
    assert said > 3


def test_the_reasons_say_what_they_are(tmp_path: Path) -> None:
    worked = load_worked(written(tmp_path, WHOLE))
    text = shown(worked)
    assert f"{strings()['case_kind_record']} The council It wrote a letter." in text
    assert f"{strings()['case_kind_background'].format(source='A work on ice')} The ice It froze early." in text
    assert strings()["worked_ours"] in text


def test_markup_in_a_worked_answer_stays_text(tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    damaged = WHOLE.replace("The hill front", evil).replace("It wrote a letter.", evil).replace("A work on ice", evil)
    worked = load_worked(written(tmp_path, damaged.replace("The record does not say.", evil)))
    html = render_worked(worked, "form.html")
    assert "<img" not in html
    assert shown(worked).count(evil) >= 4


@pytest.mark.parametrize(
    ("case", "name", "page"),
    [
        ("lake", "ripeness-before", "lake/analysis"),
        ("short", "lake-ripeness-checklist", "short/lake"),
        ("short", "lake", "short/lake"),
        ("short", "ripeness-checklist-lake", "short/ripeness-checklist-lake"),
    ],
)
def test_a_worked_answer_belongs_to_one_page(case: str, name: str, page: str) -> None:
    assert page_of(case, name, "ripeness-checklist") == page


def test_a_file_can_be_checked_by_hand(tmp_path: Path) -> None:
    def check(text: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "widgets.worked", str(written(tmp_path, text))]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    whole = check(WHOLE)
    assert whole.returncode == 0
    assert "Ripeness checklist" in whole.stdout
    assert "The lake council: " in whole.stdout
    damaged = check(WHOLE.replace("concerned: no", "concerned: never"))
    assert damaged.returncode == 1
    assert ":11: 'never' is no answer" in damaged.stdout


def build(folder: Path, page: str, argument: str) -> str:
    """Build a page that uses a worked answer; return what the build complained of."""
    (folder / "case_studies" / "lake").mkdir(parents=True, exist_ok=True)
    path = folder / "case_studies" / page
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# Title\n\n## Part\n\n```{{apply}} {argument}\nFill it *in*.\n```\n", encoding="utf8")
    (folder / "index.md").write_text("# Book\n", encoding="utf8")
    complaints = io.StringIO()
    settings = {"extensions": ["myst_parser", "widgets.sphinx"], "html_theme": "basic", "root_doc": "index"}
    target = folder / "_build"
    app = Sphinx(folder, None, target, target / "doctrees", "html", settings, status=None, warning=complaints)
    app.build()
    return complaints.getvalue()


def test_the_book_shows_the_task_the_way_to_the_instrument_and_our_answer(tmp_path: Path) -> None:
    (tmp_path / "case_studies" / "lake").mkdir(parents=True)
    (tmp_path / "case_studies" / "lake" / "before.yaml").write_text(WHOLE, encoding="utf8")
    build(tmp_path, "lake/analysis.md", "lake/before")
    page = (tmp_path / "_build" / "case_studies" / "lake" / "analysis.html").read_text(encoding="utf8")
    assert 'href="../../book/instruments/ripeness-checklist.html#for=lake.before"' in page
    assert "Ripeness, before the lake froze" in page
    assert "Fill it <em>in</em>." in page
    assert strings()["worked_compare"] in page


@pytest.mark.parametrize(
    ("page", "argument", "text", "complaint"),
    [
        ("lake/analysis.md", "lake/after", WHOLE, "There is no worked answer case_studies/lake/after.yaml."),
        ("lake/index.md", "lake/before", WHOLE, "lake/before leads back to case_studies/lake/analysis; use it there"),
        (
            "lake/analysis.md",
            "lake/before",
            WHOLE.replace("wins: unsure", "wins: x"),
            "before.yaml:7: 'x' is no answer",
        ),
    ],
    ids=["no such file", "another page", "a damaged file"],
)
def test_the_book_complains_of_a_task_that_leads_nowhere(
    page: str, argument: str, text: str, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / "case_studies" / "lake").mkdir(parents=True)
    (tmp_path / "case_studies" / "lake" / "before.yaml").write_text(text, encoding="utf8")
    assert complaint in build(tmp_path, page, argument)
