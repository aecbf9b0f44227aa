//! `ombud_engine`.

use std::{ffi::c_char, mem::MaybeUninit};

use ombud::{Error, ErrorCode, model::Date};
use ombud_doors::{Door, Result};

use crate::{
    bytes::ombud_bytes,
    date::OMBUD_NO_DATE,
    error::ombud_error,
    guard::{free, guard},
    input,
};

/// The rules, compiled: made once, never changed, used by any number of threads at once. It is freed
/// when no call on it runs any more; what was made with it (workflows, machines, cases) lives on.
pub struct ombud_engine(pub(crate) Door);

/// Makes an engine. Without settings (NULL, 0) it has the built-in packs; otherwise the settings are a
/// JSON document that lays packs of your own over them:
/// {"format_version":1,"builtin":true,"packs":[{"files":[{"path":"x.toml","text":"..."}]}]}.
///
/// Returns 0 and writes `out`, to be freed with ombud_engine_free(); or the number of the error,
/// OMBUD_ERROR_PACK_REFUSED with every finding where the packs are faulty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_engine_new(
    settings: *const u8,
    settings_len: usize,
    out: *mut *mut ombud_engine,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over room for a pointer.
        let out = unsafe { input::out("out", out) }?;
        // SAFETY: the caller hands over a document, or nothing.
        let settings = unsafe { input::document("settings", settings, settings_len) }?;
        let door = if settings.is_empty() { Door::builtin() } else { Door::with_settings(settings) };
        out.set(Box::into_raw(Box::new(ombud_engine(door?))));
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

/// Frees an engine. NULL is allowed; an engine is freed once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_engine_free(engine: *mut ombud_engine) {
    // SAFETY: made by `ombud_engine_new`, and handed back once.
    unsafe { free(engine) }
}

/// Calls an operation by its name: a JSON document in, a canonical JSON document out. The operation
/// "op.list" lists all there are, each with the schema of its request and an example.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_engine_call(
    engine: *const ombud_engine,
    operation: *const c_char,
    request: *const u8,
    request_len: usize,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over an engine, a name, a document and room for the answer.
        unsafe {
            let engine = input::shared("engine", engine)?;
            let operation = input::text("operation", operation)?;
            let request = input::document("request", request, request_len)?;
            ombud_bytes::answer(out, || engine.0.call(operation, request))
        }
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

/// Tells the hash that names the engine's packs, such as "sha256:...", as text. Answers carry it as
/// `bundle`.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_engine_bundle(
    engine: *const ombud_engine,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over an engine and room for the answer.
        unsafe {
            let engine = input::shared("engine", engine)?;
            ombud_bytes::answer(out, || Ok(engine.0.engine().bundle_hash().as_bytes().to_vec()))
        }
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

/// Works out the due date of each of `len` trigger dates by one clock of a regime. Dates are days after
/// 1970-01-01, OMBUD_NO_DATE where there is none; where there is no due date (no date was given, or the
/// rule was not in force, or the calendar is not published so far) the answer is OMBUD_NO_DATE. Pauses,
/// extensions and the state of a complaint are for the operation "clock.due"; this is the plain count
/// for many rows. The two arrays must not overlap.
///
/// Returns 0 and writes all of `due`; or the number of the error, OMBUD_ERROR_OUT_OF_RANGE with the
/// place of a number that is no date of the years 1 to 9999, and `due` is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_engine_due_dates(
    engine: *const ombud_engine,
    regime: *const c_char,
    clock: *const c_char,
    triggers: *const i32,
    len: usize,
    due: *mut i32,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over an engine, two names, `len` dates and room for as many.
        let (column, triggers, due) = unsafe {
            let engine = input::shared("engine", engine)?;
            let regime = input::text("regime", regime)?;
            let clock = input::text("clock", clock)?;
            let triggers = input::array("triggers", triggers, len)?;
            let due = input::room("due", due, len, &[input::place(triggers)])?;
            (engine.0.engine().regime(regime)?.column(clock)?, triggers, due)
        };
        dated(triggers)?;
        fill(&column, triggers, due);
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

/// Every number is a date or stands for none: a wrong one is no missing one.
fn dated(triggers: &[i32]) -> Result<()> {
    let known = Date::MIN.days()..=Date::MAX.days();
    let wrong = |(_, days): &(usize, &i32)| **days != OMBUD_NO_DATE && !known.contains(*days);
    match triggers.iter().enumerate().find(wrong) {
        None => Ok(()),
        Some((i, days)) => Err(Error::new(ErrorCode::OutOfRange)
            .path(format_args!("triggers[{i}]"))
            .expected("a day of the years 1 to 9999, or OMBUD_NO_DATE")
            .found(days)
            .into()),
    }
}

/// As many dates at a time as stay in the nearest cache.
const CHUNK: usize = 4096;

fn fill(column: &ombud::clock::Column, triggers: &[i32], due: &mut [MaybeUninit<i32>]) {
    let mut dates: Vec<Date> = Vec::with_capacity(CHUNK.min(triggers.len()));
    for (triggers, due) in triggers.chunks(CHUNK).zip(due.chunks_mut(CHUNK)) {
        dates.clear();
        dates.extend(triggers.iter().filter_map(|days| Date::from_days(*days).ok()));
        let all = dates.len() == triggers.len();
        let mut answers = column.due(&dates).into_iter();
        for (trigger, due) in triggers.iter().zip(due) {
            let answer =
                if all || Date::from_days(*trigger).is_ok() { answers.next().flatten() } else { None };
            due.write(answer.map_or(OMBUD_NO_DATE, Date::days));
        }
    }
}
