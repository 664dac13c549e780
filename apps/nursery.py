"""A process that starts kernels fast, by forking.

A fresh Python kernel spends a second of processor time on imports that are the same for every visitor. The nursery
imports them once; each kernel is then a fork of it, up in a fraction of the time and sharing most of its memory.

The server runs `python -m apps.nursery FD IMPORT...` and talks to it over the socket FD, one request at a time:

- in: a JSON object with `argv`, `env` and `cwd` of the kernel to start;
- out: `{"ready": true}` once, then for each request `{"pid": ...}` with a pidfd attached, or `{"error": ...}`.

It ends, and its kernels with it, when the server closes the socket.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from typing import Any, NoReturn

REQUEST_LIMIT = 1 << 20
BASE_MODULES = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipywidgets",
    "tornado.platform.asyncio",
    "unicodedata",
)


def available() -> bool:
    """Say whether this system can fork kernels: Linux with pidfds, where forking a Python process is safe."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal")


def main(argv: list[str]) -> None:
    """Serve requests until the server hangs up. `argv`: the socket's file descriptor, then what to import."""
    server = socket.socket(fileno=int(argv[0]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # half of a kernel's memory, and nobody debugs here
    for name in (*BASE_MODULES, *argv[1:]):
        _preload(name)
    gc.collect()
    gc.freeze()
    children: set[int] = set()
    wake_read, wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    server.send(b'{"ready": true}')
    watched: list[socket.socket | int] = [server, wake_read]
    while True:
        ready, _, _ = select.select(watched, [], [])
        if wake_read in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(wake_read, 4096)
            _reap(children)
        if server in ready:
            request = b""
            with contextlib.suppress(ConnectionResetError):
                request = server.recv(REQUEST_LIMIT)
            if not request:
                break
            _answer(server, json.loads(request), children)
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _preload(name: str) -> None:
    """Import `module` or `module:name`; what is missing or broken is left for the notebook that wants it to report."""
    module, _, member = name.partition(":")
    try:
        loaded = importlib.import_module(module)
        if member:
            getattr(loaded, member, None)
    except Exception as error:  # whatever a module does while it is imported must not stop the others
        print(f"Not loaded ahead: {name} ({error})", file=sys.stderr)


def _reap(children: set[int]) -> None:
    """Collect the children that have ended, so that none stays as a zombie."""
    while children:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            children.clear()
            return
        if pid == 0:
            return
        children.discard(pid)


def _answer(server: socket.socket, request: dict[str, Any], children: set[int]) -> None:
    """Fork one kernel and send its process id and pidfd."""
    try:
        pid = os.fork()
    except OSError as error:
        server.send(json.dumps({"error": str(error)}).encode())
        return
    if pid == 0:
        _become_kernel(server, request)
    children.add(pid)
    pidfd = os.pidfd_open(pid)
    try:
        socket.send_fds(server, [json.dumps({"pid": pid}).encode()], [pidfd])
    finally:
        os.close(pidfd)


def _become_kernel(server: socket.socket, request: dict[str, Any]) -> NoReturn:
    """Run a kernel in this freshly forked process, and never return."""
    status = 1
    try:
        nursery = os.getppid()
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        server.close()
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        argv = [*request["argv"], f"--IPKernelApp.parent_handle={nursery}"]  # the kernel ends when the nursery does
        sys.argv = ["ipykernel_launcher", *argv]

        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance(argv)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
