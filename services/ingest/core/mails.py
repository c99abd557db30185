"""Read mails, and web archives (MHTML), which are built the same way."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO

from services.ingest.core.allowances import Allowance, NestingError
from services.ingest.core.archives import read_member
from services.ingest.core.attachments import list_attachments
from services.ingest.core.drafts import Draft, compose_text
from services.ingest.core.encodings import Decoded
from services.ingest.core.facts import NOTHING, Facts, complete_facts, fold_space, is_storable, place_moment
from services.ingest.core.limits import MAX_MAIL_BYTES, MAX_MAIL_PARTS
from services.ingest.core.plain_texts import decode_plain_text
from services.ingest.core.rejections import Rejection
from services.ingest.core.web_pages import decode_page, read_page, strip_markup

MEDIA_TYPE = "message/rfc822"


def read_mails(file: BinaryIO, name: str, allowance: Allowance) -> Iterator[Draft | Rejection]:
    """Yield the article of a mail and those of its attachments, or the article of a page saved as MHTML."""
    try:
        message = message_from_bytes(file.read(MAX_MAIL_BYTES), policy=policy.default)
        assert isinstance(message, EmailMessage)
        if name.lower().endswith((".mht", ".mhtml")):
            yield _read_archive(message)
        else:
            yield from _read_mail(message, allowance)
    except NestingError as error:
        yield Rejection("too_complex", f"packed too deeply: {error}", "Save the inner mail and drop that.")
    except (
        MessageError,
        LookupError,
        ValueError,
        RecursionError,
        AttributeError,
    ) as error:  # what the standard library lets out
        yield _refuse_damage(f"{type(error).__name__}: {error}")


def _read_mail(message: EmailMessage, allowance: Allowance) -> Iterator[Draft | Rejection]:
    refused = _refuse_mail(message)
    if refused is not None:
        yield refused
        return
    facts = _read_headers(message)
    body = message.get_body(("plain", "html"))
    text = Decoded("") if body is None else _read_body(body)
    attachments = list_attachments(message, body)
    if isinstance(text, Rejection):
        yield text
    elif text.text.strip():
        guessed = ("outlet",) * bool(facts.outlet) + ("encoding",) * text.guessed
        yield Draft(compose_text(facts.title, text.text), MEDIA_TYPE, facts, guessed=frozenset(guessed))
    elif not attachments:
        yield Rejection(
            "no_text",
            "the mail holds no text, only pictures or attachments of formats that can't be read",
            "Save the attachment in a format that can be read and drop that, or copy the mail's text into a .txt file.",
        )
    with allowance.open_archive() if attachments else contextlib.nullcontext():
        for name, data in attachments:
            yield from _read_attachment(name, data, facts, allowance)


def _read_attachment(name: str, data: bytes, mail: Facts, allowance: Allowance) -> Iterator[Draft | Rejection]:
    """Yield what an attachment holds; where it does not date itself, the mail does, and its sender is who says it."""
    for found in read_member(io.BytesIO(data), name, NOTHING, allowance):
        if isinstance(found, Rejection):
            yield found
            continue
        completed = complete_facts(found.facts, Facts(published=mail.published, outlet=mail.outlet))
        inferred = {"published", "outlet"} - {key for key in ("published", "outlet") if getattr(found.facts, key)}
        guessed = found.guessed | {key for key in inferred if getattr(completed, key)}
        yield replace(found, facts=completed, guessed=guessed)


def _refuse_mail(message: EmailMessage) -> Rejection | None:
    if not message.keys():
        return _refuse_damage("it has no headers")
    if sum(1 for _ in message.walk()) > MAX_MAIL_PARTS:
        return Rejection(
            "too_complex", f"the mail has more than {MAX_MAIL_PARTS} parts", "Save its text as .txt and drop that."
        )
    kind = message.get_content_type()
    if kind == "multipart/encrypted" or (kind.endswith("pkcs7-mime") and "signed" not in str(message["Content-Type"])):
        return Rejection(
            "encrypted", "the mail is encrypted", "Open it in the mail program, save its text as .txt and drop that."
        )
    return None


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
