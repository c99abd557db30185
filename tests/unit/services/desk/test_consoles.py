from __future__ import annotations

import pytest
from rich.padding import Padding
from rich.text import Text

from services.desk.consoles import open_page


def test_lines_end_where_their_words_end_when_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    page = open_page()
    page.print(Padding(Text("zwölf Tote\nneun Tote"), (0, 0, 1, 2)))
    page.print("Ende")
    assert capsys.readouterr().out == "  zwölf Tote\n  neun Tote\n\nEnde\n"
