"""Harm to the services: killed, joined and left by others, frozen, told a wrong time."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.admin import DescribeGroupsRequest_v3, DescribeGroupsResponse_v3

from infra.local.stack import SERVICES
from tests.faults.arenas import GROUPS, wait_until
from tests.faults.clock.clocks import WrongClock
from tests.faults.crews import name_service
from tests.faults.trials import Case, Trial

_LONGEST_DOWN_S = 1.5
_LONGEST_WAIT_S = 3.0
_LOOK_AGAIN_S = 0.4
_STARTING_SHARE = 0.2
_FORCE_SHARE = 0.6
_STREAMS = ("extractor", "reconciler")
_DAY = 86_400.0
_JUMPS = {
    "three hours ahead": _DAY / 8,
    "a day back": -_DAY,
    "a year ahead": 366 * _DAY,
    "to the day when computers begin, as without a battery": -56 * 365.25 * _DAY,
    "right again": 0.0,
}

DescribeGroupsRequest_v3.RESPONSE_TYPE = DescribeGroupsResponse_v3  # aiokafka 0.14 reads the answer as that of v2


def list_cases() -> Iterator[Case]:
    """The cases of this module."""
    yield Case("undisturbed", "none: the services against the cores alone", lambda _: None)
    yield Case("kill", "`kill -9` of ingest, extractor and reconciler at random moments", kill_services)
    for number in (2, 3):
        yield Case(
            f"workers-{number}",
            f"{number} workers of extractor and reconciler, killed, stopped and started again at random moments",
            shuffle_workers,
            replicas=dict.fromkeys(_STREAMS, number),
        )
    yield Case(
        "frozen",
        "ingest, and one of two workers each, frozen (SIGSTOP) until Kafka has given their partitions away, then woken",
        freeze_workers,
        replicas=dict.fromkeys(_STREAMS, 2),
    )
    yield Case(
        "clocks",
        "the clocks of the services jump: hours ahead, days back, a year ahead, to 1970 and back",
        jump_clocks,
        prepare=lend_clocks,
    )


def kill_services(trial: Trial) -> None:
    """Kill each service several times, at moments of its own."""
    for key in _disturb(trial, dict.fromkeys(SERVICES, 2 * trial.form.rounds)):
        trial.crew.kill(key)


def shuffle_workers(trial: Trial) -> None:
    """Let workers leave, by force or in good order, and join again: each time partitions change hands."""
    keys = [key for key in trial.crew.keys if name_service(key) in _STREAMS]
    for key in _disturb(trial, dict.fromkeys(keys, trial.form.rounds)):
        if trial.draw.random() < _FORCE_SHARE:
            trial.crew.kill(key)
        else:
            trial.crew.dismiss(key)


@dataclass(order=True, slots=True)
class _Date:
    """When something is to be done to a service: it is due when the service has put out more than `reached`."""

    moment: float
    key: str
    back: bool = False
    reached: int = -1


def _disturb(trial: Trial, times: Mapping[str, int]) -> Iterator[str]:
    """Yield the keys at random moments for harm, so many times each; start each again some moments later.

    Mostly harm waits until the service has put out something since its last start, lest it is always hit while it
    starts; now and then it is hit just then.
    """
    agenda = [_Date(trial.draw.uniform(0.0, _LONGEST_WAIT_S), key) for key in times]
    left = dict(times)
    heapq.heapify(agenda)
    while agenda:
        date = heapq.heappop(agenda)
        trial.wait_to(date.moment)
        service = name_service(date.key)
        if date.back:
            trial.crew.start(date.key)
            trial.note(f"{service} down", service)
            if left[date.key]:
                reached = -1 if trial.draw.random() < _STARTING_SHARE else trial.progress.count(service)
                moment = date.moment + trial.draw.uniform(0.0, _LONGEST_WAIT_S)
                heapq.heappush(agenda, _Date(moment, date.key, reached=reached))
        elif trial.progress.count(service) > date.reached or trial.is_fed_and_done(service):
            yield date.key
            left[date.key] -= 1
            down = trial.draw.uniform(0.0, _LONGEST_DOWN_S)
            heapq.heappush(agenda, _Date(trial.tell_moment() + down, date.key, back=True))
        else:
            date.moment = trial.tell_moment() + trial.draw.uniform(0.0, _LOOK_AGAIN_S)
            heapq.heappush(agenda, date)


def freeze_workers(trial: Trial) -> None:
    """Freeze one worker of each service, wait until its group has given it up, wake it."""
    for _ in range(trial.form.rounds):
        trial.wait_to(trial.draw_moments(1)[0])
        keys = ["ingest", *(f"{name}{trial.draw.choice(('', '-2'))}" for name in _STREAMS)]
        for key in keys:
            trial.crew.freeze(key)
        try:
            wait_until(lambda: _count_members(trial) <= len(_STREAMS), "the frozen to be given up")
        finally:
            for key in keys:
                trial.crew.wake(key)
        trial.note("frozen", *SERVICES)
        wait_until(lambda: _count_members(trial) == 2 * len(_STREAMS), "the woken to be back")


def _count_members(trial: Trial) -> int:
    return asyncio.run(_count_group_members(trial.arena.stack.kafka))


async def _count_group_members(kafka: str) -> int:
    client = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await client.start()
    try:
        groups = [group for answer in await client.describe_consumer_groups(list(GROUPS)) for group in answer.groups]
        return sum(len(group[5]) for group in groups)
    finally:
        await client.close()


def lend_clocks(trial: Trial) -> None:
    """Give each service a clock that the trial can set."""
    directory = trial.arena.stack.data / f"clocks-{trial.arena.stack.inbox.name}"
    directory.mkdir()
    trial.clocks = {name: WrongClock(directory / name) for name in SERVICES}
    trial.extra_environment = lambda key: trial.clocks[key].environment


def jump_clocks(trial: Trial) -> None:
    """Set the clocks of all services wrong, each to a time of its own, again and again, and right in the end."""
    jumps = list(_JUMPS)[:-1] * trial.form.rounds
    trial.draw.shuffle(jumps)
    for number, moment in enumerate(trial.draw_moments(len(jumps))):
        trial.wait_to(moment)
        for shift, name in enumerate(SERVICES):
            trial.clocks[name].set(_JUMPS[jumps[(number + shift) % len(jumps)]])
        trial.note("clocks jumped", *SERVICES)
    for clock in trial.clocks.values():
        clock.set(0.0)
    trial.note("clocks right again", *SERVICES)
