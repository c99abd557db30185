"""The `lagebild` command as people call it, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest

from infra.local.postgres import find_programs
from services.desk.main import COMMANDS
from shared.contracts.articles import ArticleV1
from shared.contracts.claims import ClaimV1
from shared.contracts.ledger import LedgerV1
from tests.conftest import open_directory

ROOT = Path(__file__).parents[2]
SEED = "seeds/flut-2025-09-17-suedpost.txt"
LAGEBILD = (sys.executable, "-m", "services.desk.main")
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("LAGEBILD_")}
DEADLINE_S = 60.0
TEXT = "Nach Angaben der Polizei wurden bei dem Erdbeben in der Türkei 40 Menschen getötet.\n"


def lagebild(*arguments: str | Path, environment: Mapping[str, str] = PLAIN) -> subprocess.CompletedProcess[str]:
    command = [*LAGEBILD, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_the_summary_and_an_example(command: str) -> None:
    told = lagebild(command, "--help", environment={**PLAIN, "COLUMNS": "200"})
    assert told.returncode == 0, told.stderr
    assert COMMANDS[command] in " ".join(told.stdout.split())
    assert f"lagebild {command}" in told.stdout.partition("Examples:")[2]


def test_the_list_of_commands_loads_none_of_them() -> None:
    """Start-up is fast because drivers, contracts and lexicons are left alone."""
    script = (
        "import sys; from typer.testing import CliRunner; from services.desk.main import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "heavy = {'aiokafka', 'asyncpg', 'psycopg', 'pydantic', 'yaml', 'faust'}; print(heavy & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_analyze_prints_one_json_line_per_file() -> None:
    told = lagebild("analyze", "--json", SEED, "seeds/demo-2025-10-11-leipziger-stadtbote.txt")
    assert told.returncode == 0, told.stderr
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert [line["path"] for line in lines] == [SEED, "seeds/demo-2025-10-11-leipziger-stadtbote.txt"]
    for line in lines:
        assert set(line) == {"path", "text", "article", "claims"}
        assert "text" not in line["article"]
        assert ArticleV1.model_validate({**line["article"], "text": line["text"]}).published is not None
        assert line["claims"]
        for claim in line["claims"]:
            assert set(claim) == set(ClaimV1.model_fields)
            assert line["text"][claim["figure"]["start"] : claim["figure"]["end"]] == claim["quantity"]["text"]
            evidence = claim["evidence"]
            assert line["text"][evidence["start"] : evidence["end"]] == evidence["exact"]


def test_analyze_reads_the_sidecar() -> None:
    (line,) = map(json.loads, lagebild("analyze", "--json", SEED).stdout.splitlines())
    assert line["article"]["published"] == "2025-09-17"
    assert line["article"]["outlet"] == "Südpost"


def test_published_dates_only_articles_without_a_date(tmp_path: Path) -> None:
    (tmp_path / "ohne.txt").write_text(TEXT, encoding="utf-8")
    told = lagebild("analyze", "--json", "--published", "2025-03-04", tmp_path / "ohne.txt", SEED)
    first, second = map(json.loads, told.stdout.splitlines())
    assert first["article"]["published"] == "2025-03-04"
    assert second["article"]["published"] == "2025-09-17"


def test_a_refused_file_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    (tmp_path / "leer.txt").write_text("", encoding="utf-8")
    told = lagebild("analyze", "--json", tmp_path / "leer.txt", tmp_path / "fehlt.txt", SEED)
    assert told.returncode == 1
    assert len(told.stdout.splitlines()) == 1
    first, second = told.stderr.splitlines()
    assert "leer.txt: the file is empty" in first
    assert "fehlt.txt: can't be read" in second


def test_a_name_that_is_no_utf8_is_printed_as_json(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/Z\xfcrich.txt"
    Path(os.fsdecode(path)).write_text(TEXT, encoding="utf-8")
    told = subprocess.run([*LAGEBILD, "analyze", "--json", path], cwd=ROOT, env=PLAIN, capture_output=True, check=True)
    assert os.fsencode(json.loads(told.stdout)["path"]) == path


@pytest.mark.parametrize("command", ["analyze", "compare"])
def test_a_wrong_date_is_named(command: str) -> None:
    told = lagebild(command, "--published", "gestern", SEED)
    assert told.returncode == 1
    assert told.stderr.startswith("lagebild: --published gestern: not a date; write it as 2025-04-28")


def test_compare_prints_the_ledger_as_json() -> None:
    told = lagebild("compare", "--json", SEED, "seeds/flut-2025-09-19-tagesanzeige.txt")
    assert told.returncode == 0, told.stderr
    document = json.loads(told.stdout)
    ledger = LedgerV1.model_validate(document)
    assert document == ledger.model_dump(mode="json", by_alias=True)
    assert {Path(found.path).name for found in ledger.documents} == {
        "flut-2025-09-17-suedpost.txt",
        "flut-2025-09-19-tagesanzeige.txt",
    }
    assert ledger.dossiers


def test_compare_gives_one_digest_in_any_order() -> None:
    files = [str(path) for path in sorted((ROOT / "seeds").glob("*.txt"))]
    orders = (files, files[::-1], files[5:] + files[:5] + files[:2])
    digests = {json.loads(lagebild("compare", "--json", *order).stdout)["digest"] for order in orders}
    assert len(digests) == 1


def test_compare_knows_only_what_was_known_on_the_day() -> None:
    files = ("seeds/flut-2025-09-16-grenzlandbote.txt", SEED)
    early = json.loads(lagebild("compare", "--json", "--known-on", "2025-09-16", *files).stdout)
    late = json.loads(lagebild("compare", "--json", *files).stdout)
    assert {document["published"][:10] for document in early["documents"]} == {"2025-09-16"}
    assert len(late["claims"]) > len(early["claims"]) > 0


def test_before_the_first_article_nothing_was_known() -> None:
    told = lagebild("compare", "--known-on", "2025-09-15", SEED)
    assert told.returncode == 0
    assert told.stdout == (
        "Nothing was known on 2025-09-15: no article was published by then; the first is of 2025-09-17.\n"
    )


def test_the_version_is_that_of_the_package() -> None:
    assert lagebild("--version").stdout == f"lagebild {metadata.version('lagebild')}\n"


def test_pages_fit_in_a_hundred_columns() -> None:
    files = [str(path) for path in sorted((ROOT / "seeds").glob("*.txt"))]
    for command in ("analyze", "compare"):
        told = lagebild(command, *files)
        assert told.returncode == 0, told.stderr
        assert max(map(len, told.stdout.splitlines())) <= 100
        assert not [line for line in told.stdout.splitlines() if line.endswith(" ")]


@pytest.mark.parametrize("command", ["status", "ledger", "conflicts", "digest"])
def test_without_servers_a_command_says_how_to_start_them(command: str, tmp_path: Path) -> None:
    told = lagebild(command, "--data", tmp_path)
    assert told.returncode == 1
    assert f"lagebild up --data {tmp_path}" in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "variable", "value"),
    [
        (("tail", "claims"), "LAGEBILD_KAFKA", "127.0.0.1:1"),
        (("digest",), "LAGEBILD_POSTGRES_DSN", "postgresql://lagebild@127.0.0.1:1/lagebild"),
    ],
)
def test_a_server_that_does_not_answer_is_named(command: tuple[str, ...], variable: str, value: str) -> None:
    told = lagebild(*command, environment={**PLAIN, variable: value})
    assert told.returncode == 1
    assert "does not answer" in told.stderr
    assert f"or set {variable}" in told.stderr


@pytest.mark.parametrize(
    ("command", "variable", "value", "said"),
    [
        (("tail", "claims"), "LAGEBILD_KAFKA", "127.0.0.1:port", "must be host:port"),
        (("digest",), "LAGEBILD_POSTGRES_DSN", "postgresql://u:geheim#1@127.0.0.1/d", "must look like postgresql://"),
        (("digest",), "LAGEBILD_POSTGRES_DSN_FILE", "missing/secret", "No such file"),
    ],
)
def test_a_faulty_address_is_one_line_without_its_secrets(
    command: tuple[str, ...], variable: str, value: str, said: str
) -> None:
    told = lagebild(*command, environment={**PLAIN, variable: value})
    assert told.returncode == 1
    (line,) = told.stderr.splitlines()
    assert line.startswith(f"lagebild: {variable}")
    assert said in line
    assert "geheim" not in line


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
def test_demo_and_then_up_with_the_commands_that_they_print(kafka: str) -> None:
    with open_directory() as parent:
        data = parent / "erste schritte"
        demo = lagebild("demo", "--data", data)
        assert demo.returncode == 0, demo.stderr
        digest = re.search(r"sha256:\w{64}", demo.stdout)
        assert digest is not None
        up = start_up("--data", str(data), cwd=ROOT)
        try:
            commands = read_invitation(up)
            for name in (
                "printf ",
                "lagebild timeline",
                "lagebild tail",
                "psql",
                "lagebild ledger",
                "lagebild conflicts",
                "lagebild status",
            ):
                assert any(name in command for command in commands), name
            assert lagebild("digest", "--data", data).stdout.strip() == digest[0]
            run_all_as_printed(commands, cwd=ROOT)
            assert lagebild("digest", "--data", data).stdout.strip() != digest[0]
            page = join(lagebild("ledger", "hochwasser", "--data", data))
            assert "Innenministerium: 21 killed (2025-09-26)" in page
            status = json.loads(lagebild("status", "--json", "--data", data).stdout)
            assert (status["settled"], status["inbox"]["waiting"], status["inbox"]["refused"]) == (True, 0, 0)
            (data / "inbox" / "leer.txt").touch()
            assert "1 file refused: leer.txt: the file is empty; see " in read_until(up, "refused")
            assert "What could be read is in the ledger" in lagebild("status", "--data", data).stdout
        finally:
            up.send_signal(signal.SIGINT)
            assert up.wait(60) == 0
        assert not is_reachable(data)


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
def test_the_commands_of_the_readme_work_as_printed(kafka: str) -> None:
    commands = find_readme_commands()
    assert len(commands) >= 5
    with open_directory() as checkout:
        (checkout / "seeds").symlink_to(ROOT / "seeds")
        (checkout / ".venv").mkdir()
        (checkout / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
        up = start_up(cwd=checkout)
        try:
            read_invitation(up)
            run_all_as_printed(commands, cwd=checkout)
        finally:
            up.send_signal(signal.SIGTERM)
            assert up.wait(60) == 0


def find_readme_commands() -> list[str]:
    """Return the commands of the chapter on the three interfaces."""
    chapter = (ROOT / "README.md").read_text(encoding="utf-8").split("## Use it")[1].split("\n## ")[0]
    return [line for block in chapter.split("```\n")[1::2] for line in block.splitlines()]


def start_up(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([*LAGEBILD, "up", *arguments], cwd=cwd, env=PLAIN, stdout=subprocess.PIPE, text=True)


def read_invitation(up: subprocess.Popen[str]) -> list[str]:
    """Return the commands that `up` prints, when it has printed them all."""
    assert up.stdout is not None
    commands = []
    for line in up.stdout:
        found = re.match(r"  (?:\w+ +| {8})(\S.*)", line)
        if found is not None:
            commands.append(found[1])
        if "Ctrl-C" in line:
            return commands
    raise AssertionError(f"up ended: {up.wait()}")


def run_all_as_printed(commands: list[str], *, cwd: Path) -> None:
    """Run the commands in their order; what was dropped by the first is soon in the timeline that the second shows."""
    drop, then, *others = commands
    assert run_as_printed(drop, cwd=cwd).returncode == 0
    ends = time.monotonic() + DEADLINE_S
    while "21 Innenministerium" not in join(told := run_as_printed(then, cwd=cwd)):
        assert time.monotonic() < ends, f"{then}: {told.stdout}{told.stderr}"
    for command in others:
        told = run_as_printed(command, cwd=cwd)
        assert told.returncode == 0, f"{command}: {told.stderr}"


def run_as_printed(command: str, *, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run it in a shell; what would follow a topic for ever stops at its end."""
    command = command.replace("--from-beginning", "--from-beginning --no-follow")
    shell = shutil.which("sh")
    assert shell is not None
    path = os.pathsep.join((str(Path(sys.executable).parent), PLAIN["PATH"], str(find_programs())))  # for psql
    environment = {**PLAIN, "PATH": path}
    return subprocess.run([shell, "-c", command], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def read_until(up: subprocess.Popen[str], words: str) -> str:
    """Return the next line with these words; a process that prints none of them in time is stopped."""
    assert up.stdout is not None
    late = threading.Timer(DEADLINE_S, up.terminate)
    late.start()
    try:
        return next(line for line in up.stdout if words in line)
    finally:
        late.cancel()


def join(told: subprocess.CompletedProcess[str]) -> str:
    """Return what was printed as one line."""
    return " ".join(told.stdout.split())


def is_reachable(data: Path) -> bool:
    return lagebild("digest", "--data", data).returncode == 0
