"""`analyze --why` and `explain-rules`: which rule made a claim, and why a figure is none."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from services.desk.commands.analyze import app as analyze
from services.desk.commands.explain_rules import app as explain_rules
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.rules import list_rules

_RUNNER = CliRunner()


def test_why_names_the_rule_of_a_claim_and_the_reason_of_a_refusal(tmp_path: Path) -> None:
    article = tmp_path / "flut.txt"
    article.write_text(
        "Flut in Slowenien\n\nSeit 1997 gab es hier 12 Tote. Es fielen 300 Liter Regen.\n", encoding="utf-8"
    )

    told = _RUNNER.invoke(analyze, ["--why", str(article)], env={"COLUMNS": "160"})

    assert told.exit_code == 0, told.output
    assert "measure.tote" in told.output
    assert "no claim: is a year" in told.output
    assert "no claim: counts Liter" in told.output


def test_every_rule_is_listed_with_its_example() -> None:
    told = _RUNNER.invoke(explain_rules, ["--json"])

    listed = [json.loads(line)["id"] for line in told.output.splitlines()]
    assert listed == [rule.id for rule in list_rules(load_lexicon())]


def test_a_part_of_an_id_narrows_the_list() -> None:
    told = _RUNNER.invoke(explain_rules, ["--json", "quantity."])

    assert {json.loads(line)["id"].partition(".")[0] for line in told.output.splitlines()} == {"quantity"}
