"""The way in: packs compiled once, questions asked many times."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from . import _native
from ._json import Moment, dumps, instant, loads, moment, present
from .answers import Answer, Count, Difference, Operation, Proof
from .values import Event, Person

if TYPE_CHECKING:
    from .case import Case
    from .clock import Clock
    from .workflow import Workflow

Pack: TypeAlias = str | os.PathLike[str] | Mapping[str, str] | bytes
"""A folder of TOML files, the files themselves by name, or the bytes of a bundle."""

_EPOCH = date(1970, 1, 1).toordinal()
_NO_DATE = -(2**31)


class Engine:
    """Packs, compiled: never changed, shared by threads.

    >>> from datetime import date
    >>> from ombud import Engine, Event
    >>> engine = Engine()
    >>> answer = engine.due("cn-complaints-2020", received=date(2026, 3, 2), as_of=date(2026, 3, 10))
    >>> answer.clock("CN-CM-018a")[0].due
    datetime.date(2026, 3, 17)

    An engine is pickled as its packs and built again, once in a process; where that comes to other
    rules, as another version of Ombud may, it is refused (``hash_mismatch``).
    """

    __slots__ = ("__weakref__", "_native", "_settings")

    def __init__(self, packs: Iterable[Pack] = (), *, builtin: bool = True) -> None:
        layers = [_layer(pack) for pack in packs]
        settings = None if builtin and not layers else _settings(layers, builtin)
        self._settings = settings
        self._native = _native.Engine(settings)

    @property
    def bundle(self) -> str:
        """The hash that names the packs."""
        return self._native.bundle

    def call(self, operation: str, request: Any = None) -> Any:
        """Calls an operation by name: a document in, a document out.

        >>> from ombud import Engine
        >>> Engine().call("clock.count", {"calendar": "cn", "from": "2026-02-12", "to": "2026-02-28"})["business_days"]
        7
        """
        return loads(self._native.call(operation, dumps({} if request is None else request)))

    def call_bytes(self, operation: str, request: bytes) -> bytes:
        """Calls an operation: JSON in, canonical JSON out."""
        return self._native.call(operation, request)

    def operations(self) -> tuple[Operation, ...]:
        """Every operation, with the schema of its request and an example."""
        return tuple(map(Operation.of, self.call("op.list")))

    def due(
        self,
        regimes: str | Sequence[str],
        *,
        as_of: Moment | str,
        received: Moment | str | None = None,
        facts: Mapping[str, Any] | None = None,
        events: Iterable[Event | Mapping[str, Any]] = (),
        parts: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Answer:
        """What every clock of the regimes says of one complaint."""
        return Answer.of(self.call("clock.due", _inquiry(regimes, as_of, received, facts, events, parts)))

    def explain(
        self,
        regimes: str | Sequence[str],
        *,
        as_of: Moment | str,
        received: Moment | str | None = None,
        facts: Mapping[str, Any] | None = None,
        events: Iterable[Event | Mapping[str, Any]] = (),
        parts: Mapping[str, Mapping[str, Any]] | None = None,
        clock: str | None = None,
        page: Literal["zh", "en"] | None = None,
    ) -> tuple[Proof, ...]:
        """How each date came about; of one clock, and with a printable page, where that is asked.

        >>> from ombud import Engine
        >>> (proof,) = Engine().explain("uk-disp", received="2026-06-06", as_of="2026-06-08", clock="UK.DISP.SRC")
        >>> [day.date.day for day in proof.days if day.counted]
        [8, 9, 10]
        """
        inquiry = _inquiry(regimes, as_of, received, facts, events, parts)
        answer = self.call("clock.explain", present(inquiry=inquiry, clock=clock, page=page))
        return tuple(map(Proof.of, answer["proofs"]))

    def what_if(
        self,
        regimes: str | Sequence[str],
        *,
        instead: Mapping[str, Any],
        as_of: Moment | str,
        received: Moment | str | None = None,
        facts: Mapping[str, Any] | None = None,
        events: Iterable[Event | Mapping[str, Any]] = (),
        parts: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> tuple[Difference, ...]:
        """What would differ if some of the arguments were those of ``instead``.

        >>> from ombud import Engine, Event
        >>> extended = Event("extended", "2026-03-10", {"ground": "complex", "reason": "records are awaited"})
        >>> (change,) = Engine().what_if(
        ...     "cn-complaints-2020", received="2026-03-02", as_of="2026-03-10", instead={"events": [extended]}
        ... )
        >>> str(change.before.due), str(change.after.due)
        ('2026-03-17', '2026-04-01')
        """
        case: dict[str, Any] = {
            "regimes": regimes,
            "as_of": as_of,
            "received": received,
            "facts": facts,
            "events": tuple(events),
            "parts": parts,
        }
        for name in instead.keys() - case.keys():
            _native.refuse("invalid_argument", path=f"instead.{name}", expected=f"one of {', '.join(case)}", found=name)
        request = {"inquiry": _inquiry(**case), "instead": _inquiry(**(case | dict(instead)))}
        return tuple(map(Difference.of, self.call("clock.what_if", request)["differences"]))

    def clock(self, regime: str, clock: str) -> Clock:
        """One clock of a regime."""
        from .clock import Clock

        return Clock(self, regime, clock)

    def count(self, calendar: str, from_: date | str, to: date | str) -> Count:
        """The days between two dates.

        >>> from datetime import date
        >>> from ombud import Engine
        >>> Engine().count("cn", date(2026, 2, 12), date(2026, 2, 28)).business_days
        7
        """
        request = {"calendar": calendar, "from": moment(from_, "from"), "to": moment(to, "to")}
        return Count.of(self.call("clock.count", request))

    def due_dates(self, regime: str, clock: str, dates: Iterable[date | None]) -> list[date | None]:
        """The due date for each date on which a clock could begin: nothing else is looked at.

        There is none where there is no date, the rule was not in force, or the calendar is not
        published yet. A ``datetime`` is refused: its day depends on where it is read.

        >>> from datetime import date
        >>> from ombud import Engine
        >>> Engine().due_dates("cn-complaints-2020", "CN-CM-018a", [date(2026, 3, 2), date(1999, 1, 1)])
        [datetime.date(2026, 3, 17), None]
        """
        days = array("i", (_days(at, day) for at, day in enumerate(dates)))
        due = array("i", self._native.due_dates(regime, clock, days.tobytes()))
        return [None if day == _NO_DATE else date.fromordinal(day + _EPOCH) for day in due]

    def open(
        self,
        complaint: str | Mapping[str, Any],
        *,
        life: str,
        regimes: str | Sequence[str],
        now: datetime | str,
        received: Moment | str | None = None,
        by: Person | Mapping[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
        zone: str | None = None,
    ) -> Case:
        """Opens a case: of a complaint as a document, or of an id and the time of receipt.

        >>> from ombud import Engine
        >>> opened = "2026-03-02T09:30:00+08:00"
        >>> case = Engine().open("TS-1", received=opened, life="cn-complaint", regimes="cn-complaints-2020", now=opened)
        """
        from .case import Case

        document = {"format_version": 1, "id": complaint} if isinstance(complaint, str) else dict(complaint)
        if received is not None:
            document["received"] = moment(received, "received")
        opening = present(complaint=document, life=life, regimes=_names(regimes), by=by, facts=facts, zone=zone)
        return Case(self, _native.Case.open(self._native, dumps(opening), instant(now, "now")))

    def replay(self, events: Iterable[Mapping[str, Any]] | bytes) -> Case:
        """The case that events make, the opening first."""
        from .case import Case, listed

        return Case(self, _native.Case.replay(self._native, listed(events)))

    def restore(self, snapshot: Mapping[str, Any] | bytes) -> Case:
        """The case of a snapshot. Nothing is fired."""
        from .case import Case

        document = dumps(snapshot)
        return Case(self, _native.Case.restore(self._native, document), document)

    def workflow(self, workflow: str | Mapping[str, Any] | bytes) -> Workflow:
        """A workflow of the packs by its id, or a definition compiled."""
        from .workflow import Workflow

        return Workflow(workflow, self)

    def __repr__(self) -> str:
        return f"<Engine {self.bundle[:15]}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Engine) and self._settings == other._settings

    def __hash__(self) -> int:
        return hash(self._settings)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self._settings, self.bundle)


def _rebuilt(settings: bytes | None, bundle: str) -> Engine:
    engine = _built(settings)
    # Another version has other built-in packs: it must not answer in place of the one that was pickled.
    if engine.bundle != bundle:
        _native.refuse("hash_mismatch", expected=bundle, found=engine.bundle)
    return engine


@lru_cache(maxsize=8)
def _built(settings: bytes | None) -> Engine:
    engine = Engine.__new__(Engine)
    engine._settings = settings  # pyright: ignore[reportPrivateUsage]
    engine._native = _native.Engine(settings)  # pyright: ignore[reportPrivateUsage]
    return engine


def builtin() -> Engine:
    """The engine with the built-in packs, made once in a process."""
    return _built(None)


def _days(at: int, day: date | None) -> int:
    if day is None:
        return _NO_DATE
    if not isinstance(day, date) or isinstance(day, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
        _native.refuse("invalid_date", path=f"dates[{at}]", expected="a date", found=str(day))
    return day.toordinal() - _EPOCH


def _names(names: str | Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _inquiry(
    regimes: str | Sequence[str],
    as_of: Moment | str,
    received: Moment | str | None,
    facts: Mapping[str, Any] | None,
    events: Iterable[Event | Mapping[str, Any]],
    parts: Mapping[str, Mapping[str, Any]] | None,
) -> dict[str, Any]:
    return present(
        regimes=_names(regimes),
        as_of=moment(as_of, "as_of"),
        received=None if received is None else moment(received, "received"),
        facts=facts,
        events=list(events) or None,
        parts=parts,
    )


def _settings(layers: list[bytes], builtin: bool) -> bytes:
    return b'{"format_version":1,"builtin":%s,"packs":[%s]}' % (dumps(builtin), b",".join(layers))


def _layer(pack: Pack) -> bytes:
    if isinstance(pack, bytes):
        # As it stands: read here and written again, a key that stands twice would go unseen.
        try:
            loads(pack)
        except ValueError as error:
            _native.refuse("invalid_json", expected="a bundle", found=str(error))
        return b'{"bundle":%s}' % pack
    if not isinstance(pack, Mapping):
        pack = _files(Path(pack))
    return dumps({"files": [{"path": path, "text": text} for path, text in pack.items()]})


def _files(folder: Path) -> dict[str, str]:
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.toml"))
    if not files:
        _native.refuse("file_access", path=str(folder), expected="TOML files of a pack", found="none")
    texts: dict[str, str] = {}
    for name, path in files:
        try:
            texts[name] = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            _native.refuse("invalid_utf8", path=str(path), expected="UTF-8", found="other bytes")
    return texts
