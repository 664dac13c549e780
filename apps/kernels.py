"""Kernels for visitors: a bounded number, started a few at a time, freed soon after their visitor has gone."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import json
import os
import select
import signal
import socket
import subprocess
import sys
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.websocket import WebSocketHandler
from traitlets import Float, Int

ROOT = Path(__file__).resolve().parent.parent
KERNEL_NAME = "python3"
PROVISIONER = "handbook-fork"
KERNEL_OPTIONS = (
    "--HistoryManager.enabled=False",  # no file of what was run
    "--IPKernelApp.capture_fd_output=False",
    "--InteractiveShell.colors=nocolor",
)
CLEAN_CLOSE = (1000, 1001)
CLEAN_GRACE = 2.0
MEGABYTES_PER_KERNEL = 40


class NoPlaceError(Exception):
    """Every place is taken, or the line is too long to wait in."""


class NotStartedError(Exception):
    """A kernel could not be started."""


def sensible_bound() -> int:
    """Say how many kernels fit into half of the memory that is free now: at least 2, at most 60."""
    free = psutil.virtual_memory().available / 1e6
    return int(max(2, min(60, free / 2 / MEGABYTES_PER_KERNEL)))


class Nursery:
    """The server's end of the nursery process (see `apps.nursery`)."""

    def __init__(self, imports: list[str], env: dict[str, str]) -> None:
        """Remember what to import ahead, and in which environment; `start` does the work."""
        self._imports = imports
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._lock = asyncio.Lock()

    def start(self) -> socket.socket:
        """Start the process without waiting until it is ready; return the line to it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "apps.nursery", str(theirs.fileno()), *self._imports],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                env=self._env,
            )
        ours.settimeout(60)
        self._socket = ours
        return ours

    async def fork(self, argv: list[str], env: dict[str, str], cwd: str) -> ForkedProcess:
        """Start a kernel with these arguments, environment and folder. Raises `NotStartedError`."""
        async with self._lock:
            return await asyncio.to_thread(self._fork, {"argv": argv, "env": env, "cwd": cwd})

    def _fork(self, request: dict[str, Any]) -> ForkedProcess:
        try:
            if self._process and self._process.poll() is not None:
                self.stop()
            line = self._socket or self.start()
            line.send(json.dumps(request).encode())
            while True:
                answer, fds, _, _ = socket.recv_fds(line, 4096, 1)
                reply = json.loads(answer or b'{"error": "the nursery has ended"}')
                if "error" in reply:
                    raise NotStartedError(reply["error"])
                if "pid" in reply:
                    return ForkedProcess(reply["pid"], fds[0])
        except OSError as error:
            self.stop()
            raise NotStartedError(str(error)) from error

    def stop(self) -> None:
        """End the process and all its kernels."""
        if self._socket:
            self._socket.close()
            self._socket = None
        if self._process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
            self._process.kill()
            self._process.wait()
            self._process = None


class ForkedProcess:
    """A process that is not our child, with the part of `subprocess.Popen` that the provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pidfd: int) -> None:
        """Take over `pidfd`, which is closed when the process has ended."""
        self.pid = pid
        self._pidfd = pidfd
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return None while the process runs, then 0: its true exit status is known to the nursery only."""
        if self.returncode is None and select.select([self._pidfd], [], [], 0)[0]:
            os.close(self._pidfd)
            self.returncode = 0
        return self.returncode

    def wait(self) -> int | None:
        """Return the exit status; the provisioner calls this only once `poll` has given one."""
        return self.poll()

    def send_signal(self, signum: int) -> None:
        """Send a signal, if the process still runs."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._pidfd, signum)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)


class ForkProvisioner(LocalProvisioner):
    """Starts a kernel in the nursery instead of in a new Python."""

    nursery: Nursery | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel that `cmd` describes. Raises `NotStartedError`."""
        if self.nursery is None:
            raise NotStartedError("there is no nursery to fork it in")
        argv = cmd[cmd.index("-m") + 2 :]
        self.cwd = kwargs.get("cwd") or str(ROOT)
        self.process = await self.nursery.fork(argv, dict(kwargs["env"]), str(self.cwd))
        self.pid, self.pgid = self.process.pid, None  # signals go through the pidfd, never to a number used again
        return self.connection_info


class HandbookKernelSpecs(KernelSpecManager):
    """Knows one kernel: the Python that runs the server, whatever else is installed for this user."""

    def _spec(self) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *KERNEL_OPTIONS],
            display_name="Python 3",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": PROVISIONER}} if ForkProvisioner.nursery else {},
        )

    def find_kernel_specs(self) -> dict[str, str]:
        """Return the one name, with no folder of resources."""
        return {KERNEL_NAME: ""}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the one kernel, whatever the name asked for."""
        return self._spec()


def use_nursery(home: Nursery | None) -> None:
    """Start kernels in `home` from now on, or as separate processes when it is None."""
    ForkProvisioner.nursery = home
    entry = importlib.metadata.EntryPoint(
        PROVISIONER, f"{__name__}:{ForkProvisioner.__name__}", KernelProvisionerFactory.GROUP_NAME
    )
    KernelProvisionerFactory.instance().provisioners[PROVISIONER] = entry


class HandbookKernels(AsyncMappingKernelManager):
    """A kernel manager with a bound, a line before it, and an eye on who has left.

    A kernel is freed `grace` seconds after its page was sent if no page connects; `CLEAN_GRACE` seconds after its page
    said goodbye (closed tab, reload); `grace` seconds after its page fell silent (killed browser, lost network).
    """

    max_kernels = Int(10, help="How many kernels may run at once.").tag(config=True)
    starts_at_once = Int(2, help="How many kernels may start at the same time.").tag(config=True)
    patience = Float(10, help="Seconds a visitor waits in line before hearing that there is no place.").tag(config=True)
    grace = Float(8, help="Seconds a kernel waits for its page to come, or to come back.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        """Take what `AsyncMappingKernelManager` takes."""
        super().__init__(**kwargs)
        self._line = asyncio.Semaphore(self.starts_at_once)
        self._coming = 0
        self._pages: dict[str, set[WebSocketHandler]] = defaultdict(set)
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._freeing: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def kernel_for_visitor(self, **kwargs: Any) -> AsyncIterator[str]:
        """Give a kernel's id to the block that fills it, then wait for its page to connect.

        The keywords are those of `start_kernel`. Raises `NoPlaceError` when the bound is reached or the line is too
        long, and `NotStartedError`. Where the block raises, the kernel is freed at once.
        """
        if len(self) + self._coming >= self.max_kernels:
            raise NoPlaceError
        self._coming += 1
        try:
            try:
                await asyncio.wait_for(self._line.acquire(), self.patience)
            except asyncio.TimeoutError as error:
                raise NoPlaceError from error
        except BaseException:
            self._coming -= 1
            raise
        try:
            kernel_id = await self._start(kwargs)
            try:
                yield kernel_id
            except BaseException:
                await self.free(kernel_id)
                raise
            self._free_later(kernel_id, self.grace)
        finally:
            self._line.release()

    async def _start(self, kwargs: dict[str, Any]) -> str:
        """Start a kernel that has a place. Raises `NotStartedError`."""
        kernel_id = str(uuid.uuid4())
        try:
            await self.start_kernel(kernel_id=kernel_id, **kwargs)
        except Exception as error:
            if kernel_id in self:
                self.remove_kernel(kernel_id)
            raise NotStartedError(str(error)) from error
        finally:
            self._coming -= 1
        return kernel_id

    def page_came(self, kernel_id: str, page: WebSocketHandler) -> None:
        """Keep the kernel: its page has connected."""
        self._pages[kernel_id].add(page)
        self._keep(kernel_id)

    def page_left(self, kernel_id: str, page: WebSocketHandler) -> None:
        """Free the kernel soon, unless the page comes back: it said goodbye, or fell silent."""
        self._pages[kernel_id].discard(page)
        if not self._pages[kernel_id]:
            self._free_later(kernel_id, CLEAN_GRACE if page.close_code in CLEAN_CLOSE else self.grace)

    def _keep(self, kernel_id: str) -> None:
        if timer := self._timers.pop(kernel_id, None):
            timer.cancel()

    def _free_later(self, kernel_id: str, seconds: float) -> None:
        self._keep(kernel_id)
        if kernel_id in self:
            self._timers[kernel_id] = asyncio.get_running_loop().call_later(seconds, self._free_soon, kernel_id)

    def _free_soon(self, kernel_id: str) -> None:
        task = asyncio.ensure_future(self.free(kernel_id))
        self._freeing.add(task)
        task.add_done_callback(self._freeing.discard)

    async def free(self, kernel_id: str) -> None:
        """End a kernel at once; it holds nothing worth a farewell."""
        if kernel_id in self:
            try:
                await self.shutdown_kernel(kernel_id, now=True)
            except Exception:
                self.log.exception("Kernel %s could not be ended in order.", kernel_id)

    async def shutdown_kernel(self, kernel_id: str, now: bool = False, restart: bool = False) -> None:
        """End a kernel and close the connections of its page, which then tells the visitor."""
        self._keep(kernel_id)
        for page in self._pages.pop(kernel_id, ()):
            page.close(4000, "The kernel has ended.")
        await super().shutdown_kernel(kernel_id, now=now, restart=restart)

    def _handle_kernel_died(self, kernel_id: str) -> None:
        self.log.warning("Kernel %s has died.", kernel_id)
        self._free_soon(kernel_id)
