"""Widgets as HTML that reads before any script runs, and without one.

The containers of ipywidgets become headings, sections and native disclosure elements; an anywidget that carries its
own `html` shows it. The page's script then brings the anywidgets to life where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import bleach  # type: ignore[import-untyped]
from markupsafe import Markup

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
REFERENCE = "IPY_MODEL_"
ROWS = {"HBoxModel", "GridBoxModel"}
COLUMNS = {"VBoxModel", "BoxModel"}
ALLOWED_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd"),
    *("strong", "em", "b", "i", "code", "pre", "a"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES = {"a": ["href"], "th": ["scope"]}

NOT_SENT = {"html", "layout", "tabbable", "tooltip"}

State = dict[str, Any]
States = dict[str, State]


def safe_html(text: str) -> Markup:
    """Return HTML with plain markup only; anything else is shown as text. The page's script does the same."""
    return Markup(bleach.clean(text, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES))  # noqa: S704


def output_html(output: dict[str, Any], models: States) -> Markup:
    """Return an output as HTML: a widget, the notebook's own HTML, an image or text; errors and warnings as nothing."""
    if output["output_type"] == "stream":
        return Markup("<pre>{}</pre>").format(output["text"]) if output["name"] == "stdout" else Markup()
    data = output.get("data", {})
    if WIDGET_VIEW in data:
        return widget_html(data[WIDGET_VIEW]["model_id"], models)
    for kind in ("text/html", "image/svg+xml"):
        if kind in data:
            return Markup(data[kind])  # noqa: S704 - the notebook's own
    if "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
        return Markup('<img src="data:image/png;base64,{}" alt="{}">').format(data["image/png"].strip(), alt)
    return Markup("<pre>{}</pre>").format(data["text/plain"]) if "text/plain" in data else Markup()


def widget_html(model_id: str, models: States) -> Markup:
    """Return one widget as HTML; one of a kind that is not known becomes a sentence."""
    state = models.get(model_id, {})
    kind = state.get("_model_name", "")
    children = [child.removeprefix(REFERENCE) for child in state.get("children", [])]
    inner = [widget_html(child, models) for child in children]
    titles = _titles(state, len(children))
    if kind == "AnyModel":
        own = Markup(state.get("html", ""))  # noqa: S704 - the widget's own, see widgets/html.py
        return Markup('<div class="live" data-model="{}">{}</div>').format(model_id, own)
    if kind in ROWS or kind in COLUMNS:
        return Markup('<div class="{}">{}</div>').format("row" if kind in ROWS else "column", Markup().join(inner))
    if kind == "TabModel":
        sections = (
            Markup('<section><h2 class="tab-title">{}</h2>{}</section>').format(title, part)
            for title, part in zip(titles, inner, strict=True)
        )
        return Markup('<div class="tabs" data-selected="{}">{}</div>').format(
            state.get("selected_index") or 0, Markup().join(sections)
        )
    if kind == "AccordionModel":
        opened = state.get("selected_index")
        return Markup().join(
            Markup("<details{}><summary>{}</summary>{}</details>").format(
                Markup(" open") if index == opened else "", title, part
            )
            for index, (title, part) in enumerate(zip(titles, inner, strict=True))
        )
    if kind in {"HTMLModel", "HTMLMathModel"}:
        return Markup('<div data-html="{}">{}</div>').format(model_id, safe_html(state.get("value", "")))
    if kind == "LabelModel":
        return Markup('<p data-text="{}">{}</p>').format(model_id, state.get("value", ""))
    return Markup('<p class="problem">{}</p>').format(unknown(kind))


def unknown(kind: str) -> str:
    """Say that a kind of widget cannot be shown here."""
    name = kind.removesuffix("Model") or "unknown"
    return f"This page cannot show a part of the notebook: the widget “{name}”. It works in JupyterLab."


def used_models(shown: Iterable[str], models: States) -> tuple[States, list[str]]:
    """Return the state of every anywidget that the page shows, and the modules and styles that they share.

    In a state, `_esm` and `_css` are places in that list; `html` is left out, as it already stands in the page.
    """
    wanted: States = {}
    shared: dict[str, int] = {}
    for model_id in _walk(shown, models):
        state = models[model_id]
        if state.get("_model_name") == "AnyModel":
            own = {key: value for key, value in state.items() if not key.startswith("_") and key not in NOT_SENT}
            ours = {key: shared.setdefault(state[key], len(shared)) for key in ("_esm", "_css") if state.get(key)}
            wanted[model_id] = {**own, **ours}
    return wanted, list(shared)


def _walk(shown: Iterable[str], models: States) -> Iterator[str]:
    for model_id in shown:
        if model_id in models:
            yield model_id
            children = models[model_id].get("children", [])
            yield from _walk((child.removeprefix(REFERENCE) for child in children), models)


def _titles(state: State, count: int) -> list[str]:
    titles = list(state.get("titles", []))
    return [title or f"Part {index + 1}" for index, title in enumerate([*titles, *[""] * count][:count])]
