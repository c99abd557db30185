"""Who runs PostgreSQL, and which programs."""

import os
from pathlib import Path

import pytest

from infra.local.postgres import choose_user, find_programs, is_open_to_all, read_version

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


def test_the_newest_server_of_the_wheel_is_taken() -> None:
    assert int(read_version(find_programs())) >= 18


@pytest.mark.skipif(os.geteuid() == 0, reason="root never runs PostgreSQL as itself")
def test_a_normal_user_runs_it_as_itself(tmp_path: Path) -> None:
    assert choose_user(tmp_path / "postgres", find_programs()) == "-"


def test_a_closed_folder_above_shuts_others_out(tmp_path: Path) -> None:
    inside = tmp_path / "closed" / "open"
    inside.mkdir(parents=True)
    inside.chmod(0o755)
    inside.parent.chmod(0o700)
    assert not is_open_to_all(inside)
    assert is_open_to_all(Path("/usr/bin"))


@as_root
def test_root_uses_a_namespace_where_nobody_can_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert choose_user(closed / "postgres", find_programs()) == "nobody@namespace"


@as_root
def test_a_cluster_keeps_its_owner(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("18\n")
    assert choose_user(cluster, find_programs()) == "nobody@namespace"
    os.chown(cluster, 65534, -1)
    assert choose_user(cluster, find_programs()) == "nobody"
