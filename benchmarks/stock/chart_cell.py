"""The four-Cs map as a stock author draws it: an Altair chart of who works on what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt


def heat_map(work: Sequence[tuple[str, str]]) -> Any:
    """Return a heat map of actors and problem areas, with tooltips."""
    values = [{"actor": actor, "problem": problem} for actor, problem in work]
    chart = alt.Chart(alt.Data(values=values)).mark_rect()
    return chart.encode(x="problem:N", y="actor:N", tooltip=["actor:N", "problem:N"]).properties(
        title="Who works on what"
    )
