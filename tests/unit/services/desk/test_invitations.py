from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from services.desk.articles import read_files
from services.desk.invitations import write_sample_command
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.pipeline import extract_claims


def test_the_printed_command_writes_an_article_with_a_date_and_a_new_figure(tmp_path: Path) -> None:
    inbox = tmp_path / "erste schritte"
    inbox.mkdir()
    shell = shutil.which("sh")
    assert shell is not None
    subprocess.run([shell, "-c", write_sample_command(inbox)], check=True)

    refused: list[tuple[Path, str]] = []
    (read,) = read_files(list(inbox.iterdir()), None, lambda path, why: refused.append((path, why)))
    claims = extract_claims(read.article, load_lexicon()).claims

    assert refused == []
    assert read.article.published == "2025-09-26"
    assert {(claim.dossier_id, claim.measure, claim.quantity.point) for claim in claims} == {
        ("hochwasser@SI/menschen", "killed", 21)
    }
