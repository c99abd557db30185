"""The ledger in Postgres as domain objects: for the reconciler, which writes it, and the desk, which shows it."""
