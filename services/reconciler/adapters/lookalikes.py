"""Texts that look alike in Postgres: the groups that a batch touches, without comparing all with all."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.reconciler.adapters.told import Version, read_facts
from services.reconciler.core.copies import are_alike, group_copies, identify_version, list_bands, rank_text
from services.reconciler.core.origins import name_voice
from services.reconciler.core.statements import DocumentFacts
from shared.storage.connections import Connection

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
 WHERE dossier_id = $1 AND source_key IS NULL
UNION
SELECT document_id, version, origin_id FROM lagebild.pruned_voices WHERE base_id = $1"""
_LOAD_COPIES = "SELECT * FROM lagebild.copies WHERE base_id = $1"


@dataclass(slots=True)
class BaseTexts:
    """Texts that speak for themselves in one dossier, as far as a batch touches them.

    `gone`, `new`: versions that stop and begin to speak for themselves, or whose end changes; `kept`: others of the
    batch. `before`: which text stood for the group of each copy. `others`: versions outside the batch that were looked
    at. `groups`: what the batch touches comes to, each group whole.
    """

    base_id: str
    gone: dict[Version, DocumentFacts] = field(default_factory=dict)
    new: dict[Version, DocumentFacts] = field(default_factory=dict)
    kept: dict[Version, DocumentFacts] = field(default_factory=dict)
    before: dict[Version, Version] = field(default_factory=dict)
    others: dict[Version, DocumentFacts] = field(default_factory=dict)
    groups: list[list[DocumentFacts]] = field(default_factory=list)

    def group_before(self) -> list[list[DocumentFacts]]:
        """Return the groups of copies as they stood."""
        known = {**self.others, **self.kept, **self.gone}
        groups: defaultdict[Version, list[DocumentFacts]] = defaultdict(list)
        for version, leader in self.before.items():
            groups[leader].append(known[version])
        return list(groups.values())


async def group_texts(connection: Connection, bases: Iterable[BaseTexts]) -> None:
    """Find the groups that the batch touches, as they stood and as they come to."""
    listed = list(bases)
    await _load_groups(connection, listed)
    firsts = await _load_firsts(connection, listed)
    facts = await _load_facts(connection, listed, firsts)
    for texts in sorted(listed, key=lambda each: each.base_id):
        texts.others = facts
        groups = _group_nearby(texts, firsts)
        texts.groups = await _group_all(connection, texts) if groups is None else groups


async def _load_groups(connection: Connection, bases: Iterable[BaseTexts]) -> None:
    """Load the groups of copies that the versions of the batch belong to."""
    wanted = [(texts.base_id, *version) for texts in bases for version in (*texts.gone, *texts.new, *texts.kept)]
    await _fetch_groups(connection, {texts.base_id: texts for texts in bases}, wanted)


async def _fetch_groups(
    connection: Connection, bases: Mapping[str, BaseTexts], wanted: Collection[tuple[str, str, str]]
) -> None:
    if wanted:
        for row in await connection.fetch(_LOAD_GROUPS, *(list(column) for column in zip(*wanted, strict=True))):
            version = (row["document_id"], row["version"])
            bases[row["base_id"]].before[version] = (row["speaker_document"], row["speaker_version"])


Firsts = dict[int, list[tuple[str, Version]]]
"""The first two of each band: the day since when each can be read, and which it is."""


async def _load_firsts(connection: Connection, bases: Iterable[BaseTexts]) -> Firsts:
    """Load the first of each band that changes, and the groups of copies they belong to."""
    by_base = {texts.base_id: texts for texts in bases}
    owners = {
        band: texts.base_id
        for texts in by_base.values()
        for document in (*texts.gone.values(), *texts.new.values())
        for band in hash_bands(texts.base_id, document)
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
    connection: Connection, bases: Iterable[BaseTexts], firsts: Firsts
) -> dict[Version, DocumentFacts]:
    wanted = {version for found in firsts.values() for _, version in found}
    wanted.update(version for texts in bases for pair in texts.before.items() for version in pair)
    if not wanted:
        return {}
    rows = await connection.fetch(_LOAD_FACTS, sorted({document_id for document_id, _ in wanted}))
    return {(row["document_id"], row["version"]): read_facts(row) for row in rows}


def _group_nearby(texts: BaseTexts, firsts: Firsts) -> list[list[DocumentFacts]] | None:
    """Return the groups of copies that the batch touches, each whole; None where all texts must be looked at.

    That is so where a text comes before the first of one of its bands, or where one goes that others hung on.
    """
    bands = {version: hash_bands(texts.base_id, each) for version, each in {**texts.gone, **texts.new}.items()}
    for version in texts.gone.keys() - texts.new.keys():
        if version in texts.before or any(_leads_others(version, firsts.get(band, ())) for band in bands[version]):
            return None
    leader = dict(texts.before)
    known = {**texts.others, **texts.kept, **texts.new}

    def lead(one: Version) -> Version:
        while leader.setdefault(one, one) != one:
            one = leader[one]
        return one

    first_of_band = {band: found for band, each in firsts.items() if (found := _find_first(each, texts)) is not None}
    touched: set[Version] = set()
    for document in sorted(texts.new.values(), key=rank_text):
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


def _find_first(found: Iterable[tuple[str, Version]], texts: BaseTexts) -> Version | None:
    return next((version for _, version in found if version not in texts.gone or version in texts.new), None)


async def _group_all(connection: Connection, texts: BaseTexts) -> list[list[DocumentFacts]]:
    """Return all groups of copies of a dossier, from all its texts."""
    rows = await connection.fetch(_OWN_VOICES, texts.base_id)
    facts = await connection.fetch(_LOAD_FACTS, sorted({row["document_id"] for row in rows}))
    said = {(row["document_id"], row["version"], row["origin_id"]) for row in rows}
    found: dict[Version, DocumentFacts] = {}
    for row in facts:
        each = read_facts(row)
        ended = row["known_until"] is not None
        version = row["version"] if ended else None
        if each.text_fingerprint and (each.document_id, version, name_voice(each).id) in said:
            found[identify_version(each)] = each
    texts.others = {**texts.others, **found}
    for version in texts.gone:
        found.pop(version, None)
    for row in await connection.fetch(_LOAD_COPIES, texts.base_id):
        version = (row["document_id"], row["version"])
        texts.before[version] = (row["speaker_document"], row["speaker_version"])
    return list(group_copies({**found, **texts.kept, **texts.new}.values()))


def hash_bands(base_id: str, document: DocumentFacts) -> list[int]:
    """Return the bands of a text as numbers, for one dossier."""
    found = []
    for band in list_bands(document.text_fingerprint):
        digest = hashlib.blake2b(f"{base_id}|{band}".encode(), digest_size=8).digest()
        found.append(int.from_bytes(digest, signed=True))
    return found
