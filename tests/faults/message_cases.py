"""Harm to the messages: repeated, out of order, late, and such as nobody can read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from aiokafka import AIOKafkaProducer, ConsumerRecord

from shared.contracts.articles import ArticleV1
from shared.contracts.registry import ARTICLES, ASSESSMENTS, CLAIMS, DEAD_LETTERS, DISCREPANCIES, Topic
from shared.domain.articles import Article
from shared.runtime.codec import OutboundMessage, encode_event
from tests.faults.arenas import wait_until
from tests.faults.articles import GeneratedArticle
from tests.faults.trials import Case, Trial
from tests.faults.verdicts import RUBBISH, Letter, read_topic

_KILOBYTES_900 = 900_000
_MOST_BYTES = 1_000_000
_REPEATED_SHARE = 0.3
_OF_EACH_KIND = 4
_READERS = ("extractor", "reconciler")


def list_cases() -> Iterator[Case]:
    """The cases of this module."""
    yield Case("disorder", "messages repeated, out of order and late, on articles and claims", mix_up, fed=False)
    yield Case(
        "poison",
        "no JSON, wrong schema, unknown version, 900 kB, invalid UTF-8 on every topic, also while readers are killed; "
        "rubbish in the inbox",
        poison,
    )


def mix_up(trial: Trial) -> None:
    """Bring the workload in any order, some of it several times and late; then repeat what was said of claims."""
    messages = [_encode(article) for article in trial.workload.articles]
    messages += trial.draw.sample(messages, round(len(messages) * _REPEATED_SHARE))
    trial.draw.shuffle(messages)
    pieces = max(4, len(messages) // 100)
    for number in range(pieces):
        trial.wait_to(trial.form.feed_s * number / pieces)
        asyncio.run(_publish(trial.arena.stack.kafka, messages[number::pieces]))
    trial.note("repeated, out of order", "extractor", "reconciler")
    wait_until(trial.is_through, "the first of it to be through", trial.form.settle_s)
    claims = [_repeat(record) for record in asyncio.run(read_topic(trial.arena.stack.kafka, CLAIMS))]
    late = [*trial.draw.sample(claims, len(claims) // 2), *trial.draw.sample(messages, len(messages) // 4)]
    trial.draw.shuffle(late)
    asyncio.run(_publish(trial.arena.stack.kafka, late))
    trial.note("late", "extractor", "reconciler")


def _encode(article: Article) -> OutboundMessage:
    value = ArticleV1.model_validate(article)
    return encode_event(ARTICLES, article.document_id, value, source="ingest", time=article.received)


def _repeat(record: ConsumerRecord) -> OutboundMessage:
    return OutboundMessage(record.topic, record.key, record.value, list(record.headers))


async def _publish(kafka: str, messages: Sequence[OutboundMessage]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all", max_request_size=_MOST_BYTES + 10_000) as producer:
        sent = [await producer.send(m.topic, m.value, m.key, headers=list(m.headers or ())) for m in messages]
        await asyncio.gather(*sent)


@dataclass(frozen=True, slots=True)
class Poison:
    """A message that a topic's readers can't read."""

    kind: str
    topic: Topic
    key: bytes
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()


def poison(trial: Trial) -> None:
    """Put what can't be read among what can, on every topic, and files that are none into the inbox.

    In between the readers are killed: what they have refused and not yet buried must be refused again. At the end more
    of it comes when nothing else does.
    """
    text = trial.workload.articles[0].text
    poisons = [one for _ in range(_OF_EACH_KIND) for one in _brew(trial.draw, text)]
    trial.draw.shuffle(poisons)
    deaths = trial.draw.sample(range(len(poisons)), 2 * trial.form.rounds)
    for number, (moment, one) in enumerate(zip(trial.draw_moments(len(poisons)), poisons, strict=True)):
        trial.wait_to(moment)
        _put(trial, one)
        if number in deaths:
            for reader in _READERS:
                trial.crew.kill(reader)
                trial.crew.start(reader)
            trial.note("readers down", *_READERS)
    for number in range(5):
        file = GeneratedArticle(f"rubbish {number}.txt", "\0" * trial.draw.randint(1, 5000), "{}")
        trial.rubbish.append(file)
        (trial.arena.stack.inbox / file.name).write_text(file.text)
        trial.note("file that is none", "ingest")
    wait_until(trial.is_through, "what was among the rest to be through", trial.form.settle_s)
    for one in _brew(trial.draw, text):
        _put(trial, one)


def _brew(draw: Random, text: str) -> Iterator[Poison]:
    """Yield one poison of each kind for each topic."""
    for topic in (ARTICLES, CLAIMS, ASSESSMENTS, DISCREPANCIES, DEAD_LETTERS):
        key = draw.randbytes(8).hex().encode() if topic in (ARTICLES, CLAIMS) else RUBBISH
        body = {"document_id": key.decode(), "text": text}
        yield Poison("no JSON", topic, key, text.encode())
        yield Poison("wrong schema", topic, key, json.dumps(body).encode())
        later = f"{topic.event_type.removesuffix('1')}99".encode()
        yield Poison("unknown version", topic, key, json.dumps(body).encode(), [("ce_type", later)])
        yield Poison("900 kB", topic, key, draw.randbytes(_KILOBYTES_900 // 2).hex().encode())
        yield Poison("invalid UTF-8", topic, key, b'{"document_id": "\xff\xfe\xc3"}')
        if topic in (ARTICLES, CLAIMS):
            yield Poison("nothing", topic, key, None)


def _put(trial: Trial, one: Poison) -> None:
    """Publish a poison, and expect the dead letters that must come of it: one of each service that reads the topic."""
    trial.letters |= asyncio.run(_publish_poison(trial.arena.stack.kafka, one))
    trial.note(one.kind)


async def _publish_poison(kafka: str, one: Poison) -> set[Letter]:
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all", max_request_size=_MOST_BYTES) as producer:
        place = await producer.send_and_wait(one.topic.name, one.value, one.key, headers=list(one.headers))
    return {(place.topic, place.partition, place.offset, service) for service in one.topic.consumers}
