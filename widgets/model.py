"""What an instrument is: questions, decision tables over their answers, and the findings they give.

An instrument is data (one YAML file in `widgets/instruments/`). These classes say which data makes sense; they hold
no logic but the checks that one part fits another. Terms of decision tables (rule, hit policy) are those of the
Decision Model and Notation standard (DMN).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, StringConstraints

from .conditions import MOST, AllOf, Condition, parse_condition

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(_[a-z0-9-]+)*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Value = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Part(BaseModel):
    """Base of every part: immutable, and strict about keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Pull(Part):
    """What an answer speaks for, and why: the evidence behind a place on a continuum."""

    toward: Identifier
    because: Text


class Option(Part):
    """One answer that can be chosen."""

    value: Value
    label: Text
    pull: Pull | None = None


class Question(Part):
    """A question, or a column of a table; `kind` says how it is answered.

    Answers by kind: `choice` and `scale` one option's value (str); `several` a list of values (list[str]); `text` str;
    `number` its digits (str); `table` and `matrix` a list of rows, each a dict from column id to that column's answer.
    """

    id: Identifier
    prompt: Text
    help: Text | None = None

    @property
    def closed(self) -> bool:
        """Whether the answer comes from a list of options."""
        return isinstance(self, Choice | Scale | Several)


class Choice(Question):
    """One of several options, in no order."""

    kind: Literal["choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=2)]


class Scale(Question):
    """One of several options that stand in an order, least first."""

    kind: Literal["scale"]
    options: Annotated[tuple[Option, ...], Field(min_length=2)]


class Several(Question):
    """Any number of options."""

    kind: Literal["several"]
    options: Annotated[tuple[Option, ...], Field(min_length=1)]


class ShortText(Question):
    """A line of text; `names` says that it lists names from another table, separated by semicolons.

    What stands in a question that `shares` a kind of thing, e.g. `goals`, is offered to every other instrument's
    questions that share it.
    """

    kind: Literal["text"]
    names: Identifier | None = None
    shares: Identifier | None = None


class Number(Question):
    """A whole number from `least` to `most`."""

    kind: Literal["number"]
    least: Annotated[int, Field(ge=0)] = 0
    most: Annotated[int, Field(ge=1, le=MOST)]


Column = Annotated[Choice | Scale | Several | ShortText | Number, Field(discriminator="kind")]


class Table(Question):
    """Rows the reader adds; the first text column names the row. `shares` as for a text, e.g. `parties`."""

    kind: Literal["table"]
    shares: Identifier | None = None
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    row_label: Text
    blank_rows: Annotated[int, Field(ge=1, le=20)] = 3


class Element(Part):
    """One column of a matrix: a statement that is judged for every row."""

    id: Identifier
    prompt: Text
    help: Text | None = None


class Matrix(Question):
    """Rows the reader adds, each judged on the same elements with the same options, with the evidence for it."""

    kind: Literal["matrix"]
    shares: Identifier | None = None
    row_label: Text
    name: ShortText
    elements: Annotated[tuple[Element, ...], Field(min_length=1)]
    options: Annotated[tuple[Option, ...], Field(min_length=2)]
    evidence: Text | None = None
    blank_rows: Annotated[int, Field(ge=1, le=20)] = 2

    @property
    def columns(self) -> tuple[Choice | ShortText, ...]:
        """The columns of the table that a matrix is short for: the name, then a choice (and evidence) each."""
        columns: list[Choice | ShortText] = [self.name]
        for element in self.elements:
            columns.append(
                Choice(id=element.id, kind="choice", prompt=element.prompt, help=element.help, options=self.options)
            )
            if self.evidence:
                columns.append(ShortText(id=f"{element.id}_evidence", kind="text", prompt=self.evidence))
        return tuple(columns)


AnyQuestion = Annotated[
    Choice | Scale | Several | ShortText | Number | Table | Matrix,
    Field(discriminator="kind"),
]


class Section(Part):
    """Questions that stand under one heading."""

    title: Text
    intro: Text | None = None
    questions: Annotated[tuple[AnyQuestion, ...], Field(min_length=1)]


class Link(Part):
    """Where to go on: a page of the book, and the words of the link."""

    page: Annotated[str, StringConstraints(pattern=r"^(book|case_studies|exercises)/[\w/-]+(#[\w-]+)?$")]
    label: Text


Tone = Literal["place", "missing", "present", "unknown", "caution", "advice"]
Origin = Literal["handbook", "ours"]


class Finding(Part):
    """What a rule says when it applies. `{name}` in its texts stands for a value of the row, or an answer."""

    tone: Tone
    title: Text
    text: Text
    points: tuple[Text, ...] = ()
    next: tuple[Link, ...] = ()
    section: Text
    origin: Origin = "handbook"


ALWAYS = AllOf(())


def _condition(raw: Any) -> Any:
    return raw if isinstance(raw, Condition) else parse_condition(raw)


class Rule(Part):
    """A condition over answers and the finding it gives; `claims` lets a test see that no two findings contradict."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    id: Identifier
    when: Annotated[Any, BeforeValidator(_condition)]
    finding: Finding
    claims: Mapping[Identifier, Identifier] = {}


class Decision(Part):
    """A decision table.

    Hit policy: `unique` exactly one rule applies; `first` the first that applies counts; `collect` all that apply
    count. With `each`, it is decided anew for every row of that table. It is decided only if `only_if` holds. Shown
    as a `continuum`, its rules are places in an order, but for those of tone `unknown`. Neighbours with one title and
    one `each` are shown together, row by row; if all have a `label`, under a table of rows against these labels.
    """

    id: Identifier
    title: Text
    label: Text | None = None
    intro: Text | None = None
    hit: Literal["unique", "first", "collect"]
    each: Identifier | None = None
    only_if: Annotated[Any, BeforeValidator(_condition)] = ALWAYS
    show_as: Literal["list", "continuum"] = "list"
    none: Text | None = None
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]


class Instrument(Part):
    """A whole instrument, as it stands in one YAML file.

    What is entered into a `private` one is never kept, saved, offered elsewhere, sent to a kernel or printed.
    """

    id: Identifier
    version: Annotated[int, Field(ge=1)]
    title: Text
    purpose: Text
    instructions: Text
    cannot_know: Annotated[tuple[Text, ...], Field(min_length=1)]
    safety: Text
    private: bool = False
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    analysis: Literal["network"] | None = None
    sides: Mapping[Identifier, Text] = {}
    decisions: Annotated[tuple[Decision, ...], Field(min_length=1)]
    example: Mapping[str, Any] | None = None
    #: Where `widgets.evaluate` keeps the compiled rules.
    _evaluator: Any = PrivateAttr(default=None)

    @property
    def questions(self) -> Iterator[Choice | Scale | Several | ShortText | Number | Table | Matrix]:
        """Every question, in the order of the page."""
        for section in self.sections:
            yield from section.questions
