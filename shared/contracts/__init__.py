"""What goes over Kafka: pydantic models (one class per version), the topic registry, generated schemas."""
