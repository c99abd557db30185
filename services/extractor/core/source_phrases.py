"""Find the sources that phrases name: laut X, nach Polizeiangaben, X zufolge, so X, von X bestätigt, ein X-Bericht."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.extractor.core.agents import BEFORE_AGENTS, read_agent
from services.extractor.core.attributed import Attribution, Reach
from services.extractor.core.lemmas import is_written_small
from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.noun_phrases import DETERMINERS, NounPhrase, read_noun_phrase
from services.extractor.core.phrases import PhraseBook, PhraseHit
from services.extractor.core.rules import name_source_rule
from services.extractor.core.speakers import SpeakerBook, name_anyone
from services.extractor.core.tokens import Token

_LINKS = find_words("links of angaben")
_LIKE_LAUT = find_words("words like laut")
_BEFORE_COMPOUNDS = find_words("before compounds of saying")
_BARE = find_words("bare words of saying")
_WITH_GENITIVE = find_words("words of saying with genitive")
_WORDS_OF_SOMEBODY = find_words("words of somebody")
_GENITIVE_LINKS = find_words("genitive links")
_DOCUMENTS = tuple(find_words("documents"))
_PHRASE_ARTICLES = find_words("articles in phrases")
_NO_PHRASES = find_words("no phrases before zufolge")
_PRONOUNS = find_words("pronouns before zufolge")
_OWN_WORDS = tuple(find_words("own words"))
_NO_SUBJECTS = find_words("no subjects")
_POSSESSIVES = find_words("possessives before words of saying")
_OF_SOMEBODY = frozenset(["der", "des", "einer", "eines"])
_BEHIND_WORDS = frozenset(["zufolge", "nach"])
_INSERTION_ENDS = frozenset([",", "–"])
_PLACING = frozenset(["in", "im", "bei", "auf", "nach", "an", "am"])
_POINTING = frozenset(["den", "diesen", "dem", "diesem"])
_HEADS_OF_LINES = frozenset(["government", "organisation", "company"])
_LONGEST_HEAD = 6
_BEFORE_SO = frozenset([",", "–", "-", "“", "«", "»", '"', "”", "("])
_CLAUSE_MARKS = frozenset([",", ":", ";", "–", "(", "„", "»"])
_LONGEST_BEFORE = 12


class SourcePhraseFinder:
    """Finds sources with the lexicon's phrases of saying."""

    def __init__(self, lexicon: Lexicon, speakers: SpeakerBook) -> None:
        self._speakers = speakers
        self._prefixes = PhraseBook[Entry](
            (form, entry) for entry in lexicon["speech"] if entry.get("kind") == "prefix" for form in entry.forms
        )

    def find(self, tokens: Sequence[Token]) -> list[Attribution]:
        """Return the attributions, those of each kind from left to right."""
        return [
            *self._find_prefixes(tokens),
            *self._find_compounds(tokens),
            *self._find_suffixes(tokens),
            *self._find_so(tokens),
            *self._find_passives(tokens),
            *self._find_documents(tokens),
            *self._find_own_words(tokens),
            *_find_words_of_pronouns(tokens),
            *self._find_colon(tokens),
        ]

    def _find_prefixes(self, tokens: Sequence[Token]) -> Iterator[Attribution]:
        """Read "laut Polizei", "nach Angaben von Ärzten", "nach einer Schätzung der UNO"."""
        for hit in self._prefixes.find(tokens):
            first = tokens[hit.start]
            if hit.entry.id == "laut" and first.low == "angaben" and not first.capital:
                continue
            if hit.start > 0 and tokens[hit.start - 1].low == "eigenen":
                continue  # "nach eigenen Angaben einen Anschlag"
            start = hit.end + (hit.end < len(tokens) and tokens[hit.end].low in _LINKS)
            phrase = read_noun_phrase(tokens, start)
            if phrase is not None:
                one = self._attribute_prefix(tokens, hit, phrase)
                if one is not None:
                    yield one

    def _attribute_prefix(
        self, tokens: Sequence[Token], hit: PhraseHit[Entry], phrase: NounPhrase
    ) -> Attribution | None:
        source = self._speakers.resolve(tokens, phrase)
        if source is not None and source.kind == "organisation" and _stands_bare(tokens, hit, phrase):
            return None
        genitive = tokens[phrase.start].low in _OF_SOMEBODY or tokens[phrase.start - 1].low == "von"
        if source is None and (tokens[hit.start].low in _LIKE_LAUT or genitive):
            head = next((token.low for token in tokens[phrase.start : phrase.end] if token.capital), "")
            source = None if head in _WORDS_OF_SOMEBODY else name_anyone(tokens, phrase)  # "laut ersten Informationen"
        if source is None:
            return None
        reach: Reach = "forward" if hit.start == 0 or tokens[hit.start - 1].text in _CLAUSE_MARKS else "both"
        rule, modality = name_source_rule(hit.entry), hit.entry.get("modality")
        return Attribution(hit.start, phrase.end, source, reach, rule, modality, phrase)

    def _find_compounds(self, tokens: Sequence[Token]) -> Iterator[Attribution]:
        """Read "nach Polizeiangaben", "nach offiziellen Angaben", "nach US-Angaben", "aus Regierungskreisen"."""
        for index, token in enumerate(tokens):
            if token.low not in _BEFORE_COMPOUNDS:
                continue
            end = next((i for i in range(index + 1, min(index + 5, len(tokens))) if tokens[i].capital), None)
            one = None if end is None else self._read_words_of(tokens, index, end)
            one = one or (None if end is None else self._read_compound(tokens, index, end))
            if one is not None:
                yield one

    def _read_words_of(self, tokens: Sequence[Token], index: int, end: int) -> Attribution | None:
        """Read "nach einer ersten Schätzung der Versicherungswirtschaft", whatever adjectives stand between."""
        word = tokens[end].low
        if word not in _WORDS_OF_SOMEBODY or end + 1 >= len(tokens) or tokens[end + 1].low not in _GENITIVE_LINKS:
            return None
        if tokens[index].low == "aus" or end == index + 1:
            return None  # "nach Angaben der Polizei" is a prefix of the lexicon
        phrase = read_noun_phrase(tokens, end + 1 + (tokens[end + 1].low in _LINKS))
        source = None if phrase is None else self._speakers.resolve(tokens, phrase)
        linked = tokens[end + 1].low in _LINKS
        if source is None and phrase is not None and not linked:
            source = name_anyone(tokens, phrase)
        elif (
            source is not None
            and phrase is not None
            and linked
            and self._speakers.is_unknown_thing(tokens, phrase, source)
        ):
            return None  # "nach einer Hochrechnung von einer Schadensumme" names nobody
        if phrase is None or source is None:
            return None
        reach: Reach = "forward" if index == 0 else "both"
        modality = "estimated" if "schätzung" in word or "hochrechnung" in word else None
        return Attribution(index, phrase.end, source, reach, "source.angaben", modality, phrase)

    def _read_compound(self, tokens: Sequence[Token], index: int, end: int) -> Attribution | None:
        word = tokens[end].low
        if not word.endswith(self._speakers.compound_tails):
            return None
        if tokens[index].low == "aus" and not word.endswith("kreisen"):
            return None
        phrase = NounPhrase(index + 1, end + 1)
        source = self._speakers.resolve_compound(tokens, phrase)
        if source is None or (word in _BARE and end == index + 1):
            return None
        if end + 1 < len(tokens) and tokens[end + 1].low in _GENITIVE_LINKS:
            if word in _WITH_GENITIVE:
                return None
            whole = read_noun_phrase(tokens, index + 1)
            author = None if whole is None else self._speakers.names.resolve_author(tokens, whole)
            if whole is not None and author is not None:  # "nach dem Zwischenbericht der Caritas"
                phrase, source, end = whole, author, whole.end - 1
        modality = "estimated" if "schätzung" in word else None
        reach: Reach = "forward" if index == 0 else "both"
        return Attribution(index, end + 1, source, reach, "source.angaben", modality, phrase)

    def _find_suffixes(self, tokens: Sequence[Token]) -> Iterator[Attribution]:
        """Read "der Polizei zufolge", "Medienberichten zufolge": the phrase ends right before."""
        for index, token in enumerate(tokens):
            if token.low != "zufolge" or index == 0:
                continue
            if tokens[index - 1].low in _PRONOUNS:
                pronoun = NounPhrase(index - 1, index)
                reach: Reach = "forward" if index == 1 else "both"
                yield Attribution(index - 1, index + 1, None, reach, "source.zufolge", None, pronoun, pronoun=True)
                continue
            phrase = _find_phrase_before(tokens, index)
            if phrase is None or not _POSSESSIVES.isdisjoint(
                t.low for t in tokens[max(0, phrase.start - 1) : phrase.end]
            ):
                continue  # `_find_words_of_pronouns` reads "seinen Angaben zufolge"
            if _points_at_words(tokens, phrase):
                reach = "forward" if phrase.start == 0 else "both"
                yield Attribution(
                    phrase.start, index + 1, None, reach, "source.zufolge", None, phrase, pronoun=True
                )  # fmt: skip
                continue
            source = self._speakers.resolve(tokens, phrase) or name_anyone(tokens, phrase)
            if source is not None:
                reach = "forward" if phrase.start == 0 else "both"
                yield Attribution(phrase.start, index + 1, source, reach, "source.zufolge", None, phrase)

    def _find_so(self, tokens: Sequence[Token]) -> Iterator[Attribution]:
        """Read '"…", so der Minister': "so" behind a comma or quote with a noun phrase that ends the clause."""
        for index, token in enumerate(tokens):
            if token.low != "so" or index == 0 or tokens[index - 1].text not in _BEFORE_SO:
                continue
            phrase = read_noun_phrase(tokens, index + 1)
            source = None if phrase is None else self._speakers.names.resolve(tokens, phrase)
            if phrase is not None and source is not None:
                inserted = phrase.end + 1 < len(tokens) and tokens[phrase.end].text in _INSERTION_ENDS
                reach: Reach = "both" if inserted else "backward"  # "Dabei seien, so der Minister, 12 Menschen getötet"
                yield Attribution(index, phrase.end, source, reach, "source.so", None, phrase)

    def _find_passives(self, tokens: Sequence[Token]) -> Iterator[Attribution]:
        """Read "wurde von der Polizei bestätigt", "stammen aus einem Bericht der UNO", "hieß es aus dem Amt"."""
        for index, token in enumerate(tokens):
            phrase = read_agent(tokens, index) if token.low in BEFORE_AGENTS else None
            source = None if phrase is None else self._speakers.names.resolve(tokens, phrase)
            if (
                phrase is not None
                and source is not None
                and not self._speakers.is_unknown_thing(tokens, phrase, source)
            ):
                yield Attribution(index, phrase.end, source, "both", "source.passive", None, phrase)

    def _find_documents(self, tokens: Sequence[Token]) -> Iterator[Attribution]:
        """Read "in einem NIS-Briefing", "der UN-Bericht", "WHO-Daten": a document that names its source."""
        for index, token in enumerate(tokens):
            if "-" not in token.text:
                continue
            head, _, tail = token.text.rpartition("-")
            if not tail.lower().startswith(_DOCUMENTS):
                continue
            name = Token(head, token.start, token.end, "word")
            source = self._speakers.names.resolve([name], NounPhrase(0, 1))
            if source is not None and source.kind != "organisation":
                phrase = NounPhrase(index, index + 1)
                yield Attribution(index, index + 1, source, "forward", "source.document", None, phrase)

    def _find_own_words(self, tokens: Sequence[Token]) -> Iterator[Attribution]:
        """Read "Die Luftwaffe hat nach eigenen Angaben …", "Nach eigenen Angaben hat die Luftwaffe …"."""
        for index in range(len(tokens) - 1):
            if tokens[index].low != "eigenen" or not tokens[index + 1].low.startswith(_OWN_WORDS):
                continue
            after = next((i for i in range(index + 2, min(index + 4, len(tokens))) if not tokens[i].capital), index + 2)
            phrases = [_find_phrase_before(tokens, index - 1)]
            phrases += [read_noun_phrase(tokens, start) for start in (0, after, after + 1) if start < len(tokens)]
            for phrase in phrases:
                if phrase is None or phrase.start <= index < phrase.end or tokens[phrase.start].low in _NO_SUBJECTS:
                    continue
                source = self._speakers.resolve(tokens, phrase)
                if source is None and phrase.start == 0:
                    source = name_anyone(tokens, phrase)
                if source is not None and not self._speakers.is_unknown_thing(tokens, phrase, source):
                    yield Attribution(index - 1, index + 2, source, "both", "source.eigene_angaben", None, phrase)
                    break

    def _find_colon(self, tokens: Sequence[Token]) -> Iterator[Attribution]:
        """Read "UNO: 4.000 Tote im Sudan": who stands before a first colon speaks; towns head a line instead."""
        phrase = read_noun_phrase(tokens, 0) if tokens and tokens[0].low not in _NO_SUBJECTS else None
        if phrase is None or phrase.end >= len(tokens) or tokens[phrase.end].text != ":" or phrase.end > _LONGEST_HEAD:
            return
        # "Explosion in Chemiewerk in Köln: acht Tote": no Werk speaks
        place = next((i for i in range(1, phrase.end) if tokens[i].low in _PLACING), phrase.end)
        source = self._speakers.names.resolve(tokens, NounPhrase(0, place))
        # "Schweres Unglück: …" and "Muster in Köln: …" are headlines
        headline = place < phrase.end or is_written_small(tokens[0].text)
        guessed = headline and self._speakers.names.is_guess(tokens, NounPhrase(0, place))
        if source is not None and source.kind not in _HEADS_OF_LINES and not guessed:
            yield Attribution(0, phrase.end + 1, source, "forward", "source.colon", None, phrase)


def _find_words_of_pronouns(tokens: Sequence[Token]) -> Iterator[Attribution]:
    """Read "nach seinen Angaben", "laut ihren Worten", "ihrer Darstellung zufolge": the source of before is meant."""
    for index, token in enumerate(tokens[:-1]):
        if token.low not in _POSSESSIVES or not tokens[index + 1].low.startswith(_OWN_WORDS):
            continue
        after = index + 2 < len(tokens) and tokens[index + 2].low in _BEHIND_WORDS
        before = index > 0 and tokens[index - 1].low in _BEFORE_COMPOUNDS
        if not (before or after) or (before and tokens[index - 1].low == "aus"):
            continue
        start, end = (index - 1, index + 2) if before else (index, index + 3)
        reach: Reach = "forward" if start == 0 else "both"
        phrase = NounPhrase(index, index + 1)
        yield Attribution(start, end, None, reach, "source.angaben", None, phrase, pronoun=True)


def _stands_bare(tokens: Sequence[Token], hit: PhraseHit[Entry], phrase: NounPhrase) -> bool:
    """Tell "nach ersten Schätzungen Schäden", where the noun is no genitive, from "nach Angaben Moskaus"."""
    bare = tokens[hit.end - 1].low in _WORDS_OF_SOMEBODY and phrase.start == hit.end
    return bare and tokens[phrase.start].capital and not tokens[phrase.start].low.endswith("s")


def _points_at_words(tokens: Sequence[Token], phrase: NounPhrase) -> bool:
    """Tell "den Angaben zufolge", the words of whoever spoke before, from "Polizeiangaben zufolge"."""
    words = [token.low for token in tokens[phrase.start : phrase.end]]
    return len(words) == 2 and words[0] in _POINTING and words[1] in _WITH_GENITIVE | _BARE


def _find_phrase_before(tokens: Sequence[Token], end: int) -> NounPhrase | None:
    """Return the longest noun phrase that ends right at `end`."""
    for start in range(max(0, end - _LONGEST_BEFORE), end):
        if start and tokens[start].kind == "word" and tokens[start - 1].low in _PHRASE_ARTICLES:
            continue
        if start + 1 < end and not tokens[start].capital and tokens[start + 1].low in DETERMINERS:
            continue  # "verübten die Taliban nach …": a verb before the noun phrase
        phrase = read_noun_phrase(tokens, start)
        if phrase is None or phrase.end != end or any(token.text == "," for token in tokens[start:end]):
            continue
        if tokens[start].low not in _NO_PHRASES:
            return phrase
    return None
