"""What a person reads when the command line cannot go on."""

from __future__ import annotations

import pytest

from services.desk import main
from services.desk.errors import DeskError
from services.extractor.core.lexicon_forms import LexiconError


def _raise(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("error", [DeskError("no stack runs"), LexiconError("speech.yaml: 'sagte' stands twice")])
def test_what_a_person_can_mend_is_one_line(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "app", lambda: _raise(error))

    with pytest.raises(SystemExit) as ended:
        main.run()

    assert ended.value.code == 1
    assert capsys.readouterr().err == f"lagebild: {error}\n"


def test_a_fault_of_the_program_is_not_dressed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "app", lambda: _raise(ValueError("a bug")))

    with pytest.raises(ValueError, match="a bug"):
        main.run()
