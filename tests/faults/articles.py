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
    ("Erdbeben in der Türkei", "bei dem Erdbeben in der Türkei"),
    ("Hochwasser in Slowenien", "bei dem Hochwasser in Slowenien"),
    ("Überschwemmungen in Pakistan", "bei den Überschwemmungen in Pakistan"),
    ("Zugunglück in Griechenland", "bei dem Zugunglück in Griechenland"),
    ("Waldbrände in Portugal", "bei den Waldbränden in Portugal"),
    ("Erdrutsch in Nepal", "bei dem Erdrutsch in Nepal"),
)
SOURCES = ("der Polizei", "des Innenministeriums", "des Zivilschutzes", "des Roten Kreuzes", "der Feuerwehr")
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


@dataclass(frozen=True, slots=True)
class GeneratedArticle:
    """A file for the inbox with its sidecar."""

    name: str
    text: str
    sidecar: str

    def write(self, directory: Path) -> None:
        """Put sidecar and text into a directory, the text under its name only when it is complete."""
        (directory / f"{self.name}.meta.json").write_text(self.sidecar, encoding="utf-8")
        unfinished = directory / f".{self.name}.part"
        unfinished.write_text(self.text, encoding="utf-8")
        unfinished.rename(directory / self.name)


def generate_articles(count: int, seed: int) -> Iterator[GeneratedArticle]:
    """Yield `count` articles; the same seed gives the same ones.

    Tolls rise from day to day and differ by source; one article in eight is a new version of an earlier one under its
    URL, one in ten repeats an earlier text in another outlet. No two versions of a URL are of the same moment: which
    of them is live then does not depend on the order in which they arrive.
    """
    draw = random.Random(seed)
    written: list[tuple[str, str, str, date]] = []
    for number in range(count):
        outlet = draw.choice(OUTLETS)
        url = f"https://{outlet.lower()}.example/{number}"
        day = FIRST_DAY + timedelta(days=draw.randrange(20))
        text = _write_text(draw, day)
        if written and draw.random() < 1 / 10:
            text, _, _, day = draw.choice(written)
        elif written and draw.random() < 1 / 8:
            _, url, outlet, day = draw.choice(written)
            day += timedelta(days=1 + draw.randrange(3))
            text = _write_text(draw, day)
        written.append((text, url, outlet, day))
        yield _build_article(number, text, url, outlet, day)


def _build_article(number: int, text: str, url: str, outlet: str, day: date) -> GeneratedArticle:
    moment = datetime.combine(day, time(6), UTC) + timedelta(seconds=number)
    sidecar = {"published": moment.isoformat(), "outlet": outlet, "url": url}
    return GeneratedArticle(f"artikel {number:05d}.txt", text, json.dumps(sidecar, ensure_ascii=False))


def _write_text(draw: random.Random, day: date) -> str:
    title, where = draw.choice(EVENTS)
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
