"""Which lines are the article, and which section each paragraph is."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.pages import PageReader

_PAGES = PageReader(load_lexicon())
_HEADLINE = "Zwölf Tote nach Flut im Süden"
_BODY = (
    "Bei einer Flut im Süden des Landes sind zwölf Menschen gestorben. Das teilte die Polizei am Montag mit.\n\n"
    "Die Helfer suchten bis in die Nacht nach Vermissten. Viele Straßen waren gesperrt, der Strom fiel aus.\n\n"
    "Am Dienstag soll der Regen nachlassen. Die Behörden warnen dennoch vor neuen Erdrutschen in der Region."
)


def read(raw: str) -> list[tuple[str, str]]:
    return [(paragraph.section, paragraph.content.text) for paragraph in _PAGES.read(raw)]


def find_section(raw: str, words: str) -> str | None:
    return next((section for section, text in read(raw) if words in text), None)


def test_a_headline_and_paragraphs() -> None:
    sections = [section for section, _ in read(f"{_HEADLINE}\n\n{_BODY}\n")]

    assert sections[0] == "headline"
    assert sections[-1] == "body"
    assert len(sections) == 4


def test_a_standfirst_before_a_dateline_is_the_lead() -> None:
    raw = f"{_HEADLINE}\n\nDie Helfer suchen weiter, die Straßen sind gesperrt.\n\nMusterstadt (dpa) – {_BODY}\n"

    assert find_section(raw, "Helfer suchen weiter") == "lead"
    assert find_section(raw, "Bei einer Flut") == "body"


def test_a_short_line_without_a_stop_is_a_subheading() -> None:
    raw = f"{_HEADLINE}\n\n{_BODY}\n\nViele Häuser zerstört\n\nIn der Stadt stehen nur noch wenige Mauern, sagt man.\n"

    assert find_section(raw, "Viele Häuser") == "subheading"


def test_a_run_of_words_and_values_is_a_box() -> None:
    raw = f"{_HEADLINE}\n\n{_BODY}\n\nOrt Musterstadt\nTote 12\nVerletzte 4700\nDatum Montag\n"

    assert {find_section(raw, words) for words in ("Tote 12", "Verletzte 4700")} == {"infobox"}


@pytest.mark.parametrize(
    "furniture",
    [
        "Foto: Muster/dpa",
        "Lesen Sie auch: 30 Tote bei Zugunfall",
        "Seite 2 von 3",
        "Stand: 28.04.2025, 14:30 Uhr",
        "Diese Seite verwendet Cookies.",
        "Anzeige",
        "(dpa/red)",
    ],
)
def test_furniture_is_left_out(furniture: str) -> None:
    raw = f"{_HEADLINE}\n\n{_BODY}\n\n{furniture}\n\nDie Lage bleibt nach Angaben der Behörden angespannt und unklar.\n"

    assert furniture not in "\n".join(text for _, text in read(raw))
    assert find_section(raw, "Die Lage bleibt") == "body"


@pytest.mark.parametrize(
    "end", ["Kommentare", "Leserkommentare (3)", "Deine Meinung zählt", "Meistgelesen", "Empfohlen"]
)
def test_nothing_behind_the_comments_counts(end: str) -> None:
    assert find_section(f"{_HEADLINE}\n\n{_BODY}\n\n{end}\n\nIch habe 50 Tote gesehen!\n", "50 Tote") is None


@pytest.mark.parametrize("button", ["Kommentare", "12 Kommentare", "Empfohlen"])
def test_a_button_under_the_headline_ends_nothing(button: str) -> None:
    assert find_section(f"{_HEADLINE}\n\n{button}\n\n{_BODY}\n", "zwölf Menschen") == "body"


def test_a_caption_keeps_its_sentence_and_loses_its_credit() -> None:
    raw = f"{_HEADLINE}\n\nIn diesem Ort starben vier Menschen. Foto: Muster/dpa\n\n{_BODY}\n"

    assert ("body", "In diesem Ort starben vier Menschen.") in read(raw)


def test_a_caption_without_a_sentence_goes() -> None:
    assert find_section(f"{_HEADLINE}\n\nTrümmer im Ort (Bild: Muster/dpa)\n\n{_BODY}\n", "Trümmer") is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Die Einwilligung der 300 Patienten fehlte, sagte ein Richter.",
        "Der Verlag verlor nach dem Brand 12.000 Kunden seines Newsletters.",
        "Über Cookies stritten vor Gericht 40 Kläger.",
        "Die Polizei bat um Hinweise, die Quelle: 12 Zeugen.",
        "Mehr dazu sagte die Polizei nicht, nur dass zwölf starben.",
        "Kommentare der 30 Verletzten gab es nicht.",
        "Von Kabul aus flohen 300 Menschen.",
    ],
)
def test_no_sentence_is_lost_for_a_word(sentence: str) -> None:
    assert find_section(f"{_HEADLINE}\n\n{_BODY}\n\n{sentence}\n\nMehr ist nicht bekannt.\n", sentence) == "body"


def test_titles_below_a_pointer_to_other_articles_go() -> None:
    titles = "Mehr zum Thema\n30 Tote bei Zugunfall\nBrand in Klinik: Zwei Tote"

    for raw in (f"{_HEADLINE}\n\n{_BODY}\n\n{titles}\n", f"{_HEADLINE}\n\n{titles}\n\n{_BODY}\n"):
        assert find_section(raw, "Zugunfall") is None
        assert find_section(raw, "Klinik") is None
        assert find_section(raw, "zwölf Menschen") == "body"


def test_a_subheading_below_a_pointer_to_other_articles_stays() -> None:
    text = "Die Brücke im Ort fiel ein, als die Flut am höchsten stand, und mit ihr zwei Häuser."
    raw = f"{_HEADLINE}\n\n{_BODY}\n\nMehr zum Thema\n\n{{}}40 Häuser zerstört\n\n{text}\n"

    assert find_section(raw.format(""), "40 Häuser") == "subheading"
    assert find_section(raw.format("30 Tote bei Zugunfall\n\n"), "40 Häuser") == "subheading"
    assert find_section(raw.format("30 Tote bei Zugunfall\n\n"), "Zugunfall") is None


_PDF = (
    "Die Regierung hat nach Angaben des Minis-\nteriums 400 Soldaten an die Grenze ver-\nlegt. Weitere 200 sollen bis"
    " zum Wochen-\nende folgen. Die Opposition sprach von\n\n{break_}\n\neiner Provokation. Bei Gefechten waren\nzuvor"
    " zwölf Zivilisten ums Leben gekom-\nmen, 30 wurden verletzt.\n"
)


@pytest.mark.parametrize(
    "break_",
    [
        "– 2 –",
        "Seite 2 von 3",
        "\f",
        "Abendpost – 22. November 2024\nSeite 2 von 3",
        "- 2 -\n\fDer Nordbote 12. März 2025",
        "Anzeige",
    ],
)
def test_a_sentence_goes_on_behind_a_page_break(break_: str) -> None:
    text = " ".join(words for _, words in read(f"{_HEADLINE}\n\n{_PDF.format(break_=break_)}"))

    assert "Die Opposition sprach von einer Provokation." in text


def test_a_running_head_goes_wherever_it_comes_back() -> None:
    page = "\n\n– {} –\n\fLagebericht Nord\n\n"
    body = [line + "." for line in _BODY.replace("\n\n", " ").split(". ")]
    raw = f"{_HEADLINE}\n\n" + "".join(line + page.format(number) for number, line in enumerate(body))

    assert find_section(raw, "Lagebericht") is None
    assert [section for section, _ in read(raw)].count("headline") == 1


def test_a_head_that_does_not_come_back_stays() -> None:
    raw = f"{_HEADLINE}\n\n{_BODY}\n\n– 2 –\n\fVierzig Tote im Norden\n\n{_BODY}\n"

    assert find_section(raw, "Vierzig Tote") == "subheading"


def test_labels_and_figures_in_lines_of_their_own_are_rows() -> None:
    raw = f"{_HEADLINE}\n\n{_BODY}\n\nTote\n\n173\n\nVerletzte\n\n1.777\n\nVermisste\n\n12\n\n{_BODY}\n"

    assert [text for section, text in read(raw) if section == "infobox"] == [
        "Tote 173", "Verletzte 1.777", "Vermisste 12",
    ]  # fmt: skip


def test_items_of_a_list_are_paragraphs() -> None:
    raw = f"{_HEADLINE}\n{_BODY}\nDie Zahlen der Länder:\n- Nordland: 27\n- Südland: 183\n- Ostland: 54\n"

    assert [text for _, text in read(raw)][-3:] == ["- Nordland: 27", "- Südland: 183", "- Ostland: 54"]


def test_a_dash_in_a_wrapped_sentence_begins_no_item() -> None:
    raw = (
        f"{_HEADLINE}\n\nDie Zahl der Toten stieg am Montag weiter\n– so teilte es die Polizei am Abend mit –\n"
        "auf zwölf, und viele Bewohner des Ortes\nwarten noch immer auf Hilfe der Regierung,\ndie nichts sagt.\n"
    )

    assert "weiter – so teilte es die Polizei am Abend mit – auf zwölf" in "\n".join(text for _, text in read(raw))


def test_a_menu_is_not_wrapped_text() -> None:
    raw = "Brand in Musterstadt: Zwei Tote\nMusterstadt: Zwei Tote bei Brand in der Halle\nHalle brennt seit Stunden\n"

    assert len(read(raw + _BODY)) == 6


def test_entries_of_a_ticker_are_paragraphs() -> None:
    raw = f"{_HEADLINE}\n22.57 Uhr: Es gibt zwölf Tote.\nUpdate 21:10\n21.05 Uhr: Es gibt elf Tote.\n"

    assert [text for _, text in read(raw)][1:] == ["22.57 Uhr: Es gibt zwölf Tote.", "21.05 Uhr: Es gibt elf Tote."]


def test_a_page_of_a_news_site() -> None:
    raw = (
        "Startseite > Panorama\n\nMenü\n\nUnglücke\n\n"
        "Brand in Altenheim in Musterstadt\nSieben Bewohner sterben im Rauch\n\n"
        "Von Anna Berg, Musterstadt\nStand: 03.02.2025, 18:20 Uhr | Lesezeit: 3 Minuten\n\n"
        "Feuerwehrleute vor dem Heim. © Peter Holm / dpa\n\n"
        "In einem Heim in Musterstadt ist ein Feuer ausgebrochen. Sieben Menschen starben. Die Ursache ist unklar.\n\n"
        "Das Feuer brach gegen 2 Uhr im zweiten Stock des Heims aus. Sieben Bewohner kamen ums Leben, wie die Feuerwehr"
        " mitteilte. Rund 180 Helfer waren vor Ort.\n\n"
        "+++ Abonnieren Sie unseren Newsletter: das Wichtigste am Morgen +++\n\nZu wenige Helfer\n\n"
        "Nach Angaben des Betreibers waren nur zwei Pflegerinnen im Dienst, als das Feuer ausbrach.\n\n"
        "Kommentare (14)\n\nMax: Bei uns gab es 50 Tote!\n"
    )

    assert [section for section, _ in read(raw)] == [
        "body", "headline", "subheading", "body", "lead", "body", "subheading", "body",
    ]  # fmt: skip


def test_a_page_without_empty_lines() -> None:
    raw = (
        "Zum Inhalt springen\nSchweiz\nPubliziert: 14.01.2025, 11:32 / Aktualisiert: 14.01.2025, 15:05\n"
        "Lawine am Musterhorn: Zwei Tourengänger tot\n"
        "Am Musterhorn hat eine Lawine fünf Tourengänger erfasst. Zwei starben.\n"
        "Darum gehts\n• Die Lawine löste sich am Morgen.\n• Fünf Personen wurden erfasst.\n"
        "Am Musterhorn ist eine Lawine niedergegangen. Sie erfasste fünf Tourengänger, wie die Polizei mitteilte.\n"
        "Deine Meinung zählt\nFehler gefunden? Jetzt melden.\n(sda/ab)\n"
    )

    assert [section for section, _ in read(raw)] == ["headline", "lead", "infobox", "infobox", "infobox", "body"]


def test_a_mail() -> None:
    raw = (
        "Von: Pressestelle <presse@muster.example>\nAn: Redaktion\nGesendet: Montag, 3. Februar 2025 09:14\n"
        "Betreff: WG: Schlägerei am Bahnhof - 14 Festnahmen\n\n"
        "Bei einer Schlägerei am Bahnhof hat die Polizei am\nSonntagabend 14 Männer festgenommen. Elf Beamte wurden\n"
        "verletzt, zwei von ihnen schwer.\n"
    )

    assert [section for section, _ in read(raw)] == ["headline", "body"]
    assert read(raw)[0][1] == "Schlägerei am Bahnhof - 14 Festnahmen"


def test_a_page_with_an_embedded_post() -> None:
    raw = (
        f"{_HEADLINE}\n\n{_BODY}\n\nPlattform X\n\n"
        "Die Redaktion hat den Text mit einem Inhalt von Muster Corp. angereichert\n\n"
        "Um Ihre Daten zu schützen, wurde er nicht ohne Ihre Zustimmung geladen.\n\n"
        "Ich bin damit einverstanden, dass mir Inhalte von Muster Corp. angezeigt werden.\n\n"
        "Die Lage bleibt angespannt.\n\nSendung: Musterfunk am Mittag, 11.06.2024 15:00 Uhr\n"
    )

    assert [section for section, _ in read(raw)] == ["headline", *["body"] * 4]


def test_a_report_of_an_agency() -> None:
    raw = (
        "bdt0321 4 pl 245 dpa 0543\n\nKonflikte/Musterland/\n(Zusammenfassung 1700)\nHelfer: 38 Tote bei Angriff\n\n"
        f"Musterstadt (dpa) - {_BODY}\n\n# Notizblock\n\n## Redaktion\n- Anna Berg, 0123 456789\n"
    )

    assert read(raw)[0] == ("headline", "Helfer: 38 Tote bei Angriff")
    assert find_section(raw, "0123") is None


def test_a_page_break_inside_a_sentence_ends_no_paragraph() -> None:
    raw = (
        f"{_HEADLINE}\n\nDie Zahl der Opfer stieg am Montag weiter, die\nRegierung sprach von 300 verletzten und\n"
        "\n\n\n\nobdachlosen Menschen in der Stadt und in\nden Dörfern der Umgebung, wo viele noch warten.\n"
    )

    assert "300 verletzten und obdachlosen Menschen" in "\n".join(text for _, text in read(raw))


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "-",
        '"',
        "a-\n",
        "Foto: ",
        "Tote\n1\n",
        "Mehr zum Thema\nTitel\n",
        "– 2 –\n",
        "A > ",
        "• a\n",
        "Cookies Sie ",
    ],
)
def test_a_page_that_repeats_itself_is_read_to_its_end(unit: str) -> None:
    paragraphs = _PAGES.read(unit * 20_000)

    assert sum(len(paragraph.content.text) for paragraph in paragraphs) <= len(unit) * 20_000


@pytest.mark.parametrize("raw", ["", "\n\n", "\x00", "-\n-\n-", "Kommentare"])
def test_a_page_of_nothing_is_read(raw: str) -> None:
    assert isinstance(_PAGES.read(raw), list)
