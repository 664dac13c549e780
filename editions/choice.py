"""Which pages belong in the editions, and which parts of them. This is the only place that decides it."""

from __future__ import annotations

from bs4.element import Tag

from .tree import remove

#: A page that holds one of these makes sense only on the site.
ONLY_ON_SITE = (
    ".t2-exam",  # a script draws its questions
    ".t2-quiz",  # the lessons' worksheets and the answers at the end hold the same
    ".t2-guide",  # it counts the questions of the final exam
    ".t2-progress",  # a script shows what was done on this device
    ".t2-editions",  # it offers the editions
    "a[download]",  # it offers other files
)
#: Marks that writers set: what has them is for the site only, a whole page if its title has one.
MARKED = (".site-only",)


def chosen(article: Tag) -> bool:
    """Take out of a page what is for the site only, and tell whether the page belongs in the editions."""
    if article.select_one(", ".join(ONLY_ON_SITE)):
        return False
    for mark in MARKED:
        remove(article.select(mark))
    return article.h1 is not None
