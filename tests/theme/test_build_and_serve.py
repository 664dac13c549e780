"""The two scripts around the site: building it, and serving it to this machine."""

from __future__ import annotations

import gzip
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scripts import build_site, serve_site
from tests.theme.sample_site import ROOT, Site, lay_out


def get(site: Site, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask the server for a path; return the status, the headers in lower case, and the body."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(site.http).port or 0, timeout=5)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = (answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    connection.close()
    return found


def test_a_second_build_is_quick_and_a_page_without_source_goes_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = lay_out(tmp_path)
    html = book / "_build" / "html"
    assert build_site.build(book) == 0
    written = (html / "part" / "prose.html").stat().st_mtime_ns
    capsys.readouterr()

    assert build_site.build(book) == 0
    assert (html / "part" / "prose.html").stat().st_mtime_ns == written
    assert len(capsys.readouterr().out.splitlines()) == 1

    contents = book / "_toc.yml"
    contents.write_text(contents.read_text().replace("        sections:\n          - file: part/boxes\n", ""))
    (book / "part" / "boxes.md").unlink()
    start = book / "start.md"
    start.write_text(start.read_text().replace("to [the page of boxes](part/boxes.md) or ", ""))
    assert build_site.build(book) == 0
    assert not (html / "part" / "boxes.html").exists()
    assert "Boxes of every kind" not in (html / "part" / "things.html").read_text()
    assert "Boxes of every kind" not in (html / "search-index.js").read_text()
    assert (html / "search" / "part" / "prose.html.js").is_file()
    assert not (html / "search" / "part" / "boxes.html.js").exists()

    start.write_text(start.read_text() + "\n[nowhere](missing.md)\n")
    assert build_site.build(book) == 1
    said = capsys.readouterr().err
    assert "missing.md" in said
    assert said.splitlines()[-1].startswith("The handbook was not built.")
    assert not (book / "_build" / ".doctrees" / "environment.pickle").exists(), "or the next build would succeed"


def test_the_folder_leads_to_the_first_page(site: Site) -> None:
    assert "url=start.html" in (site.folder / "index.html").read_text()


def test_old_results_of_notebooks_are_forgotten_when_what_they_read_changes(tmp_path: Path) -> None:
    (tmp_path / "widgets").mkdir()
    read = tmp_path / "widgets" / "ripeness.yaml"
    read.write_text("a: 1\n")
    cache = tmp_path / "_build" / ".jupyter_cache"
    cache.mkdir(parents=True)
    (tmp_path / "_build" / build_site.STAMP).write_text(build_site.fingerprint(tmp_path))
    build_site.forget_old_results(tmp_path)
    assert cache.is_dir()
    read.write_text("a: 2\n")
    build_site.forget_old_results(tmp_path)
    assert not cache.exists()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/start.html", "text/html; charset=utf-8"),
        ("/_static/track-ii.css", "text/css; charset=utf-8"),
        ("/_static/track-ii.js?v=1", "text/javascript; charset=utf-8"),
        ("/search/part/prose.html.js", "text/javascript; charset=utf-8"),
        ("/_images/two-lines.svg", "image/svg+xml"),
    ],
)
def test_files_are_sent_with_their_type(site: Site, path: str, kind: str) -> None:
    status, headers, _ = get(site, path)
    assert (status, headers["content-type"]) == (200, kind)


def test_text_is_compressed_only_for_those_who_can_read_it(site: Site) -> None:
    _, plain_headers, plain = get(site, "/start.html")
    _, zipped_headers, zipped = get(site, "/start.html", Accept_Encoding="br, gzip;q=0.5")
    _, refused_headers, _ = get(site, "/start.html", Accept_Encoding="gzip;q=0")
    assert zipped_headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped) == plain
    assert "content-encoding" not in plain_headers
    assert "content-encoding" not in refused_headers
    assert zipped_headers["etag"] != plain_headers["etag"]
    for script in ("/search-index.js", "/search/words-0.js?v=1", "/search/part/prose.html.js?v=1"):
        assert get(site, script, Accept_Encoding="gzip")[1].get("content-encoding") == "gzip", script


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    _, headers, _ = get(site, "/start.html")
    status, _, body = get(site, "/start.html", If_None_Match=headers["etag"])
    assert (status, body) == (304, b"")
    status, _, _ = get(site, "/start.html", If_Modified_Since=headers["last-modified"])
    assert status == 304
    status, _, _ = get(site, "/start.html", If_None_Match='"another"', If_Modified_Since=headers["last-modified"])
    assert status == 200
    assert headers["cache-control"] == "no-cache"
    assert "immutable" in get(site, "/_static/track-ii.css?v=1")[1]["cache-control"]


@pytest.mark.parametrize("path", ["/nothing.html", "/part/", "/../_config.yml", "/%2e%2e/%2e%2e/_config.yml"])
def test_only_the_books_own_files_are_sent(site: Site, path: str) -> None:
    assert get(site, path)[0] == 404


def test_a_taken_port_and_a_missing_build_are_told_in_one_line(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve_site.main(["--port", str(port)], site.folder) == 1
    said = capsys.readouterr().err
    assert said == f"Port {port} is taken by another program. Choose another one: make serve PORT={port + 1}\n"
    assert serve_site.main([], tmp_path) == 1
    assert capsys.readouterr().err.endswith("Build it first: make site\n")
    assert serve_site.main(["--port", "70000"], site.folder) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C another way")
def test_it_says_its_address_and_ends_quietly(site: Site) -> None:
    code = f"import pathlib, sys; from scripts import serve_site; sys.exit(serve_site.main(['--port', '0'], \
pathlib.Path({str(site.folder)!r})))"
    server = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.stdout
    assert server.stdout.readline().startswith("The handbook is at http://localhost:")
    time.sleep(0.1)
    server.send_signal(signal.SIGINT)
    out, err = server.communicate(timeout=5)
    assert (server.returncode, out.strip(), err) == (0, "", "")
