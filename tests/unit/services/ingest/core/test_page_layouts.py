"""Lines of a printed page come in the order of reading, with paragraphs apart."""

from __future__ import annotations

from services.ingest.core.page_layouts import Line, read_pages


def set_lines(top: float, *texts: str, size: float = 9.0, step: float = 12.0) -> list[Line]:
    """Return the lines of a paragraph, downwards from `top`."""
    return [
        Line(60, top - number * step - size, 60 + 5 * len(text), top - number * step, text)
        for number, text in enumerate(texts)
    ]


def test_short_paragraphs_stand_apart() -> None:
    page = [
        line
        for number in range(6)
        for line in (
            *set_lines(700 - 48 * number, f"Das ist der Anfang von Absatz {number}", "und hier hört er auf."),
            *set_lines(670 - 48 * number, f"Das ist ein Absatz von einer Zeile, Nummer {number}."),
        )
    ]
    text = read_pages([page])
    assert text.count("\n\n") == 11
    assert "Absatz 3\nund hier hört er auf.\n\nDas ist" in text


def test_lines_at_double_distance_are_one_paragraph() -> None:
    page = set_lines(700, *(f"Zeile {number} eines weit gesetzten Textes" for number in range(8)), step=24)
    assert "\n\n" not in read_pages([page])


def test_a_large_headline_over_two_lines_stays_together() -> None:
    page = [
        *set_lines(760, "Grubenunglück in Ostfeld: 14 Bergleute", "noch eingeschlossen", size=21, step=25),
        *set_lines(700, "Nach dem Einsturz eines Stollens sind am", "Dienstag noch 14 Bergleute eingeschlossen."),
    ]
    assert read_pages([page]).startswith("Grubenunglück in Ostfeld: 14 Bergleute\nnoch eingeschlossen\n\nNach dem")


def test_the_pieces_of_a_row_keep_their_order_though_one_stands_a_hair_higher() -> None:
    row = [
        Line(60, 500.0, 90, 507.0, "Summe"),
        Line(150, 499.9, 155, 506.6, "5"),
        Line(200, 499.8, 210, 507.1, "48"),
        Line(260, 500.0, 265, 507.0, "2"),
    ]
    item = [Line(72, 470.2, 75, 473.9, "•"), Line(90, 468.0, 200, 477.0, "Feuerwehr: 1.200 Kräfte")]
    text = read_pages([[*set_lines(560, "Die Zahlen verteilen sich so:"), *row, *item]])
    assert "Summe  5  48  2" in text
    assert "•  Feuerwehr: 1.200 Kräfte" in text
