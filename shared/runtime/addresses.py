"""Addresses of servers as people write them, checked before a driver fails on them in its own words.

What is raised never quotes the address: a DSN holds a password, and one that is cut wrongly may show it as a port.
"""

from __future__ import annotations

from urllib.parse import urlsplit

_DSN_FORM = "must look like postgresql://user:password@host:port/database"
_SCHEMES = ("postgresql", "postgres")


def require_dsn(dsn: str) -> str:
    """Return the DSN of Postgres as given.

    Raises:
        ValueError: It has no such scheme, or a port that is none.
    """
    try:
        parts = urlsplit(dsn)
    except ValueError as error:
        raise ValueError(_DSN_FORM) from error
    if parts.scheme not in _SCHEMES:
        raise ValueError(_DSN_FORM)
    hosts = parts.netloc.rpartition("@")[2].split(",")
    if parts.fragment or not all(map(_has_fair_port, hosts)):
        raise ValueError(f"{_DSN_FORM}; in the password write / as %2F, # as %23, ? as %3F, @ as %40")
    return dsn


def require_servers(servers: str) -> str:
    """Return Kafka's bootstrap servers as given.

    Raises:
        ValueError: One of them is neither `host` nor `host:port`.
    """
    for server in servers.split(","):
        if not server.strip() or "/" in server or not _has_fair_port(server.strip()):
            raise ValueError("must be host:port, several separated by commas")
    return servers


def _has_fair_port(address: str) -> bool:
    """Tell whether what stands behind the host is a port or nothing; `[::1]:9092` is an IPv6 host with a port."""
    host, closing, rest = address.rpartition("]")
    if closing:
        return host.startswith("[") and (not rest or (rest.startswith(":") and _is_port(rest[1:])))
    _, colon, port = address.partition(":")
    return not colon or _is_port(port)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 65536
