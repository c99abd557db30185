"""Servers that the short trials share, made anew after a trial that went ill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.errors import MissingError
from tests.conftest import skip_without
from tests.faults.arenas import Ground
from tests.faults.trials import SHORT
from tests.faults.workloads import DEFAULT_SEED, Workload, prepare_workload


@pytest.fixture(scope="session")
def workload(tmp_path_factory: pytest.TempPathFactory) -> Workload:
    return prepare_workload(SHORT.articles, DEFAULT_SEED, tmp_path_factory.mktemp("articles"))


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    try:
        with Ground() as shared:
            shared.open()
            yield shared
    except MissingError as error:
        skip_without("Apache Kafka", error)
