"""Articles about no event claim nothing; events that are told in the words of sport, culture and weather are events."""

from __future__ import annotations

import pytest

from services.extractor.core.events import ArticleEvent, EventFinder
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.places import PlaceFinder
from services.extractor.core.tokens import split_tokens
from tests.unit.services.extractor.lexicon.examples import print_claims, read_claims

_LEXICON = load_lexicon()
_EVENTS, _PLACES = EventFinder(_LEXICON), PlaceFinder(_LEXICON)

QUIET = {
    "football": """Zwei späte Treffer drehen das Derby
Mit zwei Toren in der Nachspielzeit hat der Aufsteiger das Spiel gegen den Tabellenführer noch gewonnen. Vor 23.400
Zuschauern traf der eingewechselte Stürmer in der 92. und in der 95. Minute. Der Trainer wechselte nach der Halbzeit
gleich drei Spieler aus, zwei Verletzte fehlten ohnehin. In der Liga hat die Mannschaft nun elf Punkte Vorsprung.""",
    "ice hockey": """Overtime-Krimi geht an die Gäste
Erst in der Verlängerung fiel im Eishockey-Playoff die Entscheidung: Nach drei Dritteln stand es 3:3, dann lenkte der
kanadische Center den Puck ins Netz. Der Goalie der Gäste wehrte 41 Schüsse ab. Im Powerplay blieben beide Teams
schwach, vier Strafen verteilten die Schiedsrichter allein im Mitteldrittel. 6.800 Fans feierten in der Arena.""",
    "motor racing": """Poleposition verschenkt
Ein verpatzter Boxenstopp hat den Weltmeister in der Formel 1 den Sieg gekostet. Beim Grand Prix fiel er um sieben
Plätze zurück, nachdem ein Mechaniker das Rad nicht fixiert hatte. Vier Fahrer schieden nach einem Unfall in der ersten
Runde aus, das Safety-Car blieb sechs Runden auf der Strecke. In der Fahrerwertung führt er mit 19 Punkten.""",
    "skiing": """Dritter Podestplatz im Riesenslalom
Die Walliserin verlor im zweiten Lauf drei Hundertstelsekunden und wurde im Weltcup Zweite. 14 Fahrerinnen schieden auf
der eisigen Piste aus, eine stürzte und wurde mit einer Knieverletzung abtransportiert. Am Samstag folgt der Slalom,
am Sonntag der Super-G. Im Gesamtweltcup beträgt der Rückstand auf die Führende 120 Punkte.""",
    "tennis": """Nach fünf Sätzen im Viertelfinale
Drei Matchbälle hat der Qualifikant abgewehrt, im Tiebreak des fünften Satzes verwandelte er seinen eigenen. Auf dem
Centre-Court schlug er 22 Asse, leistete sich aber auch elf Doppelfehler. Im Viertelfinale des Turniers trifft er auf
den an Nummer zwei gesetzten Spanier. Die Weltrangliste verlässt der 34-Jährige dennoch bald: Er beendet die
Karriere.""",
    "esports": """Fünf Karten bis zum Titel
Das Berliner Team hat das Finale der E-Sport-Meisterschaft gewonnen. Im Shooter schaltete der Kapitän 31 Gegner aus,
zwölf davon in einer Runde. 9.000 Zuschauer sahen das Turnier in der Halle, 410.000 im Stream. Der Gewinner der Gaming-
Liga erhält ein Preisgeld von einer Million Dollar.""",
    "concert": """Drei Zugaben und ein Walzer
Das Konzert der Geigerin war seit Wochen ausverkauft. 1.800 Besucher kamen in den Saal, als das Orchester die Sinfonie
anstimmte. Das neue Album mit zwölf Stücken erscheint im Herbst, danach geht die Musikerin mit der Band auf
Tournee durch
elf Städte. Die Premiere in der Oper ist für Mai angekündigt.""",
    "television": """Der Kommissar geht, die Quote bleibt
Sieben Millionen Zuschauer sahen am Sonntag den letzten Fernsehkrimi mit dem Duo. Im Drehbuch sterben vier Menschen, bis
der Täter im Studio gestellt wird. Die Schauspielerin spielte die Ermittlerin zwölf Staffeln lang. Der Sender will die
TV-Serie mit einer neuen Besetzung fortsetzen, gedreht wird von Juni an.""",
    "consumer test": """Sechs Saugroboter im Test
Wer den Boden nicht selbst saugen will, hat die Wahl: Im Vergleich der Verbraucherschützer schnitten zwei Geräte gut ab,
drei befriedigend, eines fiel durch. Der Testsieger kostet 480 Euro und reinigte 97 Prozent des Staubs weg. Zwei Akkus
hielten nur 40 Minuten. Käufer sollten auf die Folgekosten achten, rät die Stiftung Warentest.""",
    "recipe": """Linseneintopf wie bei Oma
Für vier Personen 300 Gramm Linsen waschen, zwei Zwiebeln würfeln, drei Karotten schälen. Den Knoblauch in der Pfanne
anschwitzen, mit einem Liter Brühe ablöschen und 40 Minuten köcheln lassen. Mit Salz, Pfeffer und zwei Esslöffeln Essig
abschmecken. Das Rezept gelingt auch mit 250 Gramm Kichererbsen. Zutaten und Zubereitung sind einfach.""",
    "stock report": """Anleger greifen bei Autowerten zu
Der Dax hat am Dienstag 0,8 Prozent gewonnen und bei 18.420 Punkten geschlossen. Gefragt waren Aktien der Autobauer,
unter Druck standen Versorger. Der Leitindex war am Morgen noch schwächer in den Handel gestartet. An der Wall Street
gaben die Kurse nach, der Euro notierte bei 1,08 Dollar. 28 der 40 Werte lagen im Plus.""",
    "science": """Ein Wurm mit zwanzig Augen
Forscher haben in der Fachzeitschrift ein Fossil beschrieben, das 520 Millionen Jahre alt sein soll. Das Tier besass
zwanzig Augen und sechs Beinpaare. Die Paläontologen fanden es bei einer Ausgrabung zusammen mit 40 weiteren Stücken.
Welche Evolution dahinter steht, klärt die Studie nicht, dafür brauche es mehr Funde.""",
    "portrait": """Die Glockengießerin
Mit 16 Jahren begann sie die Lehre, heute leitet die 48-Jährige die Werkstatt in vierter Generation. Zwölf Glocken goss
sie im vorigen Jahr, die schwerste wog drei Tonnen. Ihr Großvater habe ihr das Handwerk beigebracht, erzählt sie, und
ihre beiden Töchter sähen ihr gern zu. In der Freizeit singt sie im Chor, ihr Hobby ist das Klettern.""",
    "astrology": """Das sagen die Sterne
Widder: Am Mittwoch treffen Sie zwei alte Freunde, die Liebe lässt noch drei Tage warten. Stier: Ihr Horoskop rät zu
Vorsicht beim Geld. Zwillinge: Venus und Mars stehen günstig, eine Reise mit vier Bekannten bringt Glück. Sternzeichen
Krebs: Gönnen Sie sich acht Stunden Schlaf.""",
    "traffic advice": """Stau am langen Wochenende
Der Automobilclub rechnet am Freitag mit dichtem Reiseverkehr. Auf drei Strecken sollten Urlauber zwei Stunden mehr
einplanen, Ausweichrouten sind ausgeschildert. Am Brenner wird der Verkehr dosiert. Autofahrer sollten genug zu trinken
mitnehmen und alle zwei Stunden rasten. Die Reisewelle ebbt erst am Sonntag ab.""",
    "property": """Wohnen wird wieder teurer
Wer in der Stadt eine Wohnung sucht, zahlt im Mittel 14,20 Euro Miete pro Quadratmeter. Der Mietspiegel nennt für den
Altbau drei Klassen, die Quadratmeterpreise stiegen um vier Prozent. Makler sehen bei Immobilien keine Entspannung. Zwei
Zimmer sind knapp, für ein Reihenhaus verlangen Verkäufer das Achtfache der Jahresmiete.""",
    "quiz": """Wie gut kennen Sie die Welt?
Testen Sie Ihr Wissen in unserem Quiz: zwölf Fragen, vier Antworten, eine ist richtig. Wie viele Planeten hat das
Sonnensystem? Welche drei Länder grenzen an Andorra? Wer neun Rätsel löst, darf sich Experte nennen.""",
    "travel": """Wandern ohne Gedränge
Die schönste Wanderung der Region dauert fünf Stunden und führt an drei Seen vorbei. Das Hotel im Tal hat 24 Zimmer,
Urlauber buchen am besten früh. Ein Ausflug zur Alm lohnt sich für Familien mit zwei Kindern. Die Unterkunft kostet 95
Euro die Nacht, Reisetipps für Regentage gibt die Tourismusinformation.""",
}

EVENTFUL = {
    "crush in a stadium": (
        """Massenpanik im Stadion: mindestens 30 Tote
Nach dem Fußballspiel zweier Vereine der ersten Liga sind in Conakry mindestens 30 Menschen ums Leben gekommen. Fans
waren nach einer Entscheidung des Schiedsrichters auf den Platz gestürmt, Spieler flüchteten, die Polizei
setzte Tränengas
ein. An den Ausgängen kam es zu Gedränge. Der Trainer der Gäste sprach von einer Tragödie.""",
        "massenpanik",
    ),
    "attack on a concert": (
        """Schüsse bei Konzert: 14 Tote
Bei einem Angriff auf ein Konzert in Manchester sind 14 Menschen getötet worden. Die Band stand auf der Bühne, als
Bewaffnete in die Halle stürmten. Der Terroranschlag traf vor allem junge Besucher. Das Festival wurde abgesagt, Musiker
legten Blumen nieder.""",
        "anschlag",
    ),
    "avalanche hits ski racers": (
        """Lawine verschüttet Skirennfahrer beim Training
Eine Lawine hat in Zermatt fünf Skirennfahrer erfasst, zwei starben. Die Gruppe trainierte für den Weltcup, als sich das
Schneebrett über der Piste löste. Der Trainer konnte sich befreien. Retter suchten mit Hunden nach den
Verschütteten.""",
        "lawine",
    ),
    "team bus": (
        """Mannschaftsbus verunglückt: acht Verletzte
Der Bus einer Eishockeymannschaft ist bei Villach mit einem Lastwagen kollidiert. Acht Spieler wurden verletzt. Der
Verkehrsunfall geschah auf der Autobahn, das Spiel gegen Graz wurde verschoben. Die Feuerwehr befreite zwei
Insassen.""",
        "unfall",
    ),
    "museum fire": (
        """Großbrand zerstört Museum
Ein Großbrand hat in Rio de Janeiro ein Museum zerstört, drei Feuerwehrleute wurden verletzt. Die Ausstellung mit 400
Gemälden ist verloren. Die Brandursache ist unklar, das Feuer brach nach der Schließung aus. Künstler trauerten.""",
        "brand",
    ),
    "cinema collapse": (
        """Dach von Kino eingestürzt
Beim Einsturz eines Kinodachs in Lima sind vier Besucher getötet worden. Der Film lief, als die Decke nachgab. Unter den
Trümmern suchten Helfer nach zwei Vermissten. Das Gebäude galt seit der Premiere des Saals als baufällig.""",
        "einsturz",
    ),
    "heat with temperatures": (
        """Hitzewelle: 60 Tote in Andalusien
Bei Temperaturen von 46 Grad sind in Spanien 60 Menschen an den Folgen der Hitze gestorben. Die Hitzewelle soll bis
Freitag dauern, der Wetterdienst sieht keine Wolken. Kliniken in Sevilla meldeten 300 Patienten.""",
        "hitze",
    ),
    "storm with weather words": (
        """Orkan fegt über Norddeutschland: drei Tote
Sturmböen von 160 km/h haben in Deutschland drei Menschen das Leben gekostet. In Kiel fielen Bäume auf Autos, der Regen
setzte Keller unter Wasser. Die Wetteraussichten versprechen Besserung: Temperaturen um 12 Grad, dazu Sonne. Das
Sturmtief zog nach Osten ab.""",
        "sturm",
    ),
    "knife attack at a festival": (
        """Messerangriff auf Stadtfest
Ein Mann hat auf einem Festival in Solingen mit einem Messer drei Menschen getötet und acht verletzt. Auf der Bühne
spielte eine Band. Der Messerangriff löste Entsetzen aus, das Konzert wurde abgebrochen. Der Täter ist in Haft.""",
        "messerangriff",
    ),
    "drone attack": (
        """Drohnenangriff auf Hafen
Bei einem Drohnenangriff sind in Port Sudan sechs Arbeiter getötet worden. Die Armee machte die Miliz verantwortlich.
Raketen trafen auch ein Lager. Das Finale der Fußballmeisterschaft am Abend wurde abgesagt.""",
        "krieg",
    ),
    "legionnaires": (
        """Legionellen: 40 Erkrankte
In Bremen sind 40 Menschen an der Legionärskrankheit erkrankt, zwei starben. Das Gesundheitsamt sucht die Quelle der
Legionellen, ein Schwimmbad mit Sportbecken ist geschlossen. Die Infektionen häuften sich nach dem Turnier.""",
        "legionärskrankheit",
    ),
    "swine fever": (
        """Schweinepest: 1.200 Schweine getötet
Nach einem Ausbruch der Afrikanischen Schweinepest sind in Hessen 1.200 Schweine gekeult worden. Der Betrieb bei
Groß-Gerau liegt in der Sperrzone. Wanderer und Hundehalter sollen auf den Wegen bleiben, Freizeitsport im Wald ist
verboten.""",
        "schweinepest",
    ),
    "bridge": (
        """Brückeneinsturz: Suche nach Vermissten
Nach dem Brückeneinsturz in Genua werden noch zehn Menschen vermisst, 31 sind tot. Die Brücke brach bei Regen und Sturm
zusammen, Lastwagen stürzten in die Tiefe. Das Spiel des Fußballklubs am Sonntag entfällt.""",
        "einsturz",
    ),
    "doping raid": (
        """Razzia gegen Dopingring: 17 Festnahmen
Bei einer Razzia in Österreich hat die Polizei 17 Verdächtige festgenommen. Durchsuchungen gab es in vier Bundesländern,
auch bei einem Langläufer. Die Staatsanwaltschaft ermittelt gegen einen Arzt. Die Weltmeisterschaft beginnt
trotzdem.""",
        "razzia",
    ),
    "power cut": (
        """Stromausfall: 300.000 Haushalte ohne Strom
Ein Stromausfall hat in Chile 300.000 Haushalte getroffen. Das Konzert einer Rockband musste enden, in Kinos ging das
Licht aus. Der Netzbetreiber sprach von einem Blackout nach einem Kurzschluss. Krankenhäuser liefen mit Generatoren.""",
        "stromausfall",
    ),
    "cyber attack on a club": (
        """Cyberangriff auf Bundesligisten
Hacker haben bei einem Cyberangriff 120.000 Datensätze von Fans eines Fußballvereins in Deutschland erbeutet. Die
Erpresser fordern 2 Millionen Euro Lösegeld, die Ransomware legte den Kartenverkauf lahm. Die
Staatsanwaltschaft ermittelt. Der Trainer
sagte, die Mannschaft trainiere weiter.""",
        "cyberangriff",
    ),
    "farmers": (
        """Bauernproteste: 2.000 Traktoren in der Stadt
Mit 2.000 Traktoren haben Landwirte in Brüssel gegen die Agrarpolitik demonstriert. An der Kundgebung nahmen 5.000
Menschen teil. Bei Sonne und 20 Grad blieb es friedlich, Musik kam von einer Kapelle.""",
        "demonstration",
    ),
}


def find(text: str) -> ArticleEvent:
    return _EVENTS.find(text, _PLACES.find(split_tokens(text)))


@pytest.mark.parametrize("subject", QUIET)
def test_an_article_about_no_event_is_quiet(subject: str) -> None:
    assert not find(QUIET[subject]).eventful


@pytest.mark.parametrize("subject", QUIET)
def test_an_article_about_no_event_claims_nothing(subject: str) -> None:
    assert print_claims(read_claims(QUIET[subject])) == "none"


@pytest.mark.parametrize("subject", EVENTFUL)
def test_an_event_told_in_other_words_is_one(subject: str) -> None:
    text, wanted = EVENTFUL[subject]
    event = find(text).event

    assert event is not None
    assert event.id.split("@")[0] == wanted
    assert print_claims(read_claims(text)) != "none"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Das Projekt in Brandenburg, in der Mark Brandenburg und am Brandenburger Tor", None),
        ("Budapest, Budapests Verkehr und noch einmal Budapest", None),
        ("Die Demokratie, die Demokraten und die Demokratisierung", None),
        ("Die Zuschüsse, die Ausschüsse und die Ausschüsse des Rats", None),
        ("Die Kosten sind veranschlagt, der Voranschlag und der Kostenvoranschlag liegen vor", None),
        ("Die Ankündigungen und die Vorankündigungen des Rats", None),
        ("Die Verbraucher, der Verbrauch und das Brauchtum", None),
        ("Bratislava, Bratislavas Rat und Jaroslava", None),
        ("Die Preise sind gesunken, die Zinsen sind gesunken", None),
        ("Beispiele, Umsatz, Ersatz, Direktoren und Standpunkte", None),
    ],
)
def test_parts_of_other_words_point_to_no_event(text: str, kind: str | None) -> None:
    assert find(text).kind == kind
