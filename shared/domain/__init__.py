"""The language of the project: plain dataclasses and the pure functions on them. No I/O, no library."""
