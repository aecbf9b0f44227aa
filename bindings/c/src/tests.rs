//! The exported functions as C calls them, and what stands behind them; without an engine, so that Miri
//! can run it. It sees every read and write behind a pointer: `cargo +nightly miri test -p ombud-ffi --lib`.

use std::{
    ffi::{CStr, c_char},
    ptr::{null, null_mut},
    sync::atomic::{AtomicUsize, Ordering},
};

use ombud::{Error, ErrorCode};

use crate::{
    bytes::*, case::*, date::*, engine::*, error::*, guard::guard, input, library::*, machine::*, workflow::*,
};

const DOOR: &[u8] = br#"{"format_version":1,"id":"door","title":{"en":"Door","zh":"x"},
    "data":[{"id":"opened","type":"int","initial":0}],
    "events":[{"id":"open","title":{"en":"Open","zh":"x"}},{"id":"close","title":{"en":"Close","zh":"x"}}],
    "initial":"shut","states":[
      {"id":"shut","title":{"en":"Shut","zh":"x"},"transitions":[{"id":"opens","event":"open","target":"ajar","guard":"opened < 3"}]},
      {"id":"ajar","title":{"en":"Ajar","zh":"x"},
       "on_entry":[{"assign":{"id":"count","data":"opened","value":"opened + 1"}}],
       "transitions":[{"id":"shuts","event":"close","target":"shut"}]}]}"#;

/// What a call says of its error: number, name, whether message and document speak of it.
fn told(error: *mut ombud_error) -> (u32, String) {
    assert!(!error.is_null());
    // SAFETY: an error that was handed over, its texts read before it is freed.
    unsafe {
        let text = |text: *const c_char| CStr::from_ptr(text).to_str().expect("UTF-8").to_owned();
        let name = text(ombud_error_name(error));
        assert!(text(ombud_error_json(error)).contains(&name));
        assert!(!text(ombud_error_message(error, OMBUD_LANG_ZH)).is_empty());
        assert!(!text(ombud_error_message(error, OMBUD_LANG_EN)).is_empty());
        let code = ombud_error_code(error);
        ombud_error_free(error);
        (code, name)
    }
}

/// The workflow of this test.
fn workflow() -> *mut ombud_workflow {
    let (mut workflow, mut error) = (null_mut(), null_mut());
    // SAFETY: a document, and room for a pointer and an error.
    let code =
        unsafe { ombud_workflow_compile(null(), DOOR.as_ptr(), DOOR.len(), &mut workflow, &mut error) };
    assert_eq!(code, OMBUD_OK, "the definition is refused: {:?}", (code != OMBUD_OK).then(|| told(error)));
    workflow
}

/// The text of an answer, which is freed.
fn answer(bytes: *mut ombud_bytes) -> String {
    // SAFETY: an answer that was handed over, read before it is freed.
    unsafe {
        let (data, len) = (ombud_bytes_data(bytes), ombud_bytes_len(bytes));
        let text = String::from_utf8(std::slice::from_raw_parts(data, len).to_vec()).expect("UTF-8");
        assert_eq!(*data.add(len), 0, "a zero byte follows");
        ombud_bytes_free(bytes);
        text
    }
}

fn begun(workflow: *const ombud_workflow) -> *mut ombud_machine {
    let (mut machine, mut status) = (null_mut(), 9);
    // SAFETY: a workflow, and room for what comes.
    unsafe {
        assert_eq!(ombud_machine_new(workflow, &mut machine, null_mut()), OMBUD_OK);
        assert_eq!(ombud_machine_begin(machine, 0, &mut status, null_mut()), OMBUD_OK);
    }
    assert_eq!(status, OMBUD_STEP_MOVED);
    machine
}

#[test]
fn bytes_and_errors_are_handed_over() {
    // SAFETY: what is handed over is freed once.
    unsafe {
        let bytes = ombud_bytes::give(b"ab".to_vec());
        assert_eq!(ombud_bytes_len(bytes), 2);
        assert_eq!(std::slice::from_raw_parts(ombud_bytes_data(bytes), 3), b"ab\0");
        ombud_bytes_free(bytes);
        // Written where C put it, aligned or not.
        let mut room = [0u8; 2 * size_of::<usize>()];
        let place = room.as_mut_ptr().wrapping_add(1).cast::<*mut ombud_error>();
        let number = guard(place, || Err(Error::new(ErrorCode::InvalidDate).found("a\0b").into()));
        assert_eq!(number, ErrorCode::InvalidDate.number());
        assert_eq!(told(place.read_unaligned()).0, number);
        let mut error = null_mut();
        let number = guard(&raw mut error, || std::panic::resume_unwind(Box::new("quietly")));
        assert_eq!((number, told(error)), (1901, (1901, "internal".to_owned())));
    }
}

#[test]
fn what_comes_from_c_is_checked() {
    let numbers = [1i32, 2, 3];
    let (mut room, mut day) = ([0i32; 3], 0);
    // SAFETY: pointers to live arrays with their lengths, or what is refused before it is used.
    unsafe {
        assert!(input::array("a", null::<i32>(), 1).is_err());
        assert!(input::array("a", numbers.as_ptr().wrapping_byte_add(1), 1).is_err());
        assert!(input::array("a", numbers.as_ptr(), usize::MAX).is_err());
        assert_eq!(input::array("a", numbers.as_ptr(), 3).ok(), Some(&numbers[..]));
        assert!(input::room("r", room.as_mut_ptr(), 3, &[input::place(&numbers)]).is_ok());
        assert!(input::room("r", numbers.as_ptr().cast_mut(), 3, &[input::place(&numbers)]).is_err());
        assert!(input::text("t", c"\xff".as_ptr()).is_err());
        let place = &raw mut day;
        assert_eq!(ombud_date_days(2026, 3, 2, place, null_mut()), 0);
        assert_eq!(ombud_date_ymd(*place, place, place, place, null_mut()), 0);
        assert_eq!(day, 2);
    }
}

#[test]
fn a_machine_is_stepped_written_down_and_restored() {
    let workflow = workflow();
    let machine = begun(workflow);
    let (mut open, mut close, mut status, mut out) = (9, 9, 9, null_mut());
    // SAFETY: live handles, and room for what comes; each is freed once.
    unsafe {
        assert_eq!(ombud_workflow_event(workflow, c"open".as_ptr(), &mut open, null_mut()), OMBUD_OK);
        assert_eq!(ombud_workflow_event(workflow, c"close".as_ptr(), &mut close, null_mut()), OMBUD_OK);
        assert_eq!(ombud_machine_send(machine, open, 1, &mut status, null_mut()), OMBUD_OK);
        assert_eq!(status, OMBUD_STEP_MOVED);
        assert_eq!(ombud_machine_snapshot(machine, &mut out, null_mut()), OMBUD_OK);
        let snapshot = answer(out);
        let events: Vec<u16> = [close, open, close, open, close, open].map(|n| n as u16).to_vec();
        let mut statuses = [9u8; 6];
        let code = ombud_machine_send_many(
            machine,
            events.as_ptr(),
            events.len(),
            2,
            1,
            statuses.as_mut_ptr(),
            null_mut(),
        );
        assert_eq!((code, statuses), (OMBUD_OK, [0, 0, 0, 0, 0, 3]), "the fourth opening is refused");
        assert_eq!(ombud_machine_refusal(machine, &mut out, null_mut()), OMBUD_OK);
        assert!(answer(out).contains("opened < 3"));

        let mut restored = null_mut();
        let code =
            ombud_machine_restore(workflow, snapshot.as_ptr(), snapshot.len(), &mut restored, null_mut());
        assert_eq!(code, OMBUD_OK);
        // The workflow may go first: machines live on.
        ombud_workflow_free(workflow);
        assert_eq!(ombud_machine_state(restored, &mut out, null_mut()), OMBUD_OK);
        let state = answer(out);
        assert!(state.contains(r#""states":["ajar"]"#) && state.contains(r#""opened":1"#), "{state}");
        ombud_machine_free(restored);
        ombud_machine_free(machine);
    }
}

#[test]
fn what_is_wrong_with_an_argument_is_said_and_nothing_is_written() {
    let workflow = workflow();
    let machine = begun(workflow);
    let invalid = ErrorCode::InvalidArgument.number();
    let (mut status, mut error) = (77, null_mut());
    let mut bytes = null_mut::<ombud_bytes>();
    // SAFETY: NULL, or live handles and room for what comes.
    unsafe {
        assert_eq!(ombud_machine_send(null_mut(), 0, 0, &mut status, &mut error), invalid);
        assert_eq!(told(error), (invalid, "invalid_argument".to_owned()));
        assert_eq!(ombud_machine_send(machine, 0, 0, null_mut(), null_mut()), invalid);
        for event in [9, 70_000] {
            let code = ombud_machine_send(machine, event, 0, &mut status, &mut error);
            assert_eq!((code, told(error).1.as_str()), (ErrorCode::UnknownEvent.number(), "unknown_event"));
        }
        let code = ombud_machine_send(machine, 0, i64::MAX, &mut status, &mut error);
        assert_eq!((code, told(error).1.as_str()), (ErrorCode::OutOfRange.number(), "out_of_range"));
        assert_eq!(status, 77);
        let odd = std::ptr::without_provenance_mut::<u32>(3);
        assert_eq!(ombud_machine_send(machine, 0, 0, odd, null_mut()), invalid);
        let far = ombud_machine_send_many(machine, null(), usize::MAX, 0, 0, null_mut(), null_mut());
        assert_eq!(far, invalid);
        let one = 0u16;
        let huge = ombud_machine_send_many(machine, &one, usize::MAX, 0, 0, null_mut(), null_mut());
        assert_eq!(huge, invalid);
        assert_eq!(ombud_machine_signal(machine, null(), 3, 0, &mut status, null_mut()), invalid);
        let code = ombud_workflow_event(workflow, c"\xff".as_ptr(), &mut status, &mut error);
        assert_eq!((code, told(error).1.as_str()), (ErrorCode::InvalidUtf8.number(), "invalid_utf8"));
        assert_eq!(ombud_case_log(null(), &mut bytes, null_mut()), invalid);
        assert_eq!(
            ombud_engine_call(null(), c"op.list".as_ptr(), null(), 0, &mut bytes, null_mut()),
            invalid
        );
        assert!(bytes.is_null());
        // Nothing needs freeing, and freeing nothing is allowed.
        ombud_engine_free(null_mut());
        ombud_case_free(null_mut());
        ombud_bytes_free(null_mut());
        ombud_error_free(null_mut());
        assert_eq!(ombud_error_code(null()), 0);
        assert_eq!(*ombud_error_name(null()), 0);
        assert!(ombud_bytes_data(null()).is_null());
        ombud_machine_free(machine);
        ombud_workflow_free(workflow);
    }
}

#[test]
fn dates_go_there_and_back() {
    let (mut days, mut year, mut month, mut day, mut error) = (1, 0, 0, 0, null_mut());
    // SAFETY: room for what comes.
    unsafe {
        assert_eq!(ombud_date_days(2026, 3, 2, &mut days, null_mut()), OMBUD_OK);
        assert_eq!(days, 20_514);
        assert_eq!(ombud_date_ymd(days, &mut year, &mut month, &mut day, null_mut()), OMBUD_OK);
        assert_eq!((year, month, day), (2026, 3, 2));
        for (y, m, d) in [(2026, 2, 30), (0, 1, 1), (-5, 1, 1), (10_000, 1, 1), (2026, -1, 1)] {
            assert_eq!(ombud_date_days(y, m, d, &mut days, &mut error), ErrorCode::InvalidDate.number());
            assert_eq!(told(error).1, "invalid_date");
        }
        let none = ombud_date_ymd(OMBUD_NO_DATE, &mut year, &mut month, &mut day, &mut error);
        assert_eq!((none, told(error).1.as_str()), (ErrorCode::OutOfRange.number(), "out_of_range"));
    }
}

/// A machine that several threads share, as C would share it.
struct Shared(*mut ombud_machine);

// SAFETY: the handle lets one thread in at a time.
unsafe impl Sync for Shared {}

#[test]
fn a_second_thread_is_refused_and_no_step_is_lost() {
    let workflow = workflow();
    let machine = Shared(begun(workflow));
    let (tried, busy, stepped) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let each = if cfg!(miri) { 5 } else { 20_000 };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            let (machine, tried, busy, stepped) = (&machine, &tried, &busy, &stepped);
            scope.spawn(move || {
                for now in 0..each {
                    let mut status = 9;
                    // SAFETY: a live machine, and room for what comes.
                    let code = unsafe { ombud_machine_send(machine.0, 1, now, &mut status, null_mut()) };
                    tried.fetch_add(1, Ordering::Relaxed);
                    let busy_code = ErrorCode::HandleBusy.number();
                    assert!(code == OMBUD_OK && status == OMBUD_STEP_REFUSED || code == busy_code);
                    if code == OMBUD_OK { stepped } else { busy }.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let all = [tried, busy, stepped].map(|count| count.load(Ordering::Relaxed));
    assert_eq!(all[0], all[1] + all[2]);
    // SAFETY: each is freed once, when no call runs.
    unsafe {
        ombud_machine_free(machine.0);
        ombud_workflow_free(workflow);
    }
}

#[test]
#[ignore = "a fault on purpose, to be found by Miri"]
fn a_planted_fault() {
    let mut out = null_mut();
    // SAFETY: none; what was freed is read.
    unsafe {
        assert_eq!(ombud_build_info(&mut out, null_mut()), OMBUD_OK);
        ombud_bytes_free(out);
        std::hint::black_box(ombud_bytes_len(out));
    }
}
