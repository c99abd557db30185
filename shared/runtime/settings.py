"""Settings of every process, read from the environment (prefix `LAGEBILD_`) once at start."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.runtime.addresses import require_dsn, require_servers

ENV_PREFIX = "LAGEBILD_"


class FileSource(PydanticBaseSettingsSource):
    """Reads a setting from the file that `LAGEBILD_<NAME>_FILE` names, as container secrets are mounted."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002  (interface)
        """Return the file's text without its last line end, or None where no file is named."""
        path = os.environ.get(f"{ENV_PREFIX}{field_name.upper()}_FILE")
        return (Path(path).read_text(encoding="utf-8").rstrip("\r\n") if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return all settings that come from files."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class ProcessSettings(BaseSettings):
    """What every process has: where it shows signs of life and how much it says."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_ignore_empty=True, extra="ignore")

    health_dir: Path = Field(
        default=Path(tempfile.gettempdir()) / "lagebild-health",
        description="Directory of the heartbeat files; replicas on one machine need one each",
    )
    health_max_age_s: float = Field(
        default=60.0, gt=0, description="Seconds after which a service without progress counts as stuck"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least severity that is logged"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (interface)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (interface)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the files it names."""
        return init_settings, env_settings, FileSource(settings_cls)


class KafkaSettings(ProcessSettings):
    """How to reach Kafka, and how long to bear with it."""

    kafka: Annotated[str, AfterValidator(require_servers)] = Field(
        default="127.0.0.1:9092", description="Bootstrap servers, `host:port`, several separated by commas"
    )
    kafka_idempotence: bool = Field(
        default=True, description="Idempotent producer; false only for brokers without it (tansu)"
    )
    kafka_replication: int = Field(default=1, ge=1, description="Replicas of each topic that lagebild-topics creates")
    kafka_wait_s: float = Field(
        default=60.0, gt=0, description="Seconds that lagebild-topics waits for a broker that does not answer yet"
    )
    kafka_session_s: float = Field(
        default=15.0,
        ge=6,
        le=60,
        description="Seconds without a heartbeat after which Kafka gives a dead worker's partitions to the others",
    )
    retry_give_up_s: float = Field(
        default=120.0, gt=0, description="Seconds a failing batch is retried in place before the process ends"
    )
    stop_within_s: float = Field(
        default=8.0, gt=0, description="Seconds a worker has to finish its batch and commit after SIGTERM"
    )


class PostgresSettings(ProcessSettings):
    """How to reach Postgres."""

    postgres_dsn: SecretStr = Field(
        description="postgresql://user:password@host:port/database; LAGEBILD_POSTGRES_DSN_FILE may name a file with it"
    )

    @field_validator("postgres_dsn")
    @classmethod
    def require_postgres(cls, dsn: SecretStr) -> SecretStr:
        """Refuse what no driver understands: they would quote parts of it, perhaps of the password."""
        require_dsn(dsn.get_secret_value())
        return dsn


Settings = TypeVar("Settings", bound=ProcessSettings)


def load_settings(kind: type[Settings]) -> Settings:
    """Return the settings from the environment; where they are faulty, say which and end with status 2."""
    try:
        return kind()
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            said = fault["msg"].removeprefix("Value error, ")
            sys.stderr.write(f"{ENV_PREFIX}{str(fault['loc'][0]).upper()}: {said} (see docs/topics.md)\n")
    except OSError as error:
        sys.stderr.write(f"a setting's file cannot be read: {error}\n")
    sys.exit(2)
