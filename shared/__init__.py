"""What two services or more need: domain types, contracts, runtime. Knows no service."""
