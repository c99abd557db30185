"""Who speaks for copies of one text in a dossier: settled in Postgres for what a batch touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.reconciler.adapters.lookalikes import BaseTexts, group_texts, hash_bands
from services.reconciler.adapters.tables import Table
from services.reconciler.adapters.told import Version, load_told
from services.reconciler.core.copies import (
    Content,
    Speakers,
    choose_leader,
    choose_speakers,
    identify_version,
    is_own_voice,
    list_contents,
    rank_text,
)
from services.reconciler.core.origins import name_voice
from services.reconciler.core.statements import Statement
from shared.storage.connections import Connection

BANDS = Table("copy_bands", ("band", "known", "document_id", "version"), keys=4)
COPIES = Table("copies", ("base_id", "document_id", "version", "speaker_document", "speaker_version"), keys=3)

_DROP_BANDS = """
DELETE FROM lagebild.copy_bands AS b
 USING unnest($1::bigint[], $2::text[], $3::text[]) AS d (band, document_id, version)
 WHERE b.band = d.band AND b.document_id = d.document_id AND b.version = d.version"""
_ADD_BANDS = """
INSERT INTO lagebild.copy_bands (band, known, document_id, version)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING"""
_UNKNOWN = "~"

Contents = dict[Version, frozenset[Content]]


@dataclass(slots=True)
class BaseVoices:
    """Who speaks for what copies say in one dossier.

    `moved`: versions outside the batch for which that has changed, in anything they say.
    """

    speakers: Speakers = field(default_factory=dict)
    moved: set[Version] = field(default_factory=set)


async def settle_voices(
    connection: Connection, before: Iterable[Statement], after: Iterable[Statement]
) -> dict[str, BaseVoices]:
    """Bring bands and copies up to what the documents of a batch say after it; return who speaks for whom, by base.

    What they said before it must still be in the tables of documents and claims; what they say after it need not.
    """
    old, new = _group_voices(before), _group_voices(after)
    bases = {
        base_id: _compare(base_id, old.get(base_id, []), new.get(base_id, [])) for base_id in old.keys() | new.keys()
    }
    await group_texts(connection, bases.values())
    elsewhere = await _load_elsewhere(connection, bases.values())
    settled = {
        base_id: _elect(
            texts,
            elsewhere.get(base_id, {}) | list_contents(old.get(base_id, ())),
            elsewhere.get(base_id, {}) | list_contents(new.get(base_id, ())),
        )
        for base_id, texts in sorted(bases.items())
    }
    await _write_copies(connection, bases.values())
    await _write_bands(connection, bases.values())
    return settled


def _group_voices(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    """Return by base dossier what texts with a fingerprint say in their own voice."""
    found: defaultdict[str, list[Statement]] = defaultdict(list)
    for each in statements:
        if each.document.text_fingerprint and is_own_voice(each):
            found[each.claim.dossier_id].append(each)
    return found


def _compare(base_id: str, before: Iterable[Statement], after: Iterable[Statement]) -> BaseTexts:
    old = {identify_version(each.document): each.document for each in before}
    new = {identify_version(each.document): each.document for each in after}
    texts = BaseTexts(base_id)
    for version in old.keys() | new.keys():
        if old.get(version) == new.get(version):
            texts.kept[version] = new[version]
        else:
            if version in old:
                texts.gone[version] = old[version]
            if version in new:
                texts.new[version] = new[version]
    return texts


async def _load_elsewhere(connection: Connection, bases: Iterable[BaseTexts]) -> dict[str, Contents]:
    """Return what copies outside the batch say in their own voice, by base."""
    wanted = {texts.base_id: _list_elsewhere(texts) for texts in bases}
    documents = {document_id for versions in wanted.values() for document_id, _ in versions}
    told: defaultdict[str, list[Statement]] = defaultdict(list)
    for each in await load_told(connection, documents, wanted, unsourced=True):
        if each.version in wanted[each.statement.claim.dossier_id]:
            told[each.statement.claim.dossier_id].append(each.statement)
    return {base_id: list_contents(statements) for base_id, statements in told.items()}


def _list_elsewhere(texts: BaseTexts) -> set[Version]:
    """Return the versions outside the batch that are copies, before it or after it."""
    copies = {identify_version(each) for group in texts.groups if len(group) > 1 for each in group}
    return (copies | texts.before.keys()) - {*texts.gone, *texts.new, *texts.kept}


def _elect(texts: BaseTexts, before: Contents, after: Contents) -> BaseVoices:
    """Choose who speaks for what copies say, and see for whom that changes."""
    spoke = choose_speakers(texts.group_before(), before)
    speak = choose_speakers(texts.groups, after)
    moved = {
        version
        for version in _list_elsewhere(texts)
        for content in after.get(version, ())
        if _find_voice(spoke, version, content) != _find_voice(speak, version, content)
    }
    return BaseVoices(speak, moved)


def _find_voice(speakers: Speakers, version: Version, content: Content) -> object:
    speaker = speakers.get((version, content))
    return None if speaker is None or identify_version(speaker) == version else name_voice(speaker)


async def _write_copies(connection: Connection, bases: Iterable[BaseTexts]) -> None:
    changed, dropped = [], []
    for texts in bases:
        after: dict[Version, Version] = {}
        for group in texts.groups:
            if len(group) > 1:
                leader = identify_version(choose_leader(group))
                after.update({identify_version(each): leader for each in group})
        for version, leader in after.items():
            if texts.before.get(version) != leader:
                changed.append((texts.base_id, *version, *leader))
        dropped += [(texts.base_id, *version) for version in texts.before.keys() - after.keys()]
    if changed:
        await connection.executemany(COPIES.upsert, sorted(changed))
    if dropped:
        await connection.executemany(COPIES.delete, sorted(dropped))


async def _write_bands(connection: Connection, bases: Iterable[BaseTexts]) -> None:
    dropped, added = [], []
    for texts in bases:
        for version in texts.gone.keys() - texts.new.keys():
            dropped += [(band, *version) for band in hash_bands(texts.base_id, texts.gone[version])]
        for version in texts.new.keys() - texts.gone.keys():
            document = texts.new[version]
            unknown, known, _ = rank_text(document)
            added += [(band, _UNKNOWN if unknown else known, *version) for band in hash_bands(texts.base_id, document)]
    if dropped:
        await connection.execute(_DROP_BANDS, *(list(column) for column in zip(*dropped, strict=True)))
    if added:  # a version that was pruned and comes again has left its bands there
        await connection.execute(_ADD_BANDS, *(list(column) for column in zip(*added, strict=True)))
