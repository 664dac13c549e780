"""Build the handbook into _build/html: ``python -m scripts.build_site``.

Warnings are errors. A build after no change takes seconds and runs no notebook. When anything that notebooks read
has changed (the widgets' code, instruments, questions, cases), they are all run again: the cache of their results
looks at the notebooks' own code only, and would show old results.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from editions.shelf import tidy

ROOT = Path(__file__).resolve().parent.parent

#: What notebooks read while they run, besides their own code.
READ_BY_NOTEBOOKS = ("widgets", "exercises", "case_studies", "requirements.txt")
READ_SUFFIXES = frozenset({".css", ".csv", ".html", ".jinja", ".js", ".json", ".py", ".svg", ".txt", ".yaml", ".yml"})
STAMP = "notebooks-read.txt"
TELLING = re.compile(r"WARNING|ERROR|CRITICAL|Error:|error:|Exception")
COLOR = re.compile(r"\x1b\[[0-9;]*m")


def fingerprint(root: Path) -> str:
    """Return a digest of everything that notebooks may read while they run."""
    digest = hashlib.sha256(sys.version.encode())
    for name in READ_BY_NOTEBOOKS:
        top = root / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and path.suffix in READ_SUFFIXES and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def forget_old_results(root: Path) -> str:
    """Throw away cached results that no longer hold, and return the digest to note once the build has succeeded."""
    build, now = root / "_build", fingerprint(root)
    stamp = build / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="utf8") != now:
        stamp.unlink(missing_ok=True)
        for name in (".jupyter_cache", ".doctrees", "jupyter_execute"):
            shutil.rmtree(build / name, ignore_errors=True)
    if not (build / ".doctrees" / "environment.pickle").is_file():
        shutil.rmtree(build / "html", ignore_errors=True)  # nobody knows any more which of its pages have a source
    return now


def root_page(root: Path) -> str:
    """Return the address of the book's first page, from _toc.yml."""
    found = re.search(r"^root:\s*[\"']?([^\s\"'#]+)", (root / "_toc.yml").read_text(encoding="utf8"), re.MULTILINE)
    return re.sub(r"\.(md|ipynb|rst)$", "", found[1] if found else "index") + ".html"


def write_redirect(site: Path, address: str) -> None:
    """Let the folder's index.html lead to the book's first page, from a server and from the disk alike."""
    if address == "index.html":
        return
    (site / "index.html").write_text(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="refresh" content="0; url={address}">\n<title>The handbook</title>\n'
        '<link rel="icon" href="data:,">\n</head>\n'
        f'<body>\n<main><h1>The handbook</h1><p><a href="{address}">Go to the first page</a></p></main>\n'
        "</body>\n</html>\n",
        encoding="utf8",
    )


def complaints(output: str) -> str:
    """Return the lines of a failed build that say what is wrong, or its last lines if none does."""
    lines = [COLOR.sub("", line).rstrip() for line in output.splitlines()]
    telling = [line for line in lines if TELLING.search(line)]
    return "\n".join(dict.fromkeys(telling) if telling else lines[-30:])


def build(root: Path = ROOT) -> int:
    """Build the book at `root`; return 0, or 1 after saying what is wrong."""
    began = time.monotonic()
    now = forget_old_results(root)
    if not (root / "_build" / "html").is_dir():
        print("Building the whole handbook, which takes a minute or two ...", flush=True)
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        *("build", str(root), "--warningiserror", "--keep-going"),
    ]
    paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    settings = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    if not (root / "_build" / ".jupyter_cache").is_dir():  # all notebooks will run: several at once take half as long
        program = [sys.executable, "-m", "scripts.run_notebooks", str(root)]
        subprocess.run(program, cwd=ROOT, env=settings, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    done = subprocess.run(
        command,
        cwd=root,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf8",
        errors="replace",
        check=False,
    )
    site = root / "_build" / "html"
    if done.returncode:
        # Else the next build would not read the unchanged pages again, keep silent about them, and succeed.
        (root / "_build" / ".doctrees" / "environment.pickle").unlink(missing_ok=True)
        log = root / "_build" / "build.log"
        log.parent.mkdir(exist_ok=True)
        log.write_text(COLOR.sub("", done.stdout), encoding="utf8")
        print(complaints(done.stdout), file=sys.stderr)
        print(f"The handbook was not built. Mend the lines above; all messages are in {log}", file=sys.stderr)
        return 1
    write_redirect(site, root_page(root))
    tidy(root)
    (root / "_build" / STAMP).write_text(now, encoding="utf8")
    print(f"The handbook is in {site} ({time.monotonic() - began:.0f} s): open {site / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(build())
