"""`lagebild-health` of the services themselves: ready while they work, and telling which server is away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from infra.local.stack import SERVICES, LocalStack

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.slow]

WITHIN_S = 60.0
"""What is wrong must be seen within a minute, by the settings as they are."""


def ask(stack: LocalStack, service: str, *options: str) -> tuple[bool, str]:
    """Return whether the service is well, and what it says, as Compose asks."""
    told = subprocess.run(
        [Path(sys.executable).with_name("lagebild-health"), *options, service],
        env={**os.environ, "LAGEBILD_HEALTH_DIR": stack.environment["LAGEBILD_HEALTH_DIR"]},
        capture_output=True,
        text=True,
        check=False,
    )
    return told.returncode == 0, told.stdout


def is_ready(stack: LocalStack, service: str) -> bool:
    return ask(stack, service)[0]


def names(stack: LocalStack, service: str, server: str) -> bool:
    return f"{server}: " in ask(stack, service)[1]


def wait_until(condition: Callable[[], bool], what: str, within_s: float = WITHIN_S) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.2)


def test_services_are_ready_and_say_what_is_away(stack: LocalStack) -> None:
    stack.start_services()
    for service in SERVICES:
        wait_until(partial(is_ready, stack, service), f"{service} is ready")

    extractor = stack.services["extractor"]
    os.kill(extractor.pid, signal.SIGSTOP)
    assert stack.postgres is not None
    stack.postgres.process.stop()
    wait_until(partial(names, stack, "reconciler", "postgres"), "the reconciler names Postgres")
    assert not ask(stack, "reconciler")[0]
    assert ask(stack, "reconciler", "--live")[0], "no restart would help"
    assert ask(stack, "ingest")[0], "ingest knows no Postgres"
    wait_until(lambda: not ask(stack, "extractor", "--live")[0], "the frozen extractor is seen")
    assert "frozen or gone" in ask(stack, "extractor")[1]

    os.kill(extractor.pid, signal.SIGCONT)
    stack.postgres.start()
    for service in SERVICES:
        wait_until(partial(is_ready, stack, service), f"{service} is ready again")

    assert stack.broker is not None
    stack.broker.process.stop()
    for service in ("extractor", "reconciler"):
        wait_until(partial(names, stack, service, "kafka"), f"{service} names Kafka")
        assert not ask(stack, service)[0]
    stack.broker.start()
    for service in SERVICES:
        wait_until(partial(is_ready, stack, service), f"{service} is ready again")
