from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from services.desk.articles import check_day, read_files
from services.desk.errors import DeskError
from shared.domain.articles import identify_version

TEXT = "Zwölf Tote in Celje\n\nLaut Polizei starben zwölf Menschen.\n"


class Refusals(list[tuple[str, str]]):
    def add(self, path: Path, reason: str) -> None:
        self.append((path.name, reason))


def test_files_are_read_in_the_order_given_with_their_sidecars(tmp_path: Path) -> None:
    for name, outlet in (("b.txt", "Südpost"), ("a.txt", "Aarepost")):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
        (tmp_path / f"{name}.meta.json").write_text(json.dumps({"outlet": outlet}), encoding="utf-8")
    refused = Refusals()
    reads = list(read_files([tmp_path / "b.txt", tmp_path / "a.txt"], None, refused.add))
    assert [read.article.outlet for read in reads] == ["Südpost", "Aarepost"]
    assert refused == []


def test_each_refusal_says_why_and_what_to_do_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "leer.txt").touch()
    (tmp_path / "gut.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "ordner.txt").mkdir()
    (tmp_path / "riesig.txt").write_bytes(b"a" * 900_001)
    names = ("leer.txt", "fehlt.txt", "ordner.txt", "riesig.txt", "gut.txt")
    refused = Refusals()
    reads = list(read_files([tmp_path / name for name in names], None, refused.add))
    assert [read.path.name for read in reads] == ["gut.txt"]
    assert [name for name, _ in refused] == list(names[:-1])
    assert all(reason.endswith(".") and ". " in reason for _, reason in refused)


def test_a_given_date_is_part_of_the_version(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    (read,) = read_files([tmp_path / "x.txt"], "2025-09-17", Refusals().add)
    article = read.article
    assert article.published == "2025-09-17"
    assert article.version == identify_version(
        text=TEXT, headline=article.headline, outlet=None, published="2025-09-17", updated=None, url=None
    )


def test_the_arrival_of_a_file_is_its_last_change(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(TEXT, encoding="utf-8")
    os.utime(path, (0, 1_745_851_200))
    (read,) = read_files([path], None, Refusals().add)
    assert read.article.received == "2025-04-28T14:40:00.000+00:00"


@pytest.mark.parametrize("day", ["2025-04-28", "2025-04-28T16:40:00+02:00", None])
def test_days_and_moments_are_dates(day: str | None) -> None:
    assert check_day(day, "--published") == day


def test_a_wrong_date_names_its_option() -> None:
    with pytest.raises(DeskError, match=r"--published 28\.4\.2025: not a date"):
        check_day("28.4.2025", "--published")


def test_a_directory_is_called_one(tmp_path: Path) -> None:
    refused = Refusals()
    assert list(read_files([tmp_path], None, refused.add)) == []
    assert f"is a directory, no article. With {tmp_path}/*.txt" in refused[0][1]


def test_sidecars_that_are_named_with_their_texts_are_no_articles(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "x.txt.meta.json").write_text("{}", encoding="utf-8")
    refused = Refusals()
    reads = list(read_files(sorted(tmp_path.iterdir()), None, refused.add))
    assert [read.path.name for read in reads] == ["x.txt"]
    assert refused == []


def test_a_file_of_several_articles_gives_each_and_names_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "viele.jsonl"
    path.write_text(f'{{"text": {json.dumps(TEXT)}}}\nkaputt\n{{"text": "Elf Tote."}}\n', encoding="utf-8")
    refused = Refusals()
    reads = list(read_files([path], "2025-05-02", refused.add))
    assert [(read.article.text, read.article.published) for read in reads] == [
        (TEXT, "2025-05-02"),
        ("Elf Tote.", "2025-05-02"),
    ]
    assert "(line 2)" in refused[0][1]
