from __future__ import annotations

import pytest

from shared.runtime.addresses import require_dsn, require_servers


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://u:p@127.0.0.1:5432/d",
        "postgres://u@h/d",
        "postgresql:///d",
        "postgresql://u:p%2Fq@[::1]:5432/d",
        "postgresql://h1:5432,h2:5433/d?target_session_attrs=primary",
    ],
)
def test_a_dsn_that_drivers_understand_passes(dsn: str) -> None:
    assert require_dsn(dsn) == dsn


@pytest.mark.parametrize(
    "dsn",
    [
        "nonsense",
        "host=127.0.0.1 dbname=d",
        "mysql://u:geheim@h/d",
        "postgresql://u:geheim#1@h/d",
        "postgresql://u:geheim/1@h/d",
        "postgresql://u:geheim?1@h/d",
        "postgresql://u:geheim@h:port/d",
        "postgresql://u:geheim@[::1/d",
    ],
)
def test_any_other_is_refused_and_never_quoted(dsn: str) -> None:
    with pytest.raises(ValueError, match="must look like postgresql://user:password@host:port/database") as refused:
        require_dsn(dsn)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("servers", ["127.0.0.1:9092", "kafka", "a:9092, b:9093", "[::1]:9092"])
def test_bootstrap_servers_pass(servers: str) -> None:
    assert require_servers(servers) == servers


@pytest.mark.parametrize("servers", ["", "a:9092,,b:9092", "kafka://a:9092", "a:port", "a:0", "a:65536", "::1", "[::1"])
def test_what_is_no_server_is_refused(servers: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        require_servers(servers)
