"""What the server answers, and what it keeps to itself."""

from __future__ import annotations

import gzip
import http.cookiejar
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from .conftest import MARK, Served, embedded, launch, stop, wait_until

EVERYWHERE = "0.0.0.0"  # noqa: S104
INSIDE = (MARK, "Traceback", "ValueError", "anywidget.AnyWidget", "ipywidgets.", "/site-packages/", "In [")


def test_every_instrument_reads_without_a_script(handbook: Served, handbook_apps: list[str]) -> None:
    for name in handbook_apps:
        page = handbook.get(f"/{name}")
        assert page.status == 200, name
        text = re.sub(r"<script.*?</script>", "", page.text, flags=re.DOTALL)
        assert text.count("<h1") == 1, name
        assert "<form" in text, name
        assert '<html lang="en">' in text
        assert "import " not in text
        assert "book_url" not in text


def test_the_front_page_lists_every_instrument(handbook: Served, handbook_apps: list[str]) -> None:
    page = handbook.get("/")
    assert page.status == 200
    for name in handbook_apps:
        assert f'href="/{name}"' in page.text


def test_voilas_usual_address_leads_to_the_page(server: Served) -> None:
    answer = server.get("/voila/render/echo.ipynb")
    assert (answer.status, answer.headers["location"]) == (302, "/echo")


def test_answers_are_compressed(handbook: Served) -> None:
    for path in ("/ripeness-checklist", "/static/live.js"):
        plain = handbook.get(path)
        packed = handbook.get(path, Accept_Encoding="gzip")
        assert packed.headers["content-encoding"] == "gzip"
        assert len(packed.body) < len(plain.body) / 2
        assert gzip.decompress(packed.body)


def test_a_failing_cell_shows_a_sentence_and_no_source_or_traceback(server: Served) -> None:
    page = server.get("/wrong")
    assert page.status == 500
    assert "This part of the page could not be made." in page.text
    assert "after the failure" in page.text
    assert not [word for word in INSIDE if word in page.text]
    wait_until(lambda: any(MARK in row for row in server.log), 5, "the reason in the log")


def test_a_cell_that_takes_too_long_is_stopped_and_its_kernel_freed(server: Served) -> None:
    before = server.kernels()
    started = time.monotonic()
    page = server.get("/slow")
    assert 2 < time.monotonic() - started < 8
    assert "took too long" in page.text
    assert "<form aria-label='Echo'>" in page.text
    assert "never printed" not in page.text
    assert embedded(page.text)["kernel"] is None
    assert not [word for word in INSIDE if word in page.text]
    assert server.kernels() <= before


def test_a_kernel_that_ends_in_a_cell_gives_a_sentence(server: Served) -> None:
    page = server.get("/dead")
    assert page.status == 500
    assert "could not be made" in page.text
    assert not [word for word in INSIDE if word in page.text]


def test_outputs_are_shown_as_text_and_warnings_are_not(server: Served) -> None:
    page = server.get("/parts").text
    assert "Printed &lt;b&gt;words&lt;/b&gt;" in page
    assert "warned-in-the-kernel" not in page
    assert "<summary>Fold</summary>" in page
    assert "This page cannot show a part of the notebook: the widget “IntSlider”." in page


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_else_of_jupyter_can_be_reached(server: Served, method: str) -> None:
    kernel = embedded(server.get("/echo").text)["kernel"]
    paths = [
        "/api",
        "/api/contents",
        "/api/contents/README.md",
        "/api/kernels",
        f"/api/kernels/{kernel}",
        f"/api/kernels/{kernel}/restart",
        "/api/kernelspecs",
        "/api/me",
        "/api/sessions",
        "/api/spec.yaml",
        "/api/status",
        "/api/terminals",
        "/files/README.md",
        "/login",
        "/logout",
        "/metrics",
        "/static/../serve.py",
        "/static/%2e%2e/serve.py",
        "/book/../README.md",
        "/voila/api/contents",
        f"/voila/api/shutdown/{kernel}",
        "/voila/files/echo.ipynb",
        "/voila/static/voila.js",
        "/voila/templates/lab/index.html.j2",
        "/voila/tree",
        "/echo.ipynb",
    ]
    for path in paths:
        answer = server.get(path, method)
        assert answer.status in {403, 404, 405}, f"{method} {path}: {answer.status}"
        assert "Traceback" not in answer.text
        assert MARK not in answer.text


def test_visitors_cannot_run_code_in_their_kernel(server: Served) -> None:
    from apps.handlers import FROM_THE_PAGE

    assert FROM_THE_PAGE == ["comm_msg"]


def test_other_sites_cannot_use_a_server_on_this_machine(server: Served) -> None:
    kernel = embedded(server.get("/echo").text)["kernel"]
    assert server.get("/echo", Host="evil.example").status == 403
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    path = f"/api/kernels/{kernel}/channels"
    assert server.get(path, Origin="http://evil.example", **upgrade).status == 403


def test_pages_carry_the_headers_that_keep_others_out(server: Served) -> None:
    for path in ("/", "/echo", "/nothing", "/static/live.js", "/book/"):
        headers = server.get(path).headers
        assert "default-src" in headers["content-security-policy"], path
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers
        assert "set-cookie" not in headers
    policy = server.get("/echo").headers["content-security-policy"]
    assert "script-src 'self' blob:" in policy
    assert "http" not in policy


def test_a_token_is_needed_when_others_can_reach_the_server(serve: Callable[..., Served]) -> None:
    server = serve("--ip", EVERYWHERE)
    token = server.url.rpartition("?token=")[2]
    assert re.fullmatch("[a-z0-9]{12}", token)
    for path in ("/", "/echo", "/echo?token=wrongwrongwr", "/voila/render/echo.ipynb"):
        answer = server.get(path)
        assert answer.status == 403, path
        assert "needs the token" in answer.text
        assert "<form" not in answer.text
    kernels = server.kernels()
    assert kernels == 0
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with browser.open(f"{server.address}/echo?token={token}") as answer:
        assert answer.url == f"{server.address}/echo"
        page = answer.read().decode()
    assert token not in page
    assert "is sent, unencrypted, to the computer that runs this server" in page
    kernel = embedded(page)["kernel"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.address}/api/kernels/{kernel}/channels")
    assert refused.value.code == 403
    assert server.get("/book/").status == 200
    assert not [row for row in server.log[1:] if token in row and "http://" not in row]


def test_only_a_server_for_oneself_promises_that_nothing_leaves_the_device() -> None:
    from widgets.strings import strings

    promise = strings()["nothing_leaves"]
    mine = launch("--token", "room42workshop")
    others = launch("--token", "room42workshop", "--ip", EVERYWHERE)
    try:
        path, key = "/ripeness-checklist", {"Authorization": "token room42workshop"}
        assert mine.url.endswith("/?token=room42workshop")
        assert mine.get(path).status == 403
        assert promise in mine.get(path, **key).text
        assert promise not in others.get(path, **key).text
        assert "is sent, unencrypted" in others.get(path, **key).text
    finally:
        stop(mine)
        stop(others)
