"""The extractor's ends in Kafka."""
