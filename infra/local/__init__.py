"""The stack without containers: Apache Kafka, PostgreSQL and the three services as processes of this machine."""
