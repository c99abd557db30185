"""Which section each paragraph of a page is: headline, lead, subheading, body or box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.core.lexicons import Lexicon
from services.extractor.core.page_lines import ends_sentence, join_patterns
from shared.domain.claims import Section

_AGENCIES = r"\((?:dpa|AFP|APA|sda|SDA|Reuters|afp|apa|epd|KNA|dts|ap|AP|awp|Keystone-SDA)[^)]{0,30}\)"
_DATELINE = re.compile(
    r"^[A-ZÄÖÜ][\w.]+(?:[ /\-][A-ZÄÖÜ][\w.]+){0,3}(?:, [A-ZÄÖÜ]\w+(?: [A-ZÄÖÜ]\w+)?)?(?:,? \d{1,2}\. \w+(?: \d{4})?)? ?"
    rf"(?:(?:{_AGENCIES} ?)?[-–—]|{_AGENCIES}[.:]?) "
)
"""The beginning of a text proper: "Berlin, 28. April 2025 (dpa) - ", "Chur (sda) "."""
_KEYED = re.compile(r"^[A-ZÄÖÜ0-9][\w\-/(). ]{1,40}?\s?:\s?[^.!?]{1,60}$")
_ROW = re.compile(
    r"^(?:[A-ZÄÖÜ][\w\-/]+(?: (?:[A-ZÄÖÜ(][\w\-/)]+|in|der|des|im)){0,3}"
    r" (?:ca\. |rund |etwa |[~><] ?)?\d[\d.,'’ ]{0,15}\S{0,12}(?: \S{1,12})?"
    r"|[A-ZÄÖÜ][\w\-/]+ [A-ZÄÖÜ][^.!?:]{1,50})$"
)
"""The row of a box or table, "Zerstörte Häuser 9870", "Ort Musterstadt, Musterland": words without a verb."""
_BULLET = re.compile(r"^[•*·▪▸►‣–-]\s")
_SENTENCE_INSIDE = re.compile(r"[a-zäöüß)“»][.!?][“»]? [A-ZÄÖÜ„«\d]")
_CONTENT = re.compile(r"[A-ZÄÖÜ][\wäöüß]{3,}|\d[\d.,'’]*")
"""What a standfirst has in common with the text that tells it again: nouns, names, figures."""
_TICKER = re.compile(r"\+{2,3} ?|\d{1,2}[.:]\d{2} ?(?:Uhr\b|[:–-])")
_LETTERS = re.compile(r"[\W_]+")
_LONGEST_SUBHEADING = 90
_LONGEST_LEAD = 420
_LONGEST_LONE_LEAD = 300
"""Of one sentence, where nothing but the text below tells that it is a lead."""
_LONGEST_SENTENCES = 240
_SHORTEST_LEAD = 30
_SURE_LEAD = 150
_LONGEST_ALTERNATIVE = 160
"""A picture's description for those who can't see it, which scrapers put before its caption."""
_LONGEST_OF_BOX = 300
_EARLY = 8
_FIRST_WORDS = 120
_REACH_OF_LEAD = 40


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph before its section is known."""

    text: str
    headline: bool = False
    above: bool = False  # above the headline
    caption: bool = False
    byline: bool = False  # a date, byline or agency line stood right before it


class SectionNamer:
    """Names with the lexicon's headings of boxes."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._box = join_patterns(
            [entry.get("pattern") for entry in lexicon["page_furniture"] if entry.get("kind") == "box"]
        )

    def name(self, blocks: Sequence[Block]) -> list[Section]:
        """Return the section of each paragraph."""
        headlines = _find_headlines(blocks)
        box = (_find_rows(blocks, headlines) | self._find_boxes(blocks)) - headlines
        lead = _find_lead(blocks, headlines, box)
        sections: list[Section] = []
        for number in range(len(blocks)):
            if number in headlines:
                sections.append("headline")
            elif number == lead:
                sections.append("lead")
            elif number in box:
                sections.append("infobox")
            elif number and _is_subheading(blocks, number):
                sections.append("subheading")
            else:
                sections.append("body")
        return sections

    def _find_boxes(self, blocks: Sequence[Block]) -> set[int]:
        """Return the paragraphs below the heading of a box: its list, or short paragraphs to the next heading."""
        found: set[int] = set()
        for number, block in enumerate(blocks):
            if number == 0 or number in found or not self._heads_box(block):
                continue
            end = number + 1
            while end < len(blocks) and _BULLET.match(blocks[end].text):
                end += 1
            if end == number + 1:
                while end < len(blocks) and _may_be_boxed(blocks, end):
                    end += 1
            if end > number + 2:
                found.update(range(number, end))
        return found

    def _heads_box(self, block: Block) -> bool:
        return len(block.text) <= _LONGEST_SUBHEADING and self._box.match(block.text) is not None


def _may_be_boxed(blocks: Sequence[Block], number: int) -> bool:
    return len(blocks[number].text) <= _LONGEST_OF_BOX and not _is_subheading(blocks, number)


def _find_headlines(blocks: Sequence[Block]) -> set[int]:
    """Return the headline and its repetitions near it, as pages print it for search engines and in bread crumbs."""
    first = next((number for number, block in enumerate(blocks[:_EARLY]) if block.headline), None)
    if first is None:
        return set()
    found = {first}
    wanted = _fold(blocks[first].text)
    for number in range(first + 1, min(first + _EARLY, len(blocks))):
        if (
            len(blocks[number].text) <= 250
            and not blocks[number].text.endswith(".")
            and _is_same(wanted, _fold(blocks[number].text))
        ):
            found.add(number)
    return found


def _fold(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _is_same(one: str, other: str) -> bool:
    """Tell whether the two say the same, or one adds no more than a rubric or the page's name."""
    short, long = sorted((one, other), key=len)
    return bool(short) and len(short) * 5 >= len(long) * 3 and (long.endswith(short) or long.startswith(short))


def _find_lead(blocks: Sequence[Block], headlines: set[int], box: set[int]) -> int | None:
    """Return the standfirst: the first paragraph below the headline, if the text proper begins behind it."""
    below = max(headlines, default=-1) + 1
    places = [number for number in range(below, min(below + _REACH_OF_LEAD, len(blocks))) if number not in box]
    rest = [blocks[number] for number in places]
    number = 0
    while number < len(rest) and _is_no_text(rest, number):
        number += 1
    return places[number] if number < len(rest) and _is_lead(rest, number, headed=bool(headlines)) else None


def _is_no_text(blocks: Sequence[Block], number: int) -> bool:
    """Tell whether the paragraph is a caption, or the words of one that follow once more, or no sentence."""
    block = blocks[number]
    if block.caption or block.above or len(block.text) < _SHORTEST_LEAD:
        return True
    if len(block.text) <= _LONGEST_SUBHEADING and not ends_sentence(block.text):
        return True
    return number + 1 < len(blocks) and blocks[number + 1].caption and blocks[number + 1].text == block.text


def _is_lead(blocks: Sequence[Block], number: int, *, headed: bool) -> bool:
    text = blocks[number].text
    following = _list_following(blocks, number)
    if len(text) > _LONGEST_LEAD or not following or not _may_begin_article(text) or not ends_sentence(text):
        return False
    if _DATELINE.match(following[0]) or _begins_below_byline(blocks, number):
        return True
    if not headed:
        return False
    if _is_subheading(blocks, number + 1):
        # an interview begins with its first question
        return blocks[number + 1].text.endswith("?") and len(text) <= _LONGEST_LONE_LEAD
    if following[0].startswith(text[:-1]) or (
        len(text) <= _LONGEST_LONE_LEAD and _begins_below_caption(blocks, number)
    ):
        return True
    single = _SENTENCE_INSIDE.search(text) is None
    if len(text) <= _SURE_LEAD and len(following[0]) * 3 >= len(text) * 4:
        return True
    longest = _LONGEST_LONE_LEAD if single else _LONGEST_SENTENCES
    return len(text) <= longest and sum(map(len, following)) > 2 * len(text) and _is_told_again(text, following)


def _may_begin_article(text: str) -> bool:
    """Tell whether a standfirst may begin so: one has no dateline and is no item of a list or ticker."""
    return not (_DATELINE.match(text) or _BULLET.match(text) or _TICKER.match(text))


def _list_following(blocks: Sequence[Block], number: int) -> list[str]:
    """Return the next paragraphs of running text."""
    return [block.text for block in blocks[number + 1 : number + 9] if len(block.text) > 60 and not block.caption]


def _begins_below_byline(blocks: Sequence[Block], number: int) -> bool:
    """Tell whether a date, byline or agency stands between the paragraph and the running text below it."""
    below = _skip_captions(blocks, number)
    return below < len(blocks) and len(blocks[below].text) > 60 and blocks[below].byline


def _begins_below_caption(blocks: Sequence[Block], number: int) -> bool:
    below = _skip_captions(blocks, number)
    return number + 1 < below < len(blocks) and len(blocks[below].text) > 60


def _skip_captions(blocks: Sequence[Block], number: int) -> int:
    below = number + 1
    if below + 1 < len(blocks) and blocks[below + 1].caption and len(blocks[below].text) <= _LONGEST_ALTERNATIVE:
        below += 1
    while below < len(blocks) and blocks[below].caption:
        below += 1
    return below


def _is_told_again(lead: str, following: Sequence[str]) -> bool:
    """Tell whether the text below tells again what the lead tells.

    Half of its nouns and figures come back at once, or three of them in the next paragraph's first words.
    """
    wanted = {word[:6] for word in _CONTENT.findall(lead)}
    if len(wanted) < 2:
        return False
    early = " ".join(following[:5])
    first = following[0][:_FIRST_WORDS]
    return sum(word in early for word in wanted) * 2 >= len(wanted) or sum(word in first for word in wanted) >= 3


def _is_subheading(blocks: Sequence[Block], number: int) -> bool:
    if number >= len(blocks) or blocks[number].caption:
        return False
    text = blocks[number].text
    if len(text) > _LONGEST_SUBHEADING or text.endswith((".", ":", ";", ",", "…")) or text[0] in "-–•*":
        return False
    if not (text[0].isupper() or text[0].isdigit() or _is_quoted(text) or text.startswith("+++")):
        return False
    below = next((later for later in range(number + 1, len(blocks)) if not blocks[later].caption), None)
    if below is not None:
        return len(blocks[below].text) > len(text)
    # the heading of what was cut off
    before = blocks[number - 1].text if number else ""
    return ends_sentence(before) and not ends_sentence(text)


def _is_quoted(text: str) -> bool:
    """Tell a heading in quotation marks, „Land unter“, „alte“ Tatsachen, from direct speech."""
    return text[0] in '„«»"“' and not ends_sentence(text) and not text.endswith((",“", ',"', ",»"))


def _find_rows(blocks: Sequence[Block], headlines: set[int]) -> set[int]:
    """Return the paragraphs of a details box or table: a run of at least three short lines, two of them rows."""
    found: set[int] = set()
    run: list[int] = []
    rows = 0
    for number in range(1, len(blocks) + 1):
        row = None if number == len(blocks) or number in headlines else _read_row(blocks[number])
        if row is not None:
            run.append(number)
            rows += row
            continue
        if len(run) >= 3 and rows >= 2:
            found.update(run)
        run, rows = [], 0
    return found


def _read_row(block: Block) -> bool | None:
    """Tell whether the paragraph is a row, or at least a heading of a few words; None where it is neither."""
    text = block.text
    if len(text) > 80 or block.caption or ends_sentence(text) or _BULLET.match(text):
        return None
    if _KEYED.match(text) is not None or _ROW.match(text) is not None:
        return True
    return False if len(text) <= 30 else None
