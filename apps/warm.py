"""Imported by the nursery for its effect: it reads every instrument once, so that no visitor waits for it."""

from widgets.html import render
from widgets.jupyter import InstrumentWidget
from widgets.loading import instrument

for kind in InstrumentWidget.__subclasses__():
    render(instrument(kind.instrument_id))
