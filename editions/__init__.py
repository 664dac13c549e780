"""The editions beside the site, from the one source: a page to print, a PDF, an EPUB.

They are made from the finished pages in _build/html, in the order of _toc.yml, so that whatever a directive made is
there:

    contents, choice, pages       which pages there are, which belong, and what stands on them
    questions, instruments, paper, colors
                                  a page made fit for paper: nothing to press, nothing folded, places to write
    links, book                   the pages bound: numbers, ids that are unique, links that lead somewhere
    printed → pdf, epub           the three files
    shelf                         which editions lie in the site, and the links to them

``python -m editions`` makes whatever is missing or older than the site.
"""
