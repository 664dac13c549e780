"""Run a book's notebooks, several at once, and keep what they give: ``python -m scripts.run_notebooks FOLDER``.

The build would run them one after the other. It finds the results in its cache; a notebook that fails here leaves none
there, so that the build runs it again and says what is wrong.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

#: A notebook that takes longer is left to the build, which knows the book's own limit.
SECONDS = 120
READER = {"name": "myst_nb_md", "type": "plugin"}


def notebooks(root: Path) -> list[Path]:
    """Return the text notebooks that _toc.yml names."""
    contents = (root / "_toc.yml").read_text(encoding="utf8")
    named = re.findall(r"^[\s-]*(?:root|file):\s*[\"']?([^\s\"'#]+)", contents, re.MULTILINE)
    paths = [root / f"{name.removesuffix('.md')}.md" for name in named]
    return [path for path in paths if path.is_file() and _has_kernel(path.read_text(encoding="utf8"))]


def _has_kernel(text: str) -> bool:
    """Return whether a page begins with the name of the kernel that runs it."""
    head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    return bool(head and re.search(r"^kernelspec:", head[1], re.MULTILINE))


def main(root: Path) -> None:
    """Run the notebooks of the book at `root` that have no result yet, as many at once as there are processors."""
    found = notebooks(root)
    if not found:
        return
    from jupyter_cache import get_cache
    from jupyter_cache.executors import load_executor

    cache = get_cache(str(root / "_build" / ".jupyter_cache"))
    for path in found:
        cache.add_nb_to_project(str(path), read_data=READER)
    load_executor("local-parallel", cache).run_and_cache(timeout=SECONDS, allow_errors=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
