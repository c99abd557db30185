"""Decode the bytes of a text: strictly where they say what they are, else by what German texts look like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.ingest.core.rejections import Rejection

_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (or a .docx, .odt or .epub, which are ZIP archives)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x7fELF", "a program"),
)
_BOMS = (  # UTF-32 first: its little-endian mark begins like that of UTF-16
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_GERMAN_LETTERS = "äöüßÄÖÜ"
_OTHER_LETTERS = "áàâãåæçéèêëíìîïñóòôõøœúùûýÁÀÂÅÆÇÉÈÊÍÓÔØÚ„“”‚‘’«»‹›–—…€§°\u00a0\u00ad"
_SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
_SAMPLE = 200_000
_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸŽ]|â€|ï»¿|├|┬|Ð[\u0080-\u00bf]")
"""UTF-8 once decoded as Windows-1252 (`Ã¶` for ö, `â€ž` for „) or CP850 (`├Â`): a quick look before ftfy's."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and whether its encoding was inferred from what it looks like."""

    text: str
    guessed: bool = False


def decode_text(data: bytes) -> Decoded | Rejection:
    """Return the text that the bytes hold, exactly save for a byte order mark, or why none is certain."""
    mark = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)
    encoding = mark or _recognise_utf16(data)
    if encoding is not None:
        try:
            return Decoded(data.decode(encoding).removeprefix("\ufeff"), guessed=mark is None)
        except UnicodeDecodeError as error:
            return refuse_encoding(
                f"damaged {encoding.upper()}", f"the first damaged place is byte {error.start + 1:,}"
            )
    try:
        return repair_mojibake(data.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        return _decode_single_byte(data, error.start)


def looks_garbled(text: str) -> bool:
    """Tell whether the text has the marks of a decoding in a wrong encoding."""
    return any(mark in text for mark in "ÃÂâï├┬Ð") and _MOJIBAKE.search(text) is not None


def repair_mojibake(text: str) -> Decoded:
    """Undo a decoding in a wrong encoding that happened before the file was written, where that is certain.

    Certain: ftfy finds a chain of encodings that takes the whole text back, and nothing suspicious is left.
    """
    if not looks_garbled(text):
        return Decoded(text)
    from ftfy import fix_encoding  # noqa: PLC0415  (rarely needed, and slow to load)
    from ftfy.badness import is_bad  # noqa: PLC0415

    fixed = "".join(fix_encoding(line) for line in text.splitlines(keepends=True))
    return Decoded(text) if fixed == text or is_bad(fixed) or "\ufffd" in fixed else Decoded(fixed, guessed=True)


def name_binary_kind(data: bytes) -> str | None:
    """Return what kind of file the first bytes give away, or None."""
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def _recognise_utf16(data: bytes) -> str | None:
    """Return which UTF-16 this is without a byte order mark, else None."""
    if b"\0" not in data[:_SAMPLE]:
        return None
    even, odd = data[:_SAMPLE:2], data[1:_SAMPLE:2]
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        # Western text in UTF-16: every other byte is zero, and hardly any of the rest
        if zeros.count(0) > 0.8 * len(zeros) and others.count(0) < 0.05 * len(others):
            return encoding
    return None


def _decode_single_byte(data: bytes, position: int) -> Decoded | Rejection:
    """Decode what is not UTF-8; `position` of the first byte that shows it."""
    where = f"byte {position + 1:,} (line {data.count(10, 0, position) + 1:,})"
    if _is_binary(data[:_SAMPLE]):
        return Rejection(
            "binary",
            "not a text: the bytes are text in no encoding",
            "Open the original in its own program, save it as plain text in UTF-8, drop that.",
        )
    if _holds_surrogates(data):
        return refuse_encoding("CESU-8", f"{where} begins a lone surrogate, which UTF-8 must not hold")
    if _is_cut_off(data, position):
        return Rejection(
            "wrong_encoding",
            f"not valid UTF-8: the file ends in the middle of a character, at {where}; copied only in part?",
            "Copy it again and drop it again.",
        )
    if _is_mostly_utf8(data):
        return refuse_encoding("UTF-8 with damaged places", f"the first damaged place is {where}")
    encoding = _guess_german(data[:_SAMPLE]) or _detect(data[:_SAMPLE])
    try:
        text = data.decode(encoding or "ascii")
    except UnicodeDecodeError:
        return refuse_encoding("no encoding that can be told", f"the first byte that is not UTF-8 is {where}")
    if "\u00a4" in text and encoding == "cp1252":
        text = data.decode("iso8859_15", "replace")  # the sign that ISO 8859-15 gave up for the euro
    return Decoded(text, guessed=True)


def refuse_encoding(label: str, evidence: str) -> Rejection:
    """Return the refusal of bytes that would have to be guessed at."""
    return Rejection(
        "wrong_encoding",
        f"the encoding is {label}: {evidence}",
        "Save it anew as UTF-8 from the program it comes from; the file alone does not say what stood there.",
    )


def _holds_surrogates(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _is_cut_off(data: bytes, position: int) -> bool:
    """Tell whether the bytes would be UTF-8 if only the last character were whole."""
    if position < len(data) - 3:
        return False
    try:
        data[position:].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and any(byte >= 0x80 for byte in data[:position])
    return False


def _is_mostly_utf8(data: bytes) -> bool:
    decoded = data[:_SAMPLE].decode("utf-8", "surrogateescape")
    damaged = sum("\udc80" <= char <= "\udcff" for char in decoded)
    whole = sum(char > "\x7f" for char in decoded) - damaged
    return whole > damaged


def _is_binary(sample: bytes) -> bool:
    controls = sum(sample.count(code) for code in range(32) if code not in b"\t\n\r\f\v")
    return b"\0" in sample or controls > 0.05 * len(sample)


def _guess_german(sample: bytes) -> str | None:
    """Return the encoding in which the bytes beyond ASCII are letters and quotes of German texts, or None."""
    strange = bytes(byte for byte in sample if byte >= 0x80)
    scores = {codec: _score_german(strange.decode(codec, "replace")) for codec in _SINGLE_BYTE}
    best = max(_SINGLE_BYTE, key=lambda codec: scores[codec])
    return best if scores[best] >= 1.2 * len(strange) else None


def _score_german(strange: str) -> int:
    """Return two points for a German letter, one for another or a quote: `„` in Windows-1252 is `ä` in CP850."""
    return sum(2 if char in _GERMAN_LETTERS else char in _OTHER_LETTERS for char in strange)


def _detect(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  (rarely needed, and slow to load)

    best = from_bytes(sample[:50_000], steps=5, chunk_size=512).best()
    return None if best is None or best.encoding in {"utf_8", "ascii"} else best.encoding
