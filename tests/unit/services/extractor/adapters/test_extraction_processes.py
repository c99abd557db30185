"""The process that extracts: ended by the kernel when an article takes too long, and started anew."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from services.extractor.adapters import extraction_processes
from services.extractor.adapters.extraction_processes import ExtractionEndedError, ExtractionProcess
from shared.runtime.errors import PermanentError
from tests.unit.services.extractor.adapters.test_articles import build_article

CHILD = "tests.unit.services.extractor.adapters.odd_child"


@pytest.fixture
async def process() -> AsyncIterator[ExtractionProcess]:
    async with ExtractionProcess(0.5, child=CHILD) as process:
        yield process


async def test_answers_belong_to_their_articles(process: ExtractionProcess) -> None:
    for name in ("a", "ü" * 10_000):
        message = await process.extract(build_article(document_id=name))
        assert message.key == name.encode()
        assert message.value is not None
        assert dict(message.headers)["ce_time"] == build_article().received.encode()


@pytest.mark.parametrize("text", ["loop", "regex"])
async def test_an_article_that_takes_too_long_is_refused_and_the_next_is_extracted(
    process: ExtractionProcess, text: str
) -> None:
    with pytest.raises(PermanentError, match=r"unglück\.txt took more than 0\.5 s of processor time"):
        await process.extract(build_article(text=text))
    assert (await process.extract(build_article(document_id="e"))).key == b"e"


async def test_a_failure_is_refused_with_its_reason_and_the_process_lives_on(process: ExtractionProcess) -> None:
    pid = process.pid
    with pytest.raises(PermanentError, match=r"extracting claims from unglück\.txt failed: ValueError: told to fail"):
        await process.extract(build_article(text="fail"))
    assert (await process.extract(build_article(document_id="e"))).key == b"e"
    assert process.pid == pid


async def test_what_is_printed_does_not_come_between_the_answers(process: ExtractionProcess) -> None:
    assert (await process.extract(build_article(text="print"))).key == b"d"
    assert (await process.extract(build_article(document_id="e"))).key == b"e"


async def test_an_article_that_ends_the_process_again_and_again_is_refused(process: ExtractionProcess) -> None:
    for _ in range(2):
        with pytest.raises(ExtractionEndedError, match="status 3"):
            await process.extract(build_article(text="die"))
    with pytest.raises(PermanentError, match="ended its process 3 times, status 3"):
        await process.extract(build_article(text="die"))


async def test_a_process_that_somebody_kills_costs_nothing_but_another_try(process: ExtractionProcess) -> None:
    for _ in range(4):
        pid = process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(ExtractionEndedError):
            await process.extract(build_article())
        assert (await process.extract(build_article())).key == b"d"


async def test_a_frozen_process_is_ended_and_the_article_is_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction_processes, "_LEAST_WALL_S", 3.0)
    async with ExtractionProcess(0.1, child=CHILD) as process:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)
        with pytest.raises(ExtractionEndedError, match="no claims of"):
            await process.extract(build_article())
        assert (await process.extract(build_article())).key == b"d"


async def test_a_cancelled_question_leaves_no_answer_behind(process: ExtractionProcess) -> None:
    asking = asyncio.ensure_future(process.extract(build_article(text="loop")))
    pid = process.pid
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await process.extract(build_article(document_id="e"))).key == b"e"
    assert process.pid != pid


async def test_a_process_that_cannot_start_is_no_articles_fault() -> None:
    with pytest.raises(ExtractionEndedError, match="does not start"):
        await ExtractionProcess(1.0, child="services.extractor.no_such_module").extract(build_article())


async def test_the_process_ends_when_the_other_side_does(process: ExtractionProcess) -> None:
    running = process._running
    assert running is not None
    running.writer.close()
    assert await asyncio.to_thread(running.process.wait, 30) == 0
