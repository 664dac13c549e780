"""The ripeness checklist as a stock author writes it: the cell of a notebook, its controls from ipywidgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

ANSWERS = ["yes", "no", "unsure"]


def checklist(
    parties: Sequence[str], elements: Sequence[str], conditions: Sequence[str], leaders: Sequence[str]
) -> Any:
    """Return the form, with what is missing below it."""
    verdict = widgets.HTML('<p class="unanswered">Nothing is answered yet.</p>')
    verdict.add_class("verdict")
    asked: list[tuple[str, str, Any]] = []

    def show(_change: object) -> None:
        lines = [
            f"<li><b>{party}</b>: {element} – {toggle.value}</li>"
            for party, element, toggle in asked
            if toggle.value in ("no", "unsure")
        ]
        verdict.value = f"<p>Missing or unsure:</p><ul>{''.join(lines)}</ul>" if lines else "<p>Nothing is missing.</p>"

    def question(party: str, element: str) -> Any:
        toggle = widgets.ToggleButtons(options=ANSWERS, value=None)
        toggle.observe(show, "value")
        asked.append((party, element, toggle))
        evidence = widgets.Text(placeholder="What makes you say so?")
        return widgets.VBox([widgets.HTML(f"<p>{element}</p>"), toggle, evidence])

    cards = [
        widgets.VBox(
            [
                widgets.HTML(f"<h3>{party}</h3>"),
                widgets.Text(placeholder="Party (role or code name)"),
                *(question(party, element) for element in elements),
            ]
        )
        for party in parties
    ]
    others = widgets.VBox([widgets.Checkbox(description=text, indent=False) for text in conditions])
    middle = widgets.VBox([question("Leaders in the middle", text) for text in leaders])
    return widgets.VBox([*cards, others, middle, verdict])
