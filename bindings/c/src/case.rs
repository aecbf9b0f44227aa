//! `ombud_case`.

use std::ffi::c_char;

use ombud_doors::{Case, Handle, Result};

use crate::{
    bytes::ombud_bytes,
    engine::ombud_engine,
    error::ombud_error,
    guard::{free, guard},
    input,
};

/// A complaint in the firm's hands. One thread at a time; a second one is refused with
/// OMBUD_ERROR_HANDLE_BUSY and may try again.
///
/// Instants are text in RFC 3339 with an offset, such as "2026-03-02T09:30:00+08:00".
pub struct ombud_case(Handle<Case>);

/// Works on a case, alone.
///
/// # Safety
/// `case` is NULL or a case that is not freed; `error` is NULL or room for a pointer.
unsafe fn enter(
    case: *const ombud_case,
    error: *mut *mut ombud_error,
    work: impl FnOnce(&mut Case) -> Result<()>,
) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { guard(error, || input::shared("case", case)?.0.enter(work)) }
}

/// Makes a case of what `make` makes of an engine and a document.
///
/// # Safety
/// The engine is NULL or not freed; the document, `out` and `error` are as elsewhere.
unsafe fn made(
    engine: *const ombud_engine,
    document: (&str, *const u8, usize),
    out: *mut *mut ombud_case,
    error: *mut *mut ombud_error,
    make: impl FnOnce(&ombud_engine, &[u8]) -> Result<Case>,
) -> u32 {
    let body = || {
        // SAFETY: as the caller promises.
        unsafe {
            let out = input::out("out", out)?;
            let engine = input::shared("engine", engine)?;
            let document = input::document(document.0, document.1, document.2)?;
            out.set(Box::into_raw(Box::new(ombud_case(Handle::new(make(engine, document)?)))));
        }
        Ok(())
    };
    // SAFETY: as the caller promises.
    unsafe { guard(error, body) }
}

/// Opens a case at an instant. The opening is a JSON document: complaint, life (the id of a workflow),
/// regimes, and if wanted by and facts. ombud_case_log() then holds the first event.
///
/// Returns 0 and writes `out`, to be freed with ombud_case_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_open(
    engine: *const ombud_engine,
    opening: *const u8,
    opening_len: usize,
    now: *const c_char,
    out: *mut *mut ombud_case,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over an engine, a document, an instant, room for a pointer, and NULL or
    // room for an error.
    unsafe {
        made(engine, ("opening", opening, opening_len), out, error, |engine, opening| {
            Case::open(&engine.0, opening, input::text("now", now)?)
        })
    }
}

/// Makes the case that a JSON list of events comes to, the opening first. No rule is evaluated.
///
/// Returns 0 and writes `out`, to be freed with ombud_case_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_replay(
    engine: *const ombud_engine,
    events: *const u8,
    events_len: usize,
    out: *mut *mut ombud_case,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over an engine, a document, room for a pointer, and NULL or room for an
    // error.
    unsafe {
        made(engine, ("events", events, events_len), out, error, |engine, events| {
            Case::replay(&engine.0, events)
        })
    }
}

/// Makes a case that goes on from a snapshot. Nothing is fired by restoring.
///
/// Returns 0 and writes `out`, to be freed with ombud_case_free(); or the number of the error,
/// OMBUD_ERROR_UNSUPPORTED_FORMAT for a snapshot of another version.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_restore(
    engine: *const ombud_engine,
    snapshot: *const u8,
    snapshot_len: usize,
    out: *mut *mut ombud_case,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over an engine, a document, room for a pointer, and NULL or room for an
    // error.
    unsafe {
        made(engine, ("snapshot", snapshot, snapshot_len), out, error, |engine, snapshot| {
            Case::restore(&engine.0, snapshot)
        })
    }
}

/// Works out what a command comes to: {"accepted":[events]} or {"refused":reasons}. The case stays as
/// it is; keep the events, then hand them to ombud_case_apply(). A command is a JSON document: act, by,
/// and as the act needs fields, facts, reason, second, at, part, ref.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error. A
/// refusal is an answer and no error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_decide(
    case: *const ombud_case,
    command: *const u8,
    command_len: usize,
    now: *const c_char,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a case, a document, an instant, room for the answer, and NULL or
    // room for an error.
    unsafe {
        enter(case, error, |case| {
            let command = input::document("command", command, command_len)?;
            let now = input::text("now", now)?;
            ombud_bytes::answer(out, || case.decide(command, now))
        })
    }
}

/// Applies events: a JSON list, or what ombud_case_decide() accepted as it was answered. All of them, or
/// none. This is the only way a case changes.
///
/// Returns 0; or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_apply(
    case: *mut ombud_case,
    events: *const u8,
    events_len: usize,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a case, a document, and NULL or room for an error.
    unsafe {
        enter(case, error, |case| {
            let events = input::document("events", events, events_len)?;
            case.apply(events)
        })
    }
}

/// Works out the events of the timers that are due, as a JSON list for ombud_case_apply().
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_fire_due(
    case: *const ombud_case,
    now: *const c_char,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a case, an instant, room for the answer, and NULL or room for an
    // error.
    unsafe {
        enter(case, error, |case| {
            let now = input::text("now", now)?;
            ombud_bytes::answer(out, || case.fire_due(now))
        })
    }
}

/// Tells what somebody is advised to do next, the most pressing first, as a JSON list. Who asks is a
/// JSON document: {"id":"sun","roles":["handler"]}.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_advice(
    case: *const ombud_case,
    who: *const u8,
    who_len: usize,
    now: *const c_char,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a case, a document, an instant, room for the answer, and NULL or
    // room for an error.
    unsafe {
        enter(case, error, |case| {
            let (who, now) = (input::document("who", who, who_len)?, input::text("now", now)?);
            ombud_bytes::answer(out, || case.advice(who, now))
        })
    }
}

/// Tells what a screen needs as a JSON document: stage, duties, what to do next, history. Who asks is a
/// JSON document: {"id":"sun","roles":["handler"]}.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_view(
    case: *const ombud_case,
    who: *const u8,
    who_len: usize,
    now: *const c_char,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a case, a document, an instant, room for the answer, and NULL or
    // room for an error.
    unsafe {
        enter(case, error, |case| {
            let (who, now) = (input::document("who", who, who_len)?, input::text("now", now)?);
            ombud_bytes::answer(out, || case.view(who, now))
        })
    }
}

/// Tells what every clock says as of a date ("2026-03-20") or an instant, as a JSON list.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_due(
    case: *const ombud_case,
    as_of: *const c_char,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a case, a time, room for the answer, and NULL or room for an error.
    unsafe {
        enter(case, error, |case| {
            let as_of = input::text("as_of", as_of)?;
            ombud_bytes::answer(out, || case.due(as_of))
        })
    }
}

/// Tells the events that were applied to this handle, in order, as a JSON list: all of the case's,
/// unless it came from a snapshot.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_log(
    case: *const ombud_case,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a case, room for the answer, and NULL or room for an error.
    unsafe { enter(case, error, |case| ombud_bytes::answer(out, || case.log())) }
}

/// Writes down the case as a JSON document that ombud_case_restore() goes on from.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_snapshot(
    case: *const ombud_case,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a case, room for the answer, and NULL or room for an error.
    unsafe { enter(case, error, |case| ombud_bytes::answer(out, || case.snapshot())) }
}

/// Frees a case. NULL is allowed; a case is freed once, and not while a call on it runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_case_free(case: *mut ombud_case) {
    // SAFETY: made by one of the functions above, and handed back once.
    unsafe { free(case) }
}
