from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from services.ingest.core.rejections import RejectionCode
from services.ingest.main import UnusableDirectoryError, prepare_places, run
from services.ingest.settings import IngestSettings

INGEST = ("INBOX", "PROCESSED", "FAILED", "SETTLE_S")
DOCUMENTATION = Path(__file__).parents[4] / "docs" / "ingest.md"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in INGEST:
        monkeypatch.delenv(f"LAGEBILD_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_makes_the_inbox_with_its_shelves_in_it(tmp_path: Path) -> None:
    places = prepare_places(IngestSettings(inbox=Path("neu/inbox")))
    assert (places.inbox, places.processed, places.failed) == (
        tmp_path / "neu/inbox",
        tmp_path / "neu/inbox/processed",
        tmp_path / "neu/inbox/failed",
    )
    assert places.failed.is_dir()


def test_takes_places_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LAGEBILD_INBOX", str(tmp_path / "drop here"))
    monkeypatch.setenv("LAGEBILD_PROCESSED", str(tmp_path / "done"))
    monkeypatch.setenv("LAGEBILD_FAILED", "")
    places = prepare_places(IngestSettings())
    assert places.processed == tmp_path / "done"
    assert places.failed == tmp_path / "drop here" / "failed"


def test_gives_real_paths(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert prepare_places(IngestSettings(inbox=tmp_path / "link")).inbox == tmp_path / "real"


@pytest.mark.parametrize(
    ("inbox", "processed", "failed"),
    [("in", "in", "out"), ("in", "out", "out"), ("out/in", "out", "failed"), ("file", "a", "b"), ("file/in", "a", "b")],
)
def test_refuses_places_that_can_not_be_used(tmp_path: Path, inbox: str, processed: str, failed: str) -> None:
    (tmp_path / "file").write_text("")
    settings = IngestSettings(inbox=tmp_path / inbox, processed=tmp_path / processed, failed=tmp_path / failed)
    with pytest.raises(UnusableDirectoryError, match="LAGEBILD_"):
        prepare_places(settings)


def test_says_what_is_wrong_with_the_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAGEBILD_SETTLE_S", "bald")
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 2
    assert "settle_s" in capsys.readouterr().err


def test_every_setting_is_documented() -> None:
    told = DOCUMENTATION.read_text(encoding="utf-8")
    own = {name for name, field in IngestSettings.model_fields.items() if name in IngestSettings.__annotations__}
    assert own
    assert [name for name in sorted(own) if f"`LAGEBILD_{name.upper()}`" not in told] == []


def test_every_reason_is_documented() -> None:
    told = DOCUMENTATION.read_text(encoding="utf-8")
    assert [code for code in get_args(RejectionCode) if f"| `{code}` |" not in told] == []
