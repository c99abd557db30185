"""Plain text: encodings from CP1252 to UTF-16, damage of every kind, and what texts say about themselves."""

from __future__ import annotations

from tests.unit.services.ingest.collection.cases import BODY, LAST, LEAD, TEXT, TITLE, Case, bad, good

FRENCH = (
    "Douze personnes ont été blessées dans un incendie qui s'est déclaré vendredi dans un magasin de meubles, selon "
    "les pompiers de la ville. Les secours sont restés sur place pendant la nuit avec plus de 90 agents."
)
DANISH = (
    "Tolv personer blev fredag såret ved en brand i et møbelhus, oplyser politiet. Det er ikke klart, hvad der skete "
    "på stedet."
)

CASES: tuple[Case, ...] = (
    good("utf8.txt", TEXT, headline=TITLE, guessed=(), language="de", media_type="text/plain"),
    good("utf8-bom.txt", TEXT.encode("utf-8-sig"), text=TEXT, guessed=()),
    good("utf16.txt", TEXT.encode("utf-16"), text=TEXT, guessed=()),
    good("utf16-ohne-marke.txt", TEXT.encode("utf-16-le"), text=TEXT, guessed=("encoding",)),
    good("utf16-be.txt", TEXT.encode("utf-16-be"), text=TEXT, guessed=("encoding",)),
    good("utf32.txt", TEXT.encode("utf-32"), text=TEXT),
    good("cp1252.txt", TEXT.encode("cp1252"), text=TEXT, guessed=("encoding",)),
    good("iso8859-15.txt", f"{TEXT}300 €".encode("iso8859-15"), text=f"{TEXT}300 €", guessed=("encoding",)),
    good("cp850.txt", TEXT.encode("cp850"), text=TEXT, guessed=("encoding",)),
    good("mac-roman.txt", TEXT.encode("mac_roman"), text=TEXT, guessed=("encoding",)),
    good("mojibake.txt", TEXT.encode().decode("cp1252", "replace").encode(), text=TEXT, guessed=("encoding",)),
    good("zeilenenden.txt", TEXT.replace("\n", "\r\n"), text=TEXT.replace("\n", "\r\n")),
    good("notiz.md", f"# {TITLE}\n\n{BODY}", media_type="text/markdown"),
    good("GROSS.TXT", TEXT + "Groß.", headline=TITLE),
    good("französisch.txt", FRENCH, "Douze personnes", language="fr"),
    good("dänisch.txt", DANISH, "Tolv personer", language="da"),
    good(
        "ortsmarke.txt",
        f"{TITLE}\n\nTalheim, 2. Mai 2025 (dpa) – {LEAD}\n\n{LAST}\n",
        published="2025-05-02",
        agency="dpa",
        guessed=("published",),
    ),
    good(
        "stand.txt",
        f"{TITLE}\nStand: 03.05.2025, 16:40 Uhr\n\n{BODY}",
        published="2025-05-03T16:40:00+02:00",
        guessed=("published",),
    ),
    good(
        "update.txt",
        f"{TITLE}\n\nVeröffentlicht am 2. Mai 2025\nUpdate vom 3. Mai 2025, 8 Uhr: {LEAD}\n\n{LAST}\n",
        published="2025-05-02",
        updated="2025-05-03T08:00:00+02:00",
        guessed=("published", "updated"),
    ),
    good("quelle.txt", f"{TEXT}\nQuelle: dpa/AFP\n", agency="dpa/AFP"),
    good("sda.txt", f"{TITLE}\n\nBern (sda) {BODY}", agency="sda"),
    good(
        "mit beiwerk.txt",
        f"{TITLE}\n\nTalheim, 2. Mai 2025 – {BODY}",
        published="2025-05-01",
        outlet="Talbote",
        guessed=(),
        sidecar={"published": "2025-05-01", "outlet": "Talbote"},
    ),
    good(
        "archiv/liste.txt",
        TEXT + "Aus dem Archiv.",
        published="2025-04-30",
        outlet="Talbote",
        url="https://talbote.example/9",
        beside={
            "archiv/manifest.csv": "name;published;outlet;url\nliste.txt;30.04.2025;Talbote;https://talbote.example/9\n".encode(
                "cp1252"
            )
        },
    ),
    good(
        "archiv2/beides.txt",
        TEXT + "Mit beidem.",
        published="2025-04-30",
        outlet="Beiblatt",
        sidecar={"outlet": "Beiblatt"},
        beside={"archiv2/manifest.csv": b"name,published,outlet\nbeides.txt,2025-04-30,Talbote\n"},
    ),
    bad(
        "archiv3/zeile.txt",
        TEXT,
        "broken_manifest",
        "line 2, published",
        beside={"archiv3/manifest.csv": b"name,published\nzeile.txt,gestern\n"},
    ),
    bad(
        "archiv4/kopf.txt",
        TEXT,
        "broken_manifest",
        'no column "name"',
        beside={"archiv4/manifest.csv": b"datei,datum\n"},
    ),
    bad("leer.txt", b"", "empty", "the file is empty"),
    bad("leerraum.txt", " \n\t\n", "empty", "white space"),
    bad("bild.txt", b"\x89PNG\r\n\x1a\n\x00\x01", "binary", "PNG"),
    bad("zufall.txt", bytes(range(256)) * 9, "binary", "not a text"),
    bad("nul.txt", "Zw\0lf Tote", "binary", "NUL"),
    bad("abgeschnitten.txt", (TEXT + "ü").encode()[:-1], "wrong_encoding", "copied only in part"),
    bad("stellen.txt", TEXT.encode().replace(b" drei", b" \xfc drei"), "wrong_encoding", "damaged places"),
    bad("ersatz.txt", b"halb \xed\xa0\x80 Paar", "wrong_encoding", "lone surrogate"),
    bad("utf16-kaputt.txt", TEXT.encode("utf-16")[:-1], "wrong_encoding", "damaged UTF-16"),
    bad("lang.txt", "Zwei Tote. " * 90_000, "too_large", "900,000 bytes"),
    bad("riesig.txt", b"x" * 5_000_000, "too_large", "5,000,000 bytes"),
    bad("bericht.docx", b"PK\x03\x04", "unsupported_format", ".docx"),
    bad("ohne endung", TEXT, "unsupported_format", "without a suffix"),
    bad("beiwerk.txt", TEXT, "broken_sidecar", "published", sidecar={"published": "gestern"}),
)
