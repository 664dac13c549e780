"""Measure how plainly the pages are written: ``python -m scripts.plain_language [PAGE ...]``.

Prints, for each page, its Flesch–Kincaid grade, the median length of its sentences and its longest sentence, and says
which limits are passed. What is measured is what a reader sees: paragraphs, lists and boxes. Headings, table cells and
citations in brackets do not count for the median and the grade; no sentence anywhere may be longer than the limit.
"""

from __future__ import annotations

import re
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

ROOT = Path(__file__).resolve().parent.parent
MOST_MEDIAN = 17
MOST_WORDS = 35
MOST_GRADE = 11.0

#: Directives whose content is no text of the page.
NO_PROSE = frozenset({"check", "decisions", "code-cell", "bibliography", "toctree", "raw", "math"})
#: Directives whose argument is no title.
NO_TITLE = frozenset({"apply", "drawing", "figure", "image", "include", "paths"})
DIRECTIVE = re.compile(r"^\{([\w:-]+)\}\s*(.*)$")
OPTION = re.compile(r":[\w-]+:[^\n]*\n?|---\n.*?\n---\n?", re.DOTALL)

END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s+[\"“‘'(\[]*[A-Z0-9À-Ý])")
#: A reference to a book or an article is no sentence: (Washington, DC: Press, 1999).
REFERENCE = re.compile(r"\([^()]*: [^()]*, (?:19|20)\d\d\)")
WORD = re.compile(r"[^\W_]+(?:[’'.,\-‑–][^\W_]+)*")
SHORTENED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "vs",
        "e.g",
        "i.e",
        "etc",
        "no",
        "vol",
        "p",
        "pp",
        "ed",
        "eds",
        "al",
        "u.s",
        "u.n",
    ]
)


@dataclass(frozen=True)
class Block:
    """A stretch of text that stands for itself. `kind`: prose, heading or cell; `line` counts from 1."""

    kind: str
    text: str
    line: int
    level: int = 0


@dataclass(frozen=True)
class Directive:
    """A directive on a page: its name, its argument, where it stands, and how deep in others."""

    name: str
    argument: str
    line: int


@dataclass(frozen=True)
class Page:
    """A page taken apart: its blocks of text and its directives, in their order."""

    blocks: tuple[Block, ...]
    directives: tuple[Directive, ...]

    @property
    def headings(self) -> list[str]:
        """The texts of its headings, the title first."""
        return [block.text for block in self.blocks if block.kind == "heading" and block.level]


@dataclass(frozen=True)
class Measure:
    """How plain a text is."""

    grade: float
    median: float
    longest: int
    longest_sentence: str
    line: int

    def complaints(self) -> list[str]:
        """Return what passes a limit, in words."""
        found = []
        if self.grade > MOST_GRADE:
            found.append(f"the grade is {self.grade:.1f}, over {MOST_GRADE:.0f}: use shorter words and sentences")
        if self.median > MOST_MEDIAN:
            found.append(f"the median sentence has {self.median:g} words, over {MOST_MEDIAN}: cut sentences in two")
        if self.longest > MOST_WORDS:
            start = " ".join(self.longest_sentence.split()[:8])
            found.append(f"line {self.line}: a sentence of {self.longest} words, over {MOST_WORDS}: “{start} …”")
        return found


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    for plugin in (front_matter_plugin, colon_fence_plugin, deflist_plugin, myst_block_plugin, myst_role_plugin):
        parser.use(plugin)
    return parser


def take_apart(markdown: str) -> Page:
    """Return the blocks of text and the directives of a page."""
    parts = list(_parts(markdown, 0))
    blocks = tuple(part for part in parts if isinstance(part, Block))
    return Page(blocks, tuple(part for part in parts if isinstance(part, Directive)))


def _parts(markdown: str, offset: int) -> Iterator[Block | Directive]:
    inside: list[str] = []
    level = 0
    for token in _parser().parse(markdown):
        line = offset + (token.map[0] if token.map else 0) + 1
        if token.type in ("fence", "colon_fence"):
            yield from _directive(token, line)
        elif token.nesting == 1:
            inside.append(token.type)
            level = int(token.tag[1]) if token.type == "heading_open" else level
        elif token.nesting == -1:
            inside.pop()
        elif token.type == "inline":
            kind = {"heading_open": "heading", "dt_open": "heading", "th_open": "cell", "td_open": "cell"}
            name = kind.get(inside[-1], "prose")
            text = re.sub(r"\s+", " ", _plain(token.children or [])).strip()
            if text:
                yield Block(name, text, line, level if inside[-1] == "heading_open" else 0)


def _directive(token: Token, line: int) -> Iterator[Block | Directive]:
    found = DIRECTIVE.match(token.info.strip())
    if not found:
        return  # a listing
    name, argument = found.groups()
    yield Directive(name, argument, line)
    if name in NO_PROSE:
        return
    if argument and name not in NO_TITLE:
        for block in _parts(argument, line - 1):
            if isinstance(block, Block):
                yield Block("heading", block.text, line)
    content, start = token.content, line
    while option := OPTION.match(content):
        start += option[0].count("\n")
        content = content[option.end() :]
    yield from _parts(content, start)


def _plain(tokens: Sequence[Token]) -> str:
    text = ""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            text += token.content
        elif token.type in ("softbreak", "hardbreak"):
            text += " "
        elif token.type == "myst_role":
            role = str(token.meta["name"])
            if role == "cite:t":
                text += "Author"
            elif not role.startswith("cite"):
                text += re.sub(r"\s*<[^>]*>$", "", token.content)
    return text


def sentences(text: str) -> list[str]:
    """Return the sentences of a text that stands for itself, without references to books."""
    found, start = [], 0
    for end in END.finditer(text):
        before = text[start : end.start()].split()
        if end[0] == "." and _is_shortened(before):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if words(sentence) and not REFERENCE.search(sentence)]


def _is_shortened(before: Sequence[str]) -> bool:
    last = before[-1].strip("(\"“'[").lower() if before else ""
    if last == "i":  # "so do I." ends a sentence; "by I. William Zartman" does not
        return len(before) == 1 or before[-2].lower() == "by" or before[-2].endswith(",")
    return last in SHORTENED or (len(last) == 1 and last.isalpha())


def words(text: str) -> list[str]:
    """Return the words of a text; with a hyphen or an apostrophe inside, a word is one."""
    return WORD.findall(text)


#: Words that the rule of `syllables` gets wrong and that peacemakers use a lot.
KNOWN = {
    "area": 3, "areas": 3, "being": 2, "create": 2, "created": 3, "creates": 2, "creative": 3, "diaspora": 4,
    "element": 3, "elements": 3, "every": 2, "everyone": 3, "everybody": 4, "everything": 3, "idea": 3, "ideas": 3,
    "people": 2, "peoples": 2, "society": 4, "societies": 4, "variety": 4, "quiet": 2, "quietly": 3, "science": 2,
    "client": 2, "clients": 2, "trial": 2, "real": 1, "really": 2, "ally": 2, "evening": 2, "business": 2,
    "different": 3, "interest": 3, "interests": 3, "reliable": 4, "naked": 2, "hundred": 2, "sacred": 2, "genuine": 3,
    "lion": 2, "poem": 2, "ruin": 2, "ruins": 2, "ruined": 2, "someone": 2,
}  # fmt: skip
#: First halves of compounds whose last letter is silent.
HALVES = "peace|some|where|there|here|home|life|time|safe|cease|fore|base|care|name|like|more|side|use|hope|whole|role"


#: Neighboring vowels that are spoken apart, and the -sm of "mechanism".
APART = re.compile(
    r"(?<![ctgs])ia|(?<![ctgsnl])io(?!us)|(?<=[rvdl])iou|(?<=[ct])ia(?=t)|(?<=[^gq])u[ao]|(?<=[lrt])ue(?=n)|eo|iu|iet"
    r"|uou|(?<=[dlr])ie(?=n[ct])|^scie|thea|^coo(?=[pr])|reali|sms?$"
)


@cache
def syllables(word: str) -> int:
    """Return the number of syllables in an English word, by rule: groups of vowels, with the usual exceptions.

    A final e is silent, except in -le after a consonant; so is the e of -ed (not after t or d) and of -es (not after a
    hissing sound), and of a suffix such as -ment. Some pairs of vowels are spoken apart (see APART).
    A number counts as one. The rule errs in about one word of twenty, in both directions.
    """
    if "-" in word or "‑" in word or "–" in word:
        return sum(syllables(part) for part in re.split("[-‑–]", word) if part)
    w = re.sub(r"[’'](s|t|d|m|ll|re|ve)?$", "", word.lower())
    if w in KNOWN:
        return KNOWN[w]
    if not re.search(r"[a-zà-ÿ]", w):
        return 1
    silent = re.search(rf"^(?:{HALVES})(?=[b-df-hj-np-tv-z][a-z]{{2,}})|[^aeiouyl]e(ments?|ly|ful|fully|less|ness)$", w)
    w = re.sub(r"^y(?=[aeiou])", "", w)
    w = re.sub(r"(?<=[aeou])y(?=[aeiou])|(?<=[gq])ue$", "|", w)
    w = re.sub(r"(?<=[aeiouy])ing(s?)$", r"|ing\1", w)
    if re.search(r"[aeiouy].*e$", w) and not re.search(r"[^aeiouyl]le$", w):
        w = w[:-1]
    elif (re.search(r"[aeiouy].*es$", w) and not re.search(r"([sxzcg]|ch|sh|[^aeiouyl]l|i)es$", w)) or (
        re.search(r"[aeiouy].*ed$", w) and not re.search(r"([td]|[^aeiouyl]l|i)ed$", w)
    ):
        w = w[:-2] + w[-1]
    apart = len(APART.findall(w))
    return max(1, len(re.findall(r"[aeiouyà-ÿ]+", w)) + apart - bool(silent))


def measure(blocks: Sequence[Block]) -> Measure:
    """Return how plain a page's blocks of text are."""
    prose = [sentence for block in blocks if block.kind == "prose" for sentence in sentences(block.text)]
    lengths = [len(words(sentence)) for sentence in prose]
    spoken = [word for sentence in prose for word in words(sentence)]
    every = [(len(words(s)), s, block.line) for block in blocks for s in sentences(block.text)]
    if not spoken:
        return Measure(0.0, 0, 0, "", 1)
    grade = 0.39 * len(spoken) / len(prose) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59
    longest, sentence, line = max(every, key=lambda item: item[0])
    return Measure(grade, statistics.median(lengths), longest, sentence, line)


def measure_page(path: Path) -> Measure:
    """Return how plain a page is."""
    return measure(take_apart(path.read_text(encoding="utf8")).blocks)


def pages() -> list[Path]:
    """Return every page of the handbook."""
    return sorted(path for part in ("book", "case_studies", "exercises") for path in (ROOT / part).rglob("*.md"))


def main(arguments: Sequence[str]) -> int:
    """Print a table of pages, then what passes a limit; return 1 if something does."""
    paths = [Path(argument) for argument in arguments] or pages()
    complaints = []
    print(f"{'grade':>5}  {'median':>6}  {'longest':>7}  page")
    for path in paths:
        name = path.resolve().relative_to(ROOT) if path.resolve().is_relative_to(ROOT) else path
        found = measure_page(path)
        print(f"{found.grade:5.1f}  {found.median:6g}  {found.longest:7}  {name}")
        complaints += [f"{name}: {complaint}" for complaint in found.complaints()]
    print(*complaints, sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
