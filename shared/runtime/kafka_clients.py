"""How every Kafka client of this project connects: address, encryption and who it says it is, from one place."""

from __future__ import annotations

from typing import Any

from shared.runtime.settings import KafkaAccess


def describe_client(access: KafkaAccess) -> dict[str, Any]:
    """Return the arguments by which an aiokafka client (producer, consumer, admin) connects."""
    described: dict[str, Any] = {
        "bootstrap_servers": access.kafka,
        "security_protocol": access.kafka_security_protocol,
        "ssl_context": access.build_tls_context(),
    }
    if access.uses_sasl:
        described |= {
            "sasl_mechanism": access.kafka_sasl_mechanism,
            "sasl_plain_username": access.kafka_user,
            "sasl_plain_password": reveal_password(access),
        }
    return described


def reveal_password(access: KafkaAccess) -> str:
    """Return the SASL password as clients take it; settings that use SASL are checked to have one."""
    assert access.kafka_password is not None
    return access.kafka_password.get_secret_value()
