"""Mails, feeds and the formats of news agencies."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from xml.sax.saxutils import escape

from tests.unit.services.ingest.collection.cases import (
    BODY,
    LAST,
    LEAD,
    MORE,
    TEXT,
    TITLE,
    Case,
    Expected,
    bad,
    dump,
    good,
    many,
)
from tests.unit.services.ingest.collection.collections_of_articles import archive
from tests.unit.services.ingest.collection.pages import JSON_LD, page
from tests.unit.services.ingest.collection.printed import one_column, scan

SENT = {
    "headline": TITLE,
    "published": "2025-05-02T18:30:00+02:00",
    "outlet": "Feuerwehr Talheim",
    "media_type": "message/rfc822",
}


def mail(
    plain: str | None,
    html: str | None = None,
    attachments: Sequence[tuple[str, bytes]] = (),
    charset: str = "utf-8",
) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Feuerwehr Talheim <presse@feuerwehr.example>"
    message["To"] = "redaktion@talbote.example"
    message["Subject"] = TITLE
    message["Date"] = "Fri, 02 May 2025 18:30:00 +0200"
    message["Message-ID"] = "<brand-4711@feuerwehr.example>"
    if plain is not None:
        message.set_content(plain, charset=charset)
    if html is not None:
        if plain is None:
            message.set_content(html, subtype="html")
        else:
            message.add_alternative(html, subtype="html")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


MHTML = (
    "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://talbote.example/archiv-1\r\n"
    "Subject: x\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="grenze"\r\n\r\n--grenze\r\n'
    "Content-Type: text/html; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n\r\n"
    f"<html><body><article><h1>{TITLE}</h1><p>{LEAD}</p><p>{MORE}</p><p>{LAST}</p></article></body></html>\r\n--grenze--\r\n"
)


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    channel = f"<title>Talbote</title><language>de</language>{''.join(items)}"
    return f'{head}<rss version="2.0"><channel>{channel}</channel></rss>'


def item(number: int, date: str = "Fri, 02 May 2025 18:30:00 +0200") -> str:
    markup = escape(f"<p>{LEAD}</p><p>Meldung {number}.</p>")
    return f"<item><title>{TITLE}</title><link>https://talbote.example/rss-{number}</link><description>{markup}</description><pubDate>{date}</pubDate></item>"


ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Talbote</title><entry><title>{TITLE}</title>
<id>tag:talbote.example,2025:1</id><link href="https://talbote.example/atom-1"/><published>2025-05-02T16:30:00Z</published>
<updated>2025-05-03T05:15:00Z</updated>
<content type="html">{escape(f"<p>{LEAD}</p><p>{LAST}</p>")}</content></entry></feed>"""


def newsml(guid: str, status: str = "usable", meta: str = "", content: str | None = None) -> str:
    body = "".join(f"<p>{text}</p>" for text in (LEAD, MORE, LAST)) if content is None else content
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="2" standard="NewsML-G2">
<itemMeta><provider qcode="nprov:dpa"><name>dpa</name></provider>
<versionCreated>2025-05-03T07:15:00+02:00</versionCreated>
<firstCreated>2025-05-02T18:30:00+02:00</firstCreated>{meta}<pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><headline>{TITLE}</headline><creditline>dpa</creditline><language tag="de"/></contentMeta>
<contentSet><inlineXML contenttype="application/nitf+xml"><nitf xmlns=""><body>
<body.head><hedline><hl1>{TITLE}</hl1></hedline></body.head>
<body.content>{body}</body.content></body></nitf></inlineXML></contentSet></newsItem>"""


def ninjs(**more: object) -> dict[str, object]:
    return {
        "uri": "urn:newsml:agentur.example:20250502:1",
        "type": "text",
        "versioncreated": "2025-05-03T07:15:00+02:00",
        "firstcreated": "2025-05-02T18:30:00+02:00",
        "language": "de",
        "headline": TITLE,
        "body_xhtml": f"<p>{LEAD}</p><p>{LAST}</p>",
        "copyrightholder": "AFP",
        "creditline": "AFP",
    } | more


BOMB = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "zwei Tote ">
<!ENTITY b "{"&a;" * 10}"><!ENTITY c "{"&b;" * 10}">]>"""
THIEF = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""

CASES: tuple[Case, ...] = (
    good(
        "mail.eml",
        mail(BODY),
        headline=TITLE,
        published="2025-05-02T18:30:00+02:00",
        outlet="Feuerwehr Talheim",
        guessed=("outlet",),
        media_type="message/rfc822",
    ),
    good("mail-html.eml", mail(None, f"<html><body><p>{LEAD}</p><p>{LAST}</p></body></html>"), headline=TITLE),
    many(
        "mail-beides.eml",
        mail(BODY, "<p>anderes</p>", [("bericht.pdf", one_column())]),
        Expected(SENT | {"guessed": ("outlet",)}, (TITLE, LEAD, LAST), ("anderes",)),
        Expected(
            {
                "origin_file": "mail-beides.eml#bericht.pdf",
                "media_type": "application/pdf",
                "published": "2025-05-02T18:30:00+02:00",
                "outlet": "Feuerwehr Talheim",
                "guessed": ("outlet", "published"),
            },
            (TITLE, LEAD),
        ),
    ),
    many(
        "mail-mit-vielem.eml",
        mail(
            BODY,
            attachments=[
                ("logo.png", b"\x89PNG"),
                ("lage.txt", (TEXT + "Anhang als Text.").encode("cp1252")),
                ("../../seite.html", page(JSON_LD).encode()),
                ("lage.txt", (TEXT + "Ein zweiter gleichen Namens.").encode()),
                ("alles.zip", archive({"a/eins.txt": TEXT + "Gepackt im Anhang."})),
                ("brief.docx", b"PK\x03\x04"),
            ],
        ),
        Expected(SENT),
        Expected({"origin_file": "mail-mit-vielem.eml#lage.txt"}, ("Anhang als Text.",)),
        Expected(
            {
                "origin_file": "mail-mit-vielem.eml#seite.html",
                "published": "2025-05-02T18:30:00+02:00",
                "outlet": "Talbote",
                "guessed": (),
            }
        ),
        Expected({"origin_file": "mail-mit-vielem.eml#2-lage.txt"}, ("Ein zweiter",)),
        Expected({"origin_file": "mail-mit-vielem.eml#alles.zip#a/eins.txt"}, ("Gepackt im Anhang.",)),
    ),
    many(
        "mail-im-anhang.eml",
        mail("Zur Kenntnis.", attachments=[("weiter.eml", mail(BODY + "Weitergeleitet."))]),
        Expected({}, ("Zur Kenntnis.",)),
        Expected({"origin_file": "mail-im-anhang.eml#weiter.eml", "outlet": "Feuerwehr Talheim"}, (LEAD, "geleitet")),
    ),
    many(
        "mail-beiwerk.eml",
        mail(BODY, attachments=[("lage.txt", (TEXT + "Mit Beiwerk.").encode())]),
        Expected({"outlet": "Talbote", "url": "https://talbote.example/mail-1"}),
        Expected({"outlet": "Talbote", "url": None}, ("Mit Beiwerk.",)),
        sidecar={"outlet": "Talbote", "url": "https://talbote.example/mail-1"},
    ),
    many(
        "mail-scan.eml",
        mail(BODY, attachments=[("scan.pdf", scan())]),
        Expected({}),
        entries=("no_text",),
    ),
    good("mail-nur-anhang.eml", mail(None, attachments=[("lage.txt", (TEXT + "Nur hier.").encode())]), "Nur hier."),
    bad(
        "mail-verschlüsselt.eml",
        'From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/encrypted; boundary="x"\n\n--x\n\n--x--\n',
        "encrypted",
    ),
    good("mail-latin1.eml", mail(BODY, charset="iso-8859-1")),
    good("seite.mhtml", MHTML, url="https://talbote.example/archiv-1"),
    bad("mail-ohne-text.eml", mail(None, attachments=[("bild.png", b"\x89PNG")]), "no_text", "attachments"),
    bad("keine.eml", "", "damaged"),
    many(
        "feed.xml",
        rss(item(1), item(2), item(3)),
        *(
            Expected(
                {
                    "url": f"https://talbote.example/rss-{number}",
                    "outlet": "Talbote",
                    "published": "2025-05-02T16:30:00+00:00",
                    "headline": TITLE,
                },
                (TITLE, LEAD, f"Meldung {number}."),
                ("<p>",),
            )
            for number in (1, 2, 3)
        ),
    ),
    many(
        "feed.rss",
        rss(item(4), "<item></item>"),
        Expected({"url": "https://talbote.example/rss-4"}),
        entries=("empty",),
    ),
    many(
        "feed-cp1252.xml",
        rss(item(5), head='<?xml version="1.0" encoding="windows-1252"?>').encode("cp1252"),
        Expected({"headline": TITLE}, (LEAD,)),
    ),
    many(
        "feed.atom",
        ATOM,
        Expected(
            {
                "url": "https://talbote.example/atom-1",
                "published": "2025-05-02T16:30:00+00:00",
                "updated": "2025-05-03T05:15:00+00:00",
                "media_type": "application/atom+xml",
            },
            (LEAD, LAST),
        ),
    ),
    bad("feed-leer.xml", rss(), "empty"),
    bad("feed-abgeschnitten.xml", rss(item(6))[:300], "damaged"),
    bad("bombe.xml", BOMB + "<rss><channel><title>&c;</title></channel></rss>", "bomb", "entities"),
    bad("dieb.xml", THIEF + "<rss><channel><title>&a;</title></channel></rss>", "bomb", "entities"),
    bad("bombe-utf16.xml", (BOMB + "<rss/>").encode("utf-16"), "bomb"),
    bad("rechnung.xml", "<rechnung><betrag>3</betrag></rechnung>", "unsupported_format", "<rechnung>"),
    bad("tief.xml", "<rss>" * 200_000, "damaged"),
    good(
        "agentur.xml",
        newsml("urn:newsml:dpa.example:1"),
        TITLE,
        LEAD,
        LAST,
        headline=TITLE,
        published="2025-05-02T18:30:00+02:00",
        updated="2025-05-03T07:15:00+02:00",
        outlet="dpa",
        agency="dpa",
        guessed=(),
    ),
    many(
        "agentur-rückruf.xml",
        newsml("urn:newsml:dpa.example:2", "canceled"),
        Expected({"text": "", "withdrawn": "canceled by its source", "updated": "2025-05-03T07:15:00+02:00"}),
    ),
    good(
        "agentur-alte-sperre.xml",
        newsml("urn:newsml:dpa.example:3", meta="<embargoed>2025-05-02T20:00:00+02:00</embargoed>"),
    ),
    bad(
        "agentur-bild.xml",
        newsml("urn:newsml:dpa.example:4", content=" ").replace(f"<headline>{TITLE}</headline>", ""),
        "no_text",
    ),
    bad(
        "agentur-dieb.xml",
        newsml("urn:newsml:dpa.example:5").replace("<newsItem", THIEF.partition("?>")[2] + "<newsItem", 1),
        "bomb",
    ),
    good(
        "ninjs.json",
        dump(ninjs()),
        TITLE,
        LEAD,
        LAST,
        published="2025-05-02T18:30:00+02:00",
        outlet="AFP",
        agency="AFP",
    ),
    good(
        "ninjs2.json",
        dump(
            ninjs(
                uri="urn:2",
                headline=None,
                body_xhtml=None,
                headlines=[{"value": TITLE}],
                bodies=[{"role": "main", "contenttype": "text/html", "value": f"<p>{LEAD}</p><p>{LAST}</p>"}],
            )
        ),
        headline=TITLE,
    ),
    many(
        "ninjs-zurückgezogen.json",
        dump(ninjs(uri="urn:3", pubstatus="canceled")),
        Expected({"text": "", "withdrawn": "canceled by its source"}),
    ),
    many(
        "ninjs-rückruf.json",
        dump(ninjs(pubstatus="withheld")),
        Expected({"text": "", "withdrawn": "withheld by its source until further notice"}),
    ),
)
