"""Copies of texts in Postgres: who speaks for whom in a dossier, kept without comparing all with all."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.reconciler.adapters.tables import Table
from services.reconciler.adapters.told import Version, read_facts
from services.reconciler.core.copies import (
    are_alike,
    choose_speaker,
    group_copies,
    identify_version,
    is_own_voice,
    list_bands,
    rank_text,
)
from services.reconciler.core.origins import name_voice
from services.reconciler.core.statements import DocumentFacts, Statement
from shared.storage.connections import Connection

BANDS = Table("copy_bands", ("band", "known", "document_id", "version"), keys=4)
COPIES = Table("copies", ("base_id", "document_id", "version", "speaker_document", "speaker_version"), keys=3)

_FIRST_OF_BANDS = """
SELECT b.band, f.known, f.document_id, f.version
  FROM unnest($1::bigint[]) AS b (band)
 CROSS JOIN LATERAL (
       SELECT * FROM lagebild.copy_bands AS m WHERE m.band = b.band
        ORDER BY m.known, m.document_id, m.version LIMIT 2
       ) AS f"""
_FACTS = "document_id, version, outlet, published, updated, url, origin_file, received, text_fingerprint"
_LOAD_FACTS = f"""
SELECT {_FACTS}, NULL::date AS known_until FROM lagebild.documents WHERE document_id = ANY($1)
UNION ALL
SELECT {_FACTS}, known_until FROM lagebild.ended_versions
 WHERE document_id = ANY($1) AND known_until IS NOT NULL"""  # noqa: S608  (constants)
_LOAD_GROUPS = """
SELECT m.base_id, m.document_id, m.version, m.speaker_document, m.speaker_version
  FROM unnest($1::text[], $2::text[], $3::text[]) AS w (base_id, document_id, version)
  JOIN lagebild.copies AS c USING (base_id, document_id, version)
  JOIN lagebild.copies AS m
    ON (m.base_id, m.speaker_document, m.speaker_version) = (c.base_id, c.speaker_document, c.speaker_version)"""
_OWN_VOICES = """
SELECT DISTINCT document_id, NULL::text AS version, origin_id FROM lagebild.claims
 WHERE dossier_id = $1 AND source_key IS NULL
UNION
SELECT DISTINCT document_id, version, origin_id FROM lagebild.ended_claims
 WHERE dossier_id = $1 AND source_key IS NULL"""
_LOAD_COPIES = "SELECT * FROM lagebild.copies WHERE base_id = $1"
_DROP_BANDS = """
DELETE FROM lagebild.copy_bands AS b
 USING unnest($1::bigint[], $2::text[], $3::text[]) AS d (band, document_id, version)
 WHERE b.band = d.band AND b.document_id = d.document_id AND b.version = d.version"""
_UNKNOWN = "~"

Speakers = Mapping[Version, DocumentFacts]


@dataclass(slots=True)
class BaseVoices:
    """Texts that speak for themselves in one dossier, as far as a batch touches them.

    `gone`, `new`: versions that stop and begin to speak for themselves, or whose end changes; `kept`: others of the
    batch. `before`: who spoke for whom. `speakers`: who speaks for each version whose text is copied. `moved`: versions
    outside the batch whose speaker has changed.
    """

    base_id: str
    gone: dict[Version, DocumentFacts] = field(default_factory=dict)
    new: dict[Version, DocumentFacts] = field(default_factory=dict)
    kept: dict[Version, DocumentFacts] = field(default_factory=dict)
    speakers: dict[Version, DocumentFacts] = field(default_factory=dict)
    moved: set[Version] = field(default_factory=set)
    before: dict[Version, Version] = field(default_factory=dict)


def list_voices(statements: Iterable[Statement]) -> dict[str, dict[Version, DocumentFacts]]:
    """Return for each base dossier the versions that speak for themselves in it and have a fingerprint."""
    found: defaultdict[str, dict[Version, DocumentFacts]] = defaultdict(dict)
    for each in statements:
        if each.document.text_fingerprint and is_own_voice(each):
            found[each.claim.dossier_id][identify_version(each.document)] = each.document
    return found


async def settle_voices(
    connection: Connection, before: Iterable[Statement], after: Iterable[Statement]
) -> dict[str, BaseVoices]:
    """Bring bands and copies up to what the documents of a batch say after it; return who speaks for whom.

    What they said before it must still be in the tables of documents and claims; what they say after it need not.
    """
    old, new = list_voices(before), list_voices(after)
    bases = {
        base_id: _compare(base_id, old.get(base_id, {}), new.get(base_id, {})) for base_id in old.keys() | new.keys()
    }
    await _load_groups(connection, bases.values())
    firsts = await _load_firsts(connection, bases.values())
    facts = await _load_facts(connection, bases.values(), firsts)
    for _, voices in sorted(bases.items()):
        groups = _group_nearby(voices, firsts, facts)
        if groups is None:
            groups = await _group_all(connection, voices)
        _elect(voices, groups)
    await _write_copies(connection, bases.values())
    await _write_bands(connection, bases.values())
    return bases


def _compare(base_id: str, old: Speakers, new: Speakers) -> BaseVoices:
    voices = BaseVoices(base_id)
    for version in old.keys() | new.keys():
        if old.get(version) == new.get(version):
            voices.kept[version] = new[version]
        else:
            if version in old:
                voices.gone[version] = old[version]
            if version in new:
                voices.new[version] = new[version]
    return voices


async def _load_groups(connection: Connection, bases: Iterable[BaseVoices]) -> None:
    """Load the groups of copies that the versions of the batch belong to."""
    wanted = [(voices.base_id, *version) for voices in bases for version in (*voices.gone, *voices.new, *voices.kept)]
    await _fetch_groups(connection, {voices.base_id: voices for voices in bases}, wanted)


async def _fetch_groups(
    connection: Connection, bases: Mapping[str, BaseVoices], wanted: Collection[tuple[str, str, str]]
) -> None:
    if wanted:
        for row in await connection.fetch(_LOAD_GROUPS, *(list(column) for column in zip(*wanted, strict=True))):
            version = (row["document_id"], row["version"])
            bases[row["base_id"]].before[version] = (row["speaker_document"], row["speaker_version"])


Firsts = dict[int, list[tuple[str, Version]]]
"""The first two of each band: the day since when each can be read, and which it is."""


async def _load_firsts(connection: Connection, bases: Iterable[BaseVoices]) -> Firsts:
    """Load the first of each band that changes, and the groups of copies they belong to."""
    by_base = {voices.base_id: voices for voices in bases}
    owners = {
        band: voices.base_id
        for voices in by_base.values()
        for document in (*voices.gone.values(), *voices.new.values())
        for band in hash_bands(voices.base_id, document)
    }
    firsts: Firsts = defaultdict(list)
    wanted = set()
    if owners:
        for row in await connection.fetch(_FIRST_OF_BANDS, list(owners)):
            version = (row["document_id"], row["version"])
            firsts[row["band"]].append((row["known"], version))
            wanted.add((owners[row["band"]], *version))
    await _fetch_groups(connection, by_base, wanted)
    return firsts


async def _load_facts(
    connection: Connection, bases: Iterable[BaseVoices], firsts: Firsts
) -> dict[Version, DocumentFacts]:
    wanted = {version for found in firsts.values() for _, version in found}
    wanted.update(version for voices in bases for pair in voices.before.items() for version in pair)
    if not wanted:
        return {}
    rows = await connection.fetch(_LOAD_FACTS, sorted({document_id for document_id, _ in wanted}))
    return {(row["document_id"], row["version"]): read_facts(row) for row in rows}


def _group_nearby(
    voices: BaseVoices, firsts: Firsts, facts: Mapping[Version, DocumentFacts]
) -> list[list[DocumentFacts]] | None:
    """Return the groups of copies that the batch touches, each whole; None where all texts must be looked at.

    That is so where a text comes before the first of one of its bands, or where one goes that others hung on.
    """
    bands = {version: hash_bands(voices.base_id, each) for version, each in {**voices.gone, **voices.new}.items()}
    for version in voices.gone.keys() - voices.new.keys():
        if version in voices.before or any(_leads_others(version, firsts.get(band, ())) for band in bands[version]):
            return None
    leader = dict(voices.before)
    known = {**facts, **voices.kept, **voices.new}

    def lead(one: Version) -> Version:
        while leader.setdefault(one, one) != one:
            one = leader[one]
        return one

    first_of_band = {band: found for band, each in firsts.items() if (found := _find_first(each, voices)) is not None}
    touched: set[Version] = set()
    for document in sorted(voices.new.values(), key=rank_text):
        version = identify_version(document)
        touched.add(version)
        for band in bands[version]:
            first = first_of_band.setdefault(band, version)
            if first == version:
                continue
            if rank_text(document) < rank_text(known[first]):
                return None
            if are_alike(known[first], document):
                leader[lead(version)] = lead(first)
    groups: defaultdict[Version, list[DocumentFacts]] = defaultdict(list)
    for version in leader.keys() | touched:
        groups[lead(version)].append(known[version])
    return list(groups.values())


def _leads_others(version: Version, found: Sequence[tuple[str, Version]]) -> bool:
    return len(found) > 1 and found[0][1] == version


def _find_first(found: Iterable[tuple[str, Version]], voices: BaseVoices) -> Version | None:
    return next((version for _, version in found if version not in voices.gone or version in voices.new), None)


async def _group_all(connection: Connection, voices: BaseVoices) -> list[list[DocumentFacts]]:
    """Return all groups of copies of a dossier, from all its texts."""
    rows = await connection.fetch(_OWN_VOICES, voices.base_id)
    facts = await connection.fetch(_LOAD_FACTS, sorted({row["document_id"] for row in rows}))
    said = {(row["document_id"], row["version"], row["origin_id"]) for row in rows}
    found: dict[Version, DocumentFacts] = {}
    for row in facts:
        each = read_facts(row)
        ended = row["known_until"] is not None
        version = row["version"] if ended else None
        if each.text_fingerprint and (each.document_id, version, name_voice(each).id) in said:
            found[identify_version(each)] = each
    for version in voices.gone:
        found.pop(version, None)
    for row in await connection.fetch(_LOAD_COPIES, voices.base_id):
        version = (row["document_id"], row["version"])
        voices.before[version] = (row["speaker_document"], row["speaker_version"])
    return list(group_copies({**found, **voices.kept, **voices.new}.values()))


def _elect(voices: BaseVoices, groups: Iterable[list[DocumentFacts]]) -> None:
    """Choose who speaks for each group of copies, and see for whom that changes."""
    for group in groups:
        if len(group) > 1:
            speaker = choose_speaker(group)
            voices.speakers.update({identify_version(each): speaker for each in group})
    inside = {**voices.gone, **voices.new, **voices.kept}
    for version in (voices.before.keys() | voices.speakers.keys()) - voices.gone.keys():
        old, new = voices.before.get(version), voices.speakers.get(version)
        if old != (None if new is None else identify_version(new)) and version not in inside:
            voices.moved.add(version)


async def _write_copies(connection: Connection, bases: Iterable[BaseVoices]) -> None:
    changed, dropped = [], []
    for voices in bases:
        after = {version: identify_version(each) for version, each in voices.speakers.items()}
        for version, speaker in after.items():
            if voices.before.get(version) != speaker:
                changed.append((voices.base_id, *version, *speaker))
        dropped += [(voices.base_id, *version) for version in voices.before.keys() - after.keys()]
    if changed:
        await connection.executemany(COPIES.upsert, sorted(changed))
    if dropped:
        await connection.executemany(COPIES.delete, sorted(dropped))


async def _write_bands(connection: Connection, bases: Iterable[BaseVoices]) -> None:
    dropped, added = [], []
    for voices in bases:
        for version in voices.gone.keys() - voices.new.keys():
            dropped += [(band, *version) for band in hash_bands(voices.base_id, voices.gone[version])]
        for version in voices.new.keys() - voices.gone.keys():
            document = voices.new[version]
            unknown, known, _ = rank_text(document)
            added += [(band, _UNKNOWN if unknown else known, *version) for band in hash_bands(voices.base_id, document)]
    if dropped:
        await connection.execute(_DROP_BANDS, *(list(column) for column in zip(*dropped, strict=True)))
    await BANDS.copy(connection, added)


def hash_bands(base_id: str, document: DocumentFacts) -> list[int]:
    """Return the bands of a text as numbers, for one dossier."""
    found = []
    for band in list_bands(document.text_fingerprint):
        digest = hashlib.blake2b(f"{base_id}|{band}".encode(), digest_size=8).digest()
        found.append(int.from_bytes(digest, signed=True))
    return found
