"""What becomes of a document's versions, whatever the order in which they arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.reconciler.adapters.versions import StoredVersion, plan_document
from services.reconciler.core.reconcile import find_end, order_versions
from shared.domain.claims import ClaimSet

Shelf = dict[str, StoredVersion]


def make_version(
    version: str, *, updated: str | None = None, received: str = "2025-01-01T00:00:00+00:00", ruleset: str = "rules-1"
) -> ClaimSet:
    return ClaimSet(
        document_id="document",
        version=version,
        headline=None,
        outlet="Zarnauer Bote",
        published="2025-05-01",
        updated=updated,
        url=None,
        language="de",
        origin_file="a.txt",
        received=received,
        ruleset=ruleset,
        text_fingerprint=(),
        claims=(),
    )


FIRST = make_version("1")
SECOND = make_version("2", updated="2025-05-02")
THIRD = make_version("3", updated="2025-05-04")


def carry_out(shelf: Shelf, arrivals: Sequence[ClaimSet]) -> Shelf:
    """Do to a dictionary what the writer does to the tables."""
    plan = plan_document(list(shelf.values()), arrivals)
    if plan is None:
        return shelf
    kept = {name: held for name, held in shelf.items() if not held.live and name not in plan.dropped}
    kept |= {name: replace(kept[name], known_until=until) for name, until in plan.redated}
    live = next((held for held in shelf.values() if held.live), None)
    if plan.demoted:
        assert live is not None
        kept[live.facts.version] = StoredVersion(live.facts, live=False, known_until=plan.demoted_until)
    for ended, until in plan.ended:
        assert ended.version not in kept, "the primary key would be violated"
        kept[ended.version] = StoredVersion(ended, live=False, known_until=until)
    if plan.live is not None:
        kept[plan.live.version] = StoredVersion(plan.live, live=True, known_until=None)
    elif live is not None and not plan.demoted:
        kept[live.facts.version] = live
    return kept


def test_a_new_document_becomes_live() -> None:
    plan = plan_document([], [FIRST])

    assert plan is not None
    assert (plan.live, plan.demoted, plan.ended) == (FIRST, False, ())


def test_the_same_again_changes_nothing() -> None:
    assert plan_document([StoredVersion(FIRST, live=True, known_until=None)], [FIRST, FIRST]) is None


def test_a_later_version_ends_the_live_one_on_its_day() -> None:
    plan = plan_document([StoredVersion(FIRST, live=True, known_until=None)], [SECOND])

    assert plan is not None
    assert (plan.live, plan.demoted, plan.demoted_until) == (SECOND, True, "2025-05-02")


def test_an_older_version_that_comes_late_has_ended_at_once() -> None:
    plan = plan_document([StoredVersion(SECOND, live=True, known_until=None)], [FIRST])

    assert plan is not None
    assert plan.live is None
    assert not plan.demoted
    assert plan.ended == ((FIRST, "2025-05-02"),)


def test_a_version_between_two_dates_the_end_of_the_first_anew() -> None:
    stored = [
        StoredVersion(FIRST, live=False, known_until="2025-05-04"),
        StoredVersion(THIRD, live=True, known_until=None),
    ]
    plan = plan_document(stored, [SECOND])

    assert plan is not None
    assert plan.ended == ((SECOND, "2025-05-04"),)
    assert plan.redated == (("1", "2025-05-02"),)


def test_other_rules_replace_a_version_where_it_stands() -> None:
    again = replace(FIRST, ruleset="rules-2")
    live = plan_document([StoredVersion(FIRST, live=True, known_until=None)], [again])
    stored = [
        StoredVersion(FIRST, live=False, known_until="2025-05-02"),
        StoredVersion(SECOND, live=True, known_until=None),
    ]
    ended = plan_document(stored, [again])

    assert live is not None
    assert (live.live, live.demoted) == (again, False)
    assert ended is not None
    assert (ended.live, ended.ended, ended.dropped) == (None, ((again, "2025-05-02"),), ("1",))


def test_a_version_taken_again_later_may_become_live_between_equals() -> None:
    early, other = make_version("1"), make_version("2", received="2025-01-02T00:00:00+00:00")
    again = replace(early, received="2025-01-03T00:00:00+00:00")
    stored = [StoredVersion(early, live=False, known_until=None), StoredVersion(other, live=True, known_until=None)]
    plan = plan_document(stored, [again])

    assert plan is not None
    assert (plan.live, plan.demoted, plan.dropped) == (again, True, ("1",))


VERSIONS = st.builds(
    make_version,
    st.sampled_from("1234"),
    updated=st.sampled_from([None, "2025-05-02", "2025-05-04T08:00:00+02:00"]),
    received=st.sampled_from(["2025-01-01T00:00:00+00:00", "2025-01-02T00:00:00+00:00"]),
).map(lambda version: replace(version, version=f"{version.version} of {version.updated}"))  # a version has its dates


@given(arrivals=st.lists(VERSIONS, min_size=1, max_size=10), data=st.data())
def test_whatever_order_and_batches_the_versions_stand_as_the_core_orders_them(
    arrivals: list[ClaimSet], data: st.DataObject
) -> None:
    shelf: Shelf = {}
    rest = data.draw(st.permutations(arrivals))
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        shelf = carry_out(shelf, rest[:size])
        rest = rest[size:]

    (ordered,) = order_versions(arrivals)
    untils = {version.version: find_end(version, following) for version, following in pairwise(ordered)}
    assert {name: held.known_until for name, held in shelf.items() if not held.live} == untils
    assert [held.facts for held in shelf.values() if held.live] == [ordered[-1]]
