"""From a notebook to a page: which notebooks there are, what their cells show, and the words around them."""

from __future__ import annotations

import ast
import contextlib
import copy
import logging
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import KernelManager
from jupyter_core.utils import ensure_async
from markupsafe import Markup
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets.config import Config
from voila.execute import VoilaExecutor

from widgets.jupyter import class_names
from widgets.loading import instrument
from widgets.model import Instrument

from .kernels import NotStartedError
from .views import WIDGET_VIEW, output_html, used_models

log = logging.getLogger(__name__)
HERE = Path(__file__).resolve().parent
TOO_SLOW = "This part took too long and was stopped. The rest of the page is below."
WENT_WRONG = "This part of the page could not be made. The people who run this server can find the reason in its log."


@dataclass(frozen=True)
class App:
    """A notebook that visitors may open."""

    name: str
    notebook: NotebookNode
    title: str
    summary: str
    static_page: str
    """Where in the built handbook the same instrument stands, with no kernel behind it."""


@dataclass
class Page:
    """What is known of one page once its notebook has been run."""

    parts: list[Markup] = field(default_factory=list)
    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)
    whole: bool = True
    """Whether every cell did what it should."""
    busy: bool = False
    """Whether a cell may still be running, which makes the kernel useless to the page."""


def find_apps(folder: Path) -> dict[str, App]:
    """Return the notebooks of a folder, by name. Raises `ValueError` with one sentence for one that cannot be read."""
    apps = {}
    for path in sorted(folder.glob("*.ipynb")):
        try:
            notebook = nbformat.read(path, as_version=4)
            about = notebook.metadata["handbook"]
            app = App(path.stem, notebook, about["title"], about["summary"], about["static_page"])
        except (OSError, ValueError, AttributeError, nbformat.ValidationError) as error:
            raise ValueError(f"{path.name} is not a notebook that can be read: {str(error).splitlines()[0]}") from error
        except KeyError as error:
            raise ValueError(f"{path.name} has no {error} in its metadata (see apps/README.md).") from error
        apps[app.name] = app
    if not apps:
        raise ValueError(f"There is no notebook in {folder}.")
    return apps


def instrument_apps() -> dict[str, App]:
    """Return a page for every instrument, by its id, in the order of their titles."""
    made = [_instrument_app(title, instrument(name)) for title, name in class_names().items()]
    return {app.name: app for app in sorted(made, key=lambda app: app.title)}


def _instrument_app(class_name: str, of: Instrument) -> App:
    code = f"""from os import environ

from widgets import {class_name}

{class_name}(book_url=environ.get("HANDBOOK_BOOK_URL", ""))"""
    cells = [nbformat.v4.new_markdown_cell(f"# {of.title}\n\n## Your answers"), nbformat.v4.new_code_cell(code)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    return App(of.id, notebook, of.title, of.purpose, f"book/instruments/{of.id}.html")


def imports_of(apps: dict[str, App]) -> list[str]:
    """Return what the notebooks import at the top of a cell, as `module` or `module:name`."""
    names: set[str] = set()
    for app in apps.values():
        for cell in app.notebook.cells:
            if cell.cell_type != "code":
                continue
            try:
                statements = ast.parse(cell.source).body
            except SyntaxError:
                continue
            for statement in statements:
                if isinstance(statement, ast.Import):
                    names.update(alias.name for alias in statement.names)
                elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
                    names.update(f"{statement.module}:{alias.name}" for alias in statement.names)
    return sorted(names)


def environment() -> Environment:
    """Return the templates of this folder, with everything escaped that is not marked as ours."""
    return Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True)


async def run_notebook(app: App, kernel: KernelManager, config: Config) -> Page:
    """Run a notebook's cells in a kernel and return what they show.

    Sources, tracebacks and warnings stay here: a cell that fails gives a sentence, and its error goes to the log.
    Raises `NotStartedError` when the kernel does not answer.
    """
    notebook = copy.deepcopy(app.notebook)
    executor = VoilaExecutor(notebook, km=kernel, config=config)
    executor.kc = await _connect(kernel, executor.startup_timeout)
    page = Page()
    try:
        outcomes = [await _run_cell(executor, cell, index, page) for index, cell in enumerate(notebook.cells)]
    finally:
        executor.kc.stop_channels()
    models = executor.widget_state
    shown: list[str] = []
    markdown = MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True))
    for cell, problem in zip(notebook.cells, outcomes, strict=True):
        if cell.cell_type == "markdown":
            page.parts.append(Markup(markdown.render(cell.source)))  # noqa: S704 - ours
        elif cell.cell_type == "code":
            for output in cell.get("outputs", []):
                view = output.get("data", {}).get(WIDGET_VIEW)
                if view:
                    shown.append(view["model_id"])
                page.parts.append(output_html(output, models))
            if problem:
                page.parts.append(Markup('<p class="problem">{}</p>').format(problem))
    page.models, page.shared = used_models(shown, models)
    return page


async def _connect(kernel: KernelManager, seconds: float) -> AsyncKernelClient:
    """Return a client once the kernel answers and its output can be heard. Raises `NotStartedError`.

    jupyter_client's own `wait_for_ready` ends with a fixed wait of 0.2 s, which is most of what a page takes.
    """
    client: AsyncKernelClient = kernel.client()
    client.allow_stdin = False
    client.start_channels()
    deadline = time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            client.kernel_info()
            with contextlib.suppress(Empty):
                await client.get_shell_msg(timeout=1)
                await client.get_iopub_msg(timeout=0.1)
                return client
            if not await ensure_async(kernel.is_alive()):
                raise NotStartedError("it ended before it answered")
        raise NotStartedError(f"it did not answer within {seconds:g} s")
    except BaseException:
        client.stop_channels()
        raise


async def _run_cell(executor: VoilaExecutor, cell: NotebookNode, index: int, page: Page) -> str | None:
    """Run one cell; return the sentence to show when it fails. Once a cell was stopped, no other runs."""
    if cell.cell_type != "code":
        return None
    cell.outputs = []
    if page.busy:
        return WENT_WRONG
    try:
        await executor.async_execute_cell(cell, index, store_history=False)
    except CellTimeoutError:
        page.busy = True
        page.whole = False
        log.error("Cell %s was stopped: it took longer than %s s.", index, executor.timeout)
        return TOO_SLOW
    except DeadKernelError:
        page.busy = True
        page.whole = False
        log.error("The kernel ended in cell %s.", index)
        return WENT_WRONG
    except CellExecutionError as error:
        page.whole = False
        log.error("Cell %s failed:\n%s", index, error)
        return WENT_WRONG
    return None
