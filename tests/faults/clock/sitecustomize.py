"""Python runs this at its start when it finds it on PYTHONPATH: a wall clock that the tests can set while it goes.

No service knows of it, and no service is changed for it: `time.time` and what `datetime` takes from the clock are
replaced before anything else is imported. The monotonic clock stays as it is, as it does when a real clock is set.
Where FAULTS_CLOCK is not set nothing happens. What asks the kernel past Python (other programs, time stamps of files)
goes by the true time: between the two there is the disagreement that a service sees beside a machine with another time.
"""

import datetime as dt
import mmap
import os
import struct
import time

_path = os.environ.get("FAULTS_CLOCK")

if _path:
    with open(_path, "rb") as _file:  # noqa: PTH123 - nothing else is imported before
        _wrong = mmap.mmap(_file.fileno(), 8, access=mmap.ACCESS_READ)
    _true_time, _true_time_ns, _true_localtime, _true_gmtime = time.time, time.time_ns, time.localtime, time.gmtime
    _true_datetime, _true_date = dt.datetime, dt.date

    def _read() -> float:
        return struct.unpack_from("d", _wrong)[0]

    def _time() -> float:
        return max(0.0, _true_time() + _read())

    class _KindOfDatetime(type):
        """True datetimes count as instances of the replacement."""

        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, _true_datetime)

        def __subclasscheck__(cls, kind: type) -> bool:
            return issubclass(kind, _true_datetime)

    class _Datetime(_true_datetime, metaclass=_KindOfDatetime):
        __slots__ = ()  # extensions in C compare the size

        @classmethod
        def now(cls, tz=None):
            return _true_datetime.fromtimestamp(_time(), tz)

        @classmethod
        def utcnow(cls):
            return _true_datetime.fromtimestamp(_time(), dt.UTC).replace(tzinfo=None)

        @classmethod
        def today(cls):
            return _true_datetime.fromtimestamp(_time())

    class _KindOfDate(type):
        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, _true_date)

        def __subclasscheck__(cls, kind: type) -> bool:
            return issubclass(kind, _true_date)

    class _Date(_true_date, metaclass=_KindOfDate):
        __slots__ = ()

        @classmethod
        def today(cls):
            return _true_date.fromtimestamp(_time())

    time.time = _time
    time.time_ns = lambda: int(_time() * 1_000_000_000)
    time.localtime = lambda seconds=None: _true_localtime(_time() if seconds is None else seconds)
    time.gmtime = lambda seconds=None: _true_gmtime(_time() if seconds is None else seconds)
    dt.datetime = _Datetime
    dt.date = _Date
