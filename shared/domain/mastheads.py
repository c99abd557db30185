"""Tell what a page prints around its headline: rubrics, dates, bylines, buttons, notices, mail headers."""

from __future__ import annotations

import re

_LONGEST_LINE = 700
_RUBRICS = frozenset([
    "abo", "agenda", "aktuell", "aktuelles", "anmelden", "ausland", "auto", "blaulicht", "blog", "chronik",
    "deutschland", "digital", "e-paper", "epaper", "europa", "fussball", "fußball", "gesellschaft", "gesundheit",
    "home", "inland", "international", "kanton", "karriere", "kultur", "leben", "leute", "live", "liveblog",
    "liveticker", "login", "lokales", "magazin", "mediathek", "medien", "meinung", "menu", "menü", "nachrichten",
    "netzwelt", "news", "newsblog", "newsticker", "panorama", "podcast", "politik", "ratgeber", "region", "regional",
    "reise", "schlagzeilen", "schweiz", "sport", "stadt", "startseite", "suche", "themen", "ticker", "unterhaltung",
    "vermischtes", "video", "welt", "weltgeschehen", "wetter", "wirtschaft", "wissen", "wissenschaft", "österreich",
])  # fmt: skip
_SIGN_WORDS = (
    r"aktualisiert|anzeige|artikel (?:anhören|drucken|hören|merken|teilen|vorlesen|verschenken)|drucken|e-mail"
    r"|eilmeldung|exklusiv|facebook|kommentare?|\d{1,4} kommentare?|kommentieren|lese(?:dauer|zeit).{0,20}|merken"
    r"|\d{1,2} min(?:uten|\.)?(?: lesezeit)?|teilen|textgröße(?: ändern)?:?|twitter|von|vorlesen|werbung|whatsapp"
    r"|zu(?:m|r) (?:haupt)?(?:inhalt|navigation|startseite)(?: springen)?|zum artikel"
    r"|vor \d{1,2} (?:minuten|stunden|tagen)"
)
_SIGN = re.compile(rf"(?:{_SIGN_WORDS})[.:]?", re.IGNORECASE)
_MONTH = (
    r"(?:Jan(?:uar)?|Jän(?:ner)?|Feb(?:ruar|er)?|März?|Apr(?:il)?|Mai|Juni?|Juli?|Aug(?:ust)?|Sept?(?:ember)?|Okt(?:ober)?"
    r"|Nov(?:ember)?|Dez(?:ember)?)\.?"
)
_DAY = rf"(?:\d{{1,2}}\. ?(?:\d{{1,2}}\.|{_MONTH}) ?(?:\d{{4}}|\d{{2}}(?!\d))|\d{{4}}-\d\d-\d\d)"
_CLOCK = r"\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?(?:Uhr|h))?"
_STAMP_WORD = (
    r"(?:Stand|Veröffentlicht|Aktualisiert|Erstellt|Erschienen|Publiziert|Update|Datum"
    r"|(?:Zuletzt|Letztmals) aktualisiert|Letzte (?:Änderung|Aktualisierung)|Online seit)"
)
_WHEN = rf"{_DAY}(?:(?:,| \||,? um| -| –|T)? ?{_CLOCK})?"
_READING_TIME = (
    r"(?:Lese(?:zeit|dauer):? (?:ca\. )?\d{1,2} Min(?:uten?|\.)?|\d{1,2} Min(?:uten|\.)? Lese(?:zeit|dauer))"
)
_STAMP = re.compile(
    rf"(?:{_STAMP_WORD}:? ?(?:am|vom|:)? ?)?(?:(?:Mo|Di|Mi|Do|Fr|Sa|So)\w{{0,9}}\.?,? ?(?:den )?)?{_WHEN}"
    rf"(?:[ ,|–·/-]{{1,3}}(?:{_STAMP_WORD}:? ?)?(?:{_WHEN}|{_CLOCK}))?(?: ?[|·] ?{_READING_TIME})?"
    rf"|{_STAMP_WORD}:? ?{_CLOCK}"
)
_STAMP_BEHIND = re.compile(rf"\s+(?:{_STAMP_WORD}:? {_WHEN}|{_DAY}[,|]? ?{_CLOCK})$")
_OUTLET_DAY = re.compile(
    rf"[A-ZÄÖÜ][^\W\d]+(?: [^\W\d][^\d\s]*| &){{0,3}}?(?<! vom)(?<! am)(?<! seit)(?<! bis)(?<! zum)(?: [|–-])?,? ?"
    rf"(?:{_DAY})(?:,? {_CLOCK})?"
)
"""A running head, "Der Nordbote 12. März 2025"; "Der Angriff vom 12. März 2025" is a headline."""
_NAME = r"[A-ZÄÖÜ][\w.’'-]+"
_BYLINE = re.compile(
    rf"(?:(?:[Vv]on|VON) {_NAME} |(?:Text|Autor(?:in)?|Redaktion): ?){_NAME}(?: {_NAME}){{0,2}}"
    rf"(?:(?:,| und| /| &) ?{_NAME}(?: {_NAME}){{0,3}})?"
    rf"|(?:Veröffentlicht|Geschrieben|Ein Artikel|Eine Analyse|Ein Bericht) von [A-ZÄÖÜ][^.!?]{{1,60}}"
    rf"(?:\.\w{{1,6}})?"
)
_CRUMB = re.compile(r"\d{1,2}\. (?P<rubric>[\w-]{3,20})")
_TRAIL = re.compile(r"[\w&. -]{2,30}(?: ?[>»›|→] ?[\w&. -]{2,30}){1,6}")
_TRAIL_END = re.compile(r" ?[>»›|→/] ?")
_MAIL = re.compile(r"(?:Von|An|Cc|Bcc|Gesendet|Gesendet am|Datum|From|To|Sent|Date|Antwort an):\s.*")
_NOTICE = re.compile(
    r"\b(?:cookies?|browser|javascript|datenschutzerklärung|adblocker|push-nachrichten|newsletter)\b", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"\b(?:wir|uns|unsere[nrms]?|sie|ihre?[nm]?|du|dein\w*|dich|diese (?:web)?seite|website)\b", re.IGNORECASE
)
_SLUG = re.compile(
    r"[a-z]{3}\d{3,4} \d .{2,40}"
    r"|(?:[\w.-]{3,25}/){2,6}"
    r"|\((?:(?:Erste |Zweite |Dritte )?Zusammenfassung|Neu|Berichtigung|Wiederholung|Eilmeldung|Foto|Achtung)\b"
    r"[^()]{0,60}\)"
)
"""Above an agency's headline: "bdt0321 4 pl 245 dpa 0543", "Konflikte/Sudan/", "(Zusammenfassung 1700)"."""
_SUBJECT = re.compile(r"(?:Betreff|Subject|Titel|Überschrift):\s+(?:(?:WG|AW|Fwd|Fw|Re):\s+){0,3}", re.IGNORECASE)


def is_masthead(line: str) -> bool:
    """Tell whether the line is what pages print around a headline, and no word of the article.

    True only of whole lines of a known make: a rubric ("Panorama"), a row or trail of rubrics, a date, a byline, a
    button ("Teilen"), a notice to the reader ("Wir verwenden Cookies …"), a mail's "Von: …", a rule of dashes.
    """
    line = line.strip()
    if len(line) > _LONGEST_LINE:
        return False
    if not any(char.isalnum() for char in line):
        return True
    return (
        _is_rubric(line)
        or _SIGN.fullmatch(line) is not None
        or is_byline(line)
        or _MAIL.fullmatch(line) is not None
        or _SLUG.fullmatch(line) is not None
        or is_notice(line)
    )


def is_byline(line: str) -> bool:
    """Tell whether the line says when or by whom the article was written, and nothing else."""
    return len(line) <= _LONGEST_LINE and any(
        pattern.fullmatch(line) is not None for pattern in (_STAMP, _BYLINE, _OUTLET_DAY)
    )


def is_notice(line: str) -> bool:
    """Tell whether the line speaks to the reader about the page: cookies, browser, newsletter, push messages."""
    return _NOTICE.search(line) is not None and _ADDRESS.search(line) is not None and not _counts(line)


def find_stamp_behind(headline: str) -> int:
    """Return where a date stamp run together with the headline begins, or the headline's length."""
    found = _STAMP_BEHIND.search(headline)
    return len(headline) if found is None else found.start()


def find_subject(line: str) -> int:
    """Return where the headline begins in a mail's "Betreff: AW: …", or 0."""
    found = _SUBJECT.match(line)
    return 0 if found is None else found.end()


def _is_rubric(line: str) -> bool:
    if line.casefold() in _RUBRICS:
        return True
    crumb = _CRUMB.fullmatch(line)
    if crumb is not None:
        return crumb["rubric"].casefold() in _RUBRICS
    if len(line) > 200:
        return False
    parts = _TRAIL_END.split(line) if _TRAIL.fullmatch(line) else re.split(r"[ /]+", line)
    known = sum(part.strip().casefold() in _RUBRICS for part in parts)
    return len(parts) >= 2 and known * 2 >= len(parts) and all(part[:1].isupper() for part in parts)


def _counts(line: str) -> bool:
    """Tell whether a figure stands before a noun: "12 Tote" is news, whatever else the line says."""
    return re.search(r"\b\d[\d.]* [A-ZÄÖÜ]", line) is not None
