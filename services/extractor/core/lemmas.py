"""Find the singular of a counted noun: Asylgesuche → Asylgesuch, Verschütteten → Verschütteter."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=20_000)
def find_lemma(noun: str) -> str:
    """Return the noun's lemma, of a compound with a hyphen that of its last part (Crew-Mitglieder).

    simplemma's dictionary is loaded at the first call (about a second), so that who needs no lemma does not wait.
    """
    import simplemma  # noqa: PLC0415 - see above

    head, hyphen, tail = noun.rpartition("-")
    if not tail:  # "Artillerie-" of two conjuncts
        return noun
    lemma = simplemma.lemmatize(tail, lang="de")
    return head + hyphen + (lemma[:1].upper() + lemma[1:] if tail[:1].isupper() else lemma)
