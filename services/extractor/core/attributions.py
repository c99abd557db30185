"""Find who says it: the markers of sources in a sentence, and which figures each of them covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from services.extractor.core.lexicons import Entry, Lexicon
from services.extractor.core.phrases import PhraseBook
from services.extractor.core.source_names import NounPhrase, SourceBook, read_noun_phrase
from services.extractor.core.tokens import Token, make_slug
from shared.domain.claims import Source

Reach = Literal["forward", "backward", "both"]
_OPENING = frozenset(["„", "»", "“", '"', "«", "›"])
_SUBORDINATING = frozenset(["dass", "daß", "wonach", "es", "wie", "ob"])
_PRONOUNS = frozenset(["er", "sie", "es", "dieser", "diese"])
_LEADS = frozenset(
    ["am", "im", "in", "bei", "nach", "zuvor", "dabei", "auch", "zudem", "außerdem", "ausserdem", "insgesamt", "laut", "mit", "seit", "vor", "unter", "über", "für", "inzwischen", "mittlerweile", "dort", "hier", "so", "damit", "danach", "zunächst", "zuletzt", "später", "demnach", "darüber", "dazu", "als", "wenn", "während", "weil", "da", "doch", "aber", "denn", "und", "oder", "trotz", "wegen", "durch", "gegen", "um", "an", "auf", "aus", "bis", "ohne", "wie", "dass", "es", "heute", "gestern", "erst", "noch", "nun", "jetzt", "bereits", "schon", "allein", "weiter", "weitere", "davon", "darunter", "dagegen", "hingegen", "derzeit", "momentan", "aktuell", "wieder", "mehr", "viele", "weniger", "gleichzeitig", "unterdessen", "ebenso", "darauf", "sonst", "dieser", "dieses", "jeder", "alle", "beide", "lediglich", "nur", "etwa", "rund", "knapp"]
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source named at tokens[start:end] and what it covers; `pronoun`: the source of before is meant.

    `modality`: what the words of saying themselves say (estimated, confirmed).
    """

    start: int
    end: int
    source: Source | None
    reach: Reach
    rule: str
    modality: str | None
    phrase: NounPhrase | None
    pronoun: bool = False


class AttributionFinder:
    """Finds attributions with the lexicon's words of saying."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.names = SourceBook(lexicon)
        rows = lexicon["speech"]
        self._prefixes = PhraseBook[Entry]((f, e) for e in rows if e.get("kind") == "prefix" for f in e.forms)
        self._verbs: dict[str, list[Entry]] = {}
        for entry in rows:
            if entry.get("kind") == "verb":
                for form in entry.forms:
                    self._verbs.setdefault(form, []).append(entry)
        self._compound_tails = tuple(f for e in rows if e.get("kind") == "compound" for f in e.forms)

    def find(self, tokens: Sequence[Token]) -> list[Attribution]:
        """Return the attributions of a sentence from left to right."""
        found = [
            *self._find_prefixes(tokens),
            *self._find_compounds(tokens),
            *self._find_suffixes(tokens),
            *self._find_so(tokens),
            *self._find_passives(tokens),
            *self._find_documents(tokens),
        ]
        taken = {index for one in found for index in range(one.start, one.end)}
        found += [
            verb
            for verb in self._find_verbs(tokens)
            if not (verb.phrase and set(range(verb.phrase.start, verb.phrase.end)) & taken)
        ]
        return sorted(found, key=lambda one: one.start)

    def _find_prefixes(self, tokens: Sequence[Token]) -> list[Attribution]:
        found = []
        for hit in self._prefixes.find(tokens):
            if hit.entry.id == "laut" and tokens[hit.start].low == "angaben" and not tokens[hit.start].capital:
                continue
            start = hit.end
            if start < len(tokens) and tokens[start].low in {"von", "vom", "aus", "durch", "auf"}:
                start += 1
            phrase = read_noun_phrase(tokens, start) if start < len(tokens) else None
            if phrase is None:
                continue
            source = self._resolve(tokens, phrase)
            if source is None and hit.entry.id == "laut" and tokens[hit.start].low in {"laut", "gemäß", "gemäss"}:
                source = self._name_anyone(tokens, phrase)
            if source is None:
                continue
            reach: Reach = "forward" if hit.start == 0 or _begins_clause(tokens, hit.start) else "both"
            found.append(
                Attribution(
                    hit.start, phrase.end, source, reach, f"source.{hit.entry.id}", hit.entry.get("modality"), phrase
                )
            )
        return found

    def _resolve(self, tokens: Sequence[Token], phrase: NounPhrase) -> Source | None:
        source = self._resolve_compound(tokens, phrase)
        return source or self.names.resolve(tokens, phrase)

    def _name_anyone(self, tokens: Sequence[Token], phrase: NounPhrase) -> Source | None:
        """Return whoever stands behind "laut", known or not: only who can speak stands there."""
        words = [t.text for t in tokens[phrase.start : phrase.end] if t.kind in {"word", "compound"}]
        while words and not words[0][0].isupper():
            words.pop(0)
        label = " ".join(words[:7])
        return Source(make_slug(label), label) if label else None

    def _resolve_compound(self, tokens: Sequence[Token], phrase: NounPhrase) -> Source | None:
        """Resolve "Polizeiangaben", "US-Angaben", "Behördenangaben", "offiziellen Angaben", "Medienberichten"."""
        words = [t for t in tokens[phrase.start : phrase.end] if t.kind in {"word", "compound"}]
        if not words:
            return None
        head = next((t for t in words if t.capital), words[-1])
        tail = next((t for t in self._compound_tails if head.low.endswith(t)), None)
        if tail is None:
            return None
        stem = head.text[: len(head.text) - len(tail)].rstrip("-")
        alone = Token(head.text, head.low, head.start, head.end, "word")
        whole = self.names.resolve([alone], NounPhrase(0, 1))
        if whole is not None and whole.id in {"berichte"}:
            return whole
        if not stem:
            adjectives = [t.text for t in words if not t.capital and t.low.endswith(("n", "r", "e", "m"))]
            label = " ".join([*adjectives[-1:], head.text])
            return (
                self.names.resolve(
                    [Token(w, w.lower(), 0, 0, "word") for w in label.split()], NounPhrase(0, len(label.split()))
                )
                if adjectives
                else None
            )
        for name in (stem, stem.rstrip("s"), stem.rstrip("n"), stem.removesuffix("en")):
            token = Token(name, name.lower(), head.start, head.end, "word")
            source = self.names.resolve([token], NounPhrase(0, 1))
            if source is not None:
                return replace(source, aliases=(*source.aliases, head.text))
        return whole

    def _find_compounds(self, tokens: Sequence[Token]) -> list[Attribution]:
        """Read "nach Polizeiangaben", "nach offiziellen Angaben", "nach US-Angaben", "aus Regierungskreisen"."""
        found = []
        for index, token in enumerate(tokens):
            if token.low not in {"nach", "laut", "gemäß", "gemäss", "aus"} or index + 1 >= len(tokens):
                continue
            for end in range(index + 1, min(index + 5, len(tokens))):
                if tokens[end].capital:
                    if not tokens[end].low.endswith(self._compound_tails):
                        break
                    if token.low in {"aus"} and not tokens[end].low.endswith("kreisen"):
                        break
                    phrase = NounPhrase(index + 1, end + 1)
                    source = self._resolve_compound(tokens, phrase)
                    if (
                        (source is not None
                        and tokens[end].low not in {"angaben", "berichten", "informationen"})
                        or (source and end > index + 1)
                    ):
                        if (
                            end + 1 < len(tokens)
                            and tokens[end].low in {"angaben", "informationen", "aussagen", "schätzungen"}
                            and tokens[end + 1].low in {"der", "des", "von"}
                        ):
                            break
                        modality = "estimated" if "schätzung" in tokens[end].low else None
                        found.append(
                            Attribution(
                                index,
                                end + 1,
                                source,
                                "forward" if index == 0 else "both",
                                "source.angaben",
                                modality,
                                phrase,
                            )
                        )
                    break
        return found

    def _find_suffixes(self, tokens: Sequence[Token]) -> list[Attribution]:
        """Read "der Polizei zufolge", "Medienberichten zufolge": the phrase ends right before."""
        found = []
        for index, token in enumerate(tokens):
            if token.low != "zufolge" or index == 0:
                continue
            phrase = _phrase_before(tokens, index)
            source = None if phrase is None else self._resolve(tokens, phrase) or self._name_anyone(tokens, phrase)
            if phrase is not None and source is not None:
                reach: Reach = "forward" if phrase.start == 0 else "both"
                found.append(Attribution(phrase.start, index + 1, source, reach, "source.zufolge", None, phrase))
        return found

    def _find_so(self, tokens: Sequence[Token]) -> list[Attribution]:
        """Read '"…", so der Minister': "so" behind a comma or quote with a noun phrase that ends the clause."""
        found = []
        for index, token in enumerate(tokens):
            if (
                token.low != "so"
                or index == 0
                or tokens[index - 1].text not in {",", "–", "-", "“", "«", "»", '"', "”", "("}
            ):
                continue
            phrase = read_noun_phrase(tokens, index + 1) if index + 1 < len(tokens) else None
            if phrase is None:
                continue
            source = self.names.resolve(tokens, phrase)
            if source is not None:
                found.append(Attribution(index, phrase.end, source, "backward", "source.so", None, phrase))
        return found

    def _find_passives(self, tokens: Sequence[Token]) -> list[Attribution]:
        """Read "wurde von der Polizei bestätigt", "stammen aus einem Bericht der UNO", "hieß es aus dem Ministerium"."""
        found = []
        for index, token in enumerate(tokens):
            if token.low in {"von", "vom", "durch", "seitens"}:
                phrase = read_noun_phrase(tokens, index + 1) if index + 1 < len(tokens) else None
                if phrase is None or not _participle_follows(tokens, phrase.end):
                    continue
            elif token.low in {"aus", "von", "bei", "seitens", "vonseiten"} or token.low in _STEM_FROM:
                start = index + 1 if token.low not in _STEM_FROM else index + 2
                leads = [t.low for t in tokens[max(0, index - 3) : index]]
                says = "es" in leads and {"heißt", "hieß", "heisst", "hiess"} & set(leads)
                if not says and not (
                    token.low in _STEM_FROM and start < len(tokens) and tokens[start - 1].low in {"aus", "von", "vom"}
                ):
                    continue
                phrase = read_noun_phrase(tokens, start) if start < len(tokens) else None
                if phrase is None:
                    continue
            else:
                continue
            source = self.names.resolve(tokens, phrase)
            if source is not None:
                found.append(Attribution(index, phrase.end, source, "both", "source.passive", None, phrase))
        return found

    def _find_documents(self, tokens: Sequence[Token]) -> list[Attribution]:
        """Read "in einem NIS-Briefing", "der UN-Bericht", "WHO-Daten": a document that names its source."""
        found = []
        for index, token in enumerate(tokens):
            head, hyphen, tail = token.text.rpartition("-")
            if not hyphen or not tail.lower().startswith(_DOCUMENTS):
                continue
            source = self.names.resolve([Token(head, head.lower(), token.start, token.end, "word")], NounPhrase(0, 1))
            if source is not None and source.kind != "organisation":
                phrase = NounPhrase(index, index + 1)
                found.append(Attribution(index, index + 1, source, "forward", "source.document", None, phrase))
        return found

    def _find_verbs(self, tokens: Sequence[Token]) -> list[Attribution]:
        found = []
        for index, token in enumerate(tokens):
            for entry in self._verbs.get(token.low, ()):
                if not self._has_particle(tokens, index, entry):
                    continue
                one = self._read_speech(tokens, index, entry)
                if one is not None:
                    found.append(one)
                    break
        return found

    def _has_particle(self, tokens: Sequence[Token], index: int, entry: Entry) -> bool:
        particle = entry.get("particle")
        low = tokens[index].low
        if particle is None or low.startswith(particle) or low.endswith("geteilt") or low.endswith("gegeben"):
            return True
        reach = tokens[index + 1 : index + 40]
        if particle == "von":
            return any(t.low in {"von", "davon"} for t in tokens[max(0, index - 12) : index + 12])
        if particle == "aus":
            return any(t.low in {"von", "davon"} for t in reach)
        return any(t.low == particle for t in reach)

    def _read_speech(self, tokens: Sequence[Token], verb: int, entry: Entry) -> Attribution | None:
        """Find the subject of a verb of saying: before it, after it, or between "wie" and it."""
        rule, modality = f"source.{entry.id.replace(' ', '_')}", entry.get("modality")
        if tokens[verb].low in _PARTICIPLES:
            perfect = self._read_perfect(tokens, verb, rule, modality)
            if perfect is not None:
                return perfect
        wie = _find_wie(tokens, verb)
        if wie is not None:
            phrase = read_noun_phrase(tokens, wie + 1)
            if phrase is not None and phrase.end <= verb:
                source = self.names.resolve(tokens, phrase) or (
                    self._name_anyone(tokens, phrase) if tokens[wie + 1].text in _OPENING else None
                )
                if source is not None:
                    return Attribution(wie, verb + 1, source, "both" if wie else "forward", rule, modality, phrase)
            return None
        start = _clause_start(tokens, verb)
        before = self._subject_before(tokens, start, verb)
        if before is not None and not _is_unknown_thing(tokens, *before):
            phrase, source = before
            return Attribution(phrase.start, verb + 1, source, "forward", rule, modality, phrase)
        if start < verb and tokens[start].low in _PRONOUNS and verb - start <= 2:
            return Attribution(
                start, verb + 1, None, "forward", rule, modality, NounPhrase(start, start + 1), pronoun=True
            )
        return self._subject_after(tokens, verb, rule, modality)

    def _read_perfect(
        self, tokens: Sequence[Token], participle: int, rule: str, modality: str | None
    ) -> Attribution | None:
        """Read "hat die Polizei mitgeteilt", "die Armee hatte zuvor berichtet"."""
        for aux in range(participle - 1, max(-1, participle - 26), -1):
            if tokens[aux].low not in {"hat", "haben", "hatte", "hatten", "habe"}:
                continue
            phrase = read_noun_phrase(tokens, aux + 1)
            source = None if phrase is None or phrase.end > participle else self.names.resolve(tokens, phrase)
            if phrase is None or source is None or _is_unknown_thing(tokens, phrase, source):
                before = self._subject_before(tokens, _clause_start(tokens, aux), aux)
                if before is None:
                    return None
                phrase, source = before
            return Attribution(min(phrase.start, aux), participle + 1, source, "both", rule, modality, phrase)
        return None

    def _subject_before(self, tokens: Sequence[Token], start: int, verb: int) -> tuple[NounPhrase, Source] | None:
        while start < verb and (tokens[start].text in _OPENING or tokens[start].low in {"auch", "doch", "aber", "und"}):
            start += 1
        if start >= verb or tokens[start].low in _LEADS:
            return None
        phrase = read_noun_phrase(tokens, start)
        if phrase is None or phrase.end > verb:
            return None
        gap = tokens[phrase.end : verb]
        last = verb + 1 >= len(tokens) or tokens[verb + 1].text in {".", ",", ";", "!", ":"}
        if (len(gap) > 8 or any(t.kind == "number" for t in gap)) and not (last and len(gap) < 25):
            return None
        source = self.names.resolve(tokens, phrase)
        return None if source is None else (phrase, source)

    def _subject_after(self, tokens: Sequence[Token], verb: int, rule: str, modality: str | None) -> Attribution | None:
        start = verb + 1
        while start < len(tokens) and tokens[start].low in {
            "am",
            "auch",
            "zudem",
            "dazu",
            "zuvor",
            "unterdessen",
            "später",
            "inzwischen",
            "bereits",
            "zunächst",
            "demnach",
            "weiter",
            "ferner",
            "dann",
        }:
            start += 1
            while start < len(tokens) and (
                tokens[start].low.startswith(
                    ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "sonnabend")
                )
                or tokens[start].low in {"abend", "morgen", "vormittag", "nachmittag", "mittag"}
            ):
                start += 1
        if start >= len(tokens):
            return None
        pronoun = tokens[start].low in _PRONOUNS and _is_behind_speech(tokens, verb)
        if pronoun:
            return Attribution(
                verb, start + 1, None, "backward", rule, modality, NounPhrase(start, start + 1), pronoun=True
            )
        phrase = read_noun_phrase(tokens, start)
        source = None if phrase is None else self.names.resolve(tokens, phrase)
        if phrase is None or source is None or _is_unknown_thing(tokens, phrase, source):
            return None
        reach: Reach = "backward" if _is_behind_speech(tokens, verb) else "forward"
        if reach == "backward" and any(
            t.low in _SUBORDINATING or t.text == ":" for t in tokens[phrase.end : phrase.end + 8]
        ):
            reach = "both"
        return Attribution(verb, phrase.end, source, reach, rule, modality, phrase)


_DOCUMENTS = ("briefing", "bericht", "statistik", "daten", "zahlen", "studie", "bilanz", "erhebung", "zählung")
_SPOKEN = frozenset(
    ["veröffentlicht", "bekanntgegeben", "bekannt", "bestätigt", "gemeldet", "mitgeteilt", "genannt", "verbreitet", "angegeben", "beziffert", "berichtet", "gezählt", "erhoben", "geschätzt", "registriert"]
)
_STEM_FROM = frozenset(["stammen", "stammt"])


def _is_unknown_thing(tokens: Sequence[Token], phrase: NounPhrase, source: Source) -> bool:
    """Tell "der Fund gibt" from "Eurostat registrierte": a lone unknown noun behind an article is no speaker."""
    words = [token for token in tokens[phrase.start : phrase.end] if token.capital and token.low not in _ARTICLES]
    known = len(words) > 1 or any(token.text.isupper() for token in words)
    article = not tokens[phrase.start].capital or tokens[phrase.start].low in _ARTICLES
    return source.kind == "organisation" and article and not known


_ARTICLES = frozenset(["der", "die", "das", "ein", "eine", "dieser", "diese", "dieses", "den", "dem"])


def _participle_follows(tokens: Sequence[Token], end: int) -> bool:
    """Tell "von der Polizei bestätigt" from "von der Polizei festgenommen"."""
    return any(token.low in _SPOKEN for token in tokens[end : end + 14])


_PARTICIPLES = frozenset(
    [
        "mitgeteilt",
        "gesagt",
        "berichtet",
        "erklärt",
        "gemeldet",
        "bestätigt",
        "angegeben",
        "geschätzt",
        "beziffert",
        "bekanntgegeben",
        "gesprochen",
        "vermeldet",
        "behauptet",
        "betont",
    ]
)


def _begins_clause(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].text in {",", ":", ";", "–", "(", "„", "»"}


def _phrase_before(tokens: Sequence[Token], end: int) -> NounPhrase | None:
    """Return the longest noun phrase that ends right at `end`."""
    for start in range(max(0, end - 12), end):
        if (
            start
            and tokens[start].kind == "word"
            and tokens[start - 1].low in {"der", "dem", "den", "des"}
            and tokens[start - 1].kind == "word"
        ):
            continue
        phrase = read_noun_phrase(tokens, start)
        if (
            phrase is not None
            and phrase.end == end
            and not any(t.kind == "mark" and t.text == "," for t in tokens[start:end])
        ):
            if tokens[start].low in {"in", "bei", "nach", "mit", "seit"}:
                continue
            return phrase
    return None


def _find_wie(tokens: Sequence[Token], verb: int) -> int | None:
    """Return the "wie" of "wie die Polizei am Sonntag mitteilte", which stands first in its clause."""
    for index in range(verb - 1, max(-1, verb - 22), -1):
        if tokens[index].low == "wie":
            return index if index == 0 or tokens[index - 1].text in {",", "–", "-", "(", "“"} else None
        if tokens[index].text in {",", ";", ":"} and index != verb - 1:
            return None
    return None


def _clause_start(tokens: Sequence[Token], verb: int) -> int:
    """Return where the clause of the verb begins, past an inserted one ("Müller, der Chef der Wehr, sagte")."""
    for index in range(verb - 1, -1, -1):
        if tokens[index].text in {",", ";", ":", "–", "“", "«", "”"} or tokens[index].low in {
            "während",
            "und",
            "doch",
            "aber",
            "dass",
        }:
            if tokens[index].low == "und" and index + 1 < verb and tokens[index - 1].capital:
                continue
            if tokens[index].text == "," and index == verb - 1:
                continue
            return index + 1
    return 0


def _is_behind_speech(tokens: Sequence[Token], verb: int) -> bool:
    """Tell whether what is said stands before the verb: '…, sagte er', '…“, teilte die Polizei mit'."""
    return verb > 0 and tokens[verb - 1].text in {",", "“", "«", "»", "”", '"', "–"}
