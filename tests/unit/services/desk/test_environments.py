from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from services.desk.environments import FILE_NAME, read_environment, write_environment

VALUES = {"LAGEBILD_KAFKA": "127.0.0.1:9", "LAGEBILD_POSTGRES_DSN": 'postgresql://u:it\'s $HOME "x"@h/d'}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_environment(tmp_path, VALUES)
    assert read_environment(tmp_path) == VALUES


def test_a_shell_reads_it_too(tmp_path: Path) -> None:
    write_environment(tmp_path, VALUES)
    shell = shutil.which("sh")
    assert shell is not None
    script = f'. "{tmp_path / FILE_NAME}"; printf %s "$LAGEBILD_POSTGRES_DSN"'
    told = subprocess.run([shell, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == VALUES["LAGEBILD_POSTGRES_DSN"]


def test_only_its_owner_reads_the_password(tmp_path: Path) -> None:
    write_environment(tmp_path, {})
    write_environment(tmp_path, VALUES)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_where_no_stack_ran_nothing_is_known(tmp_path: Path) -> None:
    assert read_environment(tmp_path) == {}
    assert read_environment(tmp_path / "missing") == {}
