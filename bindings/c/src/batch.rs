//! Columns, and many calls at once.

use std::{ffi::c_char, mem::MaybeUninit};

use ombud_batch::{ArrowArrayStream, FlatAnswers, call_flat, run};

use crate::{bytes::ombud_bytes, engine::ombud_engine, error::ombud_error, guard::guard, input};

/// Does what a spec says with every row of a table of columns: due dates, duties, derived facts, or any
/// operation. The spec is a JSON document, such as
/// {"batch":"due_dates","regime":"uk-disp","clock":"UK.DISP.FINAL","column":"received"}.
/// `table` is an Arrow C stream, which this function takes over, whether all goes well or not. `answers`
/// is one too, for the caller to read and release: rows are worked on as it is read, and what is wrong
/// with a row stands in its line. The engine may be freed before the stream.
///
/// Returns 0 and writes `answers`; or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_engine_batch(
    engine: *const ombud_engine,
    spec: *const u8,
    spec_len: usize,
    table: *mut ArrowArrayStream,
    answers: *mut ArrowArrayStream,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over a stream that is theirs to give away, an engine, a document and
        // room for another stream.
        unsafe {
            input::shared("table", table)?;
            let table = table.replace(ArrowArrayStream::empty());
            let engine = &input::shared("engine", engine)?.0;
            let spec = input::document("spec", spec, spec_len)?;
            let answers = input::out("answers", answers)?;
            answers.set(run(engine.engine(), engine.registry(), spec, table)?);
        }
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

/// Calls an operation once for each of `rows` requests, which lie one after the other in `requests`:
/// request i is the bytes from offsets[i] to offsets[i + 1], so `offsets` has one number more than there
/// are rows. Answers come in the same shape: `answers` holds them one after the other, and
/// `answer_offsets` holds rows + 1 numbers of type int64_t. `codes` has room for a number a row: 0, or
/// the number of the row's error, whose JSON document is then its answer; it must lie neither over
/// `offsets` nor over `requests`. `answer_offsets` and `answers` are two places.
///
/// Returns 0 and writes all three, the last two to be freed with ombud_bytes_free(); or the number of
/// the error, where the call as such is wrong, or where the answers come to more than 1 GiB
/// (OMBUD_ERROR_TOO_LARGE, with the row): then ask for fewer rows at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_engine_call_flat(
    engine: *const ombud_engine,
    operation: *const c_char,
    offsets: *const i64,
    rows: usize,
    requests: *const u8,
    requests_len: usize,
    codes: *mut u32,
    answer_offsets: *mut *mut ombud_bytes,
    answers: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over an engine, a name, numbers and bytes of the sizes said, and room
        // for what comes.
        unsafe {
            let engine = &input::shared("engine", engine)?.0;
            let operation = input::text("operation", operation)?;
            let offsets = input::array("offsets", offsets, rows.saturating_add(1))?;
            let requests = input::document("requests", requests, requests_len)?;
            let read = [input::place(offsets), input::place(requests)];
            let room: &mut [MaybeUninit<u32>] = input::room("codes", codes, rows, &read)?;
            let (out_offsets, out) =
                (input::out("answer_offsets", answer_offsets)?, input::out("answers", answers)?);
            input::apart("answers", &out, &out_offsets)?;
            let FlatAnswers { codes, offsets, data } =
                call_flat(engine.engine(), engine.registry(), operation, offsets, requests)?;
            for (place, code) in room.iter_mut().zip(codes) {
                place.write(code);
            }
            out_offsets.set(ombud_bytes::give(offsets.into_iter().flat_map(i64::to_ne_bytes).collect()));
            out.set(ombud_bytes::give(data));
        }
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}
