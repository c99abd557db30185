"""Articles that share their text are one voice, whoever printed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from services.reconciler.core.datings import find_known_day
from services.reconciler.core.origins import name_voice
from services.reconciler.core.policy import COPY_BAND_ROWS, COPY_LEAST_SLOTS, COPY_SHARE
from services.reconciler.core.statements import DocumentFacts, Statement

Fingerprint = tuple[int, ...]
Version = tuple[str, str]


def join_copies(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements with the own voices of copied texts joined: the text first published speaks for all."""
    told = tuple(statements)
    spoken = {_identify(each.document): each.document for each in told if _is_own_voice(each)}
    speakers = find_speakers(spoken.values())
    return tuple(_let_speak(each, speakers) for each in told)


def find_speakers(documents: Iterable[DocumentFacts]) -> dict[Version, DocumentFacts]:
    """Return for each document version that copies another the one that speaks for both.

    That is a live one before one that has ended, then the earliest known. The past is seen with the copies known today.
    """
    by_print: defaultdict[Fingerprint, list[DocumentFacts]] = defaultdict(list)
    for document in documents:
        if document.text_fingerprint:
            by_print[document.text_fingerprint].append(document)
    speakers: dict[Version, DocumentFacts] = {}
    for alike in _join_prints(sorted(by_print)):
        copies = sorted((each for one in alike for each in by_print[one]), key=_priority)
        speakers.update({_identify(copy): copies[0] for copy in copies[1:]})
    return speakers


def measure_share(first: Fingerprint, second: Fingerprint) -> float:
    """Return how much text two fingerprints share, 0 to 1; a slot empty in both (0) says nothing."""
    if len(first) != len(second):
        return 0.0
    filled = [(mine, theirs) for mine, theirs in zip(first, second, strict=True) if mine or theirs]
    if len(filled) < COPY_LEAST_SLOTS:
        return 0.0
    return sum(mine == theirs for mine, theirs in filled) / len(filled)


def _join_prints(prints: Sequence[Fingerprint]) -> Iterator[list[Fingerprint]]:
    """Yield groups of fingerprints that are alike, directly or by a third."""
    leader = {one: one for one in prints}

    def lead(one: Fingerprint) -> Fingerprint:
        while leader[one] != one:
            one = leader[one]
        return one

    for first, second in _pair_candidates(prints):
        if measure_share(first, second) >= COPY_SHARE:
            low, high = sorted((lead(first), lead(second)))
            leader[high] = low
    groups: defaultdict[Fingerprint, list[Fingerprint]] = defaultdict(list)
    for one in prints:
        groups[lead(one)].append(one)
    yield from groups.values()


def _pair_candidates(prints: Sequence[Fingerprint]) -> Iterator[tuple[Fingerprint, Fingerprint]]:
    """Yield pairs that share a band of slots: each with the first of its band, so that cost stays linear."""
    first_of_band: dict[tuple[int, Fingerprint], Fingerprint] = {}
    for one in prints:
        for start in range(0, len(one), COPY_BAND_ROWS):
            band = one[start : start + COPY_BAND_ROWS]
            first = first_of_band.setdefault((start, band), one) if any(band) else one
            if first is not one:
                yield first, one


def _is_own_voice(statement: Statement) -> bool:
    return statement.claim.source is None and statement.origin.id == name_voice(statement.document).id


def _let_speak(statement: Statement, speakers: dict[Version, DocumentFacts]) -> Statement:
    speaker = speakers.get(_identify(statement.document))
    if speaker is None or not _is_own_voice(statement):
        return statement
    return replace(statement, origin=name_voice(speaker))


def _identify(document: DocumentFacts) -> Version:
    return document.document_id, document.version


def _priority(document: DocumentFacts) -> tuple[bool, bool, str, Version]:
    known = find_known_day(document)
    return document.known_until is not None, known is None, known or "", _identify(document)
