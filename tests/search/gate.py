"""A door between the hub and a cluster that can be shut, or held so that nobody answers behind it:
a server that was killed or hangs, without hurting the one that other tests use."""

from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Gate:
    """Open at first. `url` is the cluster's address as the hub is given it."""

    def __init__(self, behind: str) -> None:
        there = urlsplit(behind)
        self.behind = (there.hostname or "127.0.0.1", there.port or 9200)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        # Set while what comes is passed on.
        self.passing = threading.Event()
        self.passing.set()
        self.shut = False
        self.lines: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def hold(self) -> None:
        """Take what comes and answer nothing, as a process that was stopped."""
        self.passing.clear()

    def kill(self) -> None:
        """Break all lines and refuse new ones, as a process that is gone."""
        self.shut = True
        for line in self.lines:
            _end(line)
        self.lines.clear()

    def open(self) -> None:
        self.shut = False
        self.passing.set()

    def close(self) -> None:
        self.kill()
        self.listener.close()

    def _listen(self) -> None:
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:
                return
            if self.shut:
                _end(near)
                continue
            far = socket.create_connection(self.behind)
            self.lines += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while some := source.recv(65_536):
                self.passing.wait()
                target.sendall(some)
        _end(source)
        _end(target)


def _end(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
