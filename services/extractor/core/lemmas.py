"""Find the singular of a counted noun: Asylgesuche → Asylgesuch, Verschütteten → Verschütteter."""

from __future__ import annotations

from functools import lru_cache

from services.extractor.core.tokens import ADJECTIVE_ENDINGS, drop_gender

_SHORTEST_PART = 4
_INFINITIVES = ("en", "ern", "eln")


@lru_cache(maxsize=20_000)
def find_lemma(noun: str) -> str:
    """Return the noun's lemma, of a compound with a hyphen that of its last part (Crew-Mitglieder).

    simplemma's dictionary is loaded at the first call (about a second), so that who needs no lemma does not wait.
    """
    head, hyphen, tail = drop_gender(noun).rpartition("-")
    if not tail:  # "Artillerie-" of two conjuncts
        return noun
    lemma = _find_lemma_of_word(tail)
    return head + hyphen + (lemma[:1].upper() + lemma[1:] if tail[:1].isupper() else lemma)


def _find_lemma_of_word(word: str) -> str:
    import simplemma  # noqa: PLC0415 - see above

    lemma = str(simplemma.lemmatize(word, lang="de"))
    weak = word.removesuffix("n")
    adjectival = lemma[:1].islower() or (lemma == weak and str(simplemma.lemmatize(weak, lang="de"))[:1].islower())
    if word[:1].isupper() and weak.endswith("e") and adjectival:
        return weak + "r"  # participles as nouns: Vermummte, Vermummten → Vermummter
    if word[:1].isupper() and lemma.startswith(word.lower()):
        return word  # "Ferkel" is no form of "ferkeln"
    if lemma == word and not simplemma.is_known(word, lang="de"):
        return _find_lemma_of_compound(word)
    return lemma


def _find_lemma_of_compound(word: str) -> str:
    """Return the lemma by the longest known ending: Flüchtlingsaufgriffe → Flüchtlingsaufgriff."""
    import simplemma  # noqa: PLC0415 - see above

    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        tail = word[cut:].capitalize()
        lemma = str(simplemma.lemmatize(tail, lang="de")) if simplemma.is_known(tail, lang="de") else ""
        if lemma[:1].isupper():
            return word[:cut] + lemma.lower()
    return word


@lru_cache(maxsize=20_000)
def is_written_small(word: str) -> bool:
    """Tell the adjectives and verbs that a sentence may begin with (Schweres, Verlaufen) from nouns and names.

    Only their inflected forms: "Klein", "Braun" and "Koch" are surnames far more often.
    """
    import simplemma  # noqa: PLC0415 - see above

    low = word.lower()
    lemma = str(simplemma.lemmatize(low, lang="de"))
    if lemma[:1].isupper():
        return False
    infinitive = lemma == low and low.endswith(_INFINITIVES) and simplemma.is_known(low, lang="de")
    return infinitive or (lemma != low and low.endswith(ADJECTIVE_ENDINGS))
