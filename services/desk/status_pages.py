"""Is everything that came in also in the ledger? For people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.desk.database_counts import COUNTED
from services.desk.inboxes import InboxCounts
from services.desk.kafka_lags import KafkaStatus, Lag

_SHOWN_NAMES = 3
Row = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Status:
    """What Kafka, Postgres and the inbox say at one moment.

    `counts`: rows of each table of COUNTED; `unsent` and `refused`: outbox rows that wait and that Kafka refuses;
    `inbox`: None where it is not known. `option`: how commands that are printed name the stack, "" or " --data DIR".
    """

    kafka: KafkaStatus
    counts: Sequence[tuple[str, int]]
    unsent: int
    refused: int
    inbox: InboxCounts | None
    option: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits anywhere."""
        return not (self.kafka.behind or self.unsent or (self.inbox and self.inbox.waiting))

    @property
    def is_complete(self) -> bool:
        """Whether nothing was refused or lies about either."""
        left = self.inbox is None or not (self.inbox.refused or self.inbox.lone_sidecars)
        return self.is_settled and left and not (self.kafka.dead_letters or self.refused)


def status_to_json(status: Status) -> dict[str, object]:
    """Return all numbers as JSON; the inbox is null where it is not known."""
    inbox = status.inbox
    return {
        "lags": [asdict(lag) for lag in status.kafka.lags],
        "counts": {table: number for (table, _), (_, number) in zip(COUNTED, status.counts, strict=True)},
        "outbox": {"waiting": status.unsent, "refused": status.refused},
        "dead_letters": status.kafka.dead_letters,
        "inbox": None
        if inbox is None
        else {
            "path": str(inbox.inbox.path),
            "waiting": inbox.waiting,
            "lone_sidecars": list(inbox.lone_sidecars),
            "failed": str(inbox.inbox.failed),
            "refused_today": inbox.refused_today,
            "refused": inbox.refused,
        },
        "settled": status.is_settled,
        "complete": status.is_complete,
    }


def print_status(page: Console, status: Status, lags: Sequence[Lag]) -> None:
    """Print the lags, what Postgres holds, what waits or was refused with where to look, and the verdict."""
    page.print(_list_lags(lags))
    page.print()
    page.print(_list_counts(status.counts))
    page.print()
    page.print(_list_open(_find_open(status)))
    if status.inbox is None:
        page.print("The inbox is not known here: set LAGEBILD_INBOX to count what waits and what was refused.")
    page.print()
    page.print(_judge(status))


def _list_lags(lags: Sequence[Lag]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="quiet")
    for name in ("service's group", "topic", "partition"):
        table.add_column(name)
    for name in ("done", "of", "behind"):
        table.add_column(name, justify="right")
    for lag in lags:
        partition = "all" if lag.partition is None else str(lag.partition)
        behind = Text(f"{lag.behind:,}", style="warn" if lag.behind else "good")
        table.add_row(lag.group, lag.topic, partition, f"{lag.done:,}", f"{lag.end:,}", behind)
    return table


def _list_counts(counts: Sequence[tuple[str, int]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column("count", justify="right", min_width=5)
    table.add_column("of what")
    for name, number in counts:
        table.add_row(f"{number:,}", name)
    return table


def _list_open(rows: Iterator[Row]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column("count", justify="right", min_width=5)
    table.add_column("of what", width=38)
    table.add_column("where to look", overflow="fold")
    for number, name, where, style in rows:
        table.add_row(Text(f"{number:,}", style=style if number else "good"), name, Text(where, style="quiet"))
    return table


def _find_open(status: Status) -> Iterator[Row]:
    """Yield what waits and what was refused: how many, of what, where to look, how bad it is."""
    inbox, option = status.inbox, status.option
    if inbox is not None:
        yield inbox.waiting, "files wait in the inbox", str(inbox.inbox.path), "warn"
        names = ", ".join(inbox.lone_sidecars[:_SHOWN_NAMES])
        yield len(inbox.lone_sidecars), "sidecars wait for their text", names or str(inbox.inbox.path), "warn"
        yield inbox.refused_today, "files refused today", str(inbox.inbox.failed), "bad"
        yield inbox.refused, "files refused in all", f"lagebild retry --list{option}", "bad"
    yield status.unsent, "messages wait for the output topics", "the reconciler's log", "warn"
    yield status.refused, "messages refused by Kafka", "lagebild.outbox, column refused", "bad"
    yield status.kafka.dead_letters, "dead letters not sent back", f"lagebild dead-letters list{option}", "bad"


def _judge(status: Status) -> Text:
    if status.kafka.behind or status.unsent:
        return Text(f"{status.kafka.behind:,} messages wait for a service, {status.unsent:,} for the relay.", "warn")
    if not status.is_settled:
        return Text("What was taken is in the ledger and in the output topics; files still wait in the inbox.", "warn")
    if not status.is_complete:
        return Text("What could be read is in the ledger and in the output topics; the rest is listed above.", "warn")
    if status.inbox is None:
        return Text("Everything that was taken is in the ledger and in the output topics.", "good")
    return Text("Everything that came in is in the ledger and in the output topics.", "good")
