"""The process that reads: ended when it hangs or swells, and able to do nothing but read."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.ingest.adapters.reading_processes import Order, ReadingProcess
from services.ingest.core.facts import Facts
from services.ingest.core.read_documents import Entry
from services.ingest.core.rejections import Rejection
from shared.domain.articles import Article
from tests.unit.services.ingest.collection.printed import one_column

RECEIVED = "2025-05-02T07:30:00.000000+00:00"


def read(process: ReadingProcess, path: Path) -> list[Entry]:
    handle = os.open(path, os.O_RDONLY)
    try:
        order = Order(handle, path.stat().st_size, path.name, None, Facts(), RECEIVED)
        return [entry for group in process.read(order) for entry in group]
    finally:
        os.close(handle)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "brand.pdf"
    path.write_bytes(one_column())
    return path


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(pdf: Path, tmp_path: Path) -> None:
    endless = tmp_path / "endlos.pdf"
    os.mkfifo(endless)
    process = ReadingProcess(768, 1.0)
    assert isinstance(read(process, pdf)[0].outcome, Article)
    writer = os.open(endless, os.O_RDWR)  # the reader waits for an end that never comes
    try:
        (entry,) = read(process, endless)
    finally:
        os.close(writer)
    assert isinstance(entry.outcome, Rejection)
    assert (entry.outcome.code, "more than 1 seconds" in entry.outcome.reason) == ("too_complex", True)
    process._within_s = 20.0
    assert isinstance(read(process, pdf)[0].outcome, Article)
    process.stop()


def test_a_file_that_needs_too_much_memory_is_refused_and_the_next_is_read(pdf: Path, tmp_path: Path) -> None:
    swollen = tmp_path / "riesig.json"
    swollen.write_bytes(b"[" + b"[]," * 9_900_000 + b"[]]")
    process = ReadingProcess(300, 60.0)
    entries = read(process, swollen)
    assert isinstance(entries[-1].outcome, Rejection)
    assert entries[-1].outcome.code == "too_complex"
    assert isinstance(read(process, pdf)[0].outcome, Article)
    process.stop()


def has_landlock() -> bool:
    return bool(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1)) >= 1)


@pytest.mark.parametrize(
    "deed",
    [
        "open({path!r}, 'w').write('x')",
        "open({path!r}, 'ab')",
        "__import__('os').open({path!r}, 1 | 64)",
        "__import__('os').mkdir({path!r})",
        "__import__('os').symlink('/etc/passwd', {path!r})",
        "__import__('os').system('touch ' + {path!r})",
        "__import__('subprocess').run(['touch', {path!r}])",
        "__import__('os').fork()",
        "__import__('socket').create_connection(('127.0.0.1', 9), 1)",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')",
        "exit(__import__('ctypes').CDLL(None).system(b'touch {path}') != 0)",
        "exit(__import__('ctypes').CDLL(None).creat(b'{path}', 0o644) < 0)",
        "exit(__import__('ctypes').CDLL(None).open(b'/etc/shadow', 0) < 0)",
    ],
)
@pytest.mark.skipif(not has_landlock(), reason="the kernel has no Landlock; the other limits must do")
def test_it_can_write_nothing_start_nothing_and_reach_nothing(deed: str, tmp_path: Path) -> None:
    target = tmp_path / "ausbruch"
    program = (
        "import os, subprocess, socket, ctypes, urllib.request\n"
        "from services.ingest.adapters.reading_limits import confine\n"
        f"confine(768)\n{deed.format(path=str(target))}\n"
    )
    done = subprocess.run([sys.executable, "-B", "-c", program], capture_output=True, check=False, timeout=30)
    assert done.returncode != 0, done.stderr
    assert not target.exists()
