"""The order of the alphabet, as readers look things up: without regard to case, accents and signs."""

from __future__ import annotations

import unicodedata


def alphabetical(text: str) -> str:
    """Return what a text is sorted by: its letters, digits and blanks alone."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return "".join(sign for sign in bare.replace("-", " ") if sign.isalnum() or sign == " ").strip()


def letter(text: str) -> str:
    """Return the heading that a text stands under."""
    return alphabetical(text)[:1].upper()
