"""Case studies that a reader decides their way through: scenes and choices, from `case_studies/…/*.yaml`.

A case is a graph. A scene tells where things stand and asks for a decision; each choice has an outcome and leads to a
scene: the same one again, a detour, or the next. Every passage says what it is: what happened (`record`), what the
handbook's guidance says (`handbook`), or what could have followed (`what-if`). `docs/writing.md` shows a case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from .model import Identifier, Part, Text, Value
from .reading import DamagedError, Place, read

#: The source of what happened where none is named.
HANDBOOK = "handbook"


class CaseError(DamagedError):
    """A case that cannot be used, or that is not there."""


class Passage(Part):
    """A paragraph, and what it is. `source` is a key of the case's sources; without one, a record is the handbook's."""

    kind: Literal["record", "handbook", "what-if"]
    text: Text
    source: Identifier | None = None

    @property
    def background(self) -> bool:
        """Whether this is a fact from elsewhere than the handbook."""
        return self.source not in (None, HANDBOOK)

    def faults(self, sources: Collection[str], at: Place) -> Iterator[tuple[Place, str]]:
        """Yield what is wrong with the source of this passage, which stands `at` a place of a file with `sources`."""
        if self.background and self.source not in sources:
            known = ", ".join([HANDBOOK, *sources])
            yield (*at, "source"), f"there is no source {self.source!r}; name it under `sources`; there are: {known}"
        if self.background and self.kind != "record":
            yield (*at, "source"), "only what happened (`kind: record`) has a source from elsewhere"


class Choice(Part):
    """One course that can be taken, the guidance it follows or breaks (coverage ids), its outcome, and where it leads.

    `taken` marks what was done in history.
    """

    id: Value
    text: Text
    follows: tuple[Identifier, ...] = ()
    breaks: tuple[Identifier, ...] = ()
    outcome: Annotated[tuple[Passage, ...], Field(min_length=1)]
    to: Value
    taken: bool = False


class Scene(Part):
    """A moment: where things stand, then a decision, or the one scene that follows (`next`), or an ending.

    `done` says what was really done here, or that the record does not tell.
    """

    id: Value
    title: Text
    passages: Annotated[tuple[Passage, ...], Field(min_length=1)]
    question: Text | None = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=4)] = ()
    done: tuple[Passage, ...] = ()
    next: Value | None = None

    @property
    def exits(self) -> tuple[str, ...]:
        """The scenes that this one leads to; none after an ending."""
        return (*(choice.to for choice in self.choices), *([self.next] if self.next else []))

    @property
    def road(self) -> tuple[str, ...]:
        """The scenes that history may have led to: by the choice taken, or, if that is not known, by a sound one."""
        taken = [choice.to for choice in self.choices if choice.taken]
        sound = [choice.to for choice in self.choices if not choice.breaks]
        return (*(taken or sound), *([self.next] if self.next else []))


class Case(Part):
    """A case study. `role` says whose decisions these are; `sources` names the works besides the handbook, by key."""

    id: Value
    version: Annotated[int, Field(ge=1)]
    title: Text
    role: Text
    sources: dict[Identifier, Text] = Field(default_factory=dict)
    scenes: Annotated[tuple[Scene, ...], Field(min_length=2)]

    @cached_property
    def by_id(self) -> dict[str, Scene]:
        """The scenes by their id."""
        return {scene.id: scene for scene in self.scenes}

    @property
    def decisions(self) -> tuple[Scene, ...]:
        """The scenes that ask for a decision, in the order of the file."""
        return tuple(scene for scene in self.scenes if scene.choices)

    @cached_property
    def history(self) -> tuple[str, ...]:
        """The ids of the scenes that history's road leads through, in the order of the file."""
        reached = self._reached(lambda scene: scene.road)
        return tuple(scene.id for scene in self.scenes if scene.id in reached)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each passage on paper, by its key: a scene's id, or an outcome's ``scene/choice``.

        The first scene is 1. The others are mixed, always in the same way, so that nobody reads on into an outcome.
        """
        first, *rest = [
            key for scene in self.scenes for key in (scene.id, *(f"{scene.id}/{choice.id}" for choice in scene.choices))
        ]
        rest.sort(key=lambda key: hashlib.sha256(f"{self.id} {key}".encode()).digest())
        return {key: number for number, key in enumerate([first, *rest], start=1)}

    def _reached(self, exits: Callable[[Scene], Iterable[str]]) -> set[str]:
        """Return the ids of the scenes that can be reached from the first one."""
        found: set[str] = set()
        waiting = [self.scenes[0].id]
        while waiting:
            name = waiting.pop()
            if name not in found and name in self.by_id:
                found.add(name)
                waiting.extend(exits(self.by_id[name]))
        return found

    def faults(self) -> Iterator[tuple[Place, str]]:
        """Yield what is wrong with the whole: where it stands, and how to mend it."""
        yield from self._twice()
        for n, scene in enumerate(self.scenes):
            yield from self._scene_faults(scene, ("scenes", n))
        leaving = self._leaving()
        reached = self._reached(lambda scene: scene.exits)
        for n, scene in enumerate(self.scenes):
            if scene.id not in reached:
                yield ("scenes", n), f"no choice leads to the scene {scene.id!r}; lead to it, or take it out"
            elif scene.id not in leaving:
                yield ("scenes", n), f"from the scene {scene.id!r} no ending can be reached; let a choice lead out"
        if leaving and not any(not self.by_id[name].exits for name in self.history):
            yield ("scenes",), "the choices marked `taken` lead to no ending; mark the road that history took"

    def _twice(self) -> Iterator[tuple[Place, str]]:
        seen: set[str] = set()
        for n, scene in enumerate(self.scenes):
            if scene.id in seen:
                yield ("scenes", n), f"the scene {scene.id!r} stands here twice; rename one"
            seen.add(scene.id)
            names = [choice.id for choice in scene.choices]
            for k, name in enumerate(names):
                if name in names[:k]:
                    yield ("scenes", n, "choices", k), f"the choice {name!r} stands here twice; rename one"

    def _scene_faults(self, scene: Scene, at: Place) -> Iterator[tuple[Place, str]]:
        for key in ("passages", "done"):
            for k, passage in enumerate(getattr(scene, key)):
                yield from passage.faults(self.sources, (*at, key, k))
        for k, passage in enumerate(scene.done):
            if passage.kind != "record":
                yield (*at, "done", k), "what was really done is `kind: record`; write anything else into an outcome"
        if scene.next and scene.next not in self.by_id:
            yield (*at, "next"), f"there is no scene {scene.next!r}; there are: {', '.join(self.by_id)}"
        if not scene.choices:
            if scene.question or scene.done:
                yield at, f"the scene {scene.id!r} asks for a decision and offers none; add `choices`"
            return
        if scene.next:
            yield (*at, "next"), "a scene with choices leads on by them; take `next` out"
        if not scene.question:
            yield at, f"the scene {scene.id!r} has choices and no `question`; add one"
        if len(scene.choices) < 2:
            yield (*at, "choices"), "one choice is no decision; offer two to four"
        if all(choice.breaks for choice in scene.choices):
            yield (*at, "choices"), "every choice breaks guidance; offer one that breaks none"
        if sum(choice.taken for choice in scene.choices) > 1:
            yield (*at, "choices"), "history took one road; mark one choice at most with `taken: true`"
        if scene.id in self.history and not scene.done:
            yield at, "say under `done` what was really done here, or that the record does not tell"
        if scene.id not in self.history and (scene.done or any(choice.taken for choice in scene.choices)):
            yield at, f"history never came to the scene {scene.id!r}; take `done` and `taken` out"
        for k, choice in enumerate(scene.choices):
            yield from self._choice_faults(choice, (*at, "choices", k))

    def _choice_faults(self, choice: Choice, at: Place) -> Iterator[tuple[Place, str]]:
        if choice.to not in self.by_id:
            yield (*at, "to"), f"there is no scene {choice.to!r}; there are: {', '.join(self.by_id)}"
        if not choice.follows and not choice.breaks:
            yield at, f"say which guidance the choice {choice.id!r} `follows` or `breaks`"
        if not any(passage.kind == "handbook" for passage in choice.outcome):
            yield (*at, "outcome"), "say what the handbook's guidance predicts: add a passage of `kind: handbook`"
        for k, passage in enumerate(choice.outcome):
            yield from passage.faults(self.sources, (*at, "outcome", k))

    def _leaving(self) -> set[str]:
        """Return the ids of the scenes from which an ending can be reached."""
        found = {scene.id for scene in self.scenes if not scene.exits}
        while more := {s.id for s in self.scenes if s.id not in found and any(name in found for name in s.exits)}:
            found |= more
        return found


_CASE = TypeAdapter(Case)


def load_case(path: Path) -> Case:
    """Return the case in a file. Raises CaseError naming every fault with its line."""
    return read(path.read_text(encoding="utf8"), str(path), _CASE, CaseError, begin="id: my-case", faults=Case.faults)


if __name__ == "__main__":
    import sys

    damaged = False
    for name in sys.argv[1:]:
        try:
            case = load_case(Path(name))
        except CaseError as error:
            damaged = True
            print(error)
        else:
            road = ", ".join(case.history)
            print(f"{name}: {len(case.scenes)} scenes, {len(case.decisions)} decisions; history's road: {road}")
    sys.exit(damaged)
