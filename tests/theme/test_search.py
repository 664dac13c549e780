"""The search finds passages, from a server and from a folder alike, and forgives how a word is written."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.theme.sample_site import ROOT, Site
from theme.passages import (
    CHECKLIST,
    PROSE,
    TERM,
    anchor_of,
    base36,
    front_coded,
    passages,
    put_in_place,
    search_scripts,
    words,
)

DAMAGED = "The book's index could not be loaded."
#: Text that would run, or end its script, if it were not kept as text.
HOSTILE = "</script><img src=x onerror=alert(1)> \u2028 \\ \" ' <!-- river"
#: Words that two tokenizers could easily take apart in two ways.
HARD = (
    "Mediator’s mediators' don't l'été 'quoted' it’s’s x’ ’s Sant'Egidio's 'я rock'n'roll",
    "Naïve CAFÉ ﬁrst İstanbul Straße ΣΟΦΟΣ ὈΔΥΣΣΕΎΣ Ångström ½ x² Ⅻ ٣ 12.5% 1999–2001",
    "snake_case e-mail a/b x\u0301y soft\u00adhyphen zero\u200bwidth no\u00a0break 和平 мир",
    "\U0001d400\U00010330\U00010331 \U0001f54a dove ☮ ①② ｆｕｌｌ",
)


@pytest.fixture(params=["http", "file"])
def start(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Page:
    """Open the first page over one of the two ways, at the width of a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    request.addfinalizer(context.close)
    page = context.new_page()
    page.goto(f"{getattr(site, request.param)}/start.html")
    return page


def ask(page: Page, words: str) -> Page:
    """Type words into the search box of the page and send them."""
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("status")).not_to_be_empty()
    return page


def test_a_result_shows_its_passage_and_leads_to_its_place(start: Page) -> None:
    ask(start, "lighthouse")
    expect(start.locator(".found-passage")).to_have_text(re.compile("The folded words are about a lighthouse"))
    expect(start.locator("mark")).to_have_text("lighthouse")
    start.locator(".found-passage a").click()
    expect(start).to_have_url(re.compile(r"part/things\.html#a-thing-to-unfold$"))


@pytest.mark.parametrize("typed", ["mediate", "MEDIATING", "mediator’s", "mediatr", "mediat"])
def test_other_forms_and_single_slips_find_the_same_section(browser: Browser, site: Site, typed: str) -> None:
    page = browser.new_page()
    page.goto(f"{site.file}/search.html")
    ask(page, typed)
    expect(page.locator(".found-passage a").first).to_have_text("Mediators and mediation")
    page.close()


def test_accents_do_not_matter(start: Page) -> None:
    ask(start, "cafe naive")
    expect(start.locator(".found-passage a").first).to_have_text("Naïve hopes and a café")


def test_when_no_passage_has_all_words_it_says_so_and_shows_the_nearest(start: Page) -> None:
    ask(start, "zeppelin lighthouse")
    expect(start.get_by_role("status")).to_contain_text("No passage has all of these words")
    expect(start.locator(".found > li")).to_have_count(2)


def test_nothing_found_is_said_and_markup_in_the_question_stays_text(start: Page) -> None:
    ask(start, "<img src=x onerror=alert(1)>qqqq")
    expect(start.get_by_role("status")).to_contain_text("<img src=x")
    ask(start, "xyzzyplugh")
    expect(start.get_by_role("status")).to_contain_text("Nothing was found")
    expect(start.get_by_role("searchbox")).to_have_value("xyzzyplugh")


def test_without_javascript_the_search_page_says_so_and_points_elsewhere(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.file}/search.html?q=river")
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()
    page.get_by_role("link", name="Go to the start of the book").click()
    expect(page).to_have_title("A sample book")
    context.close()


def test_only_the_search_page_loads_what_the_search_needs(site: Site) -> None:
    for path in site.folder.rglob("*.html"):
        loads = "search-index.js" in path.read_text(encoding="utf8")
        assert loads == (path.name == "search.html"), path.name


def index_of(site: Site) -> dict[str, list[list[object]]]:
    """Read the index of the search."""
    script = (site.folder / "search-index.js").read_text(encoding="utf8")
    found: dict[str, list[list[object]]] = json.loads(script.removeprefix("var T2_SEARCH = ").rstrip(";\n"))
    return found


def taken(path: Path) -> list[object]:
    """Read the name and the content that a script of the search hands over."""
    found: list[object] = json.loads(
        "[" + path.read_text(encoding="utf8").removeprefix("T2Search.take(").rstrip(");\n") + "]"
    )
    return found


def test_every_section_is_in_the_index_once_with_its_own_text(site: Site) -> None:
    by_title = {title: (address, trail, sections) for address, title, trail, sections in index_of(site)["pages"]}
    address, trail, sections = by_title["Prose to be read for a long time"]
    assert (address, trail) == ("part/prose.html", "First part")
    assert [heading for _, heading, _ in sections][:3] == [
        "Prose to be read for a long time",
        "Questions travel better than answers",
        "A second meeting is easier",
    ]
    name, texts = taken(site.folder / "search" / "part" / "prose.html.js")
    assert (name, len(texts)) == (address, len(sections))
    assert sum("Chairs stand in a circle." in text for text in texts) == 1
    for (_, heading, length, *_), text in zip(sections, texts, strict=True):
        assert length == -(-len(words(f"{heading} {text}")) // 10)


def test_passages_leave_out_what_a_reader_cannot_see() -> None:
    page = """<nav>menu</nav><article><section id="a"><h1>Top <em>line</em></h1><p>One<br>two.</p><script>no()</script>
    <div hidden>no<p>no</p></div><svg><title>no</title></svg><form><fieldset><legend>Ask</legend><input>
    <label>Yes</label></fieldset></form><section id="b"><h2>Low</h2><ul><li>x</li><li>y</li></ul></section>
    <p>End.</p></section></article><footer>foot</footer>"""
    assert passages(page) == [("", "Top line", "One two. Ask Yes End.", PROSE), ("b", "Low", "x y", PROSE)]


def test_explained_answers_are_not_given_away() -> None:
    page = """<article><h1>Check</h1><form><fieldset><legend>Which one?</legend></fieldset>
    <details data-no-search><summary>See the answer</summary><p>It is this.</p></details></form></article>"""
    assert passages(page) == [("", "Check", "Which one?", PROSE)]
    template = (ROOT / "widgets" / "templates" / "questions.html.jinja").read_text(encoding="utf8")
    assert template.count("<details") == template.count("<details data-no-search>") == 1


def test_each_entry_of_a_glossary_and_each_checklist_is_a_passage_of_its_own() -> None:
    page = """<article><section id="glossary"><h1>Glossary</h1><p>Words.</p><section id="r"><h2>R</h2>
    <dl class="simple glossary"><dt id="term-ripeness">ripeness</dt><dt id="term-ripe-moment">ripe moment</dt>
    <dd><p>When people are ready.</p><p>See more.</p></dd>
    <dt id="term-reentry">reentry</dt><dd><p>Going home.</p></dd></dl>
    <p>After.</p></section><section id="trust"><h2>Trust rules</h2><div class="t2-checklist docutils">
    <ul><li>We listen.</li></ul></div></section></section></article>"""
    assert passages(page) == [
        ("", "Glossary", "Words.", PROSE),
        ("r", "R", "After.", PROSE),
        ("term-ripeness", "ripeness, ripe moment", "When people are ready. See more.", TERM),
        ("term-reentry", "reentry", "Going home.", TERM),
        ("trust", "Trust rules", "We listen.", CHECKLIST),
    ]


#: A book in which prose says the words more often than the glossary and the checklists do.
RANKED = [
    ("prose.html", "Confidence and trust", "", [("", "Trust, trust, trust", "Trust audits build trust. " * 9, PROSE)]),
    ("channel.html", "Talks", "", [("", "Secret talks", "A back channel stays quiet. The back channel works.", PROSE)]),
    (
        "glossary.html",
        "Glossary",
        "",
        [
            ("term-audit", "trust audit", "A look at trust and at what could hurt it.", TERM),
            ("term-trust", "trust", "To rely on others.", TERM),
            ("term-stake", "stake", "What one gains; it can cost trust.", TERM),
        ],
    ),
    ("lists.html", "Checklists", "", [("rules", "Rules that earn trust", "We listen. We promise little.", CHECKLIST)]),
    ("other.html", "Other lists", "", [("venue", "A good venue", "It is private. People trust it.", CHECKLIST)]),
]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("trust", ["glossary#term-trust", "lists#rules", "prose#"]),
        ("trusting", ["glossary#term-trust", "lists#rules", "prose#"]),
        ("trust audits", ["glossary#term-audit", "prose#"]),
        ("trust listen", ["lists#rules"]),
        ("stake", ["glossary#term-stake"]),
        ("backchannel", ["channel#"]),
        ("back-channels", ["channel#"]),
    ],
)
def test_terms_come_first_then_checklists_then_prose(
    browser: Browser, site: Site, query: str, places: list[str]
) -> None:
    scripts = dict(search_scripts(RANKED))
    index = json.loads(scripts["search-index.js"].removeprefix("var T2_SEARCH = ").rstrip(";\n"))
    parts = [text for name, text in scripts.items() if "/words-" in name]
    lists = [json.loads("[" + text.removeprefix("T2Search.take(").rstrip(");\n") + "]")[1] for text in parts]
    page = browser.new_page()
    page.goto(f"{site.file}/search.html")
    found = page.evaluate(
        """([index, lists, query]) => {
          const stemmer = new Stemmer();
          const searcher = T2Search.over(index, (word) => stemmer.stemWord(word), stopwords);
          const asked = searcher.question(query);
          const { found } = searcher.search(asked, asked.parts.map((part) => lists[part]));
          return found.map(({ page, sections }) => page[0].replace(".html", "#") +
            T2Search.anchorOf(page[3][sections[0].section]));
        }""",
        [index, lists, query],
    )
    page.close()
    assert found[: len(places)] == places


def test_a_word_written_in_two_finds_the_one_and_a_word_written_in_one_the_two(browser: Browser, site: Site) -> None:
    page = browser.new_page()
    page.goto(f"{site.file}/search.html")
    for typed in ("light house", "lighthouse"):
        ask(page, typed)
        expect(page.locator(".found-passage").first).to_have_text(re.compile("The folded words are about a lighthouse"))
    page.close()


def test_an_anchor_left_out_of_the_index_is_told_from_its_heading(browser: Browser, site: Site) -> None:
    page = browser.new_page()
    page.goto(f"{site.file}/search.html")
    cases = [
        (heading, kind) for kind in (PROSE, CHECKLIST, TERM) for heading in (*HARD, "Track 1.5, ARIA", "“Who?” – we")
    ]
    for heading, kind in cases:
        told = page.evaluate("section => T2Search.anchorOf(section)", [1, heading, 1, kind])
        assert told == anchor_of(heading, kind), heading
    assert page.evaluate("T2Search.anchorOf(['own', 'Another', 1])") == "own"
    assert anchor_of("A way out needs trust", PROSE) == "a-way-out-needs-trust"
    assert anchor_of("ripeness, ripe moment", TERM) == "term-ripeness"
    page.close()


def test_both_tokenizers_find_the_same_words(browser: Browser, site: Site) -> None:
    page = browser.new_page()
    page.goto(f"{site.file}/search.html")
    for text in (*HARD, HOSTILE):
        assert page.evaluate("text => T2Search.words(text)", text) == words(text), text
    assert words("Mediator’s don't CAFÉ") == ["mediator", "dont", "cafe"]
    # Signs old enough for both to know them: each release of Unicode adds letters.
    old = " ".join(sign for sign in map(chr, range(0x20000)) if unicodedata.ucd_3_2_0.category(sign)[0] not in "C")
    assert page.evaluate("text => T2Search.words(text)", old) == words(old)
    page.close()


def test_the_coded_index_says_where_each_word_stands() -> None:
    assert [base36(number) for number in (0, 35, 36, 1295, 1296)] == ["0", "z", "10", "zz", "100"]
    assert front_coded(["mediate", "mediation", "peace"]) == "0mediate 6ion 0peace"
    scripts = dict(
        search_scripts([("a b.html", "T", "", [("", "Peace", "peace talks", PROSE), ("x", "", "talks", TERM)])])
    )
    assert sorted(scripts) == ["search-index.js", "search/a b.html.js", "search/words-0.js"]
    assert scripts["search/words-0.js"] == 'T2Search.take("words-0", "0:2 0,1");\n'
    assert '[["","Peace",1],["x","",1,1]]' in scripts["search-index.js"]


def test_scripts_that_nothing_needs_any_more_are_removed_and_others_are_left_alone(tmp_path: Path) -> None:
    put_in_place(tmp_path, {"search/part/old.html.js": "1", "search/kept.html.js": "2"})
    written = (tmp_path / "search" / "kept.html.js").stat().st_mtime_ns
    put_in_place(tmp_path, {"search/new.html.js": "3", "search/kept.html.js": "2"})
    left = sorted(path.relative_to(tmp_path / "search").as_posix() for path in (tmp_path / "search").rglob("*"))
    assert left == ["kept.html.js", "new.html.js"]
    assert (tmp_path / "search" / "kept.html.js").stat().st_mtime_ns == written


@dataclass
class LongBook:
    """A search over 25 pages about rivers, one about mountains, and what was asked for."""

    address: str
    folder: Path
    context: BrowserContext
    asked: list[str]

    def ask(self, query: str, script: str = "") -> Page:
        """Open the answer to a question, after running a script in the fresh page."""
        page = self.context.new_page()
        if script:
            page.add_init_script(script)
        page.goto(f"{self.address}/search.html?q={query}")
        expect(page.get_by_role("status")).not_to_be_empty()
        return page

    def texts(self) -> Counter[str]:
        """Return how often the text of each page was asked for."""
        return Counter(name for name in self.asked if not name.startswith("words-"))


@pytest.fixture(params=["http", "file"])
def long_book(request: pytest.FixtureRequest, browser: Browser, site: Site, tmp_path: Path) -> Iterator[LongBook]:
    """Give the sample book's search page another book to search in, over one of the two ways."""
    filler = "Water goes down to the sea by many bends and no one hurries it. " * 9
    book = [
        (
            f"part/river-{n:02}.html",
            f"Page {n:02}",
            "Part",
            [("", "", filler, PROSE), ("s", f"Stream {n}", f"River {filler}", PROSE)],
        )
        for n in range(25)
    ]
    book.append(("part/hill.html", "Hills", "", [("", "Mountains", f"Mountain {HOSTILE.replace('river', '')}", PROSE)]))
    folder = tmp_path / "book"
    shutil.copytree(site.folder, folder)
    put_in_place(folder, dict(search_scripts(book)))
    context = browser.new_context(viewport={"width": 320, "height": 640})
    asked: list[str] = []

    def note(asking: Request) -> None:
        if found := re.search(r"/search/(.+)\.js\?v=[0-9a-f]{8}$", asking.url):
            asked.append(found[1])

    context.on("request", note)
    if request.param == "file":
        yield LongBook(folder.as_uri(), folder, context, asked)
    else:
        # The sample book's own address, with the scripts of the other book.
        def other(route: Route) -> None:
            route.fulfill(path=folder / route.request.url.removeprefix(f"{site.http}/").partition("?")[0])

        context.route(re.compile(r"/search(-index\.js|/.*)"), other)
        yield LongBook(site.http, folder, context, asked)
    context.close()


def test_titles_stand_at_once_and_texts_come_only_for_pages_near_the_window(long_book: LongBook) -> None:
    page = long_book.ask("river")
    expect(page.locator(".found > li")).to_have_count(20)
    expect(page.locator(".found-passage").first.locator("mark")).to_have_text("River")
    assert 3 <= len(long_book.texts()) < 20
    last = page.locator(".found > li").last
    expect(last.locator("mark")).to_have_count(0)
    last.scroll_into_view_if_needed()
    expect(last.locator("mark")).to_have_text("River")
    assert "part/hill.html" not in long_book.texts(), "it was not found"
    assert set(long_book.texts().values()) == {1}, "no text is asked for twice"


def test_the_keyboard_reaches_every_result_and_its_excerpt_comes(long_book: LongBook) -> None:
    page = long_book.ask("river")
    page.locator(".found a").first.focus()
    for _ in range(39):
        page.keyboard.press("Tab")
    last = page.locator(".found > li").last
    expect(last.locator("a").last).to_be_focused()
    expect(last.locator("mark")).to_have_text("River")


def test_without_the_observer_all_excerpts_come(long_book: LongBook) -> None:
    page = long_book.ask("river", "delete globalThis.IntersectionObserver")
    expect(page.locator(".found-passage mark")).to_have_count(20)
    assert len(long_book.texts()) == 20


def test_nothing_moves_when_an_excerpt_comes_and_the_status_is_said_once(long_book: LongBook) -> None:
    page = long_book.ask(
        "river",
        """globalThis.said = []; globalThis.moved = 0;
        // The page is parsed, and no script of its own has run yet.
        document.addEventListener("readystatechange", () => {
            const status = document.getElementById("t2-search-status");
            new MutationObserver(() => said.push(status.textContent)).observe(status, {childList: true, subtree: true});
            // Before anything comes: where each page's title will stay.
            const places = () => [...document.querySelectorAll(".found h2")].map((one) => one.offsetTop).join();
            new MutationObserver(([change]) => {
                if (change.target.id === "t2-search-results") globalThis.before = places();
                else if (before !== places()) moved++;
            }).observe(document.getElementById("t2-search-results"), {childList: true, subtree: true});
        }, { once: true });""",
    )
    for entry in page.locator(".found > li").all():
        entry.scroll_into_view_if_needed()
        expect(entry.locator("mark")).to_have_count(1)
    assert page.evaluate("before.split(',').length") == 20
    assert page.evaluate("moved") == 0
    assert len(page.evaluate("said")) == 1


def test_a_text_that_does_not_come_leaves_the_result_and_breaks_nothing(long_book: LongBook) -> None:
    (long_book.folder / "search" / "part" / "river-00.html.js").write_text("T2Search.take(")
    page = long_book.ask("river")
    expect(page.locator(".found > li").nth(1).locator("mark")).to_have_text("River")
    first = page.locator(".found > li").first
    expect(first.get_by_role("link")).to_have_text(["Page 00", "Stream 0"])
    expect(first.locator(".found-excerpt")).to_be_empty()


def test_text_that_looks_like_markup_stays_text(long_book: LongBook) -> None:
    alerts: list[str] = []
    long_book.context.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page = long_book.ask("mountain")
    expect(page.locator(".found-excerpt")).to_contain_text("</script><img src=x onerror=alert(1)>")
    expect(page.locator(".found img")).to_have_count(0)
    assert alerts == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("search-index.js", ""),
        ("search-index.js", "var T2_SEARCH = {"),
        ("search-index.js", 'var T2_SEARCH = {"pages":[],"words":"0river","parts":[]};'),
        ("search/words-0.js", ""),
        ("search/words-0.js", 'T2Search.take("words-0", "0 0");'),
    ],
)
def test_a_damaged_index_is_told_in_one_clear_sentence(long_book: LongBook, name: str, content: str) -> None:
    (long_book.folder / name).write_text(content)
    page = long_book.ask("river")
    expect(page.get_by_role("status")).to_contain_text(DAMAGED)
    expect(page.locator(".found")).to_have_count(0)
