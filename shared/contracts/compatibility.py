"""Whether a contract still is what was released: old messages are read, new ones are what consumers were promised.

Fields may be added if old messages may lack them; everything else about a released field stays. Compared are JSON
Schemas, so that it needs no code of the release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

OPEN_FIELDS = frozenset({"kind", "measure", "rule"})
"""Fields that may take new values within a version: docs/topics.md says so."""

_WORDS = frozenset({"title", "description", "examples", "$schema", "$id", "$defs", "$ref", "$comment"})
"""Keywords that no message is judged by."""
_HANDLED = frozenset({"type", "enum", "const", "anyOf", "pattern", "properties", "required", "items", "prefixItems"})
_ALTERNATION = re.compile(r"\^\((.*)\)\$")


def find_breaks(released: Schema, current: Schema) -> list[str]:
    """Return a sentence for each way in which the current schema breaks the released one; none: they are compatible."""
    return list(_Comparison(released, current).compare(released, current, "value", ""))


class _Comparison:
    def __init__(self, released: Schema, current: Schema) -> None:
        self._roots = (released, current)
        self._met: set[tuple[str, str]] = set()

    def compare(self, old: Schema, new: Schema, path: str, name: str) -> Iterator[str]:
        """Yield what broke at `path`; `name`: the innermost field."""
        references = (str(old.get("$ref", "")), str(new.get("$ref", "")))
        if all(references):
            if references in self._met:  # a schema that contains itself
                return
            self._met.add(references)
        old, new = _resolve(self._roots[0], old), _resolve(self._roots[1], new)
        if old.get("default") != new.get("default") or ("default" in old) != ("default" in new):
            yield f"{path}: what a message means that lacks it was {_say_default(old)}, is {_say_default(new)}"
        yield from self._compare_alternatives(old, new, path, name)
        yield from _compare_values(old, new, path, is_open=name in OPEN_FIELDS)
        yield from self._compare_fields(old, new, path)
        yield from self._compare_items(old, new, path, name)
        for keyword in sorted((old.keys() | new.keys()) - _WORDS - _HANDLED - {"default"}):
            if old.get(keyword) != new.get(keyword):
                yield f"{path}: {keyword} was {old.get(keyword)!r}, is {new.get(keyword)!r}"

    def _compare_alternatives(self, old: Schema, new: Schema, path: str, name: str) -> Iterator[str]:
        before, after = self._list_alternatives(0, old), self._list_alternatives(1, new)
        yield from (f"{path}: may no longer be {kind}" for kind in before if kind not in after)
        yield from (f"{path}: may now be {kind}, which consumers do not expect" for kind in after if kind not in before)
        if "anyOf" in old or "anyOf" in new:
            for kind in before:
                if kind in after:
                    yield from self.compare(before[kind], after[kind], path, name)

    def _list_alternatives(self, side: int, schema: Schema) -> dict[str, Schema]:
        """Return what a value may be, by its JSON type; several of one type are told apart by their titles."""
        options = schema.get("anyOf", [schema])
        kinds: dict[str, Schema] = {}
        for option in options:
            resolved = _resolve(self._roots[side], option)
            kind = str(resolved.get("type", "anything"))
            kinds[f"{kind} {resolved.get('title', '')}".rstrip() if kind in kinds else kind] = option
        return kinds

    def _compare_fields(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed, needs = set(old.get("required", ())), set(new.get("required", ()))
        for field in before:
            place = f"{path}.{field}"
            if field not in after:
                yield f"{place}: is gone"
                continue
            if field in needed - needs:
                yield f"{place}: may now be missing, which consumers do not expect"
            if field in needs - needed:
                yield f"{place}: is now required, messages of before may lack it"
            yield from self.compare(before[field], after[field], place, field)
        for field in sorted(needs - before.keys()):
            yield f"{path}.{field}: is new and required, messages of before lack it"

    def _compare_items(self, old: Schema, new: Schema, path: str, name: str) -> Iterator[str]:
        if ("items" in old) != ("items" in new):
            yield f"{path}: its items were {old.get('items', 'anything')!r}, are {new.get('items', 'anything')!r}"
        elif "items" in old:
            yield from self.compare(old["items"], new["items"], f"{path}[]", name)
        before, after = old.get("prefixItems", []), new.get("prefixItems", [])
        if len(before) != len(after):
            yield f"{path}: had {len(before)} places, has {len(after)}"
        for number, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from self.compare(one, other, f"{path}[{number}]", name)


def _compare_values(old: Schema, new: Schema, path: str, *, is_open: bool) -> Iterator[str]:
    """Yield what values went, or came to where they may not; a pattern of alternatives is a list of values."""
    before, after = _list_values(old), _list_values(new)
    if before is None and after is None:
        if old.get("pattern") != new.get("pattern"):
            yield f"{path}: pattern was {old.get('pattern')!r}, is {new.get('pattern')!r}"
    elif before is None or after is None:
        if before is None or not is_open:
            yield f"{path}: values were {before or 'any'}, are {after or 'any'}"
    else:
        yield from (f"{path}: {value!r} is no longer a value" for value in before if value not in after)
        if not is_open:
            yield from (f"{path}: {value!r} is a new value" for value in after if value not in before)


def _list_values(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    if "enum" in schema:
        return list(schema["enum"])
    found = _ALTERNATION.fullmatch(schema.get("pattern", ""))
    return found[1].split("|") if found and not set("()[]") & set(found[1]) else None


def _resolve(root: Schema, schema: Schema) -> Schema:
    """Return the schema that a reference means, with what stands beside the reference."""
    while "$ref" in schema:
        place: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        schema = {**place, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


def _say_default(schema: Schema) -> str:
    return repr(schema["default"]) if "default" in schema else "nothing"
