"""The prescriptive–elicitive selector as a stock author writes it: radio buttons from ipywidgets, and a count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets


def selector(questions: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> Any:
    """Return the form; each question has options, each with the side that it speaks for, or none."""
    verdict = widgets.HTML('<p class="unanswered">Nothing is answered yet.</p>')
    verdict.add_class("verdict")
    asked: list[tuple[Any, Sequence[tuple[str, str]]]] = []

    def show(_change: object) -> None:
        sides = [dict(options)[radio.value] for radio, options in asked if radio.value]
        counts = {side: sides.count(side) for side in dict.fromkeys(sides) if side}
        verdict.value = "".join(f"<p>{side}: {count} answers</p>" for side, count in counts.items())

    rows = []
    for prompt, options in questions:
        radio = widgets.RadioButtons(options=[label for label, _ in options], value=None)
        radio.observe(show, "value")
        asked.append((radio, options))
        rows += [widgets.HTML(f"<p>{prompt}</p>"), radio]
    return widgets.VBox([*rows, verdict])
