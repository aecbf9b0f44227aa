"""Nothing that Python can hand over ends in anything but an answer or an error with a code."""

from __future__ import annotations

import multiprocessing
import pickle
from array import array
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from conftest import OPENED, needs_test_operations

from ombud import Accepted, Case, Command, Engine, Event, Machine, Money, OmbudError, Person, Workflow, errors
from ombud._json import canonical, dumps

ZONE = timezone(timedelta(hours=8))


@pytest.mark.parametrize("request_", [b"", b"{", b"[]", b'{"a":1,"a":2}', b'{"calendar":null}', b'{"x":1.5}', b"{}"])
def test_bad_documents_are_refused_by_code(engine: Engine, request_: bytes) -> None:
    with pytest.raises(errors.DocumentError):
        engine.call_bytes("clock.count", request_)


def test_broken_text_is_refused(engine: Engine, case: Case, chart: Workflow) -> None:
    with pytest.raises(errors.InvalidUtf8):
        engine.call_bytes("clock.count", b'{"calendar":"\xff"}')
    with pytest.raises(errors.InvalidUtf8) as caught:
        engine.call("clock.count", {"calendar": "\ud83d"})
    assert caught.value.detail["found"] == "U+D83D" and "代理" in caught.value.message_zh
    calls: list[Callable[[str], object]] = [
        engine.call,
        engine.workflow,
        lambda bad: engine.call_bytes(bad, b"{}"),
        lambda bad: engine.due_dates(bad, "CN-CM-018a", []),
        lambda bad: engine.due_dates("cn-complaints-2020", bad, []),
        lambda bad: case.view(Person("sun"), bad),
        lambda bad: case.due(bad),
        lambda bad: chart.event(bad),
        lambda bad: chart.machine().signal("paid", bad),
        lambda bad: Money.of(bad, "CNY"),
    ]
    for call in calls:
        with pytest.raises(errors.InvalidUtf8) as found:
            call("名x\ud800")
        assert found.value.detail["found"] == "U+D800"
        # A zero is a character like any other: such a name is unknown, such a time is none.
        with pytest.raises(OmbudError) as other:
            call("x\0")
        assert not isinstance(other.value, errors.InvalidUtf8)


@pytest.mark.parametrize("bad", [None, 1, "{}", {}, bytearray(b"{}")])
def test_only_bytes_are_bytes(engine: Engine, bad: Any) -> None:
    with pytest.raises(TypeError):
        engine.call_bytes("op.list", bad)


@pytest.mark.parametrize("bad", [None, 1, b"op.list"])
def test_only_text_names_an_operation(engine: Engine, bad: Any) -> None:
    with pytest.raises(TypeError):
        engine.call(bad, {})


def test_what_has_no_place_in_a_document_is_refused(engine: Engine) -> None:
    with pytest.raises(TypeError, match="object has no place in a document"):
        engine.call("clock.count", {"calendar": object()})
    with pytest.raises(errors.FractionalNumber):
        engine.call("clock.count", {"calendar": 1.5})
    with pytest.raises(errors.InvalidJson):
        engine.call("clock.count", {"calendar": float("nan")})
    with pytest.raises(errors.NullValue):
        engine.call("clock.count", {"calendar": None})


def test_numbers_without_end_are_refused_and_fill_no_memory(engine: Engine) -> None:
    for far in ("1E+400000000", "1E-400000000", "0E+400000000"):
        with pytest.raises(errors.InvalidMoney):
            Money.of(Decimal(far), "CNY")
    with pytest.raises(errors.InvalidMoney):
        Money.of(10**5000, "CNY")
    with pytest.raises(errors.UnknownEvent):
        engine.workflow("cn-complaint").machine().send_many([10**5000], 0)
    with pytest.raises(TypeError, match="not float"):
        Money.of(1.1, "CNY")  # type: ignore[arg-type]
    for minor in (2**63, -(2**63) - 1):
        with pytest.raises(errors.OutOfRange):
            str(Money(minor, "CNY"))
    holds_itself: dict[str, Any] = {}
    holds_itself["calendar"] = holds_itself
    for document in ({"calendar": 10**5000}, holds_itself):
        with pytest.raises(errors.InvalidJson):
            engine.call("clock.count", document)
    facts = {"complaint.people_in_person": Decimal("1E+400000000")}
    with pytest.raises(errors.OmbudError):
        engine.due("cn-complaints-2020", received="2026-03-02", as_of="2026-03-02", facts=facts)


@needs_test_operations
def test_any_text_comes_back_as_it_went(engine: Engine) -> None:
    for text in ["你好 😀", "a\0b", "\u2028", "\x7f", '"\\', "e\u0301", "\U0010ffff", ""]:
        assert engine.call("test.echo", {"said": text}) == {"said": text}


@needs_test_operations
def test_a_new_operation_needs_no_binding(engine: Engine) -> None:
    names = [operation.name for operation in engine.operations()]
    assert "test.echo" in names and names == sorted(names)


def test_every_example_of_an_operation_is_answered_in_canonical_bytes(engine: Engine) -> None:
    for operation in engine.operations():
        answer = engine.call(operation.name, operation.example)
        assert engine.call_bytes(operation.name, dumps(operation.example)) == canonical(answer), operation.name


def test_large_and_deep_documents_are_refused(engine: Engine) -> None:
    with pytest.raises(errors.TooLarge):
        engine.call_bytes("clock.count", b" " * 100_000_000)
    with pytest.raises(errors.TooDeep):
        engine.call_bytes("clock.count", b"[" * 10_000 + b"]" * 10_000)
    deep: list[Any] = []
    for _ in range(10_000):
        deep = [deep]
    with pytest.raises(errors.TooDeep):
        engine.call("clock.count", {"calendar": deep})


def test_a_datetime_without_a_zone_is_refused(engine: Engine, case: Case) -> None:
    naive = datetime(2026, 3, 2, 9, 30)
    calls: list[Callable[[], object]] = [
        lambda: engine.due("uk-disp", received=naive, as_of="2026-03-02"),
        lambda: engine.due("uk-disp", as_of=naive),
        lambda: engine.due("uk-disp", as_of="2026-03-02", events=[Event("received", naive)]),
        lambda: engine.due("uk-disp", as_of="2026-03-02", facts={"a.b": naive}),
        lambda: case.due(naive),
        lambda: case.view(Person("sun"), naive),
    ]
    for call in calls:
        with pytest.raises(errors.InvalidInstant) as caught:
            call()
        assert caught.value.detail["found"] == "2026-03-02 09:30:00"
        assert "a datetime with a time zone" in caught.value.message
        assert "带时区的 datetime" in caught.value.message_zh
    for bad in (None, 7, date(2026, 3, 2)):
        with pytest.raises(TypeError):
            case.view(Person("sun"), bad)  # type: ignore[arg-type]


def test_a_list_of_dates_holds_dates(engine: Engine) -> None:
    def ask(*dates: Any) -> list[date | None]:
        return engine.due_dates("cn-complaints-2020", "CN-CM-018a", dates)

    assert ask(None, date(2026, 3, 2), None) == [None, date(2026, 3, 17), None]
    # In China that instant is the day after: no day is made of it in silence.
    instant = datetime(2026, 3, 2, 23, tzinfo=timezone.utc)
    for bad in (instant, instant.replace(tzinfo=None), "2026-03-02", 7):
        with pytest.raises(errors.InvalidDate) as caught:
            ask(date(2026, 3, 2), bad)
        assert caught.value.detail == {"path": "dates[1]", "expected": "a date", "found": str(bad)}
        assert "日期" in caught.value.message_zh
    far = array("i", [0, 2**31 - 1]).tobytes()
    with pytest.raises(errors.OutOfRange) as outside:
        engine._native.due_dates("cn-complaints-2020", "CN-CM-018a", far)
    assert outside.value.detail["path"] == "dates[1]"


def test_typed_and_plain_say_the_same(engine: Engine) -> None:
    typed = engine.due(
        ["cn-complaints-2020"],
        received=datetime(2026, 3, 2, 9, 30, tzinfo=ZONE),
        as_of=date(2026, 3, 20),
        events=[Event("extended", date(2026, 3, 10), {"ground": "complex"})],
    )
    plain = engine.due(
        "cn-complaints-2020",
        received="2026-03-02T09:30:00+08:00",
        as_of="2026-03-20",
        events=[{"type": "extended", "at": "2026-03-10", "fields": {"ground": "complex"}}],
    )
    assert typed == plain and hash(typed) == hash(plain)
    assert typed.to_json() == plain.to_json()


def test_money_reads_and_writes() -> None:
    assert Money.of(Decimal("0.5"), "CNY") == Money(50, "CNY")
    assert Money.of("12", "JPY").amount == Decimal(12)
    assert Money(-1, "BHD").amount == Decimal("-0.001")
    assert Money(2**62, "CNY").document() == {"currency": "CNY", "minor": str(2**62)}
    for bad in ["1e3", "0.005", "x", "\0"]:
        with pytest.raises(OmbudError):
            Money.of(bad, "CNY")
    with pytest.raises(errors.InvalidMoney):
        str(Money(1, "元"))


def test_workflows_of_every_kind_of_nonsense(engine: Engine, chart: Workflow) -> None:
    with pytest.raises(errors.UnknownItem):
        engine.workflow("nothing")
    with pytest.raises(errors.DocumentError):
        engine.workflow({})
    with pytest.raises(TypeError, match="needs an engine"):
        Workflow("cn-complaint")
    with pytest.raises(errors.UnknownEvent):
        chart.event("nothing")
    machine = chart.machine()
    with pytest.raises(errors.InvalidArgument):
        machine.send_many(b"odd", 0)
    with pytest.raises(errors.OutOfRange):
        machine.begin(2**63 - 1)
    for number in (65_535, 65_536, 70_000, -1, 2**70):
        with pytest.raises(errors.UnknownEvent) as unknown:
            machine.send(number, 0)
        assert unknown.value.detail["found"] == str(number) and "小于" in unknown.value.message_zh
    late: list[Callable[[int], object]] = [
        machine.begin,
        machine.fire_due,
        lambda now: machine.send(0, now),
        lambda now: machine.send_many([0], now),
        lambda now: machine.send_many([0], 0, now),
        lambda now: machine.signal("paid", now),
    ]
    for call in late:
        for now in (2**63, -(2**63) - 1, 10**40):
            with pytest.raises(errors.OutOfRange) as outside:
                call(now)
            assert outside.value.detail["found"] == str(now)
    with pytest.raises(TypeError):
        machine.send("assign", 0)  # type: ignore[arg-type]
    with pytest.raises(errors.DocumentError):
        chart.restore(b"{}")
    assert machine.begin(0) == 0


def test_snapshots_of_another_format_are_refused(engine: Engine, case: Case, chart: Workflow) -> None:
    snapshot = case.snapshot()
    assert engine.restore(snapshot).snapshot() == snapshot
    for format_version in (b"0", b"99"):
        older = snapshot.replace(b'"format_version":1', b'"format_version":' + format_version)
        with pytest.raises(errors.UnsupportedFormat):
            engine.restore(older)
        of_machine = chart.machine().snapshot()
        with pytest.raises(errors.UnsupportedFormat):
            chart.restore(of_machine.replace(b'"format_version":1', b'"format_version":' + format_version))


def test_settings_are_refused_where_they_make_no_engine(tmp_path: Any) -> None:
    with pytest.raises(errors.FileAccess):
        Engine([tmp_path])
    with pytest.raises(errors.FileAccess):
        Engine([tmp_path / "nowhere"])
    with pytest.raises(errors.OmbudError):
        Engine([b"{}"])
    with pytest.raises(errors.InvalidJson):
        Engine([b"{"])
    with pytest.raises(errors.DuplicateKey):
        Engine([b'{"a":1,"a":1}'])
    (tmp_path / "latin.toml").write_bytes(b"x = '\xe9'")
    with pytest.raises(errors.InvalidUtf8):
        Engine([tmp_path])
    with pytest.raises(TypeError):
        Engine([7])  # type: ignore[list-item]


PACK = """
[manifest]
id = "firm"
version = "1"
title = { zh = "本公司", en = "Our firm" }
"""


def test_packs_from_a_folder_and_from_files_are_one(tmp_path: Any, engine: Engine) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "pack.toml").write_text(PACK, "utf-8")
    folder, files = Engine([tmp_path]), Engine([{"deeper/pack.toml": PACK}])
    assert folder == files and folder.bundle == files.bundle != engine.bundle
    assert pickle.loads(pickle.dumps(folder)).bundle == folder.bundle


def test_an_engine_of_other_rules_does_not_take_the_place_of_the_pickled_one(engine: Engine) -> None:
    elsewhere = pickle.dumps(engine).replace(engine.bundle.encode(), b"sha256:" + b"0" * (len(engine.bundle) - 7))
    with pytest.raises(errors.HashMismatch) as caught:
        pickle.loads(elsewhere)
    assert caught.value.detail["found"] == engine.bundle
    assert set(caught.value.detail["expected"].removeprefix("sha256:")) == {"0"}


def test_everything_pickles(engine: Engine, case: Case, chart: Workflow) -> None:
    again = pickle.loads(pickle.dumps(engine))
    assert again == engine and again is pickle.loads(pickle.dumps(engine)), "built once in a process"
    answer = engine.due("uk-disp", received="2026-06-06", as_of="2026-06-08")
    assert pickle.loads(pickle.dumps(answer)) == answer
    decision = case.decide(Command("assign", Person("qian", ["manager"]), fields={"handler": "sun", "no_interest": True}), OPENED)
    assert isinstance(decision, Accepted)
    case.apply(decision)
    copy = pickle.loads(pickle.dumps(case))
    assert copy == case and copy.log() == case.log()
    restored = engine.restore(case.snapshot())
    assert pickle.loads(pickle.dumps(restored)) == restored
    machine = chart.machine()
    machine.begin(0)
    copied = pickle.loads(pickle.dumps(machine))
    assert isinstance(copied, Machine) and copied.snapshot() == machine.snapshot()
    for value in (Money(1, "CNY"), Person("a", ["b"]), Event("x"), Command("y", Person("z"))):
        assert pickle.loads(pickle.dumps(value)) == value


def test_results_cannot_be_written_to(engine: Engine) -> None:
    duty = engine.due("uk-disp", received="2026-06-06", as_of="2026-06-08")[0]
    with pytest.raises(AttributeError):
        duty.due = None  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        duty.more = None  # type: ignore[attr-defined]


def in_a_child(engine: Engine, queue: Any) -> None:
    queue.put(engine.count("cn", "2026-02-12", "2026-02-28").business_days)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_an_engine_works_after_a_fork(engine: Engine) -> None:
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=in_a_child, args=(engine, queue))
    child.start()
    assert queue.get(timeout=30) == 7
    child.join(30)
    assert child.exitcode == 0


@needs_test_operations
def test_a_panic_is_contained_and_the_engine_goes_on(engine: Engine, capfd: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        with pytest.raises(errors.Internal) as caught:
            engine.call("test.panic", {"really": True})
        assert caught.value.detail["found"] == "as the test asked"
        assert isinstance(caught.value, Exception)
    assert "panicked" in capfd.readouterr().err, "the hook is the host's, and was not touched"
    assert engine.count("cn", "2026-02-12", "2026-02-28").business_days == 7
