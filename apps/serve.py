"""`python -m apps.serve`: serve the notebooks of this folder to a room or a group."""

from __future__ import annotations

import argparse
import ipaddress
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
TOKEN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 - no letter that looks like another
TOKEN_LENGTH = 12
SHORTEST_TOKEN = 8


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        _stop(f"{message[:1].upper()}{message[1:]} (“--help” lists the options).")


def _stop(sentence: str) -> NoReturn:
    """End with one line and exit code 1."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def _number(low: float, high: float, whole: bool = False) -> Callable[[str], float]:
    """Return a reader of numbers between two bounds."""

    def read(text: str) -> float:
        kind = "a whole number" if whole else "a number"
        try:
            value = int(text) if whole else float(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"it must be {kind} from {low:g} to {high:g}, not “{text}”")
        return value

    return read


def _address(text: str) -> str:
    """Read an IP address, or the name of this machine to itself."""
    if text != "localhost":
        try:
            ipaddress.ip_address(text)
        except ValueError:
            sentence = f"it must be “localhost”, “0.0.0.0” or an address of this machine, not “{text}”"
            raise argparse.ArgumentTypeError(sentence) from None
    return text


def _token(text: str) -> str:
    if len(text) < SHORTEST_TOKEN or not text.isascii() or not text.isalnum():
        raise argparse.ArgumentTypeError(f"it must be {SHORTEST_TOKEN} or more letters and digits")
    return text


def parser() -> argparse.ArgumentParser:
    """Return the command line's options."""
    options = _Parser(prog="python -m apps.serve", description="Serve the instruments from live kernels.")
    add = options.add_argument
    add("--port", type=_number(0, 65535, whole=True), default=8866, help="port to listen on (default: %(default)s)")
    add("--ip", type=_address, default="localhost", help="0.0.0.0 lets the whole local network in (default: only you)")
    add("--token", type=_token, help="what the address must carry; made for you when others can reach the server")
    add(
        "--max-kernels", type=_number(1, 500, whole=True), help="visitors at once (default: what half the memory holds)"
    )
    add("--cell-seconds", type=_number(1, 600, whole=True), default=10, help="time limit of a cell (%(default)s)")
    add(
        "--grace", type=_number(1, 12), default=8.0, help="seconds a kernel waits for a page that is gone (%(default)s)"
    )
    add(
        "--idle-minutes",
        type=_number(1, 1440),
        default=120.0,
        help="an open page that nobody touches keeps its kernel for this long (%(default)s)",
    )
    add("--patience", type=_number(0, 60), default=10.0, help="seconds to wait in line for a kernel (%(default)s)")
    add("--notebooks", type=Path, default=HERE, help="folder of the notebooks")
    add("--book", type=Path, default=HERE.parent / "_build" / "html", help="folder of the built handbook")
    add("--no-fork", dest="fork", action="store_false", help="start each kernel as a new Python: slower, larger")
    return options


def main(argv: list[str] | None = None) -> None:
    """Serve until stopped. Ends with one line and exit code 1 when that cannot be done."""
    chosen = parser().parse_args(argv)

    from .kernels import sensible_bound
    from .nursery import available
    from .server import HandbookVoila, Options, is_loopback

    token = chosen.token
    if token is None and not is_loopback(chosen.ip):
        token = "".join(secrets.choice(TOKEN_LETTERS) for _ in range(TOKEN_LENGTH))
    options = Options(
        ip=chosen.ip,
        port=chosen.port,
        max_kernels=chosen.max_kernels or sensible_bound(),
        cell_seconds=chosen.cell_seconds,
        grace=chosen.grace,
        idle_minutes=chosen.idle_minutes,
        patience=chosen.patience,
        token=token,
        fork=chosen.fork and available(),
        notebooks=chosen.notebooks.resolve(),
        book=chosen.book.resolve(),
    )
    try:
        HandbookVoila.with_options(options).start()
    except ValueError as error:
        _stop(str(error))
    except OSError as error:
        _stop(f"Cannot listen on port {chosen.port} of {chosen.ip}: {error.strerror or error}. Try another “--port”.")


if __name__ == "__main__":
    main()
