"""How firmly a figure is put."""

from __future__ import annotations

import pytest

from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.modalities import ModalityReader, Telling
from services.extractor.core.tokens import Token, split_tokens
from tests.unit.services.extractor.lexicon.examples import read_claims

_MODALITIES = ModalityReader(load_lexicon())


def read(tokens: list[Token], start: int, end: int, *, said: str | None, estimated: bool = False) -> str:
    return _MODALITIES.read(tokens, start, end, _MODALITIES.find(tokens), Telling(said=said, estimated=estimated))


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("12 Menschen wurden getötet.", "stated"),
        ("12 Menschen sollen getötet worden sein.", "reported"),
        ("12 Menschen seien getötet worden, sagte der Minister.", "reported"),
        ("Offenbar wurden 12 Menschen getötet.", "reported"),
        ("Die Polizei schätzt die Zahl der Toten auf 12.", "estimated"),
        ("Nach Schätzung der Polizei wurden 12 Menschen getötet.", "estimated"),
        ("Die Polizei geht von 12 Toten aus.", "estimated"),
        ("Schätzungsweise 12 Menschen wurden getötet.", "estimated"),
        ("Die Behörden schlossen nicht aus, dass 12 Menschen getötet wurden.", "possible"),
        ("Die Polizei schließt einen Anschlag mit 12 Toten aus.", "stated"),
        ("Die Polizei bestätigte den Tod von 12 Menschen.", "confirmed"),
        ("12 Menschen könnten getötet worden sein.", "possible"),
        ("Der Konzern will 300 Stellen streichen.", "planned"),
        ("Im Werk sollen 300 Stellen gestrichen werden.", "planned"),
        ("Die Armee dementierte, dass 12 Soldaten getötet wurden.", "denied"),
        ("Es gebe keine Hinweise darauf, dass 12 Menschen getötet wurden.", "denied"),
        ("Die Polizei hat keine Hinweise auf 12 Tote.", "denied"),
        ("Bei der Explosion starben 12 Menschen, zur Ursache gibt es keine Hinweise.", "stated"),
        ("12 Menschen starben, die Polizei schloss aus, dass es Brandstiftung war.", "stated"),
        ("Die Polizei schließt aus dem Fund, dass 12 Menschen starben.", "stated"),
        ("Die Polizei schließt aus, dass 12 Menschen getötet wurden.", "denied"),
        ("Die Polizei schließt nicht aus, dass 12 Menschen getötet wurden.", "possible"),
        ("Berichte über 12 Tote bestätigte die Polizei nicht.", "reported"),
        # denials that are none
        ("Die Armee dementierte den Bericht nicht: 12 Soldaten wurden getötet.", "stated"),
        ("Der Tod von 12 Soldaten wurde nicht dementiert.", "stated"),
        ("Die Polizei weist das zurück und spricht von 12 Toten.", "stated"),
        # what may be
        ("12 Arbeitsplätze sind gefährdet.", "possible"),
        ("Die Rebellen drohten, 12 Geiseln zu töten.", "possible"),
        ("Die Regierung erwägt, 300 Soldaten zu entsenden.", "possible"),
        ("Die Opposition forderte, 300 Soldaten zu entsenden.", "possible"),
        ("Der Anschlag forderte 12 Tote.", "stated"),
        # what is to come, and what has come
        ("Die Regierung plant, 300 Soldaten zu entsenden.", "planned"),
        ("Die Regierung kündigte an, 300 Soldaten zu schicken.", "planned"),
        ("Die Regierung will, so der Minister, 300 Soldaten schicken.", "planned"),
        ("In Kabul müssen 300 Menschen ihre Häuser verlassen.", "planned"),
        ("In Kabul mussten 300 Menschen ihre Häuser verlassen.", "stated"),
        ("In Kabul müssen derzeit 300 Verletzte behandelt werden.", "stated"),
        ("In Kabul hatten 300 Menschen ihre Häuser verlassen müssen.", "stated"),
        ("Im Werk werden 300 Stellen wegfallen.", "planned"),
        ("Im Werk werden 300 Stellen gestrichen.", "stated"),
        ("Augenzeugen wollen 12 Tote gesehen haben.", "reported"),
        ("Die Firma will 20 Stellen streichen und hat 12 Mitarbeiter entlassen.", "planned stated"),
        (
            "Es sollen 354 Menschen verletzt worden sein: 342 Passagiere und 12 Mitarbeiter.",
            "reported reported reported",
        ),
        ("Es sollen 354 Menschen verletzt worden sein, 12 sind tot.", "reported stated"),
        ("Die Regierung wollte 300 Soldaten schicken.", "planned"),
        ("Ob 12 Menschen starben, ist unklar.", "possible"),
        ("Ob die 12 Menschen ertranken, ist unklar.", "stated"),
        ("Die Regierung beschloss, 300 Soldaten zu schicken.", "planned"),
        ("Den Männern wird vorgeworfen, 12 Menschen getötet zu haben.", "reported"),
        ("12 Menschen wurden wegen eines befürchteten Erdrutsches evakuiert.", "stated"),
        ("Wie die Polizei mitteilte, beträgt die Zahl der Toten mittlerweile rund 12.", "stated"),
        ("Die Polizei - 300 Beamte waren im Einsatz - habe geholfen.", "stated"),
        # sums of money: forecasts, plans, debts
        ("Der Versicherer erwartet Schäden von 12 Millionen Euro.", "estimated"),
        ("Die Schulden werden auf 12 Millionen Euro anwachsen.", "estimated"),
        ("Die Stadt will mit dem Paket, das 12 Millionen Euro einbringen soll, helfen.", "planned"),
        ("Die Stadt wird 12 Millionen Euro zahlen.", "planned"),
        ("Die Bank muss 12 Millionen Euro zahlen.", "stated"),
        ("Am Montag müssen sich vier Männer wegen der Tötung von zwei Touristen verantworten.", "stated"),
        ("Eine für Samstag geplante Demonstration mit 2000 Teilnehmern wurde verboten.", "planned"),
        # what others say
        ("Die Polizei erklärte, man versorge 12 Verletzte.", "reported"),
        ("Wahrscheinlich wurden 12 Menschen getötet.", "reported"),
        ("Dort sollen 12 Verletzte liegen.", "reported"),
        ("Die Polizei konnte den Tod von 12 Menschen nicht bestätigen.", "reported"),
        ("Laut Polizei dürften 300 Evakuierte nicht zurück.", "reported"),
        # confirmed there, not here
        ("Die Polizei bestätigte den Brand. Laut Polizei starben 12 Menschen.", "stated"),
        ("Der Tod von 12 Soldaten, die in Kabul dienten, wurde bestätigt.", "confirmed"),
        # one figure's hedge is not the next one's
        ("Schätzungsweise 300 Menschen flohen, 12 Menschen starben.", "estimated stated"),
        ("Die Polizei rechnet damit, dass 300 Menschen fliehen.", "estimated"),
    ],
)
def test_a_figure_is_put_as_firmly_as_the_sentence_says(sentence: str, modality: str) -> None:
    assert " ".join(claim.modality for claim in read_claims(sentence)) == modality


def test_the_first_that_fits_outranks_what_the_verb_of_saying_says() -> None:
    tokens = split_tokens("Die Polizei bestätigte, 12 Menschen könnten tot sein.")

    assert read(tokens, 4, 6, said="confirmed") == "possible"


@pytest.mark.parametrize(
    ("said", "estimated", "modality"), [("confirmed", False, "confirmed"), (None, True, "estimated")]
)
def test_what_was_said_counts_where_the_sentence_is_silent(said: str | None, estimated: bool, modality: str) -> None:  # noqa: FBT001
    tokens = split_tokens("Es gab 12 Tote.")

    assert read(tokens, 2, 4, said=said, estimated=estimated) == modality
