"""What a command cannot do, said to the person who asked."""

from __future__ import annotations


class DeskError(Exception):
    """Ends a command with exit code 1; the text says what happened and what to do."""


class MissingSettingError(DeskError):
    """Nothing says where a server is."""
