"""Find who speaks in an interview: "Begum: Wir haben 64 Tote gezählt." until the next question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.extractor.core.lexicons import find_words
from services.extractor.core.tokens import make_slug
from shared.domain.claims import Source

_NAME = r"[A-ZÄÖÜ](?:\.|[\w'’-]{0,30})"
_LABEL = re.compile(rf"(?P<name>{_NAME}(?: {_NAME}){{0,3}}): \S")
_ADDRESS = re.compile(rf"(?:Frau|Herr)(?: (?:Dr\.|Professor|Prof\.|Minister|Ministerin))* (?P<name>{_NAME}),")
_QUESTION = re.compile(r"\?[\"“”«»’]?\s*$")
_LEAST_TURNS, _LEAST_QUESTIONS = 2, 2
_MOST_SPEAKERS = 12
"""Labels beyond these are no people of one interview; it bounds how often the text is searched for full names."""
_LEAST_BARE_QUESTIONS = 3
"""Questions without any label that make an interview, where one of them addresses somebody."""
_TITLES = find_words("titles before surnames")
_LABELS_OF_ROLES = find_words("labels of answers")
_LONGEST_QUESTION = 400


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose a paragraph of an interview is. `speaker`: None for a question. `label`: code points before the words.

    `begins`: nobody of the paragraph before speaks on here.
    """

    speaker: Source | None
    label: int
    begins: bool


def find_turns(paragraphs: Sequence[str]) -> list[Turn | None]:
    """Return for each paragraph whose turn it is, None for all outside of an interview."""
    labels = [_read_label(text) for text in paragraphs]
    questions = [_is_question(text) for text in paragraphs]
    if sum(questions) < _LEAST_QUESTIONS:
        return [None] * len(paragraphs)
    answers = _name_answers(labels, questions)
    bare = None if answers else _find_addressed(paragraphs, questions)
    if not answers and bare is None:
        return [None] * len(paragraphs)
    speakers = {name: _make_speaker(name, paragraphs) for name in {*answers, *([bare] if bare else [])}}
    return list(_take_turns(labels, questions, speakers, bare))


def _take_turns(
    labels: Sequence[str | None], questions: Sequence[bool], speakers: dict[str, Source], bare: str | None
) -> Iterator[Turn | None]:
    """Yield the turns: a label or a question begins one, which goes on over paragraphs that have neither."""
    begun, speaking = False, None
    for name, asks in zip(labels, questions, strict=True):
        if name in speakers:
            begun, speaking = True, speakers[name]
            yield Turn(speaking, len(name) + 1, begins=True)
        elif asks or (name is not None and begun):
            begun, speaking = True, None
            yield Turn(None, 0 if name is None else len(name) + 1, begins=True)
        elif not begun:
            yield None
        elif speaking is None and bare is not None:
            speaking = speakers[bare]
            yield Turn(speaking, 0, begins=True)
        else:
            yield Turn(speaking, 0, begins=False)


def _read_label(text: str) -> str | None:
    """Return the name before the colon that a paragraph begins with."""
    match = _LABEL.match(text)
    return None if match is None else match["name"]


def _is_question(text: str) -> bool:
    return len(text) <= _LONGEST_QUESTION and _QUESTION.search(text) is not None


def _name_answers(labels: Sequence[str | None], questions: Sequence[bool]) -> set[str]:
    """Return the names that answer: those with several turns, few of which are questions."""
    turns = Counter(name for name in labels if name is not None)
    asked = Counter(name for name, asks in zip(labels, questions, strict=True) if name is not None and asks)
    return {
        name for name, count in turns.most_common(_MOST_SPEAKERS) if count >= _LEAST_TURNS and asked[name] * 2 < count
    }


def _find_addressed(paragraphs: Sequence[str], questions: Sequence[bool]) -> str | None:
    """Return who is asked where no answer has a label: "Frau Begum, wie viele …?"."""
    asked = [text for text, asks in zip(paragraphs, questions, strict=True) if asks]
    if len(asked) < _LEAST_BARE_QUESTIONS:
        return None
    addressed = (match["name"] for match in map(_ADDRESS.match, asked) if match is not None)
    return next(addressed, None)


def _make_speaker(name: str, paragraphs: Sequence[str]) -> Source:
    """Return the speaker by the full name that stands in the text ("Nasrin Begum"), else as the label says."""
    if name.lower() in _LABELS_OF_ROLES:
        full = next((match for text in paragraphs[:4] if (match := _INTERVIEWED.search(text))), None)
        label = name if full is None else full["name"]
    else:
        label = name if " " in name else _find_full_name(name, paragraphs)
    return Source(make_slug(label), label, () if label == name else (name,), "person")


_INTERVIEWED = re.compile(rf"(?:Interview|Gespräch) mit (?:\w+ ){{0,4}}?(?P<name>{_NAME} {_NAME})")


def _find_full_name(name: str, paragraphs: Sequence[str]) -> str:
    before = re.compile(rf"(?P<first>{_NAME}) {re.escape(name)}\b")
    for text in paragraphs:
        for match in before.finditer(text):
            if match["first"].rstrip(".").lower() not in _TITLES:
                return f"{match['first']} {name}"
    return name
