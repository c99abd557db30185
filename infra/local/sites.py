"""What the servers of one stack share."""

import threading
from pathlib import Path

from infra.local.ports import PortBook


class Site:
    """A data directory in use.

    Attributes:
        data: the directory; it exists.
        logs: one log per process.
        ports: which ports its servers have.
        keep_open: descriptors that every process inherits, namely the directory's lock.
        stopping: set when the stack is stopped while it still starts: whoever waits gives up.
    """

    def __init__(self, data: Path, keep_open: tuple[int, ...] = ()) -> None:
        self.data = data
        self.logs = data / "logs"
        self.ports = PortBook(data / "ports.json")
        self.keep_open = keep_open
        self.stopping = threading.Event()
