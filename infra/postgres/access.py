"""Which role may do what, and who may log in: `access.sql`, and passwords that never travel as such."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

ACCESS = Path(__file__).with_name("access.sql")
ROLES = ("reconciler", "desk", "operator", "reader")
"""Each is `lagebild_NAME` in Postgres."""


def settle_access(connection: psycopg.Connection[tuple[object, ...]], passwords: Mapping[str, str]) -> None:
    """Grant every role what it may and nothing else, and let those log in that `passwords` names.

    A role that it does not name stays as it is: one that was never given a password cannot log in. The server gets a
    hash (SCRAM) that is made here: no statement, and so no log of the server, holds a password.
    """
    with connection.transaction():
        connection.execute(ACCESS.read_bytes())
        for name, password in passwords.items():
            role = f"lagebild_{name}"
            verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
            connection.execute(
                sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier.decode()))
            )
