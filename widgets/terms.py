"""Find the terms of the glossary in running text, in any word form and never inside another word.

A term is a run of words; blanks or a hyphen may stand between them. Words are compared by their stems, without regard
to case. Two kinds of words are compared more strictly, because their stems would find too much:

- A word in capitals (ICR, the II of "track II") must be in capitals, alone or with an s.
- A term that is one word in the plural (interests) means the plural, and not "interesting".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
HYPHENS = ("-", "\u2010", "\u2011")
GAP = re.compile(rf"\s+|[{''.join(HYPHENS)}]")
CAPITALS = re.compile(r"([A-Z]|[A-Z][A-Z0-9]+(?=s?$))s?")
POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True)
class Use:
    """A place in a text, from `start` to `end`, and the term that is used there."""

    start: int
    end: int
    term: str


class Terms:
    """Terms that can be looked for in texts. Uses name a term as it was given."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for term in terms:
            words = WORD.findall(term)
            signs = tuple((_capitals(word) or stem(word)) for word in words)
            if len(words) == 1 and _is_plural(words[0]):
                signs = (_form(words[0]),)
            if signs:
                self._by_first.setdefault(signs[0], []).append((signs, term))

    def uses(self, text: str) -> Iterator[Use]:
        """Yield the uses of all terms in a text, in their order. Where several terms fit, the longest wins."""
        words = list(WORD.finditer(text))
        place = 0
        while place < len(words):
            fitting = list(self._fitting(text, words, place))
            if not fitting:
                place += 1
                continue
            # Of terms with the same stems, the one that is written most like the text: mediator, mediation.
            number, _, term = max(fitting, key=lambda fit: (*fit[:2], fit[1] == len(fit[2])))
            yield Use(words[place].start(), words[place + number - 1].end(), term)
            place += number

    def _fitting(self, text: str, words: Sequence[re.Match[str]], place: int) -> Iterator[tuple[int, int, str]]:
        """Yield the terms that begin at a word: how many words, how many letters are the same, and the term."""
        if _follows_hyphen(text, words[place].start()):
            return
        for first in _signs(words[place][0]):
            for signs, term in self._by_first.get(first, ()):
                run = words[place : place + len(signs)]
                if len(run) == len(signs) and _is_whole(text, run) and all(map(_carries, run, signs)):
                    written = text[run[0].start() : run[-1].end()]
                    yield len(run), _alike(written, term), term


def _alike(one: str, other: str) -> int:
    """Return with how many of the same letters two texts begin."""
    pairs = zip(one.casefold(), other.casefold(), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _carries(word: re.Match[str], sign: str) -> bool:
    return sign in _signs(word[0])


@cache
def _signs(word: str) -> tuple[str, ...]:
    """Return by what a word in a text can be recognized: its stem, its very form, its capitals."""
    return tuple(filter(None, (stem(word), _form(word), _capitals(word))))


def _capitals(word: str) -> str:
    """Return a word in capitals without the ending of a plural or a possessive; nothing for other words."""
    found = CAPITALS.fullmatch(POSSESSIVE.sub("", word))
    return found[1] if found else ""


def _form(word: str) -> str:
    """Return a word as it is written, marked, so that it is no other word's stem."""
    return "=" + POSSESSIVE.sub("", word.casefold())


def _is_plural(word: str) -> bool:
    small = word.casefold()
    return small.endswith("s") and not small.endswith(("ss", "us", "is")) and stem(small) == stem(small[:-1])


def _is_whole(text: str, run: Sequence[re.Match[str]]) -> bool:
    """Tell whether words follow each other closely, and are not the beginning of a compound with a hyphen."""
    end = run[-1].end()
    compound = text[end : end + 1] in HYPHENS and WORD.match(text, end + 1)
    return not compound and all(GAP.fullmatch(text, one.end(), other.start()) for one, other in pairwise(run))


def _follows_hyphen(text: str, start: int) -> bool:
    """Tell whether a word is a later part of a compound with a hyphen."""
    return start > 1 and text[start - 1] in HYPHENS and WORD.match(text, start - 2) is not None


@cache
def stem(word: str) -> str:
    """Return what the forms of an English word have in common."""
    return str(_stemmer().stemWord(word.lower().replace("’", "'")))


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")
