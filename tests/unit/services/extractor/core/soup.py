"""Texts that no newspaper prints: what the reader must survive."""

from __future__ import annotations

import random

from services.extractor.core.lexicons import load_lexicon

_SEPARATORS = (" ", " ", " ", " ", "\n", "\n\n", "", "\t", "\u00a0", "\u202f", "\f", "-\n", "\r\n", "\u00ad")
_SCRAPS = (
    "12", "12.000", "12'000", "1 000", "3,5", "1.", "2024", "12.03.2025", "14:30", "24-Jährige", "T-72",
    "9" * 400, "1." * 60, "–", "-", "--", "„", "“", "«", "»", '"', "'" * 30, "(", ")", "[", "]", "[x y]",
    ".", ",", ";", ":", "!", "?", "…", "+++", "%", "€", "$", "§", "©", "\x00", "\ufeff", "\ufb01", "🙂", "٣",
    "²", "Ⅻ", "½", "𝟙", "İ", "ẞ", "\u0301", "\u200b", "\u2028", "zwei", "Millionen", "und", "bis",
    "zwischen", "davon", "darunter", "weitere", "von", "ihnen", "am", "Montag", "seit", "sagte", "so",
    "laut", "zufolge", "wie", "teilte", "mit", "dass", "Polizei", "Dr.", "z.B.", "Kommentare", "Foto:",
    "Tote", "Verletzte", "Soldaten", "starben", "wurden", "getötet", "Tote: 12",
)  # fmt: skip


class SoupCook:
    """Makes texts of bytes, scraps and the lexicon's own words; the same seed makes the same texts."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        entries = [entry for rows in load_lexicon().entries.values() for entry in rows]
        self._words = [form for entry in entries for form in entry.forms] + [entry.example for entry in entries]

    def make_text(self) -> str:
        """Return a text of up to some hundred words."""
        if self._random.random() < 0.2:
            return self._make_bytes()
        parts = []
        for _ in range(self._random.randint(1, 60)):
            parts.append(self._random.choice(_SCRAPS if self._random.random() < 0.5 else self._words))
            parts.append(self._random.choice(_SEPARATORS))
        return "".join(parts)

    def _make_bytes(self) -> str:
        raw = self._random.randbytes(self._random.randint(0, 400))
        return raw.decode(self._random.choice(["utf-8", "cp1252", "latin-1", "utf-16-le"]), errors="replace")
