"""The measure of plain language: what counts as a sentence, a word, a syllable, and which limits are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import plain_language
from scripts.plain_language import Block, measure, sentences, syllables, take_apart, words

SYLLABLES = {
    word: int(count)
    for line in Path(__file__).with_name("syllables.txt").read_text(encoding="utf8").splitlines()
    for count, *listed in [line.split()]
    for word in listed
}

PAGE = """\
---
kernelspec: {name: python3}
---

# A title with `code`

First *sentence*, with [a link](page.md)
over two lines {cite:p}`key`. Says {cite:t}`key` so.

::::{case} A case
:name: case-1

- An item
- Another: {term}`ripeness <ripe>`

:::{trainer} Inside
Note.
:::
::::

:::{drawing} tracks.svg
:name: fig
A caption.

| Head | Two |
|---|---|
| cell | more |
:::

```{code-cell} python
print("no text")
```

```{check} part/page
```

```{decisions} lake/decisions
```

```{apply} lake/ripeness-before
Fill it in.
```

```
a listing
```

(label)=
## Second heading

Term
: Its meaning.
"""


def test_a_page_is_taken_apart_as_a_reader_sees_it() -> None:
    page = take_apart(PAGE)
    assert page.headings == ["A title with code", "Second heading"]
    assert [(block.kind, block.text, block.line) for block in page.blocks] == [
        ("heading", "A title with code", 5),
        ("prose", "First sentence, with a link over two lines . Says Author so.", 7),
        ("heading", "A case", 10),
        ("prose", "An item", 13),
        ("prose", "Another: ripeness", 14),
        ("heading", "Inside", 16),
        ("prose", "Note.", 17),
        ("prose", "A caption.", 23),
        ("cell", "Head", 25),
        ("cell", "Two", 25),
        ("cell", "cell", 27),
        ("cell", "more", 27),
        ("prose", "Fill it in.", 41),
        ("heading", "Second heading", 49),
        ("heading", "Term", 51),
        ("prose", "Its meaning.", 52),
    ]
    assert [(d.name, d.argument) for d in page.directives] == [
        ("case", "A case"),
        ("trainer", "Inside"),
        ("drawing", "tracks.svg"),
        ("code-cell", "python"),
        ("check", "part/page"),
        ("decisions", "lake/decisions"),
        ("apply", "lake/ripeness-before"),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four…", 4),
        ('He says: "Nobody wins." She nods.', 2),
        ('"Will they?" asks the envoy.', 1),
        ("Zartman, I. William, wrote it in the U.S. Army library. See vol. 3, e.g. Chapter 2.", 2),
        ("So do I. They agree.", 2),
        ("It is by I. William Zartman.", 1),
        ("Version 1.5 costs 2.50 today", 1),
        ("A list without an end", 1),
        ("Read on. Author, *Title* (Washington, DC: Press, 1999), 270. Then stop.", 2),
        ("…", 0),
    ],
)
def test_sentences_are_told_apart(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_words_with_hyphens_and_apostrophes_are_one() -> None:
    assert words("The mid-level leaders' aims – 3.5 of them – don't fit.") == [
        "The",
        "mid-level",
        "leaders",
        "aims",
        "3.5",
        "of",
        "them",
        "don't",
        "fit",
    ]


def test_syllables_are_counted_about_as_people_count_them() -> None:
    wrong = {word: syllables(word) for word, count in SYLLABLES.items() if syllables(word) != count}
    assert len(SYLLABLES) > 150
    assert len(wrong) <= 0.05 * len(SYLLABLES), wrong
    total = sum(SYLLABLES.values())
    assert abs(sum(map(syllables, SYLLABLES)) - total) <= 0.02 * total


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    # 12 words, 2 sentences, 14 syllables: 0.39 × 6 + 11.8 × 14 / 12 − 15.59
    text = "The leaders met at the lake. They talked about the war all day."
    assert len(words(text)) == 13
    found = measure([Block("prose", text, 1)])
    spoken = sum(map(syllables, words(text)))
    assert spoken == 15
    assert found.grade == pytest.approx(0.39 * 13 / 2 + 11.8 * 15 / 13 - 15.59)
    assert found.median == 6.5
    assert found.longest == 7


def test_a_long_sentence_a_long_median_and_a_high_grade_are_told() -> None:
    sentence = " ".join(["organization"] * 36) + "."
    complaints = measure([Block("prose", "Short one.", 3), Block("prose", sentence, 7)]).complaints()
    assert [complaint.split(":")[0].split(",")[0] for complaint in complaints] == [
        "the grade is 48.3",
        "the median sentence has 19 words",
        "line 7",
    ]
    assert measure([Block("cell", sentence, 7)]).complaints() == measure([Block("heading", sentence, 7)]).complaints()
    assert (
        "a sentence of 36 words" in measure([Block("prose", "A word.", 1), Block("cell", sentence, 7)]).complaints()[0]
    )
    assert measure([Block("prose", "Short one.", 3)]).complaints() == []


def test_the_table_lists_every_page_and_a_complaint_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plain_language.main([]) == 0
    table = capsys.readouterr().out
    assert all(path.name in table for path in plain_language.pages())

    page = tmp_path / "long.md"
    page.write_text("# Title\n\n" + " ".join(["word"] * 36) + ".\n", encoding="utf8")
    assert plain_language.main([str(page)]) == 1
    assert f"{page}: line 3: a sentence of 36 words, over 35: “word word" in capsys.readouterr().out
