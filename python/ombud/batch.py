"""Columns in, columns out: dataframes of every library that speaks Arrow.

What goes in has ``__arrow_c_stream__`` or ``__arrow_c_array__``: tables of pyarrow, polars, pandas (2.2
and later), DuckDB, DataFusion. What comes out is a `Columns`, which each of them reads:
``pyarrow.table(columns)``, ``polars.DataFrame(columns)``, ``pandas.DataFrame.from_arrow(columns)``.
Nothing else is needed for either.

No row is lost: what is wrong with one stands in its line, in ``error_code`` and ``error``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from ._fault import HandleError
from ._json import Moment, dumps, moment, present
from .engine import Engine, builtin

if TYPE_CHECKING:
    from .values import Event


class ArrowStream(Protocol):
    """A table that gives itself as a stream of Arrow."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """A batch or an array that gives itself as one array of Arrow."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


Data: TypeAlias = ArrowStream | ArrowArray
"""Anything that hands its columns over as Arrow does."""

Cell: TypeAlias = Mapping[str, str]
"""A place in a request that each row fills; see `column`."""


class Columns:
    """A table that is worked out batch by batch as it is read, which is once."""

    __slots__ = ("_native",)

    def __init__(self, data: Data, spec: Mapping[str, Any], engine: Engine | None = None) -> None:
        native = (engine or builtin())._native  # pyright: ignore[reportPrivateUsage]
        self._native = native.batch(dumps(dict(spec)), data)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream, for whichever library reads it."""
        return self._native.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """The names and types of the columns, before anything is read."""
        return self._native.__arrow_c_schema__()

    def __repr__(self) -> str:
        try:
            return f"<Columns {', '.join(self._native.names())}>"
        except HandleError as error:
            return f"<Columns: {error.code}>"


def column(name: str) -> Cell:
    """Stands in a request for the cell of a column, so that each row asks with its own.

    Where the cell is empty the field is left out, and an event without its day with it.
    """
    return {"column": name}


def due_dates(data: Data, regime: str, clock: str, column: str, *, engine: Engine | None = None) -> Columns:
    """The due date for each date on which a clock could begin: a line a row, `due` and `error_code`.

    This is the plain count, and fast: no pause, extension or answer is looked at.
    """
    spec = {"batch": "due_dates", "regime": regime, "clock": clock, "column": column}
    return Columns(data, spec, engine)


def due(
    data: Data,
    regimes: str | Sequence[str] = (),
    *,
    as_of: Moment | str | Cell,
    source: str | None = None,
    received: Moment | str | Cell | None = None,
    facts: Mapping[str, Any] | None = None,
    events: Iterable[Event | Mapping[str, Any]] = (),
    parts: Mapping[str, Mapping[str, Any]] | None = None,
    keep: Sequence[str] = (),
    zone: str | None = None,
    threads: int = 1,
    engine: Engine | None = None,
) -> Columns:
    """What every clock says of every row: a long table, a line for each row and clock.

    A row is read by a source profile (`source`), as a file of that layout is; or by the request that the
    other arguments make, its places filled by `column`. What `keep` names is carried along, so that the
    row can be found again. A source profile knows its regimes; without one they are named.
    """
    names = [regimes] if isinstance(regimes, str) else list(regimes)
    asked = present(regimes=names or None, as_of=_place(as_of, "as_of"))
    told = present(received=_place(received, "received"), facts=facts, events=list(events) or None, parts=parts)
    how = {"request": asked | told} if source is None else {"source": source} | asked | told
    return Columns(data, _spec("due", keep, zone, threads) | how, engine)


def facts(
    data: Data,
    facts: Mapping[str, Any],
    *,
    trigger: Moment | str | Cell,
    as_of: Moment | str | Cell,
    keep: Sequence[str] = (),
    zone: str | None = None,
    threads: int = 1,
    engine: Engine | None = None,
) -> Columns:
    """The facts of every row and what tables and scorecards derive from them: a line for each row and fact."""
    request = {"facts": facts, "trigger": _place(trigger, "trigger"), "as_of": _place(as_of, "as_of")}
    return Columns(data, _spec("facts", keep, zone, threads) | {"request": request}, engine)


def call(
    data: Data,
    operation: str,
    request: Mapping[str, Any],
    *,
    keep: Sequence[str] = (),
    zone: str | None = None,
    threads: int = 1,
    engine: Engine | None = None,
) -> Columns:
    """The answer of an operation to every row: a line a row, `answer` as a document."""
    how = {"operation": operation, "request": request}
    return Columns(data, _spec("call", keep, zone, threads) | how, engine)


def _spec(batch: str, keep: Sequence[str], zone: str | None, threads: int) -> dict[str, Any]:
    # One thread is the default of the engine, too: threads only where they are asked for.
    return present(batch=batch, keep=list(keep) or None, zone=zone, threads=None if threads == 1 else threads)


def _place(value: Moment | str | Cell | None, path: str) -> Any:
    return value if value is None or isinstance(value, Mapping) else moment(value, path)
