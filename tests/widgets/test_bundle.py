"""The browser's modules are joined into one script, small enough for a slow line."""

from __future__ import annotations

import gzip
import re

import pytest

from widgets import bundle
from widgets.sphinx.assets import DRAWINGS, SCRIPTS


def pretend(monkeypatch: pytest.MonkeyPatch, **texts: str) -> None:
    """Let the frontend hold these modules: name without suffix → text."""
    files = {f"{name}.js": text for name, text in texts.items()}
    monkeypatch.setattr(bundle, "read", files.__getitem__)


def test_modules_are_joined_each_once_after_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(
        monkeypatch,
        start='import { a } from "./a.js";\nimport {\n  b,\n  C,\n} from "./b.js";\na(b);\n',
        a='import { b } from "./b.js";\nexport function a() {}\n',
        b="export const b = 1;\nexport class C {}\nexport async function d() {}\n",
    )
    assert bundle.modules("start.js") == ["b.js", "a.js", "start.js"]
    joined = bundle.join("start.js").split("\n")
    assert [line for line in joined if line] == [
        "const b = 1;",
        "class C {}",
        "async function d() {}",
        "function a() {}",
        "a(b);",
    ]


def test_modules_that_import_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(
        monkeypatch,
        a='import { b } from "./b.js";\n',
        b='import { c } from "./c.js";\n',
        c='import { a } from "./a.js";\n',
    )
    with pytest.raises(bundle.BundleError, match=r"a\.js → b\.js → c\.js → a\.js: modules import each other"):
        bundle.join("a.js")


@pytest.mark.parametrize(
    "declared", ["const same = 1;", "function same() {}", "class same {}", "async function same() {}"]
)
def test_a_name_of_two_modules_is_refused(monkeypatch: pytest.MonkeyPatch, declared: str) -> None:
    pretend(monkeypatch, a=f'import {{ b }} from "./b.js";\n{declared}\n', b="let same = 2;\nexport const b = 3;\n")
    with pytest.raises(bundle.BundleError, match=r"a\.js: the top-level name 'same' is taken by b\.js; rename it"):
        bundle.join("a.js")


@pytest.mark.parametrize(
    "line",
    [
        'import b from "./b.js";',
        'import { b } from "../b.js";',
        'import { b } from "https://example.org/b.js";',
        "export default b;",
        "export { b };",
        'export * from "./b.js";',
    ],
)
def test_a_form_that_cannot_be_joined_is_refused(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    pretend(monkeypatch, a=f"{line}\n", b="")
    with pytest.raises(bundle.BundleError, match=r"a\.js: write imports in one line"):
        bundle.join("a.js")


@pytest.mark.parametrize("entry", [*sorted(SCRIPTS.values()), DRAWINGS])
def test_a_script_for_pages_needs_no_modules_and_leaves_no_names_behind(entry: str) -> None:
    script = bundle.classic_script(entry)
    assert not re.search(r"^\s*(import|export)\b|[;}]\s*(import|export)\s*[{*'\"]|\bimport\(", script, re.MULTILINE)
    assert script.startswith('(()=>{"use strict";')
    assert script.rstrip().endswith("})();")


@pytest.mark.parametrize("entry", ["widget.js", "private_widget.js", "questions_widget.js"])
def test_the_widgets_module_exports_only_what_anywidget_asks_for(entry: str) -> None:
    module = bundle.widget_module(entry)
    assert re.findall(r"^(?:import|export)\b.*", module, re.MULTILINE) == ["export default { render };"]
    assert re.search(r"^function render\(", module, re.MULTILINE)


@pytest.mark.parametrize(
    ("entry", "most"),
    [("site.js", 15_000), ("privacy.js", 3_000), ("questions_page.js", 2_500), ("every_page.js", 3_600)],
)
def test_a_script_is_small_enough_for_a_slow_line(entry: str, most: int) -> None:
    assert len(gzip.compress(bundle.classic_script(entry).encode(), compresslevel=9, mtime=0)) <= most


@pytest.mark.parametrize(
    "entry", [*sorted(SCRIPTS.values()), DRAWINGS, "widget.js", "private_widget.js", "questions_widget.js"]
)
def test_no_script_names_another_host(entry: str) -> None:
    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"'`)]*", bundle.join(entry).replace("// ", "")))
    assert addresses <= {"http://www.w3.org/2000/svg"}
