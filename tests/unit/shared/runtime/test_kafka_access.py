from __future__ import annotations

import ssl
from pathlib import Path

import faust
import pytest

from infra.local.errors import MissingError
from shared.runtime.kafka_clients import describe_client
from shared.runtime.settings import KafkaAccess, KafkaSettings, load_settings
from shared.runtime.streams import build_app, build_credentials
from tests.certificates import Authority
from tests.conftest import skip_without

SECRET = "geheim-7431"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    try:
        return Authority(tmp_path_factory.mktemp("authority"))
    except MissingError as error:
        skip_without("openssl", error)


def set_variables(patch: pytest.MonkeyPatch, **values: object) -> None:
    for name, value in values.items():
        patch.setenv(f"LAGEBILD_KAFKA_{name.upper()}", str(value))


def test_nothing_set_is_neither_encrypted_nor_a_login() -> None:
    assert describe_client(KafkaAccess(kafka="k:1")) == {
        "bootstrap_servers": "k:1",
        "security_protocol": "PLAINTEXT",
        "ssl_context": None,
    }
    assert build_credentials(KafkaSettings()) is None


def test_a_password_in_a_file_logs_in_aiokafka_and_faust_alike(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text(f"{SECRET}\n")
    set_variables(monkeypatch, security_protocol="SASL_SSL", ca=authority.ca, user="lagebild")
    set_variables(monkeypatch, password_file=tmp_path / "password")
    settings = KafkaSettings()
    described = describe_client(settings)
    assert described["sasl_mechanism"] == "SCRAM-SHA-512"
    assert (described["sasl_plain_username"], described["sasl_plain_password"]) == ("lagebild", SECRET)
    credentials = build_credentials(settings)
    assert isinstance(credentials, faust.SASLCredentials)
    assert (credentials.username, credentials.password) == ("lagebild", SECRET)
    assert credentials.mechanism.value == "SCRAM-SHA-512"
    of_app = build_app("test", settings).conf.broker_credentials
    assert of_app is not None
    assert of_app.protocol.value == "SASL_SSL"
    for shown in (repr(settings), str(settings), repr(credentials)):
        assert SECRET not in shown


def test_tls_verifies_certificate_and_host_name(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    set_variables(monkeypatch, security_protocol="SSL", ca=authority.ca)
    context = describe_client(KafkaAccess())["ssl_context"]
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert isinstance(build_credentials(KafkaSettings()), faust.SSLCredentials)


def test_an_encrypted_key_is_opened_by_its_password(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    client = authority.issue("client", password=SECRET)
    set_variables(monkeypatch, security_protocol="SSL", ca=authority.ca, certificate=client.certificate, key=client.key)
    with pytest.raises(ValueError, match="cannot be used"):
        KafkaAccess()
    set_variables(monkeypatch, key_password=SECRET)
    assert KafkaAccess().build_tls_context() is not None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"security_protocol": "SASL_SSL"}, "SASL needs LAGEBILD_KAFKA_USER"),
        ({"user": "u", "password": SECRET}, "LAGEBILD_KAFKA_PASSWORD needs"),
        (
            {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN", "user": "u", "password": SECRET},
            "PLAIN would send the password unencrypted",
        ),
        ({"ca": "ca.pem"}, "certificates need"),
        ({"security_protocol": "SSL", "certificate": "c.pem"}, "belong together"),
        ({"security_protocol": "SSL", "ca": "missing.pem"}, "missing.pem cannot be used"),
        ({"security_protocol": "TLS"}, "LAGEBILD_KAFKA_SECURITY_PROTOCOL: "),
        (
            {"security_protocol": "SSL", "key": f"-----BEGIN PRIVATE KEY-----{SECRET}"},
            "LAGEBILD_KAFKA_KEY: names a PEM",
        ),
    ],
)
def test_what_is_less_safe_than_it_looks_is_refused_without_showing_secrets(
    values: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_variables(monkeypatch, **values)
    with pytest.raises(SystemExit):
        load_settings(KafkaAccess)
    complaint = capsys.readouterr().err
    assert said in complaint
    assert SECRET not in complaint


def test_the_content_of_a_key_given_as_a_file_is_refused_without_showing_it(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = authority.issue("careless").key
    set_variables(monkeypatch, security_protocol="SSL", key_file=key)
    with pytest.raises(SystemExit):
        load_settings(KafkaAccess)
    complaint = capsys.readouterr().err
    assert "LAGEBILD_KAFKA_KEY: names a PEM file" in complaint
    assert not any(line in complaint for line in key.read_text().splitlines())


def test_no_client_connects_past_these_settings() -> None:
    """Every client of Kafka is made from `describe_client`, or it would be neither encrypted nor logged in."""
    root = Path(__file__).parents[4]
    sources = [path for top in ("services", "shared", "infra") for path in (root / top).rglob("*.py")]
    naming = {str(path.relative_to(root)) for path in sources if "bootstrap_servers" in path.read_text()}
    assert naming == {"shared/runtime/kafka_clients.py"}
