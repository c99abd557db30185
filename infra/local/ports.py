"""Ports on the loopback, remembered so that a restart on the same data is found where it was."""

import json
import random
import socket
from pathlib import Path

from infra.local.errors import StackError

LOOPBACK = "127.0.0.1"
# Below the range from which the kernel takes the ports of outgoing connections: one of those might sit on ours at a
# restart.
FIRST, LAST = 20_000, 29_999


class PortBook:
    """`ports.json` of a data directory: name to port."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._ports: dict[str, int] = {name: int(port) for name, port in json.loads(path.read_text()).items()}
        except FileNotFoundError:
            self._ports = {}
        except (ValueError, AttributeError) as error:
            raise StackError(f"{path} is damaged ({error}). Delete it; other ports will be chosen.") from error

    def claim(self, name: str) -> int:
        """The port of `name`: the one it had, where that is free, else another."""
        taken = {port for other, port in self._ports.items() if other != name}
        port = self._ports.get(name)
        if port is None or not is_free(port):
            port = _find_free(taken)
            self._ports[name] = port
            self._path.write_text(json.dumps(self._ports, indent=1) + "\n")
        return port


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback now."""
    with socket.socket() as probe:
        # as the servers do, or a connection that has just been closed would count as taken
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _find_free(taken: set[int]) -> int:
    for port in random.sample(range(FIRST, LAST + 1), 200):
        if port not in taken and is_free(port):
            return port
    raise StackError(f"No free port between {FIRST} and {LAST} on {LOOPBACK}.")
