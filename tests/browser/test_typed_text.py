"""What a person types stays text: on the form, in findings, in the map, in files, and after import."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.forms import MODELS, WORDS, Form, expected_findings
from tests.browser.walk import Visitor
from widgets.answers import load

BOTH = pytest.mark.parametrize("base", ["http", "file"], indirect=True)
EVIL = "<img src=x onerror=alert(1)>"
#: More of the kind: ends of scripts and comments, entities, placeholders of the texts of rules, names of properties.
NASTY = "</script><script>alert(2)</script><!--<b>&lt;{row}{name}\"'`${alert(3)}--> __proto__"


def stays_text(page: Page, text: str) -> None:
    """Check that the page shows the text, and that no element was made of it."""
    assert page.locator("img").count() == 0
    assert page.locator(".t2-instrument b > b, .t2-instrument script:not(.t2-spec)").count() == 0
    assert text in page.locator("main").inner_text()


def type_everywhere(form: Form, text: str) -> None:
    """Type the text into every text field."""
    form.type_everywhere([text])
    for select in form.root.locator('select[name$=".level"]').all():
        select.select_option(index=1)


@BOTH
@pytest.mark.parametrize("text", [EVIL, NASTY], ids=["image", "script"])
@pytest.mark.parametrize("name", ["ripeness-checklist", "four-cs-mapper"])
def test_markup_in_every_field_stays_text_on_the_page_and_through_a_file(visit: Visitor, name: str, text: str) -> None:
    form = Form.opened(visit, name)
    type_everywhere(form, text)
    found = form.findings()
    stays_text(form.page, text)
    assert any(text in title for _, title in found), "no finding shows what was typed"

    saved = form.save()
    answers = load(saved).answers(name)
    assert json.dumps(text)[1:-1] in json.dumps(answers)
    assert found == expected_findings(name, answers)
    form.reload()
    form.open_text(saved, WORDS["open_done"])
    assert form.findings() == found
    stays_text(form.page, text)


@BOTH
def test_markup_in_a_file_stays_text_in_every_field(visit: Visitor) -> None:
    for name in MODELS:
        form = Form.opened(visit, name)
        form.fill_in_example()
        document = json.loads(form.save())
        document[EVIL] = EVIL
        document["instruments"][EVIL] = {"answers": {EVIL: EVIL}}
        answers = document["instruments"][name]["answers"]
        for question, answer in answers.items():
            if isinstance(answer, list) and isinstance(answer[0], dict):
                answers[question] = [dict.fromkeys(row, EVIL) | {"barriers": [EVIL]} for row in answer]
            elif isinstance(answer, list):
                answers[question] = [EVIL, *answer]
        form.open_text(json.dumps(document), WORDS["open_done"])
        assert form.page.locator("img").count() == 0
        assert form.findings() == expected_findings(name, answers)


@BOTH
def test_markup_in_pasted_and_imported_rows_stays_text_in_findings_and_in_the_map(visit: Visitor) -> None:
    form = Form.opened(visit, "four-cs-mapper")
    form.paste("problems", f"Problem area\n{EVIL}")
    form.import_file("actors", f'Actor,Track,Works on\n"{EVIL} A",Track I (official),{EVIL}\n{EVIL} B,two,{EVIL}\n')
    form.paste("ties", f"From\tTo\tTie\n{EVIL} A\t{EVIL} B\tCommunication")
    stays_text(form.page, EVIL)
    network = form.root.locator(".t2-network")
    expect(network.locator("text")).to_have_count(2)
    assert network.locator("title").all_text_contents()[1:] == [f"{EVIL} A", f"{EVIL} B"]
    form.root.locator(".t2-map details summary").click()
    expect(form.root.locator(".t2-map tbody th").first).to_have_text(f"{EVIL} A")
    expect(form.root.locator(".t2-heat thead th").last).to_have_text(EVIL)
    assert any(EVIL in title for _, title in form.findings())
    refused = form.paste("ties", f"From\tTo\tTie\n{EVIL}\t{EVIL}\t{EVIL}")
    expect(refused).to_contain_text(EVIL)
    refused = form.paste("ties", f"{EVIL}\tTo\n1\t2")
    expect(refused).to_contain_text(EVIL)
    assert form.page.locator("img").count() == 0


@BOTH
def test_markup_that_was_kept_stays_text_after_a_reload(visit: Visitor) -> None:
    form = Form.opened(visit, "ripeness-checklist")
    form.page.locator("[data-t2-privacy] summary").click()
    form.page.locator('[data-t2-privacy] input[value="tab"]').check()
    type_everywhere(form, NASTY)
    found = form.findings()
    form.reload()
    assert form.findings() == found
    stays_text(form.page, NASTY)


@BOTH
def test_markup_in_a_search_stays_text(visit: Visitor) -> None:
    page = visit.open("search.html")
    page.locator("article input[type=search]").fill(f"peace {EVIL}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(EVIL)
    assert page.locator("img").count() == 0
