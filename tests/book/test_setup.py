"""Setting up without a usable Python ends with one line that says what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .pages import ROOT


def set_up(python: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the set-up script with this Python, for an environment in `folder`."""
    command = ["/bin/sh", str(ROOT / "scripts" / "setup_venv.sh"), python, str(folder / "venv"), "requirements.txt"]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=folder, check=False)


def pretend(folder: Path, script: str) -> str:
    """Write a program that pretends to be Python; return its path."""
    path = folder / "python3"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf8")
    path.chmod(0o755)
    return str(path)


def of_version(folder: Path, *version: int) -> str:
    """Write a program that says it is a Python of this version and cannot make environments; return its path."""
    name = ".".join(map(str, version))
    believe = f"import sys; sys.version_info = {version}; "
    return pretend(
        folder,
        f"""case "$1" in
        -V) echo Python {name};;
        -c) exec '{sys.executable}' -c "{believe}$2";;
        *) echo "no space left" >&2; exit 1;;
        esac""",
    )


def test_a_missing_python_is_told_with_the_packages_to_install(tmp_path: Path) -> None:
    done = set_up("/nonexistent", tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "Python 3.10 or newer is needed and '/nonexistent' was not found. "
        "On Debian or Ubuntu: apt-get install python3 python3-venv\n"
    )
    assert not (tmp_path / "venv").exists()


def test_a_python_that_is_too_old_is_told_with_its_version(tmp_path: Path) -> None:
    old = of_version(tmp_path, 3, 9, 21)
    done = set_up(old, tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        f"Python 3.10 or newer is needed; '{old}' is Python 3.9.21. "
        "Name another one with: make PYTHON=/path/to/python3\n"
    )
    assert not (tmp_path / "venv").exists()


def test_an_environment_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    done = set_up(of_version(tmp_path, 3, 10, 0), tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "no space left",
        f"The virtual environment {tmp_path / 'venv'} could not be made: see the message above.",
    ]


def test_packages_that_cannot_be_had_are_told(tmp_path: Path) -> None:
    pip = tmp_path / "venv" / "bin" / "pip"
    pip.parent.mkdir(parents=True)
    pip.write_text("#!/bin/sh\necho no connection >&2\nexit 1\n", encoding="utf8")
    pip.chmod(0o755)
    done = set_up(pretend(tmp_path, "exit 0"), tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "no connection",
        "Installing requirements.txt failed: see pip's message above. A working connection to PyPI is needed once.",
    ]
