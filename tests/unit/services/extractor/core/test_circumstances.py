"""Which of a sentence's dates is the figure's."""

from __future__ import annotations

import pytest

from tests.unit.services.extractor.lexicon.examples import read_claims


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        # the figure's own day, wherever it stands in the clause
        ("Samstagfrüh wurden in der Grube zehn Bergleute vermisst.", "2025-04-26"),
        ("In der Nacht auf Dienstag starben in Kabul 12 Menschen.", "2025-04-29"),
        (
            "Am Montagmorgen wurden ein Stadtrat, sein Fahrer, seine Nachbarin sowie vier Zivilisten verletzt.",
            "2025-04-28",
        ),
        ("Bei dem Anschlag vom 3. März wurden 12 Menschen getötet.", "2025-03-03"),
        ("In der Vorwoche waren, so das Amt, 12 Menschen gestorben.", "2025-04-21/2025-04-27"),
        ("12 Menschen starben (Stand: 11.04.2025).", "2025-04-11"),
        ("Nach Zahlen vom 3. März starben 12 Menschen.", "2025-03-03"),
        # of whoever spoke
        ("Am Montag meldete die Polizei 12 Tote.", None),
        ("12 Menschen starben, teilte die Polizei am Montag mit.", None),
        ("Die Polizei sprach am Freitag von 12 Toten.", None),
        ("Im Mai 2023 kündigte der Konzern an, 300 Stellen zu streichen.", "2023-05"),
        ("Im Herbst 2018 meldete die Polizei 12 Tote.", "2018-23"),
        ("Für 2026 plant die Stadt Hilfen von 12 Millionen Euro.", "2026"),
        # but what had been counted by an earlier day is as of that day
        ("Anfang des Monats hatte die Polizei noch 12 Tote gemeldet.", "2025-04"),
        ("Am Freitag war zunächst von 12 Toten die Rede gewesen.", "2025-04-25"),
        ("Die Gewerkschaft kündigte für Montag einen Streik von 5000 Pflegern an.", "2025-05-05"),
        # of an aside, or of something that was before
        ("Laut dem Minister, der seit 2015 regiert, starben 12 Menschen.", None),
        ("12 Soldaten, die am 3. März eingezogen worden waren, starben.", None),
        ("Nach dem Anschlag vom 3. März wurden 12 Männer festgenommen.", None),
        ("Seit dem Beben im Februar starben 12 Menschen.", None),
        ("Seit Kriegsbeginn starben 12 Menschen.", None),
        ("An der Grenze nach Herat entdeckten Helfer am Dienstag 12 Tote.", "2025-04-29"),
        ("Die Zahl der Opfer des Bebens vom Sonntag ist auf 12 Tote gestiegen.", None),
        ("Die Zahl der Opfer des Bebens im Süden der Türkei am Sonntag ist auf 12 Tote gestiegen.", None),
        ("Die Zahl der Toten ist am Sonntag auf 12 gestiegen.", "2025-04-27"),
        # of a comparison
        ("Im Vergleich zu Montag starben 12 Menschen mehr.", None),
        ("In Kabul starben gegenüber 2023 nur 12 Menschen.", None),
        ("Es brannte, als am Montag 12 Menschen starben.", "2025-04-28"),
        # of the sentence before
        ("Am Samstag bebte in Kabul die Erde. 12 Menschen starben.", None),
        # what lies ahead is no day of deaths
        ("Am kommenden Freitag gedenkt Kabul der 12 Toten.", None),
        ("Am kommenden Freitag sollen 12 Menschen evakuiert werden.", "2025-05-02"),
    ],
)
def test_a_figure_has_the_date_of_its_own_clause(text: str, as_of: str | None) -> None:
    assert [claim.as_of for claim in read_claims(text)] == [as_of]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2023 starben 120 Menschen, im Vorjahr 90.", ["2023", "2022"]),
        ("120 Menschen starben, davon am Dienstag 90.", [None, "2025-04-29"]),
        ("Am Dienstag starben 120 Menschen, davon 90 in Kabul.", ["2025-04-29", "2025-04-29"]),
        ("Im Jahr 2015 starben 120 Menschen, 2023 waren es 90.", ["2015", "2023"]),
        ("Im Jahr 2023 starben 120 Menschen. Im Jahr zuvor starben 90.", ["2023", "2022"]),
        ("Im Vergleichszeitraum 2023 starben 120 Menschen, heuer starben 90.", ["2023", "2025"]),
        ("Am 4. April starben 12 Menschen, am Donnerstag zuvor waren 7 gestorben.", ["2025-04-04", "2025-04-03"]),
        ("Am Samstag starben 12 Menschen. Zwei Tage später starben 7 Menschen.", ["2025-04-26", "2025-04-28"]),
    ],
)  # fmt: skip
def test_each_figure_has_its_own_date(text: str, dates: list[str]) -> None:
    assert [claim.as_of for claim in read_claims(text)] == dates


def test_a_relative_date_without_a_publication_is_not_replaced_by_another_figures() -> None:
    claims = read_claims("Im Vergleichszeitraum 2023 starben 120 Menschen, heuer starben 90.", published=None)

    assert [claim.as_of for claim in claims] == ["2023", None]
