"""Running a service's app: signals, a clean end within a bound, a hard end when something is broken."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

from shared.runtime.batches import EXIT_FAILED
from shared.runtime.kafka_looks import look_at_kafka
from shared.runtime.logs import configure_logging, fields

if TYPE_CHECKING:
    from shared.runtime.streams import StreamApp

LOG = logging.getLogger(__name__)
Probe = Callable[[], Awaitable[object]]
_LOOK_EVERY_S = 0.2
_BEAT_EVERY_S = 2.0
_ANSWER_WITHIN_S = 10.0
_LEAVE_WITHIN_S = 4.0


def run_worker(
    app: StreamApp,
    service: str,
    *,
    prepare: Callable[[], AbstractAsyncContextManager[object]] = nullcontext,
    background: Sequence[Callable[[], Awaitable[None]]] = (),
    probes: Mapping[str, Probe] | None = None,
) -> None:
    """Run the app until SIGTERM or SIGINT, then end the process; never returns.

    `prepare` is entered before the first message and left after the last (connection pools). `background` runs beside
    the consumer and must not end. `probes` raise while what they are named for does not answer. Exit status 0 after a
    signal; 70 when anything broke: a restart goes on at the last commit, and nothing that was not durable has been
    committed; 78 when the breaker tripped.
    """
    configure_logging(service, app.settings.log_level)
    status = EXIT_FAILED
    try:
        status = asyncio.run(_serve(app, service, prepare, background, probes or {}))
    except BaseException:
        LOG.critical("service ends", exc_info=True)
    finally:
        # threads of Faust may linger; everything that matters is durable or will be delivered again
        logging.shutdown()
        os._exit(status)


async def _serve(
    app: StreamApp,
    service: str,
    prepare: Callable[[], AbstractAsyncContextManager[object]],
    background: Sequence[Callable[[], Awaitable[None]]],
    probes: Mapping[str, Probe],
) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app.loop = asyncio.get_running_loop()
    LOG.info("starting", extra=fields(kafka=app.settings.kafka, group=app.conf.id))
    async with prepare():
        tasks = {
            f"{service} consumer": asyncio.ensure_future(_consume(app)),
            "watch": asyncio.ensure_future(_watch(app, probes)),
            **{f"background {number}": asyncio.ensure_future(run()) for number, run in enumerate(background)},
        }
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait([stopping, *tasks.values()], return_when=asyncio.FIRST_COMPLETED)
        broken = [name for name, task in tasks.items() if task.done()]
        for name in broken:
            LOG.critical("ended unasked", extra=fields(part=name), exc_info=_find_error(tasks[name]))
        if not broken:
            await _drain(app)
        await _leave(app, tasks.values())
    await app.publisher.stop()
    LOG.info("stopped")
    return EXIT_FAILED if broken else 0


async def _consume(app: StreamApp) -> None:
    """Start the app and return when it has crashed: Faust itself would stay, consuming nothing."""
    await app.start()
    LOG.info("consuming", extra=fields(topics=",".join(sorted(app.consumed))))
    while not app.should_stop:  # noqa: ASYNC110  (set from Faust's threads too, which an asyncio.Event would not notice)
        await asyncio.sleep(_LOOK_EVERY_S)
    raise app.crash_reason or RuntimeError("Faust stopped without a reason")


async def _watch(app: StreamApp, probes: Mapping[str, Probe]) -> None:
    """Say every few seconds how things are; a sign of life while there is nothing to do, batches show theirs."""
    while True:
        await asyncio.sleep(_BEAT_EVERY_S)
        trying = asyncio.gather(*(_try_probe(probe, _ANSWER_WITHIN_S) for probe in probes.values()))
        kafka, tried = await look_at_kafka(app), await trying
        if kafka.idle and app.idle.is_set():
            for handler in app.handlers:
                await handler.settle()
            app.heartbeat.beat()
        said = {"kafka": kafka.fault, **dict(zip(probes, tried, strict=True))}
        app.heartbeat.report(waiting=kafka.waiting, faults={name: fault for name, fault in said.items() if fault})


async def _try_probe(probe: Probe, within_s: float) -> str | None:
    """Return why what is probed does not answer, None if it does."""
    try:
        async with asyncio.timeout(within_s):
            await probe()
    except TimeoutError:
        return f"no answer within {within_s:.0f} s"
    except Exception as error:  # noqa: BLE001  (whatever it is, it does not answer)
        return f"{type(error).__name__}: {error}"
    return None


async def _drain(app: StreamApp) -> None:
    """Let the batch in hand finish and commit it; what takes longer will be delivered again."""
    LOG.info("stopping")
    app.draining.set()
    try:
        async with asyncio.timeout(app.settings.stop_within_s):
            await app.idle.wait()
            if app.started:
                await app.consumer.commit()
    except TimeoutError:
        LOG.warning("the batch in hand takes too long, it will be delivered again")


async def _leave(app: StreamApp, tasks: Iterable[asyncio.Future[None]]) -> None:
    """Leave the consumer group, so that others need not wait for the session to end."""
    for task in tasks:
        task.cancel()
    app.draining.set()
    try:
        async with asyncio.timeout(_LEAVE_WITHIN_S):
            await asyncio.gather(*tasks, return_exceptions=True)
            await app.stop()
    except Exception as error:  # noqa: BLE001  (the process ends anyway, the group notices by itself)
        LOG.warning("left without saying goodbye", extra=fields(error=repr(error)))


def _find_error(task: asyncio.Future[None]) -> BaseException | None:
    return None if task.cancelled() else task.exception()
