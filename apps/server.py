"""Voila with everything taken away that visitors do not need, and bounds on what is left."""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import logging
import os
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import RequestHandler
from traitlets.config import Config
from voila.app import Voila

from .handlers import FROM_THE_PAGE, PING_SECONDS, HandbookIdentity, KernelConnection, routes
from .kernels import ROOT, HandbookKernels, HandbookKernelSpecs, Nursery, use_nursery
from .pages import HERE, App, environment, find_apps, imports_of, instrument_apps

REQUEST_LIMIT = 64 * 1024
MESSAGE_LIMIT = 1024 * 1024
LONGEST_FOLDER = 107 - len("/voila_12345678/kernel-") - 36 - len("-ipc-5")  # what the name of a local socket may have


@dataclass(frozen=True)
class Options:
    """What can be chosen when the server starts; `apps.serve` says what each means."""

    ip: str
    port: int
    max_kernels: int
    cell_seconds: int
    grace: float
    idle_minutes: float
    patience: float
    token: str | None
    fork: bool
    notebooks: Path
    book: Path


class HandbookVoila(Voila):
    """The Voila application with our pages, our kernels and nothing else."""

    options: Options
    apps: dict[str, App]
    nursery: Nursery | None = None

    @classmethod
    def with_options(cls, options: Options) -> HandbookVoila:
        """Return an application that is ready to `start`. Raises `ValueError` with one sentence."""
        apps = find_apps(options.notebooks)
        apps |= {name: app for name, app in instrument_apps().items() if name not in apps}
        config = Config()
        config.Voila.ip = options.ip
        config.Voila.token = options.token or ""
        config.Voila.open_browser = False
        config.Voila.root_dir = str(ROOT)
        config.Voila.identity_provider_class = HandbookIdentity
        config.Voila.kernel_websocket_connection_class = KernelConnection
        config.KernelConnection.kernel_ws_protocol = ""
        config.VoilaConfiguration.multi_kernel_manager_class = HandbookKernels
        config.VoilaConfiguration.kernel_spec_manager_class = HandbookKernelSpecs
        config.VoilaExecutor.timeout = options.cell_seconds
        config.VoilaExecutor.startup_timeout = 20
        config.HandbookKernels.max_kernels = options.max_kernels
        config.HandbookKernels.grace = options.grace
        config.HandbookKernels.patience = options.patience
        config.HandbookKernels.starts_at_once = max(2, os.cpu_count() or 1)
        config.MappingKernelManager.cull_idle_timeout = int(options.idle_minutes * 60)
        config.MappingKernelManager.cull_interval = 60
        config.MappingKernelManager.cull_connected = True
        config.MappingKernelManager.buffer_offline_messages = False
        config.KernelRestarter.restart_limit = 0
        app = cls(config=config)
        app.options = options
        app.apps = apps
        app.initialize([])
        app.log_level = logging.WARNING
        return app

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """Read no configuration of the user's: what is safe here must not depend on it."""

    def setup_template_dirs(self) -> None:
        """Use no template of Voila's, nor of the user's."""
        self.template_paths = [str(HERE / "templates")]
        self.static_paths: list[str] = []

    def start(self) -> None:
        """Serve until stopped. Raises `OSError` when the port cannot be had."""
        self.sockets = bind_sockets(self.options.port, self.options.ip)
        self.port = self.sockets[0].getsockname()[1]
        with tempfile.TemporaryDirectory(prefix="handbook-", ignore_cleanup_errors=True) as folder:
            self.connection_dir_root = folder
            if sys.platform == "linux" and len(folder) <= LONGEST_FOLDER:
                self.config.KernelManager.transport = "ipc"  # no race for ports, and out of reach of other users
            self.kernel_env = kernel_environment(folder, self.options.book)
            if self.options.fork:
                self.nursery = Nursery(["apps.warm", *imports_of(self.apps)], self.kernel_env)
                self.nursery.start()
            use_nursery(self.nursery)
            super().start()

    def init_settings(self) -> dict[str, Any]:
        """Add our settings to Voila's."""
        settings: dict[str, Any] = super().init_settings()
        self.kernel_manager.allowed_message_types = FROM_THE_PAGE
        return {
            **settings,
            "allow_remote_access": not is_loopback(self.options.ip),
            "compress_response": True,
            "handbook_apps": self.apps,
            "handbook_asset": asset_address,
            "handbook_book": self.options.book,
            "handbook_config": self.config,
            "handbook_kernel_env": self.kernel_env,
            "handbook_shared": not is_loopback(self.options.ip),
            "handbook_templates": environment(),
            "log_function": log_request,
            "websocket_compression_options": {},
            "websocket_max_message_size": MESSAGE_LIMIT,
            "ws_ping_interval": PING_SECONDS * 1000,
            "ws_ping_timeout": PING_SECONDS * 1000,
        }

    def init_handlers(self) -> list[Any]:
        """Serve our addresses instead of Voila's."""
        return routes(self.options.book)

    def listen(self) -> None:
        """Take visitors until stopped."""
        server = HTTPServer(self.app, max_body_size=REQUEST_LIMIT, max_buffer_size=REQUEST_LIMIT + MESSAGE_LIMIT)
        server.add_sockets(self.sockets)
        print(self.welcome(), flush=True)
        self.ioloop = IOLoop.current()
        with contextlib.suppress(KeyboardInterrupt):
            self.ioloop.start()
        self.stop()

    def stop(self) -> None:
        """End every kernel."""
        if self.nursery:
            self.nursery.stop()
        run_sync(self.kernel_manager.shutdown_all)(now=True)

    def welcome(self) -> str:
        """Return what to tell the person who started the server."""
        query = f"/?token={self.options.token}" if self.options.token else "/"
        hosts = ["localhost"] if is_loopback(self.options.ip) else addresses(self.options.ip)
        lines = [f"  http://{host}:{self.port}{query}" for host in hosts]
        places = f"Up to {self.options.max_kernels} visitors at once. Press Ctrl+C to stop."
        return "\n".join(["The instruments are at", *lines, places])


def is_loopback(ip: str) -> bool:
    """Say whether only this machine can reach the address. Raises `ValueError` for one that is no address."""
    return ip == "localhost" or ipaddress.ip_address(ip).is_loopback


def addresses(ip: str) -> list[str]:
    """Return the addresses under which others in the room can reach a server that listens on `ip`."""
    if not ipaddress.ip_address(ip).is_unspecified:
        return [f"[{ip}]" if ":" in ip else ip]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # chooses a network card; a datagram socket sends nothing here
            return [probe.getsockname()[0]]
        except OSError:
            return [socket.gethostname()]


def kernel_environment(folder: str, book: Path) -> dict[str, str]:
    """Return the environment of a kernel: the project can be imported, and no startup file of the user's runs."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "HANDBOOK_BOOK_URL": "/book/" if (book / "index.html").is_file() else "",
        "IPYTHONDIR": folder,
        "JUPYTER_WIDGETS_ECHO": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONPATH": path,
    }


def asset_address(name: str) -> str:
    """Return the address of a file in `static`, with a version that changes with the file."""
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def log_request(handler: RequestHandler) -> None:
    """Note failures of the server; never an address with a token in it, nor who asked."""
    if handler.get_status() >= 500:
        logging.getLogger(__name__).warning("%s for %s", handler.get_status(), handler.request.path)
