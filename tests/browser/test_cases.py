"""A case study as readers decide their way through it: turn by turn, back and again, beside history, on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.forms import WORDS
from tests.browser.test_axe import check_everywhere
from tests.browser.test_keeping import choose, control, left_behind, open_with_kept
from tests.browser.test_print import CUT, missing, plain, printed
from tests.browser.walk import PHONE, Visitor
from tests.conftest import ROOT
from widgets import bundle
from widgets.answers import load
from widgets.cases import Case, load_case
from widgets.evaluate import fill
from widgets.guidance import guidance
from widgets.html import render_case
from widgets.sphinx.assets import PRIVACY_WORDS

SAMPLE = ROOT / "tests" / "widgets" / "sample-case.yaml"
LAKE = load_case(SAMPLE)
#: The same case under another name, which gives it other numbers.
RIVER = Case.model_validate({**LAKE.model_dump(), "id": "sample-river"})
HOSTILE = "</textarea><script>window.attacked = 1</script><img src=x onerror='window.attacked = 1'>"
KEY = "t2:answers"
#: What is smaller than a finger needs, links in running text aside.
SMALL = """() => [...document.querySelectorAll(".t2-case :is(a, textarea, button, summary, label.t2-file)")]
  .filter((part) => part.checkVisibility() && !part.closest("li:not(.t2-choices > li, .t2-steps > li)"))
  .filter((part) => { const box = part.getBoundingClientRect(); return box.width < 24 || box.height < 24; })
  .map((part) => `${part.localName} “${part.textContent.trim().slice(0, 40)}”`)"""
#: Note what is announced.
LISTEN = """() => {
  globalThis.announced = [];
  for (const place of document.querySelectorAll(".t2-case [role=status]")) {
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) announced.push(...[...addedNodes].map((node) => node.textContent));
    }).observe(place, { childList: true });
  }
}"""


@pytest.fixture
def sample(browser: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """Opens a page with two cases, as the book shows them, from a folder."""
    style = (ROOT / "theme" / "track_ii" / "static" / "track-ii.css").read_text(encoding="utf8")
    style += bundle.read("instrument.css") + bundle.read("case.css")
    cases = [f"<h2>{case.id}</h2>{render_case(case, guidance(ROOT), './')}" for case in (LAKE, RIVER)]
    words = json.dumps({key: WORDS[key] for key in PRIVACY_WORDS})
    scripts = "".join(f"<script>{bundle.classic_script(name)}</script>" for name in ("case_page.js", "privacy.js"))
    (tmp_path / "index.html").write_text(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf8"><title>Sample</title>'
        f'<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>'
        f"<main><article><h1>Sample</h1>{''.join(cases)}</article></main>"
        f'<footer data-t2-privacy></footer><script type="application/json" class="t2-privacy-words">{words}</script>'
        f"{scripts}</body></html>",
        encoding="utf8",
    )
    visitor = Visitor(browser, tmp_path.as_uri())
    yield visitor
    visitor.close()


class Player:
    """One case on an open page."""

    def __init__(self, page: Page, case: Case = LAKE) -> None:
        self.page, self.case = page, case
        self.root = page.locator(f'[data-case="{case.id}"]')
        self.status = self.root.locator("> .t2-status")
        self.message = self.root.locator(".t2-message")
        self.why = self.root.locator(".t2-passage:visible textarea")

    @classmethod
    def opened(cls, visit: Visitor, address: str = "index.html", case: Case = LAKE, **settings: Any) -> Player:
        """Open the sample page in a fresh profile."""
        player = cls(visit.open(address, **settings), case)
        player.wait_until_live()
        return player

    def wait_until_live(self) -> None:
        """Wait until the script has taken the case over."""
        expect(self.root.locator(".t2-tools")).to_be_visible()

    def shown(self) -> list[str]:
        """Return the keys of the passages that can be seen."""
        visible = self.root.locator(".t2-passage:visible")
        return [part.get_attribute("data-key") or "" for part in visible.all()]

    def passage(self, key: str) -> Locator:
        """Return a passage."""
        return self.root.locator(f'[data-key="{key}"]')

    def choose(self, *choices: str) -> None:
        """Choose where one is, and go on; one choice after the other."""
        for choice in choices:
            self.link(f"{self.shown()[0]}/{choice}").click()
            self.go_on()

    def link(self, key: str) -> Locator:
        """Return the visible link that leads to a passage."""
        number = self.case.numbers[key]
        return self.root.locator(f'.t2-passage:visible a[href="#{self.case.id}-{number}"]')

    def go_on(self) -> None:
        """Follow the link after an outcome, or of a scene without a decision."""
        self.root.locator(".t2-passage:visible .t2-on a").click()

    def press(self, word: str) -> None:
        """Click a button, by its key in strings.yaml."""
        self.root.get_by_role("button", name=WORDS[word], exact=True).click()

    def fold(self, word: str) -> Locator:
        """Return what can be folded away under this heading."""
        return self.root.locator("details", has=self.page.locator("summary", has_text=WORDS[word]))

    def save(self) -> str:
        """Save; return the file's text."""
        with self.page.expect_download() as waiting:
            self.press("save")
        assert waiting.value.suggested_filename == WORDS["file_name"]
        return Path(waiting.value.path()).read_text(encoding="utf8")

    def road(self) -> tuple[list[str], dict[str, str]]:
        """Return path and reasons, as a saved file has them."""
        return load(self.save()).road(self.case.id)

    def open_text(self, text: str) -> None:
        """Open a file with this text."""
        file: FilePayload = {"name": "answers.json", "mimeType": "application/json", "buffer": text.encode()}
        self.root.locator('input[type="file"]').set_input_files(files=[file])


def document(**cases: Any) -> str:
    """Return the text of an answers file; underscores in names stand for hyphens."""
    ways = {name.replace("_", "-"): way for name, way in cases.items()}
    return json.dumps({"format": "track-ii-answers", "version": 1, "instruments": {}, "cases": ways})


def heading_of(case: Case, key: str) -> str:
    """Return how the heading of a passage begins."""
    return f"{case.numbers[key]}. "


# --- Turn by turn


def test_one_passage_is_shown_and_a_choice_leads_to_what_follows(sample: Visitor) -> None:
    player = Player.opened(sample)
    assert player.shown() == ["two-doors"]
    player.link("two-doors/visit").click()
    assert player.shown() == ["two-doors/visit"]
    player.go_on()
    assert player.shown() == ["a-quiet-room"]
    player.link("a-quiet-room/the-older").click()
    player.go_on()
    assert player.shown() == ["the-thaw"]
    player.go_on()
    assert player.shown() == ["the-end"]


def test_a_wrong_turn_leads_back_at_once_or_by_a_detour(sample: Visitor) -> None:
    player = Player.opened(sample)
    player.choose("offer-to-mediate")
    assert player.shown() == ["two-doors"]
    player.choose("write-back")
    assert player.shown() == ["the-newspaper"]
    player.link("the-newspaper/everything").click()
    expect(player.root.get_by_text(WORDS["case_never"]).locator("visible=true")).to_have_count(1)
    player.go_on()
    player.choose("nothing")
    assert player.shown() == ["two-doors"]


def test_at_each_turn_the_focus_goes_to_the_heading_and_that_is_in_sight(sample: Visitor) -> None:
    player = Player.opened(sample, viewport=PHONE)
    # Something sticky at the top, as high as three lines.
    player.page.add_style_tag(content=":root { scroll-padding-block-start: 5rem }")
    assert player.page.evaluate("document.activeElement === document.body"), "nobody asked for the focus yet"
    for key in ("two-doors/offer-to-mediate", "two-doors", "two-doors/visit", "a-quiet-room"):
        player.link(key).click()
        heading = player.passage(key).get_by_role("heading").first
        expect(heading).to_be_focused()
        assert heading.inner_text().startswith(heading_of(LAKE, key))
        box = heading.bounding_box()
        assert box and 80 <= box["y"] < PHONE["height"] / 2, box


def test_each_turn_is_announced_once_and_differently_from_the_heading(sample: Visitor) -> None:
    player = Player.opened(sample)
    player.page.evaluate(LISTEN)
    turns = ["two-doors/visit", "a-quiet-room", "a-quiet-room/the-older", "the-thaw", "the-end"]
    for key in turns:
        player.link(key).click()
        expect(player.passage(key)).to_be_visible()
    assert player.page.evaluate("announced") == [
        WORDS["case_where_outcome"],
        fill(WORDS["case_where_detours"], {"met": "2", "total": "3"}),
        WORDS["case_where_outcome"],
        WORDS["case_where_on"],
        WORDS["case_where_end"],
    ]
    headings = player.root.locator("h3").all_text_contents()
    assert not [told for told in player.page.evaluate("announced") for heading in headings if told in heading]
    expect(player.status).to_have_attribute("role", "status")


def test_how_many_decisions_one_has_come_to_is_true_on_detours_and_when_one_comes_again(sample: Visitor) -> None:
    player = Player.opened(sample)
    for choice, met in (("offer-to-mediate", 1), ("write-back", 2), ("everything", 2), ("nothing", 2), ("visit", 3)):
        player.choose(choice)
        expect(player.status).to_have_text(fill(WORDS["case_where_detours"], {"met": str(met), "total": "3"}))


def test_neither_the_address_nor_the_history_of_the_browser_tells_of_the_path(sample: Visitor) -> None:
    player = Player.opened(sample)
    before = player.page.evaluate("history.length")
    player.choose("offer-to-mediate", "visit", "the-older")
    assert player.page.evaluate("history.length") == before
    assert player.page.url.endswith("index.html")
    assert left_behind(player.page) == {}


@pytest.mark.parametrize("key", ["Control", "Shift"])
def test_a_link_that_is_opened_elsewhere_changes_nothing_here(sample: Visitor, key: Any) -> None:
    player = Player.opened(sample)
    with player.page.context.expect_page() as waiting:
        player.link("two-doors/visit").click(modifiers=[key])
    assert player.shown() == ["two-doors"]
    other = Player(waiting.value)
    other.wait_until_live()
    assert other.shown() == ["two-doors/visit"]


def test_from_the_beginning_to_an_ending_by_keyboard_alone(sample: Visitor) -> None:
    player = Player.opened(sample)
    page, keys = player.page, player.page.keyboard
    stops = []
    for turn in range(200):
        keys.press("Tab")
        at = page.evaluate("""() => {
          const at = document.activeElement, passage = at.closest(".t2-passage");
          return { name: at.localName, text: at.textContent, key: passage?.dataset.key,
            outline: getComputedStyle(at).outlineStyle, onward: at.closest(".t2-on, .t2-choices") !== null };
        }""")
        stops.append(at)
        if at["name"] == "textarea":
            keys.type("Because I can.")
        elif at["onward"] and not at["text"].startswith("Offer"):
            keys.press("Enter")
            assert page.evaluate("document.activeElement.localName") == "h3", at
        elif at["text"] == WORDS["case_step_back"]:
            break
        assert turn < 199
    assert player.shown() == ["the-end"]
    assert {stop["outline"] for stop in stops} == {"solid"}
    path, why = player.road()
    assert path[-1] == "the-end"
    assert set(why.values()) == {"Because I can."}


# --- Back and again


def test_going_back_undoes_a_step_and_loses_no_reason(sample: Visitor) -> None:
    player = Player.opened(sample)
    back = player.root.get_by_role("button", name=WORDS["case_step_back"])
    expect(back).to_be_disabled()
    player.why.fill("To be useful at once")
    player.choose("visit")
    player.why.fill("Custom")
    back.click()
    assert player.shown() == ["two-doors/visit"]
    expect(player.passage("two-doors/visit").get_by_role("heading").first).to_be_focused()
    back.click()
    assert player.shown() == ["two-doors"]
    expect(player.why).to_have_value("To be useful at once")
    expect(back).to_be_disabled()
    assert player.road()[1] == {"two-doors": "To be useful at once", "a-quiet-room": "Custom"}
    player.choose("visit")
    expect(player.why).to_have_value("Custom")


def test_the_path_lists_every_step_with_its_reason_and_leads_back_to_each(sample: Visitor) -> None:
    player = Player.opened(sample)
    fold = player.fold("case_path")
    expect(fold).to_be_hidden()
    player.why.fill("To be useful at once")
    player.choose("offer-to-mediate", "visit")
    fold.locator("summary").click()
    path = ["two-doors", "two-doors/offer-to-mediate", "two-doors", "two-doors/visit", "a-quiet-room"]
    steps = fold.get_by_role("listitem")
    expect(steps).to_have_count(len(path))
    for key, step in zip(path, steps.all(), strict=True):
        assert step.inner_text().startswith(heading_of(LAKE, key))
    reason = fill(WORDS["case_reason"], {"reason": "To be useful at once"})
    expect(steps.nth(0)).to_contain_text(reason)
    expect(steps.nth(1)).not_to_contain_text(reason)
    expect(fold.locator("[aria-current]")).to_have_count(1)
    steps.nth(1).get_by_role("button").click()
    assert player.shown() == ["two-doors/offer-to-mediate"]
    expect(player.passage("two-doors/offer-to-mediate").get_by_role("heading").first).to_be_focused()
    assert player.road()[0] == [*path, "two-doors/offer-to-mediate"], "what came after it is not lost"


def test_beginning_again_asks_first_and_then_leaves_nothing(sample: Visitor) -> None:
    player = Player.opened(sample)
    asked: list[str] = []
    player.page.on("dialog", lambda dialog: asked.append(dialog.message))
    player.press("case_restart")
    assert asked == [], "there is nothing to lose yet"
    player.why.fill("Gone soon")
    player.choose("visit")
    player.press("case_restart")
    assert asked == [WORDS["case_restart_confirm"]]
    assert player.shown() == ["two-doors"]
    expect(player.message).to_have_text(WORDS["case_restart_done"])
    expect(player.passage("two-doors").get_by_role("heading").first).to_be_focused()
    expect(player.why).to_have_value("")
    assert player.road() == ([], {})
    assert "Gone soon" not in player.root.inner_text()
    assert "Gone soon" not in player.page.content()


# --- Beside history


def test_only_decisions_that_were_taken_are_compared_first_and_last_choice_beside_what_was_done(
    sample: Visitor,
) -> None:
    player = Player.opened(sample)
    fold = player.fold("case_compare")
    expect(fold).to_be_hidden()
    player.why.fill("To be useful at once")
    player.choose("offer-to-mediate", "write-back", "nothing", "visit")
    assert player.shown() == ["a-quiet-room"]
    expect(fold).not_to_have_attribute("open", "")
    fold.locator("summary").click()
    rows = fold.locator(".t2-compared > li")
    expect(rows).to_have_count(2)
    offer = LAKE.by_id["two-doors"].choices[0].text
    told = [" ".join(text.split()) for text in rows.nth(0).locator("h4, h5, p").all_inner_texts()]
    assert told == [
        "1. Two doors",
        WORDS["case_yours"],
        fill(WORDS["case_first"], {"choice": offer}),
        fill(WORDS["case_last"], {"choice": "Visit first, and listen."}),
        fill(WORDS["case_reason"], {"reason": "To be useful at once"}),
        WORDS["case_done"],
        WORDS["case_kind_record"],
        "The group went to see both shores.",
    ]
    told = [" ".join(text.split()) for text in rows.nth(1).locator("h4, h5, p").all_inner_texts()]
    assert told == [
        "5. The newspaper",
        WORDS["case_yours"],
        fill(WORDS["case_only"], {"choice": "Nothing at all."}),
        WORDS["case_done"],
        WORDS["case_never"],
    ]
    assert "who spoke first" not in fold.inner_text()


def test_at_an_ending_the_comparison_is_open(sample: Visitor) -> None:
    player = Player.opened(sample)
    player.choose("visit", "the-older")
    expect(player.fold("case_compare")).not_to_have_attribute("open", "")
    player.go_on()
    expect(player.fold("case_compare")).to_have_attribute("open", "")
    expect(player.fold("case_compare")).to_contain_text("The record does not tell who spoke first.")


def test_the_road_of_history_does_not_spoil_what_one_plays(sample: Visitor) -> None:
    player = Player.opened(sample)
    expect(player.root.locator(".t2-road")).to_be_hidden()
    expect(player.root.get_by_text(LAKE.by_id["a-quiet-room"].title)).to_have_count(2)
    assert "quiet room" not in player.root.inner_text()


# --- Files and keeping


def test_a_path_is_saved_and_opened_with_its_reasons(sample: Visitor) -> None:
    player = Player.opened(sample)
    player.why.fill("To be useful at once – 👩🏽‍🏫")
    player.choose("offer-to-mediate", "visit")
    text = player.save()
    path = ["two-doors", "two-doors/offer-to-mediate", "two-doors", "two-doors/visit", "a-quiet-room"]
    assert json.loads(text)["cases"] == {
        "sample-lake": {"version": 1, "path": path, "why": {"two-doors": "To be useful at once – 👩🏽‍🏫"}}
    }
    assert load(text).road("sample-lake")[0] == path

    again = Player.opened(sample)
    again.open_text(text)
    expect(again.message).to_have_text(WORDS["case_opened"])
    assert again.shown() == ["a-quiet-room"]
    assert json.loads(again.save()) == json.loads(text)
    again.choose("the-louder")
    assert again.road()[0] == [*path, "a-quiet-room/the-louder", "a-quiet-room"]


def test_what_a_file_holds_for_others_is_kept(sample: Visitor) -> None:
    whole = {
        "format": "track-ii-answers",
        "version": 1,
        "instruments": {"later": {"version": 3, "answers": {"x": [1]}}},
        "cases": {"later": {"path": ["x"], "why": {}, "note": 1}},
        "written": "by hand",
    }
    player = Player.opened(sample)
    player.choose("visit")
    player.open_text(json.dumps(whole))
    expect(player.message).to_have_text(WORDS["case_other"])
    assert player.shown() == ["a-quiet-room"]
    saved = json.loads(player.save())
    assert saved["cases"].pop("sample-lake")["path"] == ["two-doors", "two-doors/visit", "a-quiet-room"]
    assert saved == whole

    entry = {"version": 1, "path": ["two-doors"], "why": {"scene-of-tomorrow": "Kept"}, "by": "group 2"}
    player.open_text(document(sample_lake=entry))
    expect(player.message).to_have_text(WORDS["case_opened"])
    assert json.loads(player.save())["cases"] == {"sample-lake": entry}


DAMAGED = {
    "cut off": (document(sample_lake={"path": [], "why": {}})[:-9], "damaged_json"),
    "something else": ('{"cases": {}}', "damaged_format"),
    "a list of cases": (document().replace("{}}", "[]}"), "damaged_format"),
    "a case that is a word": (document(sample_lake="x"), "damaged_format"),
    "no reasons": (document(sample_lake={"path": []}), "damaged_format"),
    "a path of numbers": (document(sample_lake={"path": [1], "why": {}}), "damaged_format"),
    "a reason that is none": (document(other={"path": [], "why": {"x": 1}}), "damaged_format"),
    "a passage that is not here": (document(sample_lake={"path": ["two-doors", "run"], "why": {}}), "case_misfit"),
    "a name of JavaScript's own": (document(sample_lake={"path": ["constructor"], "why": {}}), "case_misfit"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_or_strange_file_gets_a_clear_message_and_changes_nothing(sample: Visitor, damage: str) -> None:
    text, message = DAMAGED[damage]
    player = Player.opened(sample)
    player.why.fill("Mine")
    player.choose("visit")
    before = player.save()
    player.open_text(text)
    expect(player.message).to_have_text(WORDS[message])
    assert player.save() == before
    assert player.shown() == ["a-quiet-room"]


def test_a_hostile_file_runs_nothing_and_stays_text(sample: Visitor) -> None:
    player = Player.opened(sample)
    ways = json.loads(document(sample_lake={"path": ["two-doors", "two-doors/visit"], "why": {"two-doors": HOSTILE}}))
    text = json.dumps(ways).replace('"why": {', '"why": {"__proto__": "polluted", ')
    player.open_text(text)
    expect(player.message).to_have_text(WORDS["case_opened"])
    player.fold("case_path").locator("summary").click()
    player.fold("case_compare").locator("summary").click()
    expect(player.fold("case_compare")).to_contain_text(HOSTILE)
    expect(player.fold("case_path")).to_contain_text(HOSTILE)
    player.press("case_step_back")
    expect(player.why).to_have_value(HOSTILE)
    assert player.page.locator("main img").count() == 0
    assert player.page.evaluate("[window.attacked, {}.polluted]") == [None, None]


def test_a_path_of_a_thousand_steps_is_listed_bit_by_bit(sample: Visitor) -> None:
    player = Player.opened(sample)
    player.open_text(document(sample_lake={"path": ["two-doors", "two-doors/visit"] * 500, "why": {}}))
    expect(player.message).to_have_text(WORDS["case_opened"])
    fold = player.fold("case_path")
    fold.locator("summary").click()
    expect(fold.get_by_role("listitem")).to_have_count(60)
    fold.locator(".t2-more").click()
    expect(fold.get_by_role("listitem")).to_have_count(120)
    player.go_on()
    expect(fold.locator(".t2-more")).to_have_count(1)
    player.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(fold.get_by_role("listitem")).to_have_count(560)


def test_nothing_is_kept_unless_the_reader_says_so(sample: Visitor) -> None:
    player = Player.opened(sample)
    player.why.fill("Mine")
    player.choose("visit")
    assert left_behind(player.page) == {}
    player.page.reload()
    player.wait_until_live()
    assert player.shown() == ["two-doors"]
    expect(player.why).to_have_value("")


@pytest.mark.parametrize("keep", ["tab", "device"])
def test_a_path_is_kept_where_the_reader_chose_and_erased_when_told(sample: Visitor, keep: str) -> None:
    player = Player.opened(sample)
    player.why.fill("Mine")
    player.choose("visit")
    choose(player.page, keep)
    player.why.fill("Later")
    for attempt in range(8):  # a busy browser takes a moment to write what it keeps
        player.page.wait_for_timeout(100 * attempt)
        player.page.reload()
        player.wait_until_live()
        if player.why.input_value():
            break
    assert player.shown() == ["a-quiet-room"]
    expect(player.why).to_have_value("Later")
    assert player.page.evaluate("document.activeElement === document.body"), "nobody asked for the focus"
    assert player.road()[1] == {"two-doors": "Mine", "a-quiet-room": "Later"}

    control(player.page).get_by_role("button", name=WORDS["erase"]).click()
    assert left_behind(player.page) == {}
    assert player.shown() == ["two-doors"]
    assert player.road() == ([], {})
    assert "Mine" not in player.page.content()


@pytest.mark.parametrize("more", [{}, {"cases": None}, {"cases": {}}])
def test_keeping_a_path_leaves_what_else_is_kept(sample: Visitor, more: dict[str, Any]) -> None:
    page = sample.open("index.html")
    other = {"later": {"version": 1, "answers": {"x": "y"}}}
    text = json.dumps({"format": "track-ii-answers", "version": 1, "instruments": other, **more})
    open_with_kept(page, text)
    player = Player(page)
    player.choose("visit")
    kept = json.loads(page.evaluate("(key) => localStorage.getItem(key)", KEY))
    assert kept["instruments"] == other
    assert list(kept["cases"]) == ["sample-lake"]


def test_what_another_tab_kept_meanwhile_is_not_lost(sample: Visitor) -> None:
    player = Player.opened(sample)
    choose(player.page, "device")
    player.choose("offer-to-mediate")
    other = Player(player.page.context.new_page(), RIVER)
    other.page.goto(sample.base + "index.html")
    other.wait_until_live()
    other.link("two-doors/write-back").click()
    player.choose("visit")
    kept = json.loads(player.page.evaluate("(key) => localStorage.getItem(key)", KEY))
    assert sorted(kept["cases"]) == ["sample-lake", "sample-river"]
    player.page.evaluate("""() => {
      window.told = new Promise((tell) => {
        addEventListener("storage", ({ newValue }) => newValue.includes("the-newspaper") && tell(true));
      });
    }""")
    other.go_on()
    assert player.page.evaluate("told")
    assert load(player.save()).road("sample-river")[0] == ["two-doors", "two-doors/write-back", "the-newspaper"]


def test_what_is_kept_and_damaged_is_neither_used_nor_written_over(sample: Visitor) -> None:
    page = sample.open("index.html")
    open_with_kept(page, '{"broken')
    player = Player(page)
    player.wait_until_live()
    expect(player.message).to_have_text(WORDS["keep_damaged"])
    player.choose("visit")
    expect(player.message).to_have_text(WORDS["keep_damaged"])
    assert page.evaluate("(key) => localStorage.getItem(key)", KEY) == '{"broken'
    assert player.shown() == ["a-quiet-room"], "one can go on all the same"


def test_a_kept_path_that_no_longer_fits_is_left_until_one_begins_again(sample: Visitor) -> None:
    page = sample.open("index.html")
    text = document(sample_lake={"version": 0, "path": ["two-doors", "gone"], "why": {"gone": "Mine"}})
    open_with_kept(page, text)
    player = Player(page)
    player.wait_until_live()
    expect(player.message).to_have_text(WORDS["case_kept_misfit"])
    assert player.shown() == ["two-doors"]
    player.choose("visit")
    expect(player.message).to_have_text(WORDS["case_kept_misfit"])
    choose(page, "tab")
    kept = page.evaluate("(key) => sessionStorage.getItem(key)", KEY)
    assert json.loads(kept) == json.loads(text)
    # Another case on the page is kept all the same.
    other = Player(page, RIVER)
    other.link("two-doors/visit").click()
    expect(other.message).to_be_empty()
    player.press("case_restart")
    expect(player.message).to_have_text(WORDS["case_restart_done"])
    player.choose("visit")
    expect(player.message).to_be_empty()
    kept = json.loads(page.evaluate("(key) => sessionStorage.getItem(key)", KEY))["cases"]
    assert kept["sample-lake"]["path"] == ["two-doors", "two-doors/visit", "a-quiet-room"]
    assert kept["sample-river"]["path"] == ["two-doors", "two-doors/visit"]


def test_a_full_storage_is_said_and_nothing_is_lost(sample: Visitor) -> None:
    player = Player.opened(sample)
    choose(player.page, "device")
    player.page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('x'); }; }")
    player.choose("visit")
    expect(player.message).to_have_text(WORDS["keep_failed"])
    assert player.road()[0] == ["two-doors", "two-doors/visit", "a-quiet-room"]


# --- On the page


def test_a_link_to_a_passage_shows_it_and_its_case_alone(sample: Visitor) -> None:
    number = RIVER.numbers["the-newspaper/nothing"]
    player = Player.opened(sample, f"index.html#sample-river-{number}", RIVER)
    assert player.shown() == ["the-newspaper/nothing"]
    expect(player.passage("the-newspaper/nothing").get_by_role("heading").first).to_be_focused()
    lake = Player(player.page)
    assert lake.shown() == ["two-doors"]
    player.page.evaluate("location.hash = 'sample-lake-4'")
    expect(lake.passage("a-quiet-room").get_by_role("heading").first).to_be_focused()
    assert lake.shown() == ["a-quiet-room"]
    player.page.evaluate("location.hash = 'sample-lake-99'")
    assert lake.shown() == ["a-quiet-room"]
    assert player.shown() == ["the-newspaper/nothing"]


def test_two_cases_on_a_page_go_their_own_ways_and_share_a_file(sample: Visitor) -> None:
    lake = Player.opened(sample)
    other = Player(lake.page, RIVER)
    lake.why.fill("For the lake")
    lake.choose("visit")
    other.link("two-doors/write-back").click()
    assert lake.shown() == ["a-quiet-room"]
    assert other.shown() == ["two-doors/write-back"]
    choose(lake.page, "tab")
    lake.page.reload()
    lake.wait_until_live()
    assert lake.shown() == ["a-quiet-room"]
    assert other.shown() == ["two-doors/write-back"]
    assert sorted(json.loads(other.save())["cases"]) == ["sample-lake", "sample-river"]


def test_without_javascript_it_is_a_book_of_numbered_passages(sample: Visitor) -> None:
    page = sample.open("index.html", java_script_enabled=False)
    root = page.locator('[data-case="sample-lake"]')
    expect(root.locator(".t2-passage:visible")).to_have_count(len(LAKE.numbers))
    expect(root.get_by_text(WORDS["case_how"])).to_be_visible()
    expect(root.get_by_role("button")).to_have_count(0)
    for key in ("two-doors/write-back", "the-newspaper", "the-newspaper/nothing", "two-doors"):
        number = LAKE.numbers[key]
        root.locator(f'a[href="#sample-lake-{number}"]').first.click()
        assert page.url.endswith(f"#sample-lake-{number}")
        expect(page.locator(":target")).to_be_in_viewport()
        expect(page.locator(":target h3")).to_contain_text(heading_of(LAKE, key))
    root.get_by_text(WORDS["case_road"], exact=True).click()
    expect(root.get_by_role("row")).to_have_count(3)


def whole_story() -> list[str]:
    """Return every text that must stand on paper."""
    texts = [LAKE.role, WORDS["case_how"], WORDS["case_road"], WORDS["case_road_untold"], WORDS["case_never"]]
    for scene in LAKE.scenes:
        texts += [f"{LAKE.numbers[scene.id]}. {scene.title}", *(passage.text for passage in scene.passages)]
        texts += [scene.question] if scene.question else []
        for choice in scene.choices:
            number = LAKE.numbers[f"{scene.id}/{choice.id}"]
            texts.append(f"{choice.text} {fill(WORDS['case_turn'], {'number': str(number)})}")
            texts += [passage.text for passage in choice.outcome]
        texts += [passage.text for passage in scene.done]
    return texts


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_on_paper_the_whole_story_stands_with_the_road_of_history(sample: Visitor, script: bool) -> None:
    page = sample.open("index.html", java_script_enabled=script)
    root = page.locator('[data-case="sample-lake"]')
    page.locator('[data-case="sample-river"]').evaluate("root => root.remove()")
    root.locator("textarea").first.fill("My own reason")
    if script:
        Player(page).choose("offer-to-mediate", "visit")
    paper = printed(page)
    assert missing(paper, whole_story()) == []
    assert missing(paper, ["My own reason"]) == []
    assert plain(f"1. {LAKE.scenes[0].title}{LAKE.scenes[0].choices[1].text}9") in paper, "a row of the table"
    for word in ("case_step_back", "case_restart", "save", "case_tools"):
        assert plain(WORDS[word]) not in paper, word
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    assert page.evaluate(CUT) == []
    line = (
        root.locator(".t2-why .t2-grow")
        .nth(1)
        .evaluate("""(place) => {
      const { borderBlockEndWidth, borderBlockStartWidth, blockSize } = getComputedStyle(place, "::after");
      return [borderBlockStartWidth, borderBlockEndWidth, parseFloat(blockSize) >= 40];
    }""")
    )
    assert line == ["0px", "1px", True], "a line to write on"


def test_after_printing_the_screen_is_as_it_was(sample: Visitor) -> None:
    player = Player.opened(sample)
    player.choose("visit")
    printed(player.page)
    assert player.shown() == ["a-quiet-room"]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_it_fits_a_phone_and_a_finger(sample: Visitor, direction: str) -> None:
    player = Player.opened(sample, viewport=PHONE)
    player.page.evaluate("(direction) => { document.documentElement.dir = direction; }", direction)
    player.why.fill("Word" * 60)
    for choice in ("offer-to-mediate", "visit", "the-older"):
        player.choose(choice)
        assert player.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    player.go_on()
    player.fold("case_path").locator("summary").click()
    assert player.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert player.page.evaluate(SMALL) == []


def test_what_a_passage_is_can_be_seen_without_colors(sample: Visitor) -> None:
    page = sample.open("index.html", java_script_enabled=False)
    looks = {
        kind: page.locator(f".t2-told-{kind}").first.evaluate("""(box) => {
          const style = getComputedStyle(box);
          return ["borderInlineStartStyle", "borderInlineStartWidth", "borderBlockStartStyle", "borderStartStartRadius"]
            .map((name) => style[name]).join(" ");
        }""")
        for kind in ("record", "background", "handbook", "what-if")
    }
    assert len(set(looks.values())) == 4, looks


def test_axe_finds_nothing_at_a_decision_after_it_and_at_the_end(sample: Visitor) -> None:
    player = Player.opened(sample)
    found = check_everywhere(player.page, "at the beginning")
    player.why.fill("To be useful at once")
    player.link("two-doors/offer-to-mediate").click()
    found += check_everywhere(player.page, "after a choice")
    player.go_on()
    player.choose("visit", "the-older")
    player.go_on()
    player.fold("case_path").locator("summary").click()
    found += check_everywhere(player.page, "at the end")
    assert not found, "\n".join(found)


# --- The handbook's own cases


def cases_of(site: Path) -> list[str]:
    """Return the address of every page with a case."""
    found = [path for path in sorted((site / "case_studies").rglob("*.html")) if 'class="t2-case"' in path.read_text()]
    return [path.relative_to(site).as_posix() for path in found]


@pytest.mark.parametrize("base", ["http", "file"], indirect=True)
def test_a_link_to_a_passage_of_the_book_shows_it_and_takes_the_focus_there(visit: Visitor, site: Path) -> None:
    for address in cases_of(site)[:2]:
        page = visit.open(address)
        last = page.locator(".t2-passage").last
        name = last.get_attribute("id") or ""
        page.goto("about:blank")
        page.goto(f"{visit.base}{address}#{name}")
        expect(last).to_be_visible()
        expect(last.get_by_role("heading").first).to_be_focused()
        expect(page.locator(".t2-passage:visible")).to_have_count(1)


@pytest.mark.parametrize("base", ["http", "file"], indirect=True)
def test_history_can_be_walked_to_its_end_on_every_page_of_the_book(visit: Visitor, site: Path) -> None:
    known = {}
    for path in (ROOT / "case_studies").rglob("*.yaml"):
        if "\nscenes:" in path.read_text(encoding="utf8"):
            case = load_case(path)
            known[case.id] = case
    played = set()
    page = visit.page()
    for address in cases_of(site):
        page.goto(visit.base + address)
        for root in page.locator(".t2-case").all():
            case = known[root.get_attribute("data-case") or ""]
            player = Player(page, case)
            player.wait_until_live()
            scene = case.scenes[0]
            while scene.exits:
                assert player.shown() == [scene.id]
                if scene.choices:
                    sound = [choice for choice in scene.choices if not choice.breaks]
                    choice = next((choice for choice in scene.choices if choice.taken), sound[-1])
                    number = case.numbers[f"{scene.id}/{choice.id}"]
                    player.passage(scene.id).locator(f'a[href="#{case.id}-{number}"]').click()
                player.go_on()
                scene = case.by_id[player.shown()[0]]
            expect(player.fold("case_compare")).to_have_attribute("open", "")
            played.add(case.id)
    assert played == set(known)
    assert len(played) >= 3
