"""Find the sources that are subjects of verbs of saying: X sagte, teilte X mit, wie X mitteilte, X hat berichtet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.extractor.core.attributed import Attribution, Reach
from services.extractor.core.lexicons import Entry, Lexicon, find_words
from services.extractor.core.noun_phrases import DETERMINERS, NounPhrase, read_noun_phrase
from services.extractor.core.rules import name_source_rule
from services.extractor.core.speakers import SpeakerBook, name_anyone
from services.extractor.core.tokens import Token
from shared.domain.claims import Source

_PARTICIPLES = find_words("participles of saying")
_AUXILIARIES = find_words("perfect auxiliaries")
_SUBORDINATING = find_words("subordinators")
_PRONOUNS = find_words("pronouns of speakers")
_NO_SUBJECTS = find_words("no subjects")
_FINITE = find_words("words of the past") | find_words("words of plans")
_OBJECT_OPENERS = find_words("openers of objects")
_BEFORE_SUBJECTS = find_words("before subjects")
_BEHIND_VERBS = find_words("behind speech verbs")
_WEEKDAYS = tuple(find_words("weekdays"))
_TIMES_OF_DAY = find_words("times of day")
_ATTRIBUTE_LEADS = find_words("leads of attributes")
_CLAUSE_OPENERS = find_words("clause openers")
_OPENING = frozenset(["„", "»", "“", '"', "«", "›"])
_QUOTES = frozenset("„“”»«›‹\"'‚‘")
_RELATIVES = find_words("relative pronouns")
_LONGEST_QUOTED_NAME = 3
_MOST_COMMAS = 2
"""Of an insertion in "wie der Gouverneur, Selim Aydin, sagte"."""
_SPEECH_ENDS = frozenset([",", "“", "«", "»", "”", '"', "–"])
_CLAUSE_ENDS = frozenset([",", ";", ":", "–", "“", "«", "”", "+"])
_BEFORE_WIE = frozenset([",", "–", "-", "(", "“"])
_LAST_MARKS = frozenset([".", ",", ";", "!", ":"])
_POINTING_BACK = frozenset(["das", "dies"])
_PREFIXES = ("be", "emp", "ent", "er", "ge", "miss", "ver", "zer")
_IN_PARTICIPLES = re.compile("ge|ier").search
_FARTHEST_PARTICLE, _FARTHEST_VON, _FARTHEST_AUXILIARY, _FARTHEST_WIE = 40, 12, 26, 22
_LONGEST_ATTRIBUTE, _FARTHEST_OBJECT = 8, 5
_MOST_WORDS_TO_VERB, _MOST_WORDS_TO_LAST_VERB = 8, 25


class SpeechVerbFinder:
    """Finds speakers with the lexicon's verbs of saying."""

    def __init__(self, lexicon: Lexicon, speakers: SpeakerBook) -> None:
        self._speakers, self._names = speakers, speakers.names
        self._verbs: dict[str, list[Entry]] = {}
        for entry in lexicon["speech"]:
            if entry.get("kind") == "verb":
                for form in entry.forms:
                    self._verbs.setdefault(form, []).append(entry)

    def find(self, tokens: Sequence[Token]) -> list[Attribution]:
        """Return the attributions from left to right, at most one for each verb."""
        found = []
        for index, token in enumerate(tokens):
            if index and (token.capital or _is_adjective(tokens, index)):
                continue  # "den Angaben zufolge", "das erwartete Schadenvolumen"
            for entry in self._verbs.get(token.low, ()):
                one = self._read(tokens, index, entry) if _has_particle(tokens, index, entry) else None
                if one is not None:
                    found.append(one)
                    break
        return [*found, *self._find_elided(tokens, found)]

    def _find_elided(self, tokens: Sequence[Token], found: Sequence[Attribution]) -> Iterator[Attribution]:
        """Read the second speaker of "Die Polizei sprach von 300, die Opposition von 500 Teilnehmern"."""
        first = next((one for one in found if one.rule == "source.sprechen_von"), None)
        if first is None:
            return
        for index in range(first.end, len(tokens) - 1):
            if tokens[index].text not in {",", "und", "aber"}:
                continue
            phrase = read_noun_phrase(tokens, index + 1)
            if phrase is None or phrase.end >= len(tokens) or tokens[phrase.end].low not in {"von", "nur", "dagegen"}:
                continue
            source = self._names.resolve(tokens, phrase)
            if source is not None and "von" in {token.low for token in tokens[phrase.end : phrase.end + 3]}:
                yield Attribution(phrase.start, phrase.end, source, "forward", first.rule, None, phrase)

    def _read(self, tokens: Sequence[Token], verb: int, entry: Entry) -> Attribution | None:
        """Find the subject of a verb of saying: before it, after it, or between "wie" and it."""
        rule, modality = name_source_rule(entry), entry.get("modality")
        if tokens[verb].low in _PARTICIPLES:
            perfect = self._read_perfect(tokens, verb, rule, modality)
            if perfect is not None:
                return perfect
        wie = _find_wie(tokens, verb)
        if wie is not None:
            return self._read_wie(tokens, wie, verb, rule, modality)
        start = _find_clause_start(tokens, verb)
        if _ends_speech(tokens, verb - 1):
            # "…, Unternehmen und Landwirten zugutekommen, erklärte der Minister": who stands right behind it speaks
            inverted = self._read_inverted(tokens, verb, rule, modality)
            if inverted is not None:
                return inverted
        before = self._find_subject_before(tokens, start, verb)
        if before is not None and not self._speakers.is_unknown_thing(tokens, *before):
            phrase, source = before
            reach: Reach = "inside" if phrase.end < verb and _opens_main_clause(tokens, verb + 1) else "forward"
            return Attribution(phrase.start, verb + 1, source, reach, rule, modality, phrase)
        alone = start + 1 == verb or (start + 2 == verb and not tokens[start + 1].capital)  # not "Diese Zahl nannte"
        if alone and tokens[start].low in _PRONOUNS:
            phrase = NounPhrase(start, start + 1)
            return Attribution(start, verb + 1, None, "forward", rule, modality, phrase, pronoun=True)
        inverted = self._read_inverted(tokens, verb, rule, modality)
        if inverted is not None and inverted.reach == "forward" and _begins_with_object(tokens, start, verb):
            return replace(inverted, reach="both")
        return inverted

    def _read_wie(
        self, tokens: Sequence[Token], wie: int, verb: int, rule: str, modality: str | None
    ) -> Attribution | None:
        """Read "wie die Polizei am Sonntag mitteilte"."""
        phrase = read_noun_phrase(tokens, wie + 1)
        if phrase is None or phrase.end > verb:
            return None
        source = self._names.resolve(tokens, phrase)
        if source is None and tokens[wie + 1].text in _OPENING:
            source = name_anyone(tokens, phrase)
        if source is None:
            return None
        return Attribution(wie, verb + 1, source, "both" if wie else "forward", rule, modality, phrase)

    def _read_perfect(
        self, tokens: Sequence[Token], participle: int, rule: str, modality: str | None
    ) -> Attribution | None:
        """Read "hat die Polizei mitgeteilt", "die Armee hatte zuvor berichtet"."""
        reach = range(participle - 1, max(-1, participle - _FARTHEST_AUXILIARY), -1)
        auxiliary = next((index for index in reach if tokens[index].low in _AUXILIARIES), None)
        if auxiliary is None:
            return None
        subject = _skip_adverbs(tokens, auxiliary + 1)
        if subject < participle and tokens[subject].low in _PRONOUNS - {"es"}:
            pronoun = NounPhrase(subject, subject + 1)  # "Am Vortag hatte sie noch von 61 Toten gesprochen"
            return Attribution(auxiliary, participle + 1, None, "both", rule, modality, pronoun, pronoun=True)
        phrase = read_noun_phrase(tokens, subject)
        source = None if phrase is None or phrase.end > participle else self._names.resolve(tokens, phrase)
        if phrase is None or source is None or self._speakers.is_unknown_thing(tokens, phrase, source):
            before = self._find_subject_before(tokens, _find_clause_start(tokens, auxiliary), auxiliary)
            if before is None:
                return None
            phrase, source = before
        return Attribution(min(phrase.start, auxiliary), participle + 1, source, "both", rule, modality, phrase)

    def _find_subject_before(self, tokens: Sequence[Token], start: int, verb: int) -> tuple[NounPhrase, Source] | None:
        if verb > start and tokens[verb - 1].text == "," and tokens[start].low in _RELATIVES and start > 1:
            # "Ein Offizier, der anonym bleiben wollte, bestätigte": the subject stands before the clause
            return self._find_subject_before(tokens, _find_clause_start(tokens, start - 1), start - 1)
        while start < verb and (
            tokens[start].text in _OPENING or tokens[start].low in _BEFORE_SUBJECTS or tokens[start].kind == "stamp"
        ):
            start += 1
        if start >= verb or tokens[start].low in _NO_SUBJECTS:
            return None
        phrase = read_noun_phrase(tokens, start)
        if phrase is None or phrase.end > verb:
            return None
        gap = tokens[phrase.end : verb]
        last = verb + 1 >= len(tokens) or tokens[verb + 1].text in _LAST_MARKS
        interrupted = len(gap) > _MOST_WORDS_TO_VERB or any(token.kind == "number" for token in gap)
        if interrupted and not (last and len(gap) < _MOST_WORDS_TO_LAST_VERB):
            return None
        source = self._names.resolve(tokens, phrase)
        return None if source is None else (phrase, source)

    def _read_inverted(self, tokens: Sequence[Token], verb: int, rule: str, modality: str | None) -> Attribution | None:
        """Read "…, teilte die Polizei am Sonntag mit", "Zuvor meldete die Armee", '"…", sagte er'."""
        start = _skip_adverbs(tokens, verb + 1)
        if start >= len(tokens):
            return None
        behind = _ends_speech(tokens, verb - 1)
        if behind and tokens[start].low in _PRONOUNS:
            pronoun = NounPhrase(start, start + 1)
            return Attribution(verb, start + 1, None, "backward", rule, modality, pronoun, pronoun=True)
        phrase = read_noun_phrase(tokens, start)
        source = None if phrase is None else self._names.resolve(tokens, phrase)
        if phrase is None or source is None or self._speakers.is_unknown_thing(tokens, phrase, source):
            return None
        reach: Reach = "backward" if behind else "forward"
        following = tokens[phrase.end : phrase.end + 8]
        if behind and any(token.low in _SUBORDINATING or token.text == ":" for token in following):
            reach = "both"
        if behind and tokens[phrase.end : phrase.end + 1] and tokens[phrase.end].low == "auf":
            reach = "both"  # "Die Verluste, Verwundete eingeschlossen, schätzt der NIS auf 4.700"
        return Attribution(verb, phrase.end, source, reach, rule, modality, phrase)


def _is_adjective(tokens: Sequence[Token], index: int) -> bool:
    """Tell the participle before a noun: it stands between a determiner and a noun ("das erwartete Schadenvolumen").

    "Das sagte Bürgermeister Kaya" points back: verbs whose participle has ge- look like one in no form of their past.
    """
    low = tokens[index].low
    if index == 1 and tokens[0].low in _POINTING_BACK and not low.startswith(_PREFIXES) and not _IN_PARTICIPLES(low):
        return False
    noun = index + 1 < len(tokens) and tokens[index + 1].capital and tokens[index + 1].kind == "word"
    if not noun or not low.endswith(("e", "en")):
        return False
    return tokens[index - 1].low in DETERMINERS or _ends_attribute(tokens, index)


def _ends_attribute(tokens: Sequence[Token], index: int) -> bool:
    """Tell "unter dem für 2024 prognostizierten Minus": an article with a preposition behind it leads to the word."""
    for place in range(index - 2, max(-1, index - _LONGEST_ATTRIBUTE), -1):
        if tokens[place].kind not in {"word", "number", "compound"}:
            return False
        if tokens[place].low in _ATTRIBUTE_LEADS and place and tokens[place - 1].low in DETERMINERS:
            return True
    return False


def _opens_main_clause(tokens: Sequence[Token], mark: int) -> bool:
    """Tell "Während die Stadt von Entspannung sprach, mussten 20 …": nobody's main clause begins with its verb."""
    return mark + 1 < len(tokens) and tokens[mark].text == "," and tokens[mark + 1].low in _FINITE


def _begins_with_object(tokens: Sequence[Token], start: int, verb: int) -> bool:
    """Tell "12 Tote meldete die Polizei", "Von 12 Toten sprach die Polizei" from "Nach dem Tod von 12 Menschen …"."""
    if start >= verb or not any(token.capital for token in tokens[start + 1 : verb]):
        return False
    first = tokens[start]
    return first.kind == "number" or first.low in _OBJECT_OPENERS or first.low not in _NO_SUBJECTS


def _has_particle(tokens: Sequence[Token], index: int, entry: Entry) -> bool:
    """Tell "teilte … mit" from "teilte die Gruppe", "sprach von", "geht von … aus"."""
    particle = entry.get("particle")
    low = tokens[index].low
    other, silent = entry.get("other_particle"), entry.get("silent_object")
    if other is not None and _ends_with(tokens, index, other):
        return False  # "Die EU sagte 2 Millionen Euro zu"
    if silent is not None and any(t.low.startswith(silent) for t in tokens[index + 1 : index + _FARTHEST_OBJECT]):
        return False  # "Die Gemeinde zählt rund 4300 Einwohner"
    if particle is None or low.startswith(particle) or low.endswith(("geteilt", "gegeben")):
        return True
    if (
        index
        and tokens[index - 1].low == particle
        and (index + 1 >= len(tokens) or tokens[index + 1].text in _LAST_MARKS)
    ):
        return True  # "wie die Airline bekannt gab"
    around = tokens[index + 1 : index + _FARTHEST_PARTICLE]
    if particle == "von":
        around = tokens[max(0, index - _FARTHEST_VON) : index + _FARTHEST_VON]
    if particle == "von" or entry.id.startswith("ausgehen"):
        return any(token.low in {"von", "davon"} for token in around)
    if particle == "bei":
        return any(token.low == particle for token in around[:3])
    if particle == "mit" and entry.id.startswith("rechnen"):
        return any(token.low in {"mit", "damit"} for token in around)
    return any(token.low == particle for token in around)


def _ends_with(tokens: Sequence[Token], index: int, particle: str) -> bool:
    """Tell whether the clause of the verb ends with a particle: what is promised ("sagte … zu") is not said."""
    end = next((at for at in range(index + 1, len(tokens)) if tokens[at].text in _LAST_MARKS), len(tokens))
    return tokens[end - 1].low == particle


def _skip_adverbs(tokens: Sequence[Token], start: int) -> int:
    """Return where the subject begins behind "am Montagabend", "zuvor"."""
    while start < len(tokens) and tokens[start].low in _BEHIND_VERBS:
        start += 1
        while start < len(tokens) and (
            tokens[start].low.startswith(_WEEKDAYS) or tokens[start].low in _TIMES_OF_DAY
        ):  # fmt: skip
            start += 1
    return start


def _find_wie(tokens: Sequence[Token], verb: int) -> int | None:
    """Return the "wie" of "wie die Polizei am Sonntag mitteilte", which stands first in its clause."""
    commas = 0
    for index in range(verb - 1, max(-1, verb - _FARTHEST_WIE), -1):
        if tokens[index].low == "wie":
            return index if index == 0 or tokens[index - 1].text in _BEFORE_WIE else None
        commas += tokens[index].text == "," and index != verb - 1
        if tokens[index].text in {";", ":"} or commas > _MOST_COMMAS:
            return None
    return None


def _ends_speech(tokens: Sequence[Token], index: int) -> bool:
    """Tell the end of a quotation or clause from that of a name in quotation marks: «Petra» und «Lolita» rechnet."""
    if index < 0 or tokens[index].text not in _SPEECH_ENDS:
        return False
    return tokens[index].text not in _QUOTES or not _encloses_name(tokens, index)


def _encloses_name(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the quotation mark stands at a name of a few words and not at a quotation."""
    before = tokens[max(0, index - _LONGEST_QUOTED_NAME) : index]
    after = tokens[index + 1 : index + 1 + _LONGEST_QUOTED_NAME]
    return any(token.text in _QUOTES for token in (*before, *after))


def _find_word_before(tokens: Sequence[Token], index: int) -> Token:
    """Return the last token before the index that is no quotation mark: «Petra» und «Lolita»."""
    while index > 1 and tokens[index - 1].kind == "mark" and tokens[index - 1].text in _QUOTES:
        index -= 1
    return tokens[index - 1]


def _find_clause_start(tokens: Sequence[Token], verb: int) -> int:
    """Return where the verb's clause begins; "und" between nouns and the comma right before the verb begin none."""
    for index in range(verb - 1, -1, -1):
        token = tokens[index]
        if token.text not in _CLAUSE_ENDS and token.low not in _CLAUSE_OPENERS:
            continue
        if token.low == "und" and index + 1 < verb and _find_word_before(tokens, index).capital:
            continue
        if token.text == "," and index == verb - 1:
            continue
        if token.text in _QUOTES and _encloses_name(tokens, index):
            continue
        return index + 1
    return 0
