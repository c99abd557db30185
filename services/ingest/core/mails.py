"""Read mails, and web archives (MHTML), which are built the same way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO

from services.ingest.core.drafts import Draft, compose_text
from services.ingest.core.encodings import Decoded
from services.ingest.core.facts import Facts, complete_facts, fold_space, is_storable, place_moment
from services.ingest.core.limits import MAX_MAIL_BYTES, MAX_MAIL_PARTS
from services.ingest.core.plain_texts import decode_plain_text
from services.ingest.core.rejections import Rejection
from services.ingest.core.web_pages import decode_page, read_page, strip_markup

MEDIA_TYPE = "message/rfc822"


def read_mails(file: BinaryIO, name: str) -> Iterator[Draft | Rejection]:
    """Yield the article of a mail, or of a page saved as MHTML."""
    try:
        message = message_from_bytes(file.read(MAX_MAIL_BYTES), policy=policy.default)
        assert isinstance(message, EmailMessage)
        archived = name.lower().endswith((".mht", ".mhtml"))
        yield _read_archive(message) if archived else _read_mail(message)
    except (
        MessageError,
        LookupError,
        ValueError,
        RecursionError,
        AttributeError,
    ) as error:  # what the standard library lets out
        yield _refuse_damage(f"{type(error).__name__}: {error}")


def _read_mail(message: EmailMessage) -> Draft | Rejection:
    if not message.keys():
        return _refuse_damage("it has no headers")
    if sum(1 for _ in message.walk()) > MAX_MAIL_PARTS:
        return Rejection(
            "too_complex", f"the mail has more than {MAX_MAIL_PARTS} parts", "Save its text as .txt and drop that."
        )
    body = message.get_body(("plain", "html"))
    text = None if body is None else _read_body(body)
    if isinstance(text, Rejection):
        return text
    if text is None or not text.text.strip():
        return Rejection(
            "no_text",
            "the mail holds no text, only attachments or pictures",
            "Drop the attachment itself, or copy the mail's text into a .txt file.",
        )
    facts = _read_headers(message)
    guessed = {"outlet"} if facts.outlet else set()
    if text.guessed:
        guessed.add("encoding")
    return Draft(compose_text(facts.title, text.text), MEDIA_TYPE, facts, guessed=frozenset(guessed))


def _read_body(body: MIMEPart) -> Decoded | Rejection:
    raw = body.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    if not data.strip():
        return Decoded("")
    if body.get_content_subtype() == "html":
        page = decode_page(data)
        return page if isinstance(page, Rejection) else Decoded(strip_markup(page.text), page.guessed)
    try:
        text = data.decode(body.get_content_charset() or "utf-8").replace("\r\n", "\n")
        return Decoded(text)
    except (UnicodeDecodeError, LookupError):
        return decode_plain_text(data)


def _read_archive(message: EmailMessage) -> Draft | Rejection:
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    raw = None if page is None else page.get_payload(decode=True)
    if page is None or not isinstance(raw, bytes):
        return Rejection("no_text", "the web archive holds no page", "Save the page again, as HTML only.")
    decoded = decode_page(raw)
    if isinstance(decoded, Rejection):
        return decoded
    draft = read_page(decoded)
    if isinstance(draft, Rejection):
        return draft
    location = message.get("Snapshot-Content-Location") or page.get("Content-Location")
    url = str(location) if location and str(location).startswith(("http://", "https://")) else None
    return replace(draft, facts=complete_facts(draft.facts, Facts(url=url)), media_type="multipart/related")


def _read_headers(message: EmailMessage) -> Facts:
    sender, address = parseaddr(str(message.get("From", "")))
    return Facts(
        published=_read_date(str(message.get("Date", ""))),
        outlet=_storable(sender) or _storable(address.rpartition("@")[2]),
        id=_storable(str(message.get("Message-ID", ""))),
        title=_storable(str(message.get("Subject", ""))),
    )


def _read_date(value: str) -> str | None:
    try:
        return place_moment(parsedate_to_datetime(value)) if value else None
    except (ValueError, TypeError, IndexError):
        return None


def _storable(value: str) -> str | None:
    return fold_space(value) if is_storable(value) else None


def _refuse_damage(fault: str) -> Rejection:
    return Rejection(
        "damaged", f"this is no mail that can be read: {fault}", "Save it again from the mail program as .eml."
    )
