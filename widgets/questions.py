"""Retrieval questions: a page's bank of questions with explained answers, from `exercises/PART/PAGE.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from .loading import causes, line_of, mend, plain
from .model import Identifier, Text


class QuestionsError(ValueError):
    """A question file that cannot be used. Its message has one line a fault: file, line, fault, mend."""


class Answer(BaseModel):
    """One option of a question, with the reason why it is right or wrong."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Text
    feedback: Text
    right: bool = False


class MultipleChoice(BaseModel):
    """A question with exactly one right option. `covers` holds ids of the coverage map."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier
    covers: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    level: Literal["recall", "application"]
    prompt: Text
    options: Annotated[tuple[Answer, ...], Field(min_length=3, max_length=5)]

    @model_validator(mode="after")
    def _one_right(self) -> MultipleChoice:
        if sum(option.right for option in self.options) != 1:
            raise ValueError("mark exactly one option with `right: true`")
        return self


def load_questions(path: Path) -> tuple[MultipleChoice, ...]:
    """Return the questions in a file. Raises QuestionsError naming every fault with its line."""
    try:
        data = YAML(typ="rt").load(path.read_text(encoding="utf8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise QuestionsError(f"{path}:{line}: not valid YAML ({error.problem}); mend the text at that line") from error
    try:
        questions = TypeAdapter(tuple[MultipleChoice, ...]).validate_python(plain(data))
    except ValidationError as error:
        faults = [f"{path}:{line_of(data, e['loc'])}: {mend(e)}" for e in causes(error)]
        raise QuestionsError("\n".join(faults)) from error
    ids = [question.id for question in questions]
    twice = [
        f"{path}:{line_of(data, (n,))}: the id {name!r} is used twice; rename one"
        for n, name in enumerate(ids)
        if name in ids[:n]
    ]
    if twice:
        raise QuestionsError("\n".join(twice))
    return questions
