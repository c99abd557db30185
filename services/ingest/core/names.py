"""Names of files: which of them are sidecars, and how any name is written down as text."""

from __future__ import annotations

SIDECAR_SUFFIX = ".meta.json"
MARKER_SUFFIX = ".done"
MANIFEST_NAME = "manifest.csv"
REASON_SUFFIX = ".reason.json"
UNFINISHED_SUFFIXES = (".tmp", ".part")
WORDLESS_SUFFIXES = frozenset([
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".tif", ".tiff", ".heic", ".bmp", ".ico", ".eps", ".psd",
    ".mp3", ".m4a", ".wav", ".ogg", ".mp4", ".m4v", ".mov", ".avi", ".webm", ".css", ".js", ".woff", ".woff2", ".ttf",
])  # fmt: skip
"""Of files that come along with articles in archives and hold no text: nobody needs to be told."""

_SHORT_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escape_name(name: str) -> str:
    r"""Return the name as text that any encoding, log line and database takes; nothing is lost.

    Spaces and umlauts stay. A backslash is doubled, a line break becomes `\n`, another control character of ASCII and a
    byte that is no UTF-8 (which Python carries as a lone surrogate) become `\xNN`, whatever else can't be seen
    (directions, joiners, other spaces) `\uNNNN`.
    """
    if name.isprintable() and "\\" not in name:
        return name
    return "".join(_escape_character(char) for char in name)


def _escape_character(char: str) -> str:
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def name_sidecar(name: str) -> str:
    """Return the name of the sidecar that belongs to the file: `x.txt` has `x.txt.meta.json`."""
    return name + SIDECAR_SUFFIX


def is_sidecar(name: str) -> bool:
    """Tell whether the file describes another."""
    return name.endswith(SIDECAR_SUFFIX)


def name_manifest(name: str) -> str:
    """Return the name of the manifest that lies beside the file."""
    return "".join((*name.rpartition("/")[:2], MANIFEST_NAME))


def is_manifest(name: str) -> bool:
    """Tell whether the file describes those beside it."""
    return name.rpartition("/")[2] == MANIFEST_NAME


def is_ignored(name: str) -> bool:
    """Tell whether a file of that last name is left alone: hidden, or still being written."""
    return name.startswith(".") or name.lower().endswith(UNFINISHED_SUFFIXES)


def find_suffix(name: str) -> str:
    """Return the last suffix in lower case with its dot, or an empty string (`Bericht`, `.txt`)."""
    last = name.rpartition("/")[2]
    stem, dot, suffix = last.rpartition(".")
    return dot + suffix.lower() if stem and dot else ""
