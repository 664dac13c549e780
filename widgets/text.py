"""The same small operations on text in both languages."""

#: The white space that JavaScript's `trim` takes away; Python's own `strip` differs in a few characters.
WHITE = (
    " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def trim(text: str) -> str:
    """Return the text without the white space around it, as JavaScript's ``trim`` does."""
    return text.strip(WHITE)
