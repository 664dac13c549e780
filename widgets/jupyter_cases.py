"""Case studies in Jupyter and Voila: the same passages as in the book, with the path and the reasons in the kernel.

    from widgets import CaseStudy
    c = CaseStudy("sant-egidio")      # a case in full; a short one is "short/kelman"
    c = CaseStudy()                   # all of them, with a list to choose from
    c.path                            # the passages one came to, also settable
    c.why                             # the reasons, by scene

Where there is no kernel, the same cell shows the numbered passages as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from markupsafe import Markup

from . import bundle
from .answers import AnswersDocument, AnswersError
from .answers import load as load_answers
from .bank import ROOT
from .cases import Case, CaseError, load_case
from .guidance import guidance
from .html import render_case
from .strings import strings
from .worked import SHORT, is_worked

CASES = ROOT / "case_studies"
#: The file of a full case's decisions, in its folder.
DECISIONS = "decisions.yaml"


def files() -> dict[str, Path]:
    """Return the file of each case by its name (a short one is short/kelman), in the order of the book."""
    if not CASES.is_dir():
        raise CaseError(f"There is no folder {CASES}. Run this from the handbook's own folder, or pass a case.")
    found = {path.parent.name: path for path in CASES.glob(f"*/{DECISIONS}")}
    found |= {f"{SHORT}/{path.stem}": path for path in (CASES / SHORT).glob("*.yaml") if not is_worked(path)}
    toc = CASES.parent / "_toc.yml"
    contents = toc.read_text(encoding="utf8") if toc.is_file() else ""

    def place(name: str) -> tuple[bool, int, str]:
        at = contents.find(f"{CASES.name}/{name}")
        return at < 0, at, name

    return {name: found[name] for name in sorted(found, key=place)}


def case_of(name: str | Path) -> Case:
    """Return a case of the handbook (``sant-egidio``) or in a file of one's own (a Path, or a name in .yaml)."""
    if isinstance(name, Path) or name.endswith((".yaml", ".yml")):
        return load_case(Path(name))
    known = files()
    if name not in known:
        raise CaseError(f"There is no case {name!r}. There are: {', '.join(known) or 'none'}.")
    return load_case(known[name])


class CaseStudy(anywidget.AnyWidget):
    """A case study in a notebook: one of the handbook's, one in a file, a `Case`, or with nothing given any of them.

    Parameters: `path` and `why` (a way through the case), `book_url` (where the book is served, for links to guidance),
    `document` (an answers document: ways through other cases are taken from it and put into it).
    """

    _esm = bundle.widget_module("case_widget.js")
    _css = bundle.read("instrument.css") + bundle.read("case.css")

    html = traitlets.Unicode(help="The numbered passages, and the list of cases if there is one.").tag(sync=True)
    name = traitlets.Unicode(help="Which case is shown, where one can be chosen.").tag(sync=True)
    path = traitlets.List(traitlets.Unicode(), help="The passages one came to.").tag(sync=True)
    why = traitlets.Dict(help="Scene → why one would choose so.").tag(sync=True)
    book_url = traitlets.Unicode(help="Where the book is served, ending in a slash; empty: no links.").tag(sync=True)
    document = traitlets.Dict(help="The data of an answers document, with ways through other cases.").tag(sync=True)

    def __init__(
        self,
        source: str | Path | Case | None = None,
        path: Iterable[str] = (),
        why: Mapping[str, str] | None = None,
        *,
        document: AnswersDocument | None = None,
        **kwargs: Any,
    ) -> None:
        self._cases = {name: load_case(file) for name, file in files().items()} if source is None else {}
        if self._cases:
            kwargs["name"] = kwargs.get("name") or next(iter(self._cases))
            self.case = self._cases[kwargs["name"]]
        elif source is None:
            raise CaseError(f"There are no cases in {CASES}.")
        else:
            self.case = source if isinstance(source, Case) else case_of(source)
        super().__init__(document=dict((document or AnswersDocument()).data), **kwargs)
        kept, reasons = self._kept()
        self.path = list(path) or kept
        self.why = dict(why or reasons)
        self.html = self._rendered()

    @traitlets.validate("name")
    def _known(self, proposal: Any) -> str:
        name = str(proposal["value"])
        if name not in (self._cases or [""]):
            raise traitlets.TraitError(f"There is no case {name!r}. There are: {', '.join(self._cases)}.")
        return name

    @traitlets.validate("path")
    def _fits(self, proposal: Any) -> list[str]:
        missing = [key for key in proposal["value"] if key not in self.case.numbers]
        if missing:
            raise traitlets.TraitError(f"The case {self.case.id!r} has no passage {missing[0]!r}.")
        return list(proposal["value"])

    @traitlets.observe("name")
    def _change(self, change: Any) -> None:
        """Show another case; the way through the one before stays in the document."""
        if change["old"] not in self._cases:
            return
        document = self.save()
        self.case = self._cases[change["new"]]
        with self.hold_sync():
            self.document = dict(document.data)
            self.path, self.why = self._kept()
            self.html = self._rendered()

    def _kept(self) -> tuple[list[str], dict[str, str]]:
        """Return the document's way through this case; none if it leads to a passage that is not here."""
        path, why = AnswersDocument(self.document).road(self.case.id)
        return (path, why) if self._has(path) else ([], {})

    def _has(self, path: Iterable[str]) -> bool:
        """Return whether the case has all these passages."""
        return set(path) <= self.case.numbers.keys()

    def save(self, document: AnswersDocument | None = None) -> AnswersDocument:
        """Return an answers document with this way through the case, on top of `document` or of the widget's own.

        A way that does not fit the case any more is left in it until there is another.
        """
        document = document or AnswersDocument(self.document)
        if not (self.path or self.why or self._has(document.road(self.case.id)[0])):
            return document
        return document.with_road(self.case, self.path, self.why)

    def load(self, text: str) -> None:
        """Take the way from an answers file's text; if that cannot be, change nothing and raise `AnswersError`."""
        document = load_answers(text)
        path, why = document.road(self.case.id)
        if not self._has(path):
            raise AnswersError(strings()["case_misfit"])
        self.document = dict(document.data)
        self.path, self.why = path, why

    def _rendered(self) -> str:
        book = self.book_url or None
        return f"{self._chooser()}{render_case(self.case, guidance(ROOT), book, kernel=True)}"

    def _chooser(self) -> Markup:
        """Return the list of cases."""
        if not self._cases:
            return Markup()
        options = (
            Markup('<option value="{}"{}>{}</option>').format(
                name, Markup(" selected") if name == self.name else Markup(), case.title
            )
            for name, case in self._cases.items()
        )
        label = strings()["case_pages"]
        return Markup('<label class="t2-chooser">{}<select>{}</select></label>').format(label, Markup().join(options))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundled = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundled if isinstance(bundled, tuple) else (bundled, {})
        if not data:
            return bundled
        return {**data, "text/html": render_case(self.case, guidance(ROOT), self.book_url or None)}, metadata
