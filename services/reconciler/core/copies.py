"""Articles that share their text are one voice, whoever printed them, as far as they say the same.

Of the texts that share their words the first to say a figure speaks for all that say it: what a later print changed is
the later outlet's own, and that of whoever copies it from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from services.reconciler.core.datings import find_known_day
from services.reconciler.core.intervals import UPPER_BOUNDS, find_number
from services.reconciler.core.origins import name_voice
from services.reconciler.core.policy import COPY_BAND_ROWS, COPY_LEAST_SLOTS, COPY_SHARE
from services.reconciler.core.statements import DocumentFacts, Statement
from services.reconciler.core.tallies import TrackKey, find_key

Fingerprint = tuple[int, ...]
Version = tuple[str, str]
Band = tuple[int, ...]
"""Where some slots of a fingerprint begin, and what they hold."""


class Content(NamedTuple):
    """What a text says in its own voice, whatever hedge it kept: "1.000" is what "über 1.000" had been."""

    track: TrackKey
    aspect: str
    stance: str
    number: object
    is_upper_bound: bool


Contents = Mapping[Version, frozenset[Content]]
"""What each text says in its own voice."""

Speakers = Mapping[tuple[Version, Content], DocumentFacts]
"""Who speaks for a text that copies another, for each thing it says."""


def join_copies(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements with the own voices of copied texts joined."""
    told = tuple(statements)
    own = [each for each in told if is_own_voice(each)]
    groups = group_copies({identify_version(each.document): each.document for each in own}.values())
    speakers = choose_speakers(groups, list_contents(own))
    return tuple(let_speak(each, speakers) for each in told)


def list_contents(statements: Iterable[Statement]) -> dict[Version, frozenset[Content]]:
    """Return what each document version among these says in its own voice."""
    contents: defaultdict[Version, set[Content]] = defaultdict(set)
    for each in statements:
        if is_own_voice(each):
            contents[identify_version(each.document)].add(find_content(each))
    return {version: frozenset(said) for version, said in contents.items()}


def choose_speakers(
    groups: Iterable[Sequence[DocumentFacts]], contents: Contents
) -> dict[tuple[Version, Content], DocumentFacts]:
    """Return for each version that copies others, and each thing it says, the one that speaks for all that say it.

    That is a live one before one that has ended, then the earliest known. The past is seen with the copies known today.
    """
    speakers: dict[tuple[Version, Content], DocumentFacts] = {}
    for alike in groups:
        if len(alike) > 1:
            first: dict[Content, DocumentFacts] = {}
            for document in sorted(alike, key=_priority):
                version = identify_version(document)
                for content in contents.get(version, ()):
                    speakers[version, content] = first.setdefault(content, document)
    return speakers


def group_copies(documents: Iterable[DocumentFacts]) -> Iterator[list[DocumentFacts]]:
    """Yield groups of documents whose texts are alike, directly or by a third; one that is like no other is a group.

    Each is compared with the first of each of its bands, the earliest known, so that cost stays linear.
    """
    ordered = sorted((each for each in documents if each.text_fingerprint), key=rank_text)
    leader = list(range(len(ordered)))

    def lead(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    first_of_band: dict[Band, int] = {}
    for index, document in enumerate(ordered):
        for first in {first_of_band.setdefault(band, index) for band in list_bands(document.text_fingerprint)}:
            if first != index and are_alike(ordered[first], document):
                low, high = sorted((lead(first), lead(index)))
                leader[high] = low
    groups: defaultdict[int, list[DocumentFacts]] = defaultdict(list)
    for index, document in enumerate(ordered):
        groups[lead(index)].append(document)
    yield from groups.values()


def list_bands(fingerprint: Fingerprint) -> Iterator[Band]:
    """Yield the bands of a fingerprint; empty slots alone are none."""
    for start in range(0, len(fingerprint), COPY_BAND_ROWS):
        band = fingerprint[start : start + COPY_BAND_ROWS]
        if any(band):
            yield start, *band


def are_alike(first: DocumentFacts, second: DocumentFacts) -> bool:
    """Tell whether one text copies the other."""
    return measure_share(first.text_fingerprint, second.text_fingerprint) >= COPY_SHARE


def measure_share(first: Fingerprint, second: Fingerprint) -> float:
    """Return how much text two fingerprints share, 0 to 1; a slot empty in both (0) says nothing."""
    if len(first) != len(second):
        return 0.0
    filled = [(mine, theirs) for mine, theirs in zip(first, second, strict=True) if mine or theirs]
    if len(filled) < COPY_LEAST_SLOTS:
        return 0.0
    return sum(mine == theirs for mine, theirs in filled) / len(filled)


def is_own_voice(statement: Statement) -> bool:
    """Tell whether the document says it without any source."""
    return statement.claim.source is None and statement.origin.id == name_voice(statement.document).id


def let_speak(statement: Statement, speakers: Speakers) -> Statement:
    """Return the statement with the voice of the first of the texts alike that says so."""
    speaker = speakers.get((identify_version(statement.document), find_content(statement)))
    if speaker is None or speaker is statement.document or not is_own_voice(statement):
        return statement
    return replace(statement, origin=name_voice(speaker))


def find_content(statement: Statement) -> Content:
    """Return what a statement says, save its hedge."""
    track, _, figure, stance = find_key(statement)
    number = find_number(figure)
    told = (figure.low, figure.high) if number is None else number
    return Content(track, figure.aspect, stance, told, figure.modifier in UPPER_BOUNDS)


def identify_version(document: DocumentFacts) -> Version:
    """Return what tells a document version from all others."""
    return document.document_id, document.version


def rank_text(document: DocumentFacts) -> tuple[bool, str, Version]:
    """Return what orders texts by when they became known; it never changes, whatever comes later."""
    known = find_known_day(document)
    return known is None, known or "", identify_version(document)


def choose_leader(copies: Sequence[DocumentFacts]) -> DocumentFacts:
    """Return the one of several copies that stands for the group: live before ended, then the earliest known."""
    return min(copies, key=_priority)


def _priority(document: DocumentFacts) -> tuple[bool, tuple[bool, str, Version]]:
    return document.known_until is not None, rank_text(document)
