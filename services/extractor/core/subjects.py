"""Name who or what is counted, and whom an article means by bare "Soldaten" or "Tote"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.core.counted import Counted
from services.extractor.core.lemmas import find_lemma
from services.extractor.core.nouns import NounBook
from services.extractor.core.places import PlaceMention
from services.extractor.core.tokens import Token, make_slug
from shared.domain.claims import Label, Place

_NAME_STEM = 6
_LEAST_WEIGHT = 4
"""What a group must weigh: named in the headline or the first paragraph, or several times further down."""
_INSTITUTIONS = frozenset(["militärs", "streitkräfte", "streitkräften"])
"""They speak and fight; an article that quotes "des israelischen Militärs" counts no Israeli soldiers by that."""
PEOPLE = Label("menschen", "Menschen")


@dataclass(frozen=True, slots=True)
class Group:
    """People of a kind, of a country or of none."""

    kind_id: str
    plural: str
    country: Place | None

    @property
    def label(self) -> Label:
        """The group's id and name (nordkoreanische-soldaten)."""
        return Label(make_slug(self.plural), self.plural)


class SubjectReader:
    """Reads subjects with the lexicon's nouns."""

    def __init__(self, nouns: NounBook) -> None:
        self._nouns = nouns

    def find_groups(self, tokens: Sequence[Token], mentions: Sequence[PlaceMention]) -> list[Group]:
        """Return the forces with a nationality that a sentence names (nordkoreanische Truppen)."""
        groups = []
        for mention in mentions:
            if not mention.adjective:
                groups += self._find_group_of_country(tokens, mention)
                continue
            for index in range(mention.end, min(mention.end + 3, len(tokens))):
                if tokens[index].capital:
                    kind = self._nouns.look_up(tokens[index].text)
                    institution = tokens[index].low in _INSTITUTIONS
                    if kind is not None and not institution and kind.entry.id == "soldaten":
                        stem = tokens[mention.start].low.rstrip("nrsm").removesuffix("e")
                        groups.append(Group(kind.entry.id, f"{stem}e {kind.entry.forms[0]}", mention.place))
                    break
        return groups

    def _find_group_of_country(self, tokens: Sequence[Token], mention: PlaceMention) -> list[Group]:
        """Read "Soldaten aus Nordkorea", "Nordkoreas Soldaten"."""
        before, after = tokens[max(0, mention.start - 2) : mention.start], tokens[mention.end : mention.end + 1]
        nouns = [t for t in before[:1] if len(before) == 2 and before[1].low == "aus"]
        nouns += [t for t in after if tokens[mention.end - 1].low.endswith("s")]
        for noun in nouns:
            kind = self._nouns.look_up(noun.text) if noun.capital else None
            institution = noun.low in _INSTITUTIONS
            if kind is not None and not institution and kind.entry.id == "soldaten" and mention.stem is not None:
                return [Group(kind.entry.id, f"{mention.stem}e {kind.entry.forms[0]}", mention.place)]
        return []

    def read(self, tokens: Sequence[Token], counted: Counted, group: Group | None) -> Label:
        """Return the subject of a counted figure; `group`: whom the article counts, where that is clear."""
        if counted.unit != "person" and not counted.measure.startswith("other:"):
            return self._read_thing(tokens, counted)
        if counted.noun_index is None or (counted.trigger is not None and counted.trigger.kind == "total"):
            return group.label if group is not None else PEOPLE
        kind = counted.kind
        own = self._own_group(tokens, counted)
        if own is not None:
            return own.label
        if kind is None:
            return Label(make_slug(tokens[counted.noun_index].text), tokens[counted.noun_index].text)
        if kind.entry.get("generic"):
            return PEOPLE
        if kind.kind == "status":
            return group.label if group is not None and counted.measure != "participants" else PEOPLE
        if kind.entry.id == "volksgruppen":
            lemma = find_lemma(tokens[counted.noun_index].text)
            if group is not None and lemma[:_NAME_STEM].lower() == group.plural[:_NAME_STEM].lower():
                return group.label  # Nordkoreaner in an article on nordkoreanische Soldaten
            return Label(make_slug(lemma), lemma)
        if kind.entry.id == "soldaten" and group is not None:
            return group.label
        name = kind.entry.get("group") or kind.entry.id
        return Label(name, kind.entry.forms[0])

    def _own_group(self, tokens: Sequence[Token], counted: Counted) -> Group | None:
        head = counted.noun_index
        if head is None or counted.kind is None or counted.kind.kind != "force" or counted.kind.entry.id != "soldaten":
            return None
        for index in counted.noun.adjectives:
            low = tokens[index].low
            for end in ("e", "en", "er", "es", "em"):
                if low.endswith(("isch" + end, "deutsch" + end)):
                    return Group("soldaten", f"{low[: len(low) - len(end)]}e {counted.kind.entry.forms[0]}", None)
        return None

    def _read_thing(self, tokens: Sequence[Token], counted: Counted) -> Label:
        """Return the thing counted: for money and area what it is about, where a noun follows ("Hektar Wald")."""
        if counted.measure in {"money", "area"}:
            following = counted.noun.end
            if following < len(tokens) and tokens[following].capital and tokens[following].kind == "word":
                return Label(make_slug(tokens[following].text), tokens[following].text)
            return Label(counted.measure, "Geld" if counted.measure == "money" else "Fläche")
        if counted.kind is not None and counted.noun_index is not None:
            word = tokens[counted.noun_index].text
            return Label(make_slug(counted.kind.entry.id), word)
        return Label(make_slug(counted.unit), counted.unit)


def choose_group(groups: Sequence[tuple[Group, int]]) -> Group | None:
    """Return the group that an article counts, of groups with their weights: one that outweighs all others together.

    What the headline and the first paragraphs name weighs more: an article on "nordkoreanische Soldaten" fights
    "ukrainische Truppen" in its later ones. One mention further down makes no article about the group: "Die israelische
    Armee setzt 3.000 Soldaten ein" says nothing of who the 1.200 dead of the headline are.
    """
    weights: Counter[str] = Counter()
    for group, weight in groups:
        weights[group.label.id] += weight
    best, most = max(weights.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if most < _LEAST_WEIGHT or most * 2 <= weights.total():
        return None
    return next(group for group, _ in groups if group.label.id == best)
