"""What both formats share: texts in one line, the reasons of a question, and marks that add up."""

from __future__ import annotations

import re

from ..questions import AnyQuestion, Matching, MultipleResponse, Ordering, ShortAnswer, Sorting
from ..strings import strings

#: What no XML file may hold, and no text needs.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

#: A paragraph, or a list that follows one.
Block = str | list[str]


def line(text: str) -> str:
    """Return a text in one line with single blanks, without characters that files may not hold."""
    return " ".join(FORBIDDEN.sub(" ", text).split())


def _ended(text: str) -> str:
    """Return a text that ends as a sentence does."""
    return text if line(text).endswith((".", "!", "?", '."', '!"', '?"')) else f"{line(text)}."


def reasons(question: AnyQuestion) -> list[Block]:
    """Return what explains a question as a whole, as far as no single answer does."""
    words = strings()
    match question:
        case Ordering():
            return [words["export_order"], [f"{_ended(item.text)} {item.feedback}" for item in question.items]]
        case Matching():
            blocks: list[Block] = [
                words["export_matches"],
                [f"{pair.item} → {_ended(pair.match)} {pair.feedback}" for pair in question.pairs],
            ]
            if question.extra:
                blocks += [
                    words["export_extra"],
                    [f"{_ended(extra.match)} {extra.feedback}" for extra in question.extra],
                ]
            return blocks
        case Sorting():
            return [
                words["export_matches"],
                [f"{item.text} → {_ended(item.group)} {item.feedback}" for item in question.items],
            ]
        case ShortAnswer():
            return [
                f"{words['export_model']} {question.model}",
                words["export_must"],
                list(question.must),
                f"{words['export_pitfall']} {question.pitfall}",
            ]
        case _:
            return []


def pairs(question: Matching | Sorting | Ordering) -> list[tuple[str, str]]:
    """Return what is to be matched: item and match, item and group, or item and place; extra matches have no item."""
    match question:
        case Matching():
            extra = [("", extra.match) for extra in question.extra]
            return [*((pair.item, pair.match) for pair in question.pairs), *extra]
        case Sorting():
            return [(item.text, item.group) for item in question.items]
        case Ordering():
            return [(item.text, str(place)) for place, item in enumerate(question.items, start=1)]


def fractions(question: MultipleResponse) -> list[str]:
    """Return the percentage of each option: the right ones add up to 100, the wrong ones to -100.

    With five decimals, as both formats write thirds and sixths.
    """
    right = sum(option.right for option in question.options)
    wrong = len(question.options) - right
    shares = [100 / right if option.right else -100 / wrong for option in question.options]
    return [f"{share:.5f}".rstrip("0").rstrip(".") for share in shares]
