"""On paper: a blank worksheet or a filled one, with every prompt on it, and nothing cut."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.forms import EVERYWHERE, MODELS, WORDS, Form, address_of, example_of, prompts_of
from tests.browser.walk import Visitor
from widgets.loading import instrument

BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)

#: 600 characters of words that are all different.
LONG = " ".join(f"word{number:03}x" for number in range(67))[:600]
#: Parts of the article that paper would cut: wider than the sheet, or longer than their box.
CUT = """() => [...document.querySelectorAll("main *")].filter((part) => {
  const style = getComputedStyle(part);
  if (!part.checkVisibility({ visibilityProperty: true }) || style.clipPath.startsWith("inset")) return false;
  const box = part.getBoundingClientRect();
  const tooLong = style.overflowY !== "visible" && part.scrollHeight > part.clientHeight + 1 && part.clientHeight > 1;
  return !part.ownerSVGElement && (box.right > innerWidth + 1 || tooLong);
}).map((part) => `${part.localName}.${part.className} “${part.textContent.trim().slice(0, 40)}”`)"""


def plain(text: str) -> str:
    """Return a text without what printing may change: blanks, hyphens at ends of lines, joined letters."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", unicodedata.normalize("NFKC", text))


def printed(page: Page) -> str:
    """Return the text of the page on paper, as one line without blanks."""
    pages = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return plain(" ".join(sheet.extract_text() for sheet in pages))


def missing(paper: str, texts: list[str]) -> list[str]:
    """Return the texts that are not on the paper."""
    return [text for text in texts if plain(text) not in paper]


def worksheet_of(name: str) -> list[str]:
    """Return every text that a paper worksheet must hold."""
    without_script = WORDS["no_script"]
    return [*(text for text in prompts_of(name) if text != without_script), *instrument(name).cannot_know]


@BOTH
@pytest.mark.parametrize("name", MODELS)
def test_a_blank_instrument_prints_as_a_worksheet_with_every_prompt(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    paper = printed(form.page)
    assert missing(paper, worksheet_of(name)) == []
    assert missing(paper, [WORDS["save"], WORDS["add_row"], WORDS["paste_title"]]) != [], "buttons are of no use there"


def test_it_prints_with_javascript_off_as_well(visit: Visitor) -> None:
    page = visit.open(address_of("ripeness-checklist"), java_script_enabled=False)
    assert missing(printed(page), worksheet_of("ripeness-checklist")) == []


def typed_texts(answers: dict[str, Any]) -> list[str]:
    """Return every text of several words in answers, from rows too."""
    found = []
    for answer in answers.values():
        rows = answer if isinstance(answer, list) and isinstance(answer[0], dict) else []
        cells = [answer, *(cell for row in rows for cell in row.values())]
        found += [text for text in cells if isinstance(text, str) and " " in text]
    return found


@EVERYWHERE
def test_a_filled_instrument_prints_its_prompts_its_answers_and_its_findings(visit: Visitor, name: str) -> None:
    form = Form.opened(visit, name)
    form.fill_in_example()
    paper = printed(form.page)
    assert missing(paper, worksheet_of(name)) == []
    typed = typed_texts(example_of(name))
    assert typed or name == "prescriptive-elicitive-selector"
    assert missing(paper, typed) == []
    assert missing(paper, [title for _, title in form.findings()]) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["ripeness-checklist", "four-cs-mapper"])
def test_a_long_text_in_every_field_prints_wholly(visit: Visitor, name: str, width: int) -> None:
    form = Form.opened(visit, name, viewport={"width": width, "height": 800})
    texts = [LONG.replace("x", f"n{number:02}") for number in range(40)]
    fields = form.type_everywhere(texts)
    paper = printed(form.page)
    assert missing(paper, texts[:fields]) == []

    form.page.emulate_media(media="print")
    form.page.set_viewport_size({"width": 700, "height": 1000})
    assert form.page.evaluate(CUT) == []


def test_all_rows_and_all_findings_print_although_the_screen_shows_some(visit: Visitor) -> None:
    form = Form.opened(visit, "four-cs-mapper")
    names = [f"Actor number {number} of many" for number in range(47)]
    form.paste("actors", "Actor\tWhere\n" + "\n".join(f"{name}\tPlace of {name}" for name in names))
    assert form.table("actors").locator("[data-row]").count() < len(names)
    paper = printed(form.page)
    assert missing(paper, [f"Place of {name}" for name in names]) == []
    assert missing(paper, [f"{name} has no tie and no problem area here" for name in names]) == []
    assert form.table("actors").locator("[data-row]").count() < len(names), "the screen is as it was"


def test_what_was_answered_can_be_told_on_paper_from_what_was_not(visit: Visitor) -> None:
    form = Form.opened(visit, "four-cs-mapper")
    form.fill_in_example()
    form.page.emulate_media(media="print")
    radio = Form.opened(visit, "ripeness-checklist")
    radio.fill_in_example()
    radio.page.emulate_media(media="print")
    chosen, other = radio.root.locator('input[name$=".wins"]').all()[:2]
    assert chosen.is_checked() and not other.is_checked()
    assert chosen.is_visible() and other.is_visible()
    select = form.root.locator('select[name$=".track"]').first
    assert select.is_visible()
    assert select.locator("option:checked").inner_text() == "Track I (official)"
