"""Every tolerance is named, has a reason, and is documented."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from services.reconciler.core import policy
from services.reconciler.core.estimates import RULES
from shared.domain.claims import MEASURES

_TREE = ast.parse(Path(policy.__file__).read_text(encoding="utf-8"))
_PAGE = (Path(__file__).parents[5] / "docs" / "reconciling.md").read_text(encoding="utf-8")
_CONSTANTS = [
    node.target.id for node in _TREE.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
]


@pytest.mark.parametrize("name", _CONSTANTS)
def test_a_constant_is_followed_by_its_reason(name: str) -> None:
    index = next(
        i for i, node in enumerate(_TREE.body) if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name
    )
    reason = _TREE.body[index + 1]

    assert isinstance(reason, ast.Expr)
    assert isinstance(reason.value, ast.Constant)
    assert str(reason.value.value).endswith((".", "\n"))


@pytest.mark.parametrize("name", [*_CONSTANTS, *RULES, "nothing-admissible"])
def test_the_page_names_every_constant_and_rule(name: str) -> None:
    assert f"`{name}`" in _PAGE


def test_numbers_are_constants_alone() -> None:
    functions = [node for node in _TREE.body if isinstance(node, ast.FunctionDef)]
    numbers = [
        node
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    ]

    assert numbers == []


def test_measures_named_exist() -> None:
    named = {*policy.RUNNING_MEASURES, *policy.MOVING_MEASURES, *policy.WHOLE_MEASURES, *policy.WHOLE_MEASURES.values()}

    assert named | {each for family in policy.MEASURE_FAMILIES for each in family} <= set(MEASURES)


def test_kinds_without_an_entry_take_the_default() -> None:
    assert policy.find_window("war") == 31
    assert policy.find_window("quake") == policy.find_window(None) == policy.DEFAULT_WINDOW_DAYS
    assert policy.find_episode_gap("quake") == policy.DEFAULT_EPISODE_GAP_DAYS
    assert policy.is_sudden("quake")
    assert not policy.is_sudden("war")
