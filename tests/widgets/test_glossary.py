"""In each lesson the first use of a term leads to the glossary; pages change only when the terms do."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.widgets.small_book import Built, build, write

GLOSSARY = """# Glossary

:::{glossary}
ripeness
ripe moment
: When parties are ready to talk,
  as they see it.

  Explained in [A](../step1/a.md).

stalemate
: Nobody can move.

back channel
: A "quiet" way </script> to talk.
:::
"""
LESSON = """# Ripeness in a title

:::{objectives}
- Tell a stalemate.
:::

:::{drawing} x.svg
A stalemate in a caption.
:::

## A stalemate in a heading

See [the ripe moment](b.md) and `stalemate`. A *back
channel* and *The Book of Stalemates* about back channels.

:::{case} The stalemate
They were *ripe*, and ripeness grew in
stalemates. A stalemate ended.
:::

:::{dropdown} A ripe moment in a title
A ripe moment came.
:::

| Stalemate | Ripe moment |
|---|---|
| ripe moment | stalemate |
"""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>stalemate</title><desc>ripe moment</desc></svg>\n'
)
FILES = {
    "book/step1/a.md": LESSON,
    "book/step1/b.md": "# B\n\nStalemate again.\n",
    "book/other.md": "# Other\n\nA stalemate.\n",
    "book/reference/glossary.md": GLOSSARY,
    "book/figures/x.svg": SVG,
}
LINK = re.compile(r'<a class="[^"]*t2-term[^"]*" href="([^"]+)">(.*?)</a>', re.DOTALL)


def links(built: Built, page: str) -> list[tuple[str, str]]:
    """Return the links to terms on a page: the anchor, and the words."""
    html = built.html(page)
    found = LINK.findall(html)
    assert len(found) == html.count("t2-term")
    return [(address.rpartition("#")[2], " ".join(text.split())) for address, text in found]


def definitions(built: Built) -> dict[str, list[str]]:
    """Return what the browser's file of definitions holds."""
    text = (built.folder / "_static" / "t2-glossary.js").read_text(encoding="utf8")
    assert text.startswith("var T2_GLOSSARY={") and "</script" not in text
    found: dict[str, list[str]] = json.loads(text.removeprefix("var T2_GLOSSARY=").rstrip(";\n"))
    return found


def test_the_first_use_of_each_term_in_running_text_is_a_link_to_its_entry(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    built = build(tmp_path)
    assert built.said == ""
    assert links(built, "book/step1/a") == [
        ("term-back-channel", "back channel"),
        ("term-ripeness", "ripe"),
        ("term-stalemate", "stalemates"),
        ("term-ripe-moment", "ripe moment"),
    ]
    assert 'href="../reference/glossary.html#term-ripeness"' in built.html("book/step1/a")
    assert links(built, "book/step1/b") == [("term-stalemate", "Stalemate")]
    assert links(built, "book/other") == links(built, "book/reference/glossary") == []
    assert {anchor for page in ("a", "b") for anchor, _ in links(built, f"book/step1/{page}")} <= set(
        re.findall(r'<dt id="([^"]+)"', built.html("book/reference/glossary"))
    )


def test_definitions_are_in_one_file_and_are_the_first_paragraphs(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    said = definitions(build(tmp_path))
    assert said["term-ripeness"] == ["ripeness", "When parties are ready to talk, as they see it."]
    assert said["term-ripe-moment"] == ["ripe moment", said["term-ripeness"][1]]
    assert said["term-back-channel"][1] in ("A “quiet” way </script> to talk.", 'A "quiet" way </script> to talk.')


def test_a_book_without_a_glossary_has_neither_links_nor_definitions(tmp_path: Path) -> None:
    write(tmp_path, {"book/step1/b.md": FILES["book/step1/b.md"]})
    built = build(tmp_path)
    assert links(built, "book/step1/b") == []
    assert not (built.folder / "_static" / "t2-glossary.js").exists()


def test_lessons_are_written_anew_when_the_terms_change_and_only_then(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    glossary, script = tmp_path / "book/reference/glossary.md", tmp_path / "_out/html/_static/t2-glossary.js"
    build(tmp_path)
    before = script.stat().st_mtime_ns
    assert build(tmp_path).written == frozenset()
    assert script.stat().st_mtime_ns == before

    glossary.write_text(GLOSSARY.replace("Nobody can move.", "No side can move forward."), encoding="utf8")
    built = build(tmp_path)
    assert built.written - {"index"} == {"book/reference/glossary"}, "Sphinx rewrites whatever holds the contents"
    assert definitions(built)["term-stalemate"][1] == "No side can move forward."

    glossary.write_text(GLOSSARY.replace("stalemate\n:", "deadlock\n:"), encoding="utf8")
    built = build(tmp_path)
    assert {"book/step1/a", "book/step1/b"} <= built.written
    assert "book/other" not in built.written
    assert links(built, "book/step1/b") == []


def test_all_pages_in_one_have_links_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    built = build(tmp_path, "singlehtml")
    found = links(built, "index")
    assert [anchor for anchor, _ in found].count("term-stalemate") == 2, "one in each lesson"
    addresses = {address for address, _ in LINK.findall(built.html("index"))}
    assert addresses >= {"index.html#term-stalemate", "index.html#term-ripeness"}
