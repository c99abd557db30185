from __future__ import annotations

from importlib.metadata import version

from shared.contracts.registry import DEAD_LETTERS
from shared.runtime.dead_letters import LONGEST_VALUE, build_dead_letter
from shared.runtime.errors import PermanentError, UndecodableError
from shared.runtime.messages import InboundMessage, OutboundMessage
from tests.unit.shared.runtime.fakes import inbound


def bury(message: InboundMessage, error: PermanentError | None = None, *, time: str = "t") -> OutboundMessage:
    return build_dead_letter(message, error or UndecodableError("kein JSON – «x»"), service="extractor", time=time)


def test_a_dead_letter_holds_the_original_and_where_it_was_from() -> None:
    letter = bury(inbound(17, b"\xff\x00", key=b"doc"))
    headers = dict(letter.headers)
    assert (letter.topic, letter.key, letter.value) == (DEAD_LETTERS.name, b"doc", b"\xff\x00")
    assert headers["topic"] == b"numbers"
    assert headers["partition"] == b"3"
    assert headers["offset"] == b"17"
    assert headers["reason"].decode() == "kein JSON – «x»"
    assert headers["service"] == b"extractor"
    assert headers["version"] == version("lagebild").encode()
    assert headers["original_ce_id"] == b"id"
    assert headers["ce_type"] == DEAD_LETTERS.event_type.encode()
    assert headers["ce_time"] == b"t"


def test_the_same_refusal_has_the_same_id_at_any_time() -> None:
    first, again, other = bury(inbound(1, b"x")), bury(inbound(1, b"x"), time="u"), bury(inbound(2, b"x"))
    assert dict(first.headers)["ce_id"] == dict(again.headers)["ce_id"] != dict(other.headers)["ce_id"]


def test_missing_keys_and_values_stay_missing() -> None:
    letter = bury(inbound(1, None, key=None))
    assert (letter.key, letter.value) == (None, None)


def test_what_is_too_long_is_cut_and_says_so() -> None:
    letter = bury(inbound(1, b"x" * (LONGEST_VALUE + 1)), PermanentError("r" * 100_000))
    headers = dict(letter.headers)
    assert letter.value is not None
    assert len(letter.value) == LONGEST_VALUE
    assert str(LONGEST_VALUE + 1).encode() in headers["truncated"]
    assert len(headers["reason"]) < 10_000


def test_reasons_with_lone_surrogates_are_kept_readable() -> None:
    assert dict(bury(inbound(1, b"x"), PermanentError("a\ud800b")).headers)["reason"] == rb"a\ud800b"
