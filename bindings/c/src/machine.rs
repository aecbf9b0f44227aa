//! `ombud_machine`.

use std::mem::MaybeUninit;

use ombud::{
    Error, ErrorCode,
    workflow::{Status, Time},
};
use ombud_doors::{Handle, Machine, Result};

use crate::{
    bytes::ombud_bytes,
    error::ombud_error,
    guard::{free, guard},
    input,
    workflow::ombud_workflow,
};

/// A workflow that runs: integers in, integers out. One thread at a time; a second one is refused with
/// OMBUD_ERROR_HANDLE_BUSY and may try again.
///
/// Times are milliseconds after 1970-01-01T00:00:00Z and always come from the caller.
pub struct ombud_machine(Handle<Machine>);

/// A transition was taken.
pub const OMBUD_STEP_MOVED: u32 = 0;
/// A transition was taken, and the workflow is at its end.
pub const OMBUD_STEP_DONE: u32 = 1;
/// Nothing answered to a timer.
pub const OMBUD_STEP_IGNORED: u32 = 2;
/// The event was refused and nothing changed; ombud_machine_refusal() says why.
pub const OMBUD_STEP_REFUSED: u32 = 3;

const _: () = {
    assert!(OMBUD_STEP_MOVED == Status::Moved as u32 && OMBUD_STEP_DONE == Status::Done as u32);
    assert!(OMBUD_STEP_IGNORED == Status::Ignored as u32 && OMBUD_STEP_REFUSED == Status::Refused as u32);
};

impl ombud_machine {
    fn give(machine: Machine) -> *mut ombud_machine {
        Box::into_raw(Box::new(ombud_machine(Handle::new(machine))))
    }
}

/// Works on a machine, alone.
///
/// # Safety
/// `machine` is NULL or a machine that is not freed; `error` is NULL or room for a pointer.
unsafe fn enter(
    machine: *const ombud_machine,
    error: *mut *mut ombud_error,
    work: impl FnOnce(&mut Machine) -> Result<()>,
) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { guard(error, || input::shared("machine", machine)?.0.enter(work)) }
}

/// Makes a machine of a workflow. It stands nowhere until ombud_machine_begin().
///
/// Returns 0 and writes `out`, to be freed with ombud_machine_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_new(
    workflow: *const ombud_workflow,
    out: *mut *mut ombud_machine,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over a workflow and room for a pointer.
        unsafe {
            let out = input::out("out", out)?;
            out.set(ombud_machine::give(input::shared("workflow", workflow)?.0.machine()));
        }
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

/// Makes a machine that goes on from a snapshot. Nothing is fired by restoring.
///
/// Returns 0 and writes `out`, to be freed with ombud_machine_free(); or the number of the error,
/// OMBUD_ERROR_UNSUPPORTED_FORMAT for a snapshot of another version.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_restore(
    workflow: *const ombud_workflow,
    snapshot: *const u8,
    snapshot_len: usize,
    out: *mut *mut ombud_machine,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over a workflow, a document and room for a pointer.
        unsafe {
            let out = input::out("out", out)?;
            let workflow = input::shared("workflow", workflow)?;
            let snapshot = input::document("snapshot", snapshot, snapshot_len)?;
            out.set(ombud_machine::give(workflow.0.restore(snapshot)?));
        }
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

/// Begins: enters the first states.
///
/// Returns 0 and writes `status`, one of the OMBUD_STEP_ constants; or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_begin(
    machine: *mut ombud_machine,
    now_ms: i64,
    status: *mut u32,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, room for a number, and NULL or room for an error.
    unsafe {
        enter(machine, error, |machine| {
            let status = input::out("status", status)?;
            status.set(machine.begin(Time::from_millis(now_ms))? as u32);
            Ok(())
        })
    }
}

/// The number that C gave for an event.
fn event(number: u32) -> Result<u16> {
    let error = || Error::new(ErrorCode::UnknownEvent).expected("a number of ombud_workflow_event()");
    u16::try_from(number).map_err(|_| error().found(number).into())
}

/// Sends an event by its number. This is the fast way: nothing is allocated once the machine is warm.
///
/// Returns 0 and writes `status`, one of the OMBUD_STEP_ constants; or the number of the error,
/// OMBUD_ERROR_UNKNOWN_EVENT for a number that no event has.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_send(
    machine: *mut ombud_machine,
    event: u32,
    now_ms: i64,
    status: *mut u32,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, room for a number, and NULL or room for an error.
    unsafe {
        enter(machine, error, |machine| {
            let status = input::out("status", status)?;
            status.set(machine.send(self::event(event)?, Time::from_millis(now_ms))? as u32);
            Ok(())
        })
    }
}

/// Sends `len` events by their numbers, the first at `now_ms` and each next one `step_ms` later. The
/// status of each goes to `statuses`; a refused event changes nothing, and the next one is sent.
///
/// Returns 0 and writes all of `statuses`; or the number of the error, and none was sent: events and
/// times are checked before. The two arrays must not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_send_many(
    machine: *mut ombud_machine,
    events: *const u16,
    len: usize,
    now_ms: i64,
    step_ms: i64,
    statuses: *mut u8,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, `len` numbers, room for as many, and NULL or room for an
    // error.
    unsafe {
        enter(machine, error, |machine| {
            let events = input::array("events", events, len)?;
            let statuses: &mut [MaybeUninit<u8>] =
                input::room("statuses", statuses, len, &[input::place(events)])?;
            machine.send_many(events, now_ms, step_ms, |i, status| {
                if let Some(place) = statuses.get_mut(i) {
                    place.write(status as u8);
                }
            })
        })
    }
}

/// Sends an event with what it says, as a JSON document:
/// {"event":"approve","fields":{},"by":{"id":"sun","roles":["manager"]},"facts":{}}.
///
/// Returns 0 and writes `status`, one of the OMBUD_STEP_ constants; or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_signal(
    machine: *mut ombud_machine,
    signal: *const u8,
    signal_len: usize,
    now_ms: i64,
    status: *mut u32,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, a document, room for a number, and NULL or room for an
    // error.
    unsafe {
        enter(machine, error, |machine| {
            let status = input::out("status", status)?;
            let signal = input::document("signal", signal, signal_len)?;
            status.set(machine.signal_document(signal, Time::from_millis(now_ms))? as u32);
            Ok(())
        })
    }
}

/// Fires the timers that are due, in order, at most a thousand in one call.
///
/// Returns 0 and writes to `fired` how many were; or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_fire_due(
    machine: *mut ombud_machine,
    now_ms: i64,
    fired: *mut usize,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, room for a number, and NULL or room for an error.
    unsafe {
        enter(machine, error, |machine| {
            let fired = input::out("fired", fired)?;
            fired.set(machine.fire_due(Time::from_millis(now_ms))?);
            Ok(())
        })
    }
}

/// Stands for no time.
pub const OMBUD_NO_TIME: i64 = i64::MIN;

/// Tells when the next timer is due.
///
/// Returns 0 and writes `due_ms`, OMBUD_NO_TIME where no timer has a time; or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_next_due(
    machine: *const ombud_machine,
    due_ms: *mut i64,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, room for a number, and NULL or room for an error.
    unsafe {
        enter(machine, error, |machine| {
            let due = input::out("due_ms", due_ms)?;
            due.set(machine.instance().next_due().map_or(OMBUD_NO_TIME, Time::millis));
            Ok(())
        })
    }
}

/// Says whether steps are explained from now on (`explain` is not 0); explaining costs time.
///
/// Returns 0; or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_explain(
    machine: *mut ombud_machine,
    explain: u32,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, and NULL or room for an error.
    unsafe {
        enter(machine, error, |machine| {
            machine.explain(explain != 0);
            Ok(())
        })
    }
}

/// Tells what happened in the last step as a JSON document, where steps are explained.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_happened(
    machine: *const ombud_machine,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, room for the answer, and NULL or room for an error.
    unsafe { enter(machine, error, |machine| ombud_bytes::answer(out, || machine.happened())) }
}

/// Tells what the host is asked to do after the last step, as a JSON list of {"effect","fields","kind"},
/// in order. Each step replaces what the one before it asked.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_emitted(
    machine: *const ombud_machine,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, room for the answer, and NULL or room for an error.
    unsafe { enter(machine, error, |machine| ombud_bytes::answer(out, || machine.emitted_document())) }
}

/// Tells why the last refused event was refused, as a JSON document; the document {} where none was.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_refusal(
    machine: *const ombud_machine,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    let refused = |machine: &Machine| Ok(machine.refused()?.unwrap_or_else(|| b"{}".to_vec()));
    // SAFETY: the caller hands over a machine, room for the answer, and NULL or room for an error.
    unsafe { enter(machine, error, |machine| ombud_bytes::answer(out, || refused(machine))) }
}

/// Tells where the machine stands as a JSON document: states, data, timers, done.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_state(
    machine: *const ombud_machine,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, room for the answer, and NULL or room for an error.
    unsafe { enter(machine, error, |machine| ombud_bytes::answer(out, || machine.state())) }
}

/// Writes down the machine as a JSON document that ombud_machine_restore() goes on from.
///
/// Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_snapshot(
    machine: *const ombud_machine,
    out: *mut *mut ombud_bytes,
    error: *mut *mut ombud_error,
) -> u32 {
    // SAFETY: the caller hands over a machine, room for the answer, and NULL or room for an error.
    unsafe { enter(machine, error, |machine| ombud_bytes::answer(out, || machine.snapshot())) }
}

/// Frees a machine. NULL is allowed; a machine is freed once, and not while a call on it runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_machine_free(machine: *mut ombud_machine) {
    // SAFETY: made by one of the functions above, and handed back once.
    unsafe { free(machine) }
}
