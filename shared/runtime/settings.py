"""Settings of every process, read from the environment (prefix `LAGEBILD_`) once at start."""

from __future__ import annotations

import os
import ssl
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator, model_validator
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

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    health_dir: Path = Field(
        default=Path(tempfile.gettempdir()) / "lagebild-health",
        description="Directory of the heartbeat files; replicas on one machine need one each",
    )
    health_max_age_s: float = Field(
        default=40.0, gt=0, description="Seconds after which a service without progress counts as stuck"
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


class KafkaAccess(ProcessSettings):
    """Where Kafka is, whether the way to it is encrypted, and who we say we are."""

    kafka: Annotated[str, AfterValidator(require_servers)] = Field(
        default="127.0.0.1:9092", description="Bootstrap servers, `host:port`, several separated by commas"
    )
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="SSL encrypts the connection, SASL logs in with user and password"
    )
    kafka_ca: Path | None = Field(
        default=None,
        description="PEM file of the authorities that Kafka's certificate may come from; unset: the system's",
    )
    kafka_certificate: Path | None = Field(
        default=None, description="PEM file of this client's certificate, where Kafka asks for one"
    )
    kafka_key: Path | None = Field(default=None, description="PEM file of that certificate's private key")
    kafka_key_password: SecretStr | None = Field(default=None, description="What that key is encrypted with, if it is")
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        default="SCRAM-SHA-512", description="How SASL proves the password; PLAIN sends it, so only over SASL_SSL"
    )
    kafka_user: str | None = Field(default=None, description="User of SASL")
    kafka_password: SecretStr | None = Field(
        default=None, description="Password of SASL; better LAGEBILD_KAFKA_PASSWORD_FILE, a file with it"
    )

    @property
    def uses_tls(self) -> bool:
        """Whether the connection is encrypted."""
        return self.kafka_security_protocol.endswith("SSL")

    @property
    def uses_sasl(self) -> bool:
        """Whether a user logs in."""
        return self.kafka_security_protocol.startswith("SASL")

    @field_validator("kafka_ca", "kafka_certificate", "kafka_key", mode="before")
    @classmethod
    def require_path(cls, given: Any) -> Any:
        """Refuse the content of a PEM file: it would be quoted where it is not found."""
        if "\n" in str(given) or "-----" in str(given):
            raise ValueError("names a PEM file: put its path into the variable itself, without _FILE")
        return given

    @model_validator(mode="after")
    def require_sense(self) -> Self:
        """Refuse what would fail later or be less safe than it looks; no secret and no key is quoted."""
        if self.uses_sasl and (self.kafka_user is None or self.kafka_password is None):
            raise ValueError("SASL needs LAGEBILD_KAFKA_USER and LAGEBILD_KAFKA_PASSWORD or ..._PASSWORD_FILE")
        if not self.uses_sasl and self.kafka_password is not None:
            raise ValueError("LAGEBILD_KAFKA_PASSWORD needs LAGEBILD_KAFKA_SECURITY_PROTOCOL=SASL_SSL")
        if self.kafka_security_protocol == "SASL_PLAINTEXT" and self.kafka_sasl_mechanism == "PLAIN":
            raise ValueError("PLAIN would send the password unencrypted: use SASL_SSL, or a SCRAM mechanism")
        if not self.uses_tls and (self.kafka_ca or self.kafka_certificate or self.kafka_key):
            raise ValueError("certificates need LAGEBILD_KAFKA_SECURITY_PROTOCOL=SSL or SASL_SSL")
        if (self.kafka_certificate is None) != (self.kafka_key is None):
            raise ValueError("LAGEBILD_KAFKA_CERTIFICATE and LAGEBILD_KAFKA_KEY belong together")
        self.build_tls_context()
        return self

    def build_tls_context(self) -> ssl.SSLContext | None:
        """Return what verifies Kafka's certificate and host name, None without TLS.

        Raises:
            ValueError: A certificate or key cannot be read.
        """
        if not self.uses_tls:
            return None
        try:
            context = ssl.create_default_context(cafile=self.kafka_ca)
            if self.kafka_certificate and self.kafka_key:
                secret = self.kafka_key_password.get_secret_value() if self.kafka_key_password else ""
                # always a password: without one OpenSSL would ask for it on the terminal
                context.load_cert_chain(self.kafka_certificate, self.kafka_key, password=secret)
        except OSError as error:  # also ssl.SSLError, whose words name no file
            files = ", ".join(str(path) for path in (self.kafka_ca, self.kafka_certificate, self.kafka_key) if path)
            raise ValueError(f"the PEM files {files} cannot be used: {error}") from error
        return context


class KafkaSettings(KafkaAccess):
    """How to reach Kafka, and how long to bear with it."""

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
    breaker_window: int = Field(
        default=100,
        ge=0,
        description="Latest messages of a topic that the breaker looks at; 0: whatever fails goes to the dead letters",
    )
    breaker_least: int = Field(
        default=50, ge=1, description="Refused messages in that window below which the breaker never stops a service"
    )
    breaker_share: float = Field(
        default=0.9, gt=0, le=1, description="Share of refused messages from which on the breaker stops a service"
    )
    stop_within_s: float = Field(
        default=8.0, gt=0, description="Seconds a worker has to finish its batch and commit after SIGTERM"
    )

    @model_validator(mode="after")
    def require_a_breaker_that_can_trip(self) -> Self:
        """Refuse a breaker that could never trip without saying so."""
        if 0 < self.breaker_window < self.breaker_least:
            raise ValueError(
                "LAGEBILD_BREAKER_LEAST is more than LAGEBILD_BREAKER_WINDOW holds; "
                "to switch the breaker off, set the window to 0"
            )
        return self


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
        sys.stderr.writelines(f"{fault} (see docs/topics.md)\n" for fault in describe_faults(error))
    except OSError as error:
        sys.stderr.write(f"a setting's file cannot be read: {error}\n")
    sys.exit(2)


def describe_faults(error: ValidationError) -> list[str]:
    """Return a sentence for each faulty setting, with its variable where it is about one alone; no value is quoted."""
    return [
        ": ".join(
            [*(f"{ENV_PREFIX}{name}".upper() for name in fault["loc"][:1]), fault["msg"].removeprefix("Value error, ")]
        )
        for fault in error.errors(include_url=False, include_input=False)
    ]
