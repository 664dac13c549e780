"""Retrieval questions: a page's bank of questions with explained answers, from `exercises/PART/PAGE.yaml`.

Six kinds, told apart by `kind`. What they may hold is checked here; what makes a good question, by the tests of the
bank. `docs/writing.md` shows one of each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from .model import Identifier, Part, Text
from .reading import DamagedError, Place, read


class QuestionsError(DamagedError):
    """A question file that cannot be used."""


class Answer(Part):
    """One option of a question, with the reason why it is right or wrong."""

    text: Text
    feedback: Text
    right: bool = False


class Item(Part):
    """One thing to put into its place, with the reason why it belongs there."""

    text: Text
    feedback: Text


class Pair(Part):
    """An item and the match that belongs to it, with the reason."""

    item: Text
    match: Text
    feedback: Text


class Extra(Part):
    """A match that belongs to no item, with the reason."""

    match: Text
    feedback: Text


class GroupedItem(Item):
    """One thing to sort, and the group that it belongs to."""

    group: Text


class Question(Part):
    """What every question has. `covers` holds ids of the coverage map."""

    id: Identifier
    covers: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    level: Literal["recall", "application"]
    prompt: Text


class MultipleChoice(Question):
    """A question with exactly one right option."""

    kind: Literal["choice"]
    options: Annotated[tuple[Answer, ...], Field(min_length=3, max_length=5)]

    @model_validator(mode="after")
    def _one_right(self) -> MultipleChoice:
        _distinct("options", (option.text for option in self.options))
        if sum(option.right for option in self.options) != 1:
            raise _fault("mark exactly one option with `right: true`", "options")
        return self


class MultipleResponse(Question):
    """A question with two or more right options, and at least one wrong one."""

    kind: Literal["several"]
    options: Annotated[tuple[Answer, ...], Field(min_length=4, max_length=7)]

    @model_validator(mode="after")
    def _some_right(self) -> MultipleResponse:
        _distinct("options", (option.text for option in self.options))
        right = sum(option.right for option in self.options)
        if right < 2:
            raise _fault("mark two or more options with `right: true`, or make it a `choice`", "options")
        if right == len(self.options):
            raise _fault(
                "leave one option or more without `right: true`, so that there is something to rule out", "options"
            )
        return self


class Ordering(Question):
    """Items to put in order. The file has them in the right order; `shown` mixes them."""

    kind: Literal["ordering"]
    items: Annotated[tuple[Item, ...], Field(min_length=3, max_length=7)]

    @model_validator(mode="after")
    def _different_items(self) -> Ordering:
        _distinct("items", (item.text for item in self.items))
        return self


class Matching(Question):
    """Items to match, one match each; `extra` matches belong to none. Items are shown as written, matches mixed."""

    kind: Literal["matching"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=3, max_length=6)]
    extra: tuple[Extra, ...] = ()

    @model_validator(mode="after")
    def _different_in_both_columns(self) -> Matching:
        _distinct("pairs", (pair.item for pair in self.pairs))
        _distinct("pairs", (pair.match for pair in self.pairs))
        taken = {pair.match.casefold() for pair in self.pairs}
        for place, extra in enumerate(self.extra):
            if extra.match.casefold() in taken:
                raise _fault(f"the extra match {extra.match!r} belongs to a pair; give it another text", "extra", place)
        _distinct("extra", (extra.match for extra in self.extra))
        return self

    @property
    def matches(self) -> tuple[str, ...]:
        """Every match: those of the pairs in their order, then the extra ones."""
        return (*(pair.match for pair in self.pairs), *(extra.match for extra in self.extra))


class Sorting(Question):
    """Items to sort into groups; every group is used."""

    kind: Literal["sorting"]
    groups: Annotated[tuple[Text, ...], Field(min_length=2, max_length=4)]
    items: Annotated[tuple[GroupedItem, ...], Field(min_length=4, max_length=9)]

    @model_validator(mode="after")
    def _groups_and_items_fit(self) -> Sorting:
        _distinct("groups", self.groups)
        _distinct("items", (item.text for item in self.items))
        for place, item in enumerate(self.items):
            if item.group not in self.groups:
                known = ", ".join(self.groups)
                raise _fault(f"there is no group {item.group!r}; write one of: {known}", "items", place, "group")
        for place, group in enumerate(self.groups):
            if all(item.group != group for item in self.items):
                raise _fault(
                    f"nothing belongs to the group {group!r}; add an item to it or take it out", "groups", place
                )
        return self


class ShortAnswer(Question):
    """A question answered in words, which the reader compares: `must` says what the answer has to contain."""

    kind: Literal["short"]
    model: Text
    must: Annotated[tuple[Text, ...], Field(min_length=2, max_length=5)]
    pitfall: Text

    @model_validator(mode="after")
    def _different_points(self) -> ShortAnswer:
        _distinct("must", self.must)
        return self


AnyQuestion = Annotated[
    MultipleChoice | MultipleResponse | Ordering | Matching | Sorting | ShortAnswer, Field(discriminator="kind")
]
QUESTIONS: TypeAdapter[tuple[AnyQuestion, ...]] = TypeAdapter(tuple[AnyQuestion, ...])
KINDS = ("choice", "several", "ordering", "matching", "sorting", "short")


def shown(question: Question) -> tuple[int, ...]:
    """Return the order in which a question's parts are shown, as their places in the file.

    The items of an ordering or sorting question and the matches of a matching question are mixed: always in the same
    way, and never in the order of the file. Options are shown as written; a short answer has nothing to mix.
    """
    match question:
        case MultipleChoice() | MultipleResponse():
            return tuple(range(len(question.options)))
        case Ordering() | Sorting():
            return _mixed(question.id, len(question.items), len(question.items))
        case Matching():
            return _mixed(question.id, len(question.matches), len(question.pairs))
        case _:
            return ()


def _mixed(name: str, number: int, told: int) -> tuple[int, ...]:
    """Return 0 to `number` - 1 in an order that depends on `name` only, the first `told` not in ascending order."""
    for salt in count():
        order = sorted(range(number), key=lambda place: hashlib.sha256(f"{name} {salt} {place}".encode()).digest())
        first = [place for place in order if place < told]
        if first != sorted(first):
            return tuple(order)
    raise AssertionError  # `count` does not end


def load_questions(path: Path) -> tuple[AnyQuestion, ...]:
    """Return the questions in a file. Raises QuestionsError naming every fault with its line."""
    text = path.read_text(encoding="utf8")
    return read(text, str(path), QUESTIONS, QuestionsError, kinds=KINDS, faults=_twice)


def _twice(questions: Sequence[Question]) -> Iterator[tuple[Place, str]]:
    """Yield each question whose id another one has already."""
    ids = [question.id for question in questions]
    for n, name in enumerate(ids):
        if name in ids[:n]:
            yield (n,), f"the id {name!r} is used twice; rename one"


def load_bank(folder: Path) -> dict[str, tuple[AnyQuestion, ...]]:
    """Return all questions below a folder by their page, e.g. ``step1/ripeness``, in alphabetical order.

    Raises QuestionsError if a file is damaged or two files use the same id.
    """
    bank: dict[str, tuple[AnyQuestion, ...]] = {}
    owner: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.yaml")):
        bank[path.relative_to(folder).with_suffix("").as_posix()] = questions = load_questions(path)
        for question in questions:
            if owner.setdefault(question.id, path) != path:
                raise QuestionsError(
                    f"{path}:1: the id {question.id!r} is used in {owner[question.id]} too; rename one"
                )
    return bank


def _fault(message: str, *place: str | int) -> PydanticCustomError:
    """Return an error about a part of a question, at its place in the question."""
    return PydanticCustomError("parts", "{message}", {"message": message, "place": place})


def _distinct(key: str, texts: Iterable[str]) -> None:
    """Raise an error if two texts below a key are the same."""
    seen: set[str] = set()
    for place, text in enumerate(texts):
        if text.casefold() in seen:
            raise _fault(f"{text!r} stands here twice; change one", key, place)
        seen.add(text.casefold())
