"""Say what bytes are that are not UTF-8, and how to convert them."""

from __future__ import annotations

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
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_GERMAN_LETTERS = "äöüßÄÖÜ"
_OTHER_LETTERS = "áàâãåæçéèêëíìîïñóòôõøœúùûýÁÀÂÅÆÇÉÈÊÍÓÔØÚ„“”‚‘’«»‹›–—…€§°\u00a0\u00ad"
_SINGLE_BYTE = (  # iconv's name, Python's name, ours
    ("WINDOWS-1252", "cp1252", "Windows-1252 (also called ANSI; Latin-1 is a part of it)"),
    ("CP850", "cp850", "CP850 (DOS)"),
    ("MACINTOSH", "mac_roman", "Mac Roman"),
)
_SAMPLE = 200_000


def name_binary_kind(data: bytes) -> str | None:
    """Return what kind of file the first bytes give away, or None."""
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def refuse_utf16(data: bytes) -> Rejection | None:
    """Return the refusal of UTF-16 or UTF-32, with or without a byte order mark, else None."""
    marked = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)
    if marked is not None:
        return _refuse(marked, f"it begins with the byte order mark of {marked}", marked)
    if b"\0" not in data[:_SAMPLE]:
        return None
    even, odd = data[:_SAMPLE:2], data[1:_SAMPLE:2]
    for zeros, others, encoding in ((odd, even, "UTF-16LE"), (even, odd, "UTF-16BE")):
        # Western text in UTF-16: every other byte is zero, and hardly any of the rest
        if zeros.count(0) > 0.8 * len(zeros) and others.count(0) < 0.05 * len(others):
            return _refuse(encoding, "every other byte is zero", encoding)
    return None


def refuse_encoding(data: bytes, position: int) -> Rejection | None:
    """Return the refusal of bytes that are text but not UTF-8, or None where they are no text.

    `position` of the first byte that is not UTF-8.
    """
    where = f"byte {position + 1:,} (line {data.count(10, 0, position) + 1:,})"
    if _is_binary(data[:_SAMPLE]):
        return None
    if _holds_surrogates(data):
        return _refuse("CESU-8", f"{where} begins a lone surrogate, which UTF-8 must not hold", None)
    if _is_cut_off(data, position):
        return Rejection(
            "wrong_encoding",
            f"not valid UTF-8: the file ends in the middle of a character, at {where}; copied only in part?",
            "Copy it again and drop it again.",
        )
    if _is_mostly_utf8(data):
        return _refuse("UTF-8 with damaged places", f"the first damaged place is {where}", None)
    iconv_name, label = _guess_single_byte(data[:_SAMPLE])
    return _refuse(label, f"the first byte that is not UTF-8 is {where}", iconv_name)


def _refuse(label: str, evidence: str, iconv_name: str | None) -> Rejection:
    if iconv_name is None:
        advice = "Save it anew as UTF-8 from the program it comes from; the file alone does not say what stood there."
    else:
        advice = f"Convert it and drop the result: iconv -f {iconv_name} -t UTF-8 OLD.txt > NEW.txt"
    return Rejection("wrong_encoding", f"not UTF-8 but probably {label}: {evidence}", advice)


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


def _guess_single_byte(sample: bytes) -> tuple[str, str]:
    """Return iconv's name and ours of the encoding in which most bytes above ASCII are letters of German texts."""
    strange = bytes(byte for byte in sample if byte >= 0x80)
    scores = {label: _score_german(strange.decode(codec, "replace")) for _, codec, label in _SINGLE_BYTE}
    iconv_name, _, label = max(_SINGLE_BYTE, key=lambda encoding: scores[encoding[2]])
    if scores[label] < len(strange):
        return "WINDOWS-1252", "a single-byte encoding such as Windows-1252 or ISO 8859"
    return iconv_name, label


def _score_german(strange: str) -> int:
    """Return two points for a German letter, one for another or a quote: `„` in Windows-1252 is `ä` in CP850."""
    return sum(2 if char in _GERMAN_LETTERS else char in _OTHER_LETTERS for char in strange)
