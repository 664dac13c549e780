"""Imported by the nursery for its effect: it reads every instrument once, so that no visitor waits for it."""

from widgets.html import render
from widgets.jupyter import widget_class
from widgets.loading import instrument, names

for name in names():
    widget_class(name)
    render(instrument(name))
