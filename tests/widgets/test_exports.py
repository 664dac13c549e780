"""What goes into other programs: read back by parsers that are not ours, it is the bank again, with every reason.

pygiftparser reads all kinds of GIFT. moodle-xml-parser reads Moodle's multichoice; for the other kinds there is no
package, so they are read as Moodle's own importer (question/format/xml/format.php) reads them.
"""

from __future__ import annotations

import errno
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import html5lib
import pytest
from moodle_xml_parser.parser import parse_string
from pygiftparser import answer as gift_answers
from pygiftparser.parser import parseFile
from pygiftparser.utils import transformSpecials

from widgets import exports
from widgets.bank import ROOT, Bank, Page, read_bank
from widgets.exports import ExportError, exported, write
from widgets.exports.__main__ import main
from widgets.questions import (
    QUESTIONS,
    AnyQuestion,
    Matching,
    MultipleChoice,
    MultipleResponse,
    Ordering,
    ShortAnswer,
    Sorting,
    load_questions,
)

BANK = read_bank()
SAMPLES = load_questions(ROOT / "tests" / "book" / "sample_questions.yaml")
TEXTS = exported(BANK)
FILES = [*BANK.parts, "all"]
#: The marks that Moodle knows, in percent (question/engine/bank.php); a file with any other mark is refused.
MARKS = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111)
MARKS = (*MARKS, 10, 5, 0)
HOSTILE = r"""]]></text></quiz><script> & &amp; "q" 'q' ~ = # : \ \z %50% // $CATEGORY: x :: #### [html] ->"""
BRACES = "{ } {#1} {=a ~b}"

Told = dict[str, Any]


def squeezed(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


def of(name: str) -> list[AnyQuestion]:
    """Return the questions that a file must hold, in order."""
    pages = BANK.pages if name == "all" else BANK.of(name)
    return [question for page in pages for question in page.questions]


def options(question: AnyQuestion) -> list[tuple[str, str, bool]]:
    """Return each option with its reason, and whether it is right."""
    assert isinstance(question, MultipleChoice | MultipleResponse)
    return [(squeezed(part.text), squeezed(part.feedback), part.right) for part in question.options]


def matches(question: AnyQuestion) -> list[tuple[str, str]]:
    """Return what belongs together, written out a second time on purpose."""
    if isinstance(question, Matching):
        extra = [("", squeezed(part.match)) for part in question.extra]
        return [(squeezed(pair.item), squeezed(pair.match)) for pair in question.pairs] + extra
    if isinstance(question, Sorting):
        return [(squeezed(item.text), squeezed(item.group)) for item in question.items]
    assert isinstance(question, Ordering)
    return [(squeezed(item.text), str(place)) for place, item in enumerate(question.items, start=1)]


def reasons(question: AnyQuestion) -> list[str]:
    """Return every text that the general feedback must hold."""
    if isinstance(question, ShortAnswer):
        return [squeezed(text) for text in (question.model, *question.must, question.pitfall)]
    if isinstance(question, Matching):
        return [squeezed(part.feedback) for part in (*question.pairs, *question.extra)]
    if isinstance(question, Ordering | Sorting):
        return [squeezed(item.feedback) for item in question.items]
    return []


def plain(text: str) -> str:
    """Return a text of a GIFT file without its backslashes, as its parser shows it."""
    return squeezed(str(transformSpecials(text)).replace("\\\\", "\\"))


# GIFT ------------------------------------------------------------------------------------------------------------


def check_gift(text: str, questions: list[AnyQuestion], expected: Callable[[str], str] = squeezed) -> None:
    """Fail unless the parser finds just these questions in a GIFT file; `expected` is what becomes of a text."""
    read = parseFile(io.StringIO(text))
    assert [one.title for one in read] == [question.id for question in questions]
    for one, question in zip(read, questions, strict=True):
        assert one.valid, question.id
        assert one.markup == "plain"
        assert one.tail == ""
        assert plain(one.text) == expected(question.prompt)
        general = plain(one.generalFeedback)
        assert [reason for reason in reasons(question) if expected(reason) not in general] == [], question.id
        if isinstance(question, MultipleChoice | MultipleResponse):
            single = isinstance(question, MultipleChoice)
            kind = gift_answers.SelectSet if single else gift_answers.MultipleChoicesSet
            assert type(one.answers) is kind
            told = [(plain(part.answer), plain(part.feedback), part.fraction > 0) for part in one.answers.answers]
            assert told == [(expected(a), expected(b), right) for a, b, right in options(question)], question.id
            marks = [part.fraction for part in one.answers.answers]
            assert sum(mark for mark in marks if mark > 0) == pytest.approx(100, abs=0.001)
            assert sum(mark for mark in marks if mark < 0) == pytest.approx(0 if single else -100, abs=0.001)
            assert all(any(abs(abs(mark) - known) < 0.00001 for known in MARKS) for mark in marks), marks
        elif isinstance(question, ShortAnswer):
            assert type(one.answers) is gift_answers.Essay
        else:
            assert type(one.answers) is gift_answers.MatchingSet
            told_pairs = [(plain(part.question), plain(part.answer)) for part in one.answers.answers]
            assert told_pairs == [(expected(item), expected(match)) for item, match in matches(question)], question.id


@pytest.mark.parametrize("name", FILES)
def test_a_gift_file_read_back_is_the_bank_with_its_answers_and_reasons(name: str) -> None:
    check_gift(TEXTS[f"questions-{name}.gift.txt"], of(name))


def test_gift_names_the_part_and_the_page_before_their_questions() -> None:
    text = TEXTS["questions-all.gift.txt"]
    found = re.findall(r"^(?:\$CATEGORY: (.+)|::([\w-]+)::.*)$", text, re.MULTILINE)
    expected: list[tuple[str, str]] = []
    for page in BANK.pages:
        path = f"$course$/top/Track II Handbook/{BANK.titles[page.part]}/{page.title}"
        expected += [(path, ""), *(("", question.id) for question in page.questions)]
    assert found == expected
    assert "\n\n\n" not in text


def test_in_gift_every_question_says_which_page_it_belongs_to() -> None:
    for page in BANK.of("step1"):
        origin = f"This question belongs to the page “{page.title}” of the Track II Handbook."
        assert TEXTS["questions-step1.gift.txt"].count(origin.replace(":", "\\:")) == len(page.questions)


# Moodle XML ------------------------------------------------------------------------------------------------------


def shown(element: Element | None) -> str:
    """Return what a reader sees of an element of HTML, paragraph by paragraph."""
    assert element is not None
    assert element.get("format") == "html"
    html = element.findtext("text") or ""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)
    assert {part.tag for part in root.iter()} <= {"DOCUMENT_FRAGMENT", "p", "ol", "li"}, html
    return squeezed(" ".join(root.itertext()))


def asked(text: str) -> list[Element]:
    """Return the questions of a file, without the categories."""
    return [part for part in fromstring(text) if part.get("type") != "category"]  # noqa: S314 - our own


def check_moodle(text: str, questions: list[AnyQuestion], expected: Callable[[str], str] = squeezed) -> None:
    """Fail unless a Moodle file holds just these questions; `expected` is what becomes of a text."""
    choices = [question for question in questions if isinstance(question, MultipleChoice | MultipleResponse)]
    read = parse_string(text)["multichoice"]
    assert [one.name for one in read] == [question.id for question in choices]
    for one, question in zip(read, choices, strict=True):
        assert one.single is isinstance(question, MultipleChoice)
        assert one.shuffle_answers
        assert one.text_pre_parse == f"<p>{expected(question.prompt)}</p>"
        told = [(part.answer, part.feedback, part.score_fraction > 0) for part in one.options]
        assert told == [(f"<p>{expected(a)}</p>", f"<p>{expected(b)}</p>", right) for a, b, right in options(question)]
        marks = [part.score_fraction for part in one.options]
        assert sum(mark for mark in marks if mark > 0) == pytest.approx(100, abs=0.001)
        assert sum(mark for mark in marks if mark < 0) == pytest.approx(0 if one.single else -100, abs=0.001)
        assert all(any(abs(abs(mark) - known) < 0.00001 for known in MARKS) for mark in marks), marks

    kinds = {"choice": "multichoice", "several": "multichoice", "short": "essay", "ordering": "ordering"}
    for element, question in zip(asked(text), questions, strict=True):
        assert element.get("type") == kinds.get(question.kind, "matching")
        assert element.findtext("name/text") == element.findtext("idnumber") == question.id
        assert [tag.findtext("text") for tag in element.iterfind("tags/tag")] == [question.level, question.kind]
        assert shown(element.find("questiontext")) == expected(question.prompt)
        general = shown(element.find("generalfeedback"))
        assert [reason for reason in reasons(question) if expected(reason) not in general] == [], question.id
        if element.get("type") == "matching":
            rows = element.findall("subquestion")
            pairs = [(shown(row), squeezed(row.findtext("answer/text") or "")) for row in rows]
            assert pairs == [(expected(item), expected(match)) for item, match in matches(question)], question.id
        elif isinstance(question, Ordering):
            answers = element.findall("answer")
            assert [float(part.get("fraction") or 0) for part in answers] == list(range(1, len(answers) + 1))
            told_items = [(shown(part), shown(part.find("feedback"))) for part in answers]
            assert told_items == [(expected(item.text), expected(item.feedback)) for item in question.items]
            settings = ("layouttype", "selecttype", "gradingtype", "showgrading", "numberingstyle")
            told_settings = [element.findtext(name) for name in settings]
            assert told_settings == ["VERTICAL", "ALL", "ABSOLUTE_POSITION", "SHOW", "none"]
            assert element.findtext("selectcount") == str(len(answers))
        elif isinstance(question, ShortAnswer):
            marker = shown(element.find("graderinfo"))
            assert [reason for reason in reasons(question) if expected(reason) not in marker] == []
            assert element.findtext("responseformat") == "editor"
            assert element.findtext("attachments") == "0"


@pytest.mark.parametrize("name", FILES)
def test_a_moodle_file_read_back_is_the_bank_with_its_answers_and_reasons(name: str) -> None:
    check_moodle(TEXTS[f"questions-{name}.moodle.xml"], of(name))


def test_moodle_gets_one_category_for_each_page_before_its_questions() -> None:
    found: list[tuple[str, int]] = []
    for element in fromstring(TEXTS["questions-all.moodle.xml"]):  # noqa: S314 - our own
        if element.get("type") == "category":
            found.append((element.findtext("category/text") or "", 0))
        else:
            found[-1] = (found[-1][0], found[-1][1] + 1)
    assert found == [
        (f"$course$/top/Track II Handbook/{BANK.titles[page.part]}/{page.title}", len(page.questions))
        for page in BANK.pages
    ]


def test_a_slash_in_a_title_makes_no_category_of_its_own() -> None:
    page = Page("a/b", "Before / after", None, SAMPLES)
    text = exported(Bank((page,), {"a": "Part"}))
    assert "<text>$course$/top/Track II Handbook/Part/Before // after</text>" in text["questions-a.moodle.xml"]
    assert "$CATEGORY: $course$/top/Track II Handbook/Part/Before // after\n" in text["questions-a.gift.txt"]


def test_every_kind_stands_in_both_formats() -> None:
    page = Page("a/b", "Sample", None, SAMPLES)
    texts = exported(Bank((page,), {"a": "Part"}))
    check_gift(texts["questions-a.gift.txt"], list(SAMPLES))
    check_moodle(texts["questions-a.moodle.xml"], list(SAMPLES))
    assert texts["questions-a.gift.txt"] == texts["questions-all.gift.txt"]


# Hostile texts ---------------------------------------------------------------------------------------------------


def spoiled(addition: str) -> tuple[AnyQuestion, ...]:
    """Return the samples with something added before and after every text."""

    def spoil(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: part if key in KEPT else spoil(part) for key, part in value.items()}
        return [spoil(part) for part in value] if isinstance(value, list | tuple) else f"{addition} {value} {addition}"

    return QUESTIONS.validate_python([spoil(question.model_dump()) for question in SAMPLES])


KEPT = ("id", "kind", "covers", "level", "right")


def test_hostile_texts_come_back_as_they_were() -> None:
    questions = spoiled(HOSTILE)
    texts = exported(Bank((Page("a/b", "Sample", None, questions),), {"a": "Part"}))
    # An arrow divides a pair, and nothing can escape it.
    check_gift(texts["questions-a.gift.txt"], list(questions), lambda text: squeezed(text).replace("->", "→"))
    check_moodle(texts["questions-a.moodle.xml"], list(questions))


def test_braces_never_end_an_answer() -> None:
    # Moodle puts aside what has a backslash, and takes what stands between the first "{" and the first "}".
    questions = spoiled(BRACES)
    texts = exported(Bank((Page("a/b", "Sample", None, questions),), {"a": "Part"}))
    blocks = texts["questions-a.gift.txt"].strip().split("\n\n")[1:]
    assert len(blocks) == len(questions)
    for block in blocks:
        left = re.sub(r"\\.", "", block)
        assert (left.count("{"), left.count("}")) == (1, 1), block
        assert left.rstrip().endswith("}")
    check_moodle(texts["questions-a.moodle.xml"], list(questions))


def test_what_looks_like_a_markup_or_a_weight_at_the_beginning_stays_text() -> None:
    questions = spoiled("[html]%50%")
    text = exported(Bank((Page("a/b", "Sample", None, questions),), {"a": "Part"}))["questions-a.gift.txt"]
    assert re.findall(r"^\t[~=](?:%[-\d.]+%)?\[(?!plain\])", text, re.MULTILINE) == []
    assert "#[html]" not in text
    weights = exported(Bank((Page("a/b", "Sample", None, spoiled("%50%")),), {"a": "Part"}))["questions-a.gift.txt"]
    assert "\t~%0%%50% A boat." in weights


def test_signs_that_no_file_may_hold_are_left_out() -> None:
    questions = spoiled("bell\x07 null\x00 \ufffe")
    texts = exported(Bank((Page("a/b", "Sample", None, questions),), {"a": "Part"}))
    gone = re.compile("[\x00\x07\ufffe]")
    check_moodle(texts["questions-a.moodle.xml"], list(questions), lambda text: squeezed(gone.sub(" ", text)))


# Files -----------------------------------------------------------------------------------------------------------


def test_the_command_writes_a_file_of_each_format_for_each_part_and_for_all(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "widgets.exports", str(tmp_path / "new" / "folder")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    written = {path.name: path.read_text(encoding="utf8") for path in (tmp_path / "new" / "folder").iterdir()}
    assert written == TEXTS
    assert len(written) == 2 * (len(BANK.parts) + 1)
    assert sorted(done.stdout.split()) == sorted(str(tmp_path / "new" / "folder" / name) for name in TEXTS)


def test_files_are_written_over_and_can_be_read_by_others(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "old"})
    (path,) = write(tmp_path, {"a.txt": "new"})
    assert path.read_text(encoding="utf8") == "new"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_where_the_folder_should_be_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf8")
    assert main([str(tmp_path / "taken")]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        f"The folder {tmp_path / 'taken'} cannot be made: File exists. Choose another one.\n",
    )
    assert (tmp_path / "taken").read_text(encoding="utf8") == "mine"


def test_a_folder_where_a_file_should_be_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(ExportError, match=r"^\S+/a\.txt cannot be written: Is a directory\. Nothing is left of it\.$"):
        write(tmp_path, {"a.txt": "new"})
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"], "no half file"


def test_a_folder_that_takes_no_files_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/proc/questions"]) == 1
    said = capsys.readouterr().err
    assert re.fullmatch(r"The folder /proc/questions cannot be made: .+\. Choose another one\.\n", said)


def test_a_full_disk_is_told_in_one_line_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.txt": "old"})
    whole = tempfile.NamedTemporaryFile

    def full(**settings: Any) -> Any:
        file = whole(**settings)

        def refuse(_data: bytes) -> int:
            file.file.write(b"ha")
            raise OSError(errno.ENOSPC, "No space left on device")

        file.write = refuse
        return file

    monkeypatch.setattr(exports.tempfile, "NamedTemporaryFile", full)
    with pytest.raises(ExportError, match=r"a\.txt cannot be written: No space left on device\. Nothing is left"):
        write(tmp_path, {"a.txt": "new"})
    assert {file.name: file.read_text(encoding="utf8") for file in tmp_path.iterdir()} == {"a.txt": "old"}


def test_a_damaged_bank_is_told_with_its_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "page.yaml").write_text("- id: x\n  kind: essay\n", encoding="utf8")
    assert main([str(tmp_path / "out")], root=tmp_path) == 1
    assert "page.yaml:2: " in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
