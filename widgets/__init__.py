"""Instruments of the Track II Handbook: an engine, and every way of showing them.

Dependencies point one way: faces (`html`, `jupyter`, `sphinx`, `frontend/`) → engine (`evaluate`, `network`,
`answers`) → model (`model`, `conditions`, `loading`).
"""

from __future__ import annotations

from typing import Any

__all__ = ["FourCsMapper", "InstrumentWidget", "PrescriptiveElicitiveSelector", "RipenessChecklist"]


def __getattr__(name: str) -> Any:
    # The widgets need anywidget; the engine does not, so they are imported only when asked for.
    if name in __all__:
        from . import jupyter

        return getattr(jupyter, name)
    raise AttributeError(f"module 'widgets' has no attribute {name!r}")
