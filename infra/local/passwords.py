"""Passwords of the local stack: made once per data directory, kept in files for their owner alone."""

import secrets
from pathlib import Path


class Passwords:
    """A file per password."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def path(self, name: str) -> Path:
        """Where that password lies."""
        return self._directory / name

    def exists(self, name: str) -> bool:
        """Whether it was made."""
        return self.path(name).exists()

    def adopt(self, earlier: Path, name: str) -> None:
        """Take over a password from where an earlier version kept it."""
        if earlier.exists():
            self._directory.mkdir(mode=0o700, exist_ok=True)
            earlier.rename(self.path(name))

    def read(self, name: str) -> str:
        """The password, made where there is none; good in a URL as it stands."""
        path = self.path(name)
        try:
            return path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            self._directory.mkdir(mode=0o700, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(18) + "\n", encoding="ascii")
            return self.read(name)
