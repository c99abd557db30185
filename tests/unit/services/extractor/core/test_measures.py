"""What figures measure: people and things in sentences as newspapers write them."""

from __future__ import annotations

import pytest

from tests.unit.services.extractor.lexicon.examples import print_claims, read_claims

_ACCIDENT = "Zugunglück in Graz: Der Zug ist entgleist.\n\n"
_EPIDEMIC = "Die Cholera-Epidemie erreicht Kabul, die Seuche breitet sich aus.\n\n"


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("Ein 14-Jähriger wurde getötet.", "killed 1"),
        ("Ein 52-jähriger Chauffeur erlag seinen Verletzungen.", "killed 1"),
        ("Zwei 17-Jährige wurden verletzt.", "wounded 2"),
        ("Der Lenker, ein 33-jähriger Rumäne, wurde festgenommen.", "none"),
        ("Zwei Männer, eine Frau, und ein Kind wurden getötet.", "killed 2; killed 1 / subset; killed 1 / subset"),
        ("Die Feuerwehr kam mit 350 Mann.", "deployed 350"),
        ("Die Verletzten wurden mit einem Hubschrauber ins Spital geflogen.", "none"),
        ("Gegen einen Mann wird ermittelt.", "none"),
        ("Nach dem Unfall wurde gegen neun Personen Untersuchungshaft verhängt.", "captured 9"),
        ("Fünf Arbeiter wurden verschüttet und dabei getötet.", "killed 5"),
        ("Es starben 12 Menschen, 37 überlebten.", "killed 12; other:Überlebender 37"),
        ("Es starben 12 Menschen, 37 wurden befragt.", "killed 12"),
        ("Es starben 7 Menschen. Die Polizei sprach von einer Geschwindigkeit von 130.", "killed 7"),
        ("Es starben 7 Menschen. Das Gerät zeigte laut Polizei einen Wert von 5,6.", "killed 7"),
        ("Es starben 7 Menschen. Eine 70-Jährige erlag ihren Verletzungen.", "killed 7; killed 1 / subset"),
        ("Die Witwe mit vier Kindern weinte.", "none"),
        ("390 von normalerweise geplanten 1330 Zügen fielen aus.", "other:Zug 390 / subset; other:Zug 1330 / planned"),
        ("Von 80 Millionen Deutschen weiß das keiner.", "none"),
        ("Ob es sich um einen der Vermissten handelt, ist unklar.", "none"),
        ("Bei den drei Waggons blieb es.", "none"),
        ("Das Schiff „Martin 7“ fuhr vorbei.", "none"),
        ("Starben bei dem Unfall 300 Menschen?", "killed 300 / possible"),
        (
            "Die Polizei zählte 40 Plünderungen und nahm zwei Täter fest.",
            "other:Plünderung 40 / Polizei; captured 2 / Polizei",
        ),
        ("Der Konzern streicht 1401 der 7000 Jobs.", "other:Stelle 1401 / subset"),
        ("Kein einziger der 80 Schüler wurde verletzt.", "none"),
        ("Keiner der mehr als 80 Reisenden starb.", "none"),
        ("Weder die drei Lokführer noch die zwölf Reisenden wurden verletzt.", "none"),
        ("Keiner der 12 Toten ist bekannt.", "killed 12"),
        ("Es starben nicht 20, sondern 12 Menschen.", "killed 12"),
        ("Es starben nicht, wie zunächst gemeldet, 20 Menschen.", "killed 20"),
        ("Nicht, wie zunächst gemeldet, 20, sondern 12 Menschen starben.", "killed 12"),
        ("Es starben nicht nur 20 Soldaten, sondern auch 12 Zivilisten.", "killed 20; killed 12"),
        ("Es waren keine 20 Toten.", "none"),
        ("Gerüchte über 20 Tote machten die Runde.", "killed 20"),
        ("Bei dem Beben in der Stadt mit 8000 Einwohnern starben zehn Menschen.", "killed 10"),
        ("Eine Masern-Infektion ruft typische Symptome hervor.", "none"),
        ("Für zehn Menschen kam jede Hilfe zu spät.", "killed 10"),
        ("In dem Land leben rund 220 Millionen Menschen.", "none"),
        ("Zu den Toten des Anschlags zählen zwei Kinder.", "killed 2 / subset"),
        ("Der Lawinenkegel verschüttete sieben Skifahrer.", "other:Verschütteter 7"),
        ("Nach dem Beben haben die Behörden 8000 Einwohner evakuiert.", "evacuated 8000"),
        ("Unter den Trümmern leben nach dem Beben noch 12 Menschen.", "missing 12 / current"),
        ("Die Zahl der Vermissten sank um 3 auf 12.", "missing 12"),
        ("Ein Drittel der 300 Bewohner wurde bei dem Brand verletzt.", "other:Bewohner 300"),
        ("Zwei Männer vertrieb das Feuer.", "displaced 2"),
        ("Bei dem Brand wurden 23 der 61 Häuser zerstört.", "other:Haus 23 / subset"),
        ("Bei der Cholera-Epidemie starben 800 Menschen in 14 Provinzen.", "killed 800"),
        ("Bei dem Beben wurden 800 Verletzte in 14 Kliniken gebracht.", "wounded 800"),
        ("Der Mann wurde bei dem Angriff mit 14 Messerstichen getötet.", "none"),
        ("Bei der Explosion von 14 Gasflaschen wurden 30 Menschen verletzt.", "wounded 30"),
        ("Der Tod von 14 Imkern bei dem Anschlag ist bestätigt.", "killed 14 / confirmed"),
        (
            "Im Krieg starben 1500 Menschen, etwa 13 Millionen sind auf der Flucht.",
            "killed 1500; displaced 13000000 / about",
        ),
        ("Auf der Flucht ertranken 20 Menschen.", "killed 20"),
        # a figure with a verb of its own takes no fate from the clause before
        ("Vier Menschen starben, elf mussten ins Spital.", "killed 4; wounded 11"),
        ("Vier Menschen starben, elf weitere kamen mit Rauchgasvergiftungen ins Krankenhaus.", "killed 4; wounded 11"),
        ("Vier Menschen starben, elf blieben unverletzt.", "killed 4"),
        ("Vier Menschen starben, elf liegen noch auf der Intensivstation.", "killed 4"),
        ("Vier Menschen starben, elf weitere sind in Lebensgefahr.", "killed 4"),
        ("Vier Menschen starben, zwei waren Kinder.", "killed 4; killed 2"),
        ("Die Zahl der Toten stieg um 23 auf 4567.", "killed 23 / increment; killed 4567"),
        ("Die Zahl der Verletzten erhöhte sich binnen eines Tages um 23.", "wounded 23 / increment"),
        ("20 Menschen sind auf der Flucht.", "displaced 20"),
        ("Keiner der 12 getöteten Reisenden war von hier.", "killed 12"),
        ("Drei Reisende starben, noch zwölf Reisende werden vermisst.", "killed 3; missing 12 / current"),
        ("Drei Reisende starben. Sieben der zehn wärmsten Jahre lagen nach 2010.", "killed 3"),
        ("Zwei Offiziere wurden in heftigen Kämpfen getötet.", "killed 2"),
        ("In dem Dorf sind 63 Menschen verhungert.", "killed 63"),
        ("Das Unglück kostete 12 Menschen das Leben.", "killed 12"),
        ("Sechs Menschen schwebten in Lebensgefahr.", "wounded 6"),
        ("Vier Tote und 12 zum Teil schwer Verletzte gab es.", "killed 4; wounded 12"),
        ("In einem Bus mit 40 Schülern wurden zwölf verletzt.", "other:Schüler 40; wounded 12"),
        ("Ein Bus mit 40 Schülern und drei Lehrern ist verunglückt.", "other:Schüler 40; other:Lehrer 3"),
        ("Vier Beamte wurden bei der Festnahme von zwölf Männern verletzt.", "wounded 4; captured 12"),
        ("Die Zahl der Toten stieg um 3 auf 15.", "killed 3 / increment; killed 15"),
        ("In der Stadt sterben täglich 12 Menschen.", "none"),
        ("Durchschnittlich starben 12 Menschen.", "none"),
        ("Es starben, täglich kamen Helfer, 12 Menschen.", "killed 12"),
        ("Bei einer Großübung wurden 12 Verletzte geborgen.", "none"),
        ("Vor der Übung wurden 12 Verletzte geborgen.", "wounded 12"),
        ("12 Menschen wurden nicht verletzt.", "none"),
        ("12 Menschen überlebten nicht.", "killed 12"),
        ("Jeder zweite der 300 Reisenden wurde verletzt.", "other:Reisende 300"),
        ("Die Hälfte der 300 Reisenden wurde verletzt, 12 Reisende starben.", "other:Reisende 300; killed 12"),
        ("Im Kreis 4 wurden mehrere 100 Menschen verletzt.", "wounded 100 / vague"),
        ("Es wurden 12 Polizist:innen und 30 Pendler*innen verletzt.", "wounded 12; wounded 30"),
        ("Es wurden 12 DemonstrantInnen verletzt.", "wounded 12"),
        ("bei dem unfall wurden 170 – 200 menschen verletzt.", "wounded 170 / range"),
        ("bei dem unfall gab es 12 tote und 30 verletzte.", "killed 12; wounded 30"),
        ("Drei Sanitäter versorgten 12 Verletzte.", "deployed 3; wounded 12"),
        ("20 Haushalte mit 50 Personen mussten evakuiert werden.", "evacuated 20; evacuated 50"),
        ("20 Haushalte waren ohne Strom.", "other:Haushalt 20"),
        ("Fünf Hubschrauber flogen die Verletzten in Kliniken.", "deployed 5"),
        ("90 Feuerwehrleute und 50 Polizisten leisteten Schwerstarbeit.", "deployed 90; deployed 50"),
        ("Im Zug saßen 40 Menschen, zwei Kinder waren eingeklemmt.", "other:Insasse 40; other:Eingeklemmter 2"),
        ("Im Rathaus saßen 40 Menschen.", "other:Mensch 40"),
        ("Die Zahl der Verletzten bezifferte er mit 35.<BR /><BR />Das ist neu.", "wounded 35"),
    ],
)
def test_an_accident_is_counted(sentence: str, claims: str) -> None:
    assert print_claims(read_claims(_ACCIDENT + sentence)).replace(" / Graz", "") == claims


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("12 Menschen müssen im Krankenhaus behandelt werden.", "other:Patient 12"),
        ("In der Stadt wurden 600 Kinder mit Erkrankungen gemeldet.", "infected 600"),
        ("Bisher gab es 200 positive Tests.", "infected 200"),
        ("35 weitere gelten als Verdachtsfälle.", "infected 35 / increment / possible"),
        ("Es gab 400 Infektionen. Die meisten in Herat mit 104.", "infected 400; infected 104 / Herat"),
    ],
)
def test_an_epidemic_is_counted(sentence: str, claims: str) -> None:
    assert print_claims(read_claims(_EPIDEMIC + sentence)).replace(" / Kabul", "") == claims
