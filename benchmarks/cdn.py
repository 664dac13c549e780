"""The stock book as it would be if its CDNs answered: a copy of it with their files beside it.

The browser here reaches no other host. npm, where it is installed and has a registry, gives the very files that
jsdelivr hands out. cdnjs's require.js is in no registry as that file; another build of the same version, from Voila's
package, stands in for it so that the page runs, and its bytes are not counted.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

#: Address in the pages → npm package, file in it.
FROM_NPM = {
    "https://cdn.jsdelivr.net/npm/@jupyter-widgets/html-manager@1.0.6/dist/embed-amd.js": (
        "@jupyter-widgets/html-manager@1.0.6",
        "dist/embed-amd.js",
    ),
    "https://cdn.jsdelivr.net/npm/vega@5?noext": ("vega@5", "build/vega.min.js"),
    "https://cdn.jsdelivr.net/npm/vega-lite@5.20.1?noext": ("vega-lite@5.20.1", "build/vega-lite.min.js"),
    "https://cdn.jsdelivr.net/npm/vega-embed@6?noext": ("vega-embed@6", "build/vega-embed.min.js"),
}
REQUIRE = "https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.4/require.min.js"
STAND_IN = "require-stand-in.js"
INTEGRITY = re.compile(r'<script[^>]*?src="' + re.escape(REQUIRE) + r'"[^>]*>')


@dataclass(frozen=True)
class Mirror:
    """The stock book with the CDNs' files beside it; or, with no folder, why there is none."""

    folder: Path | None
    reason: str = ""


def mirror(stock: Path, folder: Path) -> Mirror:
    """Copy the stock book's site and put what it asks of CDNs beside it."""
    files = folder / "cdn-files"
    try:
        _fetch(files)
    except (OSError, subprocess.SubprocessError, RuntimeError, tarfile.TarError, KeyError) as error:
        return Mirror(None, f"not reachable, not counted ({str(error).splitlines()[0][:80]})")
    target = folder / "stock-with-cdn"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(stock, target)
    shutil.copytree(files, target / "cdn")
    for page in target.rglob("*.html"):
        text = page.read_text(encoding="utf8")
        if "https://cdn" not in text:
            continue
        text = INTEGRITY.sub(f'<script src="/cdn/{STAND_IN}">', text).replace(REQUIRE, f"/cdn/{STAND_IN}")
        for address in FROM_NPM:
            text = text.replace(address, f"/cdn/{_name(address)}")
        page.write_text(text, encoding="utf8")
    return Mirror(target)


def _name(address: str) -> str:
    return Path(FROM_NPM[address][1]).name


def _fetch(files: Path) -> None:
    """Get every file into a folder, once."""
    wanted = {_name(address) for address in FROM_NPM} | {STAND_IN}
    if files.is_dir() and wanted <= {path.name for path in files.iterdir()}:
        return
    npm = shutil.which("npm")
    if not npm:
        raise RuntimeError("npm is not installed")
    files.mkdir(parents=True, exist_ok=True)
    require = Path(sys.prefix, "share", "jupyter", "voila", "templates", "base", "static", "require.min.js")
    shutil.copy(require, files / STAND_IN)
    for address, (package, path) in FROM_NPM.items():
        done = subprocess.run(
            [npm, "pack", "--silent", package],
            cwd=files,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )
        if done.returncode:
            raise RuntimeError(f"npm did not give {package}")
        archive = files / done.stdout.split()[-1]
        with tarfile.open(archive) as packed:
            content = packed.extractfile(f"package/{path}")
            if content is None:
                raise RuntimeError(f"{package} holds no {path}")
            (files / _name(address)).write_bytes(content.read())
        archive.unlink()
