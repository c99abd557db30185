from __future__ import annotations

import pytest

from services.ingest.core.languages import detect_language

GERMAN = (
    "Bei einem schweren Unwetter im Süden des Landes sind nach Angaben der Behörden mindestens sieben Menschen ums "
    "Leben gekommen. Mehr als hundert wurden verletzt, viele von ihnen schwer. Die Feuerwehr ist mit 400 "
    "Kräften im Einsatz."
)


GERMAN_TABLE = """Tote: 12
Verletzte: 45
Vermisste: 3
Evakuierte: 1.200
Helfer im Einsatz: 400
Häuser ohne Strom: 2.000
Gesperrte Straßen: 14
Pegel Mittwoch: 4,20 Meter
Pegel Freitag: 3,10 Meter
Quelle: Landratsamt
Stand: Freitag, 2. Mai
Nächste Meldung: Samstag
"""
ENGLISH = """At least seven people have died and more than a hundred were injured after severe storms hit the
south of the
country, officials said on Friday. Rescue workers are still searching for those who are missing."""
FRENCH = """Au moins sept personnes sont mortes et plus d'une centaine ont été blessées dans les intempéries qui ont
frappé le sud du pays, selon les autorités. Les pompiers sont toujours à la recherche des disparus dans la région."""
DUTCH = """Bij zwaar noodweer in het zuiden van het land zijn volgens de autoriteiten zeker zeven mensen om het leven
gekomen. Meer dan honderd mensen raakten gewond, en er worden nog mensen vermist in de regio."""
DANISH = """Mindst syv mennesker er døde, og flere end hundrede er kommet til skade efter et voldsomt uvejr i
den sydlige
del af landet. Det oplyser politiet, som fortsat leder efter de mennesker, der er meldt savnet."""
TURKISH = """Yetkililere göre ülkenin güneyinde meydana gelen şiddetli fırtınada en az yedi kişi hayatını kaybetti ve
yüzden fazla kişi yaralandı. Kurtarma ekipleri kayıp olan kişileri aramak için çalışmalarını sürdürüyor."""
RUSSIAN = "По данным властей, погибли семь человек, более ста пострадали. " * 3
FINNISH = """Rankkasateet tappoivat ainakin seitsemän ihmistä maan eteläosassa, kertovat viranomaiset. Yli sata
loukkaantui,
moni heistä vakavasti. Pelastustyöt jatkuvat alueella yhä, ja useita ihmisiä kaivataan edelleen."""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        (GERMAN.replace("ß", "ss").upper(), "de"),
        (GERMAN_TABLE, "de"),
        (GERMAN + " „We will not leave the people in this valley alone, not now and not later“.", "de"),
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (DUTCH, "nl"),
        (DANISH, "da"),
        (TURKISH, "tr"),
        (RUSSIAN, "und"),
        (FINNISH, "und"),
    ],
)
def test_tells_german_from_other_languages(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "12 Tote, 45 Verletzte", "Seven dead in flood"])
def test_takes_what_is_too_short_to_tell_for_german(text: str) -> None:
    assert detect_language(text) == "de"
