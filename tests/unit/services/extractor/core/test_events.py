"""Which event an article is about."""

from __future__ import annotations

import pytest

from services.extractor.core.events import ArticleEvent, EventFinder
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.places import PlaceFinder
from services.extractor.core.tokens import split_tokens

_LEXICON = load_lexicon()
_EVENTS, _PLACES = EventFinder(_LEXICON), PlaceFinder(_LEXICON)


def find(text: str) -> ArticleEvent:
    return _EVENTS.find(text, _PLACES.find(split_tokens(text)))


@pytest.mark.parametrize(
    ("text", "event_id", "named"),
    [
        ("Im Ukraine-Krieg wurden Soldaten getötet, die Ukraine zählte sie.", "ukraine-krieg", True),
        ("Ein Erdbeben hat Nepal getroffen.", "erdbeben@NP", False),
        ("Das Hochwasser in Slowenien hat die Stadt überflutet.", "hochwasser@SI", False),
        ("Ein Erdbeben hat die Menschen geweckt.", "erdbeben", False),
    ],
)
def test_an_event_has_a_name_or_a_type_and_a_country(text: str, event_id: str, named: bool) -> None:  # noqa: FBT001
    event = find(text).event

    assert event is not None
    assert (event.id, event.named) == (event_id, named)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Der Trainer lobte die Mannschaft nach dem Spieltag der Bundesliga.", "sport"),
        ("Die Höchstwerte liegen am Montag bei 24 Grad, dazu Wolken.", "weather"),
        ("Der Roman ist ein Buch über die Küche, dazu ein Rezept.", "leisure"),
        ("Der Rat hat getagt.", None),
    ],
)
def test_some_articles_are_about_no_event(text: str, kind: str | None) -> None:
    found = find(text)

    assert (found.event, found.kind, found.eventful) == (None, kind, False)


def test_a_named_event_covers_its_countries_and_a_fire_a_town() -> None:
    assert {"UA", "RU"} <= find("Im Ukraine-Krieg, dem Krieg in der Ukraine, gab es Tote.").area
    assert find("Bei einem Großbrand in London kämpfte die Feuerwehr gegen das Feuer.").point
