from __future__ import annotations

import pytest
from aiokafka import TopicPartition

from services.desk.kafka_lags import KafkaStatus, Lag, measure_lag, sum_partitions

PLACE = TopicPartition("lagebild.claims.v1", 3)


@pytest.mark.parametrize(
    ("committed", "begin", "end", "behind"),
    [
        (7, 0, 10, 3),
        (10, 0, 10, 0),
        (-1, 0, 10, 10),
        (-1, 6, 10, 4),  # retention deleted the first six: nobody can be behind them
        (2, 6, 10, 4),
        (12, 0, 10, 0),  # the topic was made anew
    ],
)
def test_what_can_still_be_read_and_is_not_done_is_behind(committed: int, begin: int, end: int, behind: int) -> None:
    assert measure_lag("g", PLACE, committed, begin, end).behind == behind


def test_partitions_of_one_topic_and_group_are_summed() -> None:
    lags = [Lag("g", "t", 0, 1, 4, 3), Lag("g", "t", 1, 2, 2, 0), Lag("h", "t", 0, 0, 4, 4)]
    assert sum_partitions(lags) == [Lag("g", "t", None, 3, 6, 3), Lag("h", "t", None, 0, 4, 4)]
    assert KafkaStatus(tuple(lags), dead_letters=0).behind == 7
