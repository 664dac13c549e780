"""What visitors can ask the server for; there is nothing else."""

from __future__ import annotations

import json
from http.client import responses
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from markupsafe import Markup
from tornado import web  # type: ignore[attr-defined]
from tornado.ioloop import IOLoop
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from widgets.strings import strings

from .kernels import HandbookKernels, NoPlaceError, NotStartedError
from .pages import HERE, App, run_notebook

PING_SECONDS = 3
SILENCE_SECONDS = 8
TO_THE_PAGE = {"comm_msg", "comm_close", "status"}
FROM_THE_PAGE = ["comm_msg"]
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
BOOK_POLICY = "default-src 'self' 'unsafe-inline' data: blob:; base-uri 'none'; frame-ancestors 'self'"
SECURITY_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
NOTHING_HERE = "There is no page at this address."
HOW_TO_GET_IN = (
    "This address needs the token that the person who runs the server was shown when it started. Ask them for the "
    "whole address: it ends with “?token=” and some letters and digits."
)
TRAVELS = (
    "What you type on this page is sent, unencrypted, to the computer that runs this server. Others on the same "
    "network may be able to read it. The server forgets it when you close the page."
)
WRONG = "Something went wrong on the server, and the reason is in its log."


class HandbookIdentity(IdentityProvider):
    """Knows who has the token, and gives cookies to nobody else."""

    @property
    def auth_enabled(self) -> bool:
        """Whether a token is asked for."""
        return bool(self.token)

    def set_login_cookie(self, handler: web.RequestHandler, user: User) -> None:
        """Remember the visitor's browser only where a token is asked for."""
        if self.auth_enabled:
            super().set_login_cookie(handler, user)


def script_json(value: Any) -> str:
    """Return JSON that can stand inside a script element, whatever the strings in it say."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def truthful(part: Markup) -> Markup:
    """Replace the instruments' promise that nothing leaves the device, which a server for others does not keep."""
    return Markup(part.replace(strings()["nothing_leaves"], TRAVELS))  # noqa: S704 - it was markup before


class Discreet(web.RequestHandler):
    """Notes in the log what was asked for, but neither by whom nor with which token."""

    def _request_summary(self) -> str:
        return f"{self.request.method} {self.request.path}"


class PlainHandler(Discreet, JupyterHandler):
    """A page with the headers, the words and the errors that all pages here share."""

    @property
    def content_security_policy(self) -> str:
        """What a page may load: our files, and the modules that anywidget makes from the page's own data."""
        return CONTENT_SECURITY_POLICY

    def set_default_headers(self) -> None:
        """Add the security headers."""
        super().set_default_headers()
        self.clear_header("Server")
        for name, value in SECURITY_HEADERS.items():
            self.set_header(name, value)

    def get_login_url(self) -> str:
        """Refuse, instead of sending the visitor to a login page."""
        raise web.HTTPError(403)

    @property
    def apps(self) -> dict[str, App]:
        """The notebooks that may be opened."""
        apps: dict[str, App] = self.settings["handbook_apps"]
        return apps

    def page(self, template: str, **values: Any) -> None:
        """Send a page made from a template."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        html = self.settings["handbook_templates"].get_template(template)
        shared = self.settings["handbook_shared"]
        self.finish(html.render(asset=self.settings["handbook_asset"], travels=TRAVELS if shared else None, **values))

    def notice(self, status: int, title: str, sentences: list[str], app: App | None = None) -> None:
        """Send a plain page that says what is the matter and where to go instead."""
        self.set_status(status)
        book: Path = self.settings["handbook_book"]
        static = f"/book/{app.static_page}" if app and (book / app.static_page).is_file() else None
        self.page("notice.html.j2", title=title, sentences=sentences, app=app, static=static)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Send errors as plain pages that give nothing of the server's inside away."""
        if status_code == 403 and self.identity_provider.auth_enabled:
            self.notice(403, "A token is needed", [HOW_TO_GET_IN])
        elif status_code == 404:
            self.notice(404, "Not found", [NOTHING_HERE])
        else:
            sentence = WRONG if status_code >= 500 else "The server does not answer requests like this one."
            self.notice(status_code, responses.get(status_code, "Error"), [sentence])

    def drop_token(self) -> bool:
        """Send the visitor on to the address without the token, which is now in a cookie; say whether it was there."""
        if self.get_query_argument("token", None) is None:
            return False
        self.redirect(self.request.path)
        return True


class IndexHandler(PlainHandler):
    """The list of notebooks."""

    @web.authenticated
    async def get(self) -> None:
        """Send the list."""
        if not self.drop_token():
            self.page("index.html.j2", apps=self.apps.values())


class MissingHandler(PlainHandler):
    """Every address that is not there."""

    @allow_unauthenticated
    async def prepare(self) -> None:
        """Refuse any method, before anything else is looked at."""
        raise web.HTTPError(404)


class OldAddressHandler(PlainHandler):
    """Voila's usual address of a notebook leads to ours."""

    @web.authenticated
    async def get(self, name: str) -> None:
        """Send the visitor on."""
        if name not in self.apps:
            raise web.HTTPError(404)
        self.redirect(f"/{name}")


class AppHandler(PlainHandler):
    """A notebook as a page, with a kernel of its own."""

    @web.authenticated
    async def get(self, name: str) -> None:
        """Run the notebook and send its page; or, without a kernel, a page that says so."""
        app = self.apps.get(name)
        if app is None:
            raise web.HTTPError(404)
        if self.drop_token():
            return
        kernels: HandbookKernels = self.kernel_manager
        try:
            async with kernels.kernel_for_visitor(env=self.settings["handbook_kernel_env"]) as kernel_id:
                page = await run_notebook(app, kernels.get_kernel(kernel_id), self.settings["handbook_config"])
                if page.busy:
                    await kernels.free(kernel_id)
        except NoPlaceError:
            self.set_header("Retry-After", "15")
            full = "All places on this server are taken at the moment. Try again in a minute."
            self.notice(503, "All places are taken", [full], app)
            return
        except NotStartedError as error:
            self.log.error("A kernel did not start: %s", error)
            self.set_header("Retry-After", "15")
            failed = "The server could not start this page. The people who run it can find the reason in its log."
            self.notice(503, "This page could not be started", [failed], app)
            return
        live = {"kernel": None if page.busy else kernel_id, "models": page.models, "shared": page.shared}
        if not page.whole:
            self.set_status(500)
        parts = [truthful(part) for part in page.parts] if self.settings["handbook_shared"] else page.parts
        self.page("app.html.j2", app=app, parts=parts, live=script_json(live))


class KernelSocket(Discreet, VoilaKernelWebsocketHandler):
    """The line between a page and its kernel."""

    async def open(self, kernel_id: str) -> None:
        """Keep the kernel while the page is here."""
        self.kernel_manager.page_came(kernel_id, self)
        await super().open(kernel_id)

    def send_ping(self) -> None:
        """Ask for a sign of life, and close the line of a page that has given none for a while."""
        if self.ws_connection is None or IOLoop.current().time() - self.last_pong > SILENCE_SECONDS:
            self.ping_callback.stop()
            self.close()
        else:
            self.ping(b"")

    def on_close(self) -> None:
        """Let the kernel go soon."""
        super().on_close()
        self.kernel_manager.page_left(self.kernel_id, self)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say no more than the status."""
        self.finish(responses.get(status_code, ""))


class KernelConnection(ZMQChannelsWebsocketConnection):
    """Passes on to the page only what widgets need: no output, no error, no source."""

    def _on_zmq_reply(self, stream: Any, msg_list: Any) -> None:
        if msg_list["msg_type"] in TO_THE_PAGE:
            super()._on_zmq_reply(stream, msg_list)


class _Files(Discreet, web.StaticFileHandler):
    """Files that anyone may read."""

    policy = CONTENT_SECURITY_POLICY

    def set_default_headers(self) -> None:
        """Add the security headers."""
        self.clear_header("Server")
        self.set_header("Content-Security-Policy", self.policy)
        for name, value in SECURITY_HEADERS.items():
            self.set_header(name, value)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say what is missing in one sentence."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(NOTHING_HERE if status_code == 404 else responses.get(status_code, ""))


class AssetHandler(_Files):
    """The script and the style of the pages; an address with a version may be kept for long."""


class BookHandler(_Files):
    """The built handbook, which works without a kernel and is no secret."""

    policy = BOOK_POLICY

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say how the handbook comes to be here."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        built = (Path(self.root) / "index.html").is_file()
        self.finish(NOTHING_HERE if built else "The handbook is not built yet: run “make site” first.")


def routes(book: Path) -> list[Any]:
    """Return the table of addresses."""
    kernel_id = r"(?P<kernel_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    name = r"([a-z0-9][a-z0-9-]*)"
    return [
        (r"/", IndexHandler),
        (rf"/{name}", AppHandler),
        (rf"/voila/render/(?:apps/)?{name}\.ipynb", OldAddressHandler),
        (rf"/api/kernels/{kernel_id}/channels", KernelSocket),
        (r"/static/(.*)", AssetHandler, {"path": str(HERE / "static")}),
        (r"/book/(.*)", BookHandler, {"path": str(book), "default_filename": "index.html"}),
        (r".*", MissingHandler),
    ]
