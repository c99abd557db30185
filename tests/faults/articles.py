"""Articles for fault tests: German sentences of our own with seeded variation, as many as are asked for."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

FIRST_DAY = date(2025, 3, 3)

EVENTS = (
    ("Erdbeben", "bei dem Erdbeben"),
    ("Hochwasser", "bei dem Hochwasser"),
    ("Zugunglück", "bei dem Zugunglück"),
    ("Waldbrände", "bei den Waldbränden"),
    ("Taifun", "bei dem Taifun"),
    ("Vulkanausbruch", "bei dem Vulkanausbruch"),
    ("Explosion", "bei der Explosion"),
    ("Anschlag", "bei dem Anschlag"),
    ("Busunglück", "bei dem Busunglück"),
    ("Flugzeugabsturz", "bei dem Flugzeugabsturz"),
    ("Lawine", "bei der Lawine"),
    ("Fährunglück", "bei dem Fährunglück"),
    ("Großbrand", "bei dem Großbrand"),
    ("Unruhen", "bei den Unruhen"),
    ("Hitzewelle", "bei der Hitzewelle"),
)
PLACES = (
    *(
        "Afghanistan",
        "Ägypten",
        "Albanien",
        "Algerien",
        "Angola",
        "Argentinien",
        "Armenien",
        "Aserbaidschan",
        "Äthiopien",
    ),
    *(
        "Australien",
        "Bangladesch",
        "Belgien",
        "Benin",
        "Bolivien",
        "Brasilien",
        "Bulgarien",
        "Burundi",
        "Chile",
        "China",
    ),
    *("Dänemark", "Deutschland", "Ecuador", "Eritrea", "Estland", "Finnland", "Frankreich", "Georgien", "Ghana"),
    *(
        "Griechenland",
        "Guatemala",
        "Haiti",
        "Honduras",
        "Indien",
        "Indonesien",
        "Irland",
        "Island",
        "Israel",
        "Italien",
    ),
    *("Japan", "Jordanien", "Kambodscha", "Kamerun", "Kanada", "Kasachstan", "Kenia", "Kolumbien", "Kroatien", "Laos"),
    *("Lettland", "Libyen", "Litauen", "Malaysia", "Mali", "Marokko", "Mexiko", "Mosambik", "Nepal", "Nicaragua"),
    *("Nigeria", "Norwegen", "Österreich", "Pakistan", "Peru", "Polen", "Portugal", "Ruanda", "Rumänien", "Schweden"),
    *("Senegal", "Serbien", "Slowenien", "Somalia", "Spanien", "Südafrika", "Syrien", "Thailand", "Ungarn", "Vietnam"),
)
SOURCES = (
    "der Polizei",
    "des Innenministeriums",
    "des Zivilschutzes",
    "des Roten Kreuzes",
    "der Feuerwehr",
    "der Behörden",
    "der Vereinten Nationen",
    "der Nachrichtenagentur Reuters",
)
OUTLETS = ("Grenzlandbote", "Südpost", "Tagesanzeige", "Alpenrundschau", "Morgenblatt", "Aarepost")
HEDGES = ("", "", "", "rund ", "mindestens ", "mehr als ", "bis zu ", "etwa ")
KILLED = (
    "Nach Angaben {source} wurden {where} {figure} Menschen getötet.",
    "{where_first} kamen nach Angaben {source} {figure} Menschen ums Leben.",
    "{figure_first} Menschen starben nach Angaben {source} {where}.",
)
WOUNDED = (
    "{figure_first} Menschen wurden nach Angaben {source} verletzt.",
    "Nach Angaben {source} gab es {figure} Verletzte.",
)
CASUALTIES = ("Nach Angaben {source} wurden {figure} Menschen getötet oder verletzt.",)
FILLERS = (
    "Die Rettungsarbeiten dauern an.",
    "Straßen in der Region sind gesperrt, viele Schulen bleiben geschlossen.",
    "Fachleute prüfen nun, wie es dazu kommen konnte.",
    "Aus dem Ausland trafen erste Hilfsgüter ein.",
)

_DAYS = 20
_EVENT_LASTS = 120  # articles per event that is in the news, on average


@dataclass(frozen=True, slots=True)
class GeneratedArticle:
    """A file for the inbox with its sidecar."""

    name: str
    text: str
    sidecar: str

    def write(self, directory: Path) -> None:
        """Put sidecar and text into a directory, each under its name only when it is complete."""
        for name, content in ((f"{self.name}.meta.json", self.sidecar), (self.name, self.text)):
            unfinished = directory / f".{name}.part"
            unfinished.write_text(content, encoding="utf-8")
            unfinished.rename(directory / name)


@dataclass(frozen=True, slots=True)
class _Written:
    text: str
    url: str
    outlet: str
    event: tuple[str, str]
    moment: datetime


def generate_articles(count: int, seed: int) -> Iterator[GeneratedArticle]:
    """Yield `count` articles; the same seed gives the same ones.

    Hundreds of events come into the news, go again and do not return: the load is as steady at the end as soon after
    the beginning. Tolls rise from day to day and differ by source. Of ten articles one is a new version of an earlier
    one under its URL, one repeats an earlier text in another outlet, one is an earlier file once more under another
    name. No two versions of a URL are of the same moment: which of them is live then does not depend on the order in
    which they arrive.
    """
    draw = random.Random(seed)
    written: list[_Written] = []
    events = _deal_events(draw)
    news = [next(events) for _ in range(max(4, min(40, count // 20)))]
    for number in range(count):
        if draw.random() < len(news) / _EVENT_LASTS / 4:
            news[draw.randrange(len(news))] = next(events)
        one = _write_new(draw, number, news)
        chance = draw.random()
        if written and chance < 0.3:
            earlier = draw.choice(written[-500:])
            if chance < 0.1:
                one = _revise(draw, number, earlier)
            elif chance < 0.2:
                one = _Written(earlier.text, one.url, one.outlet, earlier.event, one.moment)
            else:
                one = earlier
        written.append(one)
        yield _build_article(number, one)


def _deal_events(draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield events in any order, none a second time before all were in the news."""
    while True:
        deck = [(f"{title} in {place}", f"{where} in {place}") for title, where in EVENTS for place in PLACES]
        draw.shuffle(deck)
        yield from deck


def _write_new(draw: random.Random, number: int, news: list[tuple[str, str]]) -> _Written:
    outlet, event = draw.choice(OUTLETS), draw.choice(news)
    day = FIRST_DAY + timedelta(days=draw.randrange(_DAYS))
    text = _write_text(draw, event, day)
    return _Written(text, f"https://{outlet.lower()}.example/{number}", outlet, event, _tell_moment(day, number))


def _revise(draw: random.Random, number: int, earlier: _Written) -> _Written:
    day = earlier.moment.date() + timedelta(days=1 + draw.randrange(3))
    text = _write_text(draw, earlier.event, day)
    return _Written(text, earlier.url, earlier.outlet, earlier.event, _tell_moment(day, number))


def _tell_moment(day: date, number: int) -> datetime:
    return datetime.combine(day, time(6), UTC) + timedelta(seconds=number)


def _build_article(number: int, one: _Written) -> GeneratedArticle:
    sidecar = {"published": one.moment.isoformat(), "outlet": one.outlet, "url": one.url}
    return GeneratedArticle(f"artikel {number:05d}.txt", one.text, json.dumps(sidecar, ensure_ascii=False))


def _write_text(draw: random.Random, event: tuple[str, str], day: date) -> str:
    title, where = event
    toll = 20 + 15 * (day - FIRST_DAY).days + draw.randrange(12)
    sentences = [_fill(draw, draw.choice(KILLED), toll, where)]
    if draw.random() < 0.7:
        sentences.append(_fill(draw, draw.choice(WOUNDED), toll * 4 + draw.randrange(40), where))
    if draw.random() < 0.3:
        sentences.append(_fill(draw, draw.choice(CASUALTIES), toll * 5, where))
    sentences.insert(draw.randrange(len(sentences) + 1), draw.choice(FILLERS))
    headline = draw.choice((f"{title}: Zahl der Toten steigt auf {toll}", f"{title}: Suche nach Vermissten"))
    return f"{headline}\n\n" + " ".join(sentences) + "\n"


def _fill(draw: random.Random, pattern: str, number: int, where: str) -> str:
    hedge = draw.choice(HEDGES)
    figure = hedge + f"{number:,}".replace(",", ".")
    return pattern.format(
        source=draw.choice(SOURCES),
        where=where,
        where_first=where[0].upper() + where[1:],
        figure=figure,
        figure_first=figure[0].upper() + figure[1:],
    )
