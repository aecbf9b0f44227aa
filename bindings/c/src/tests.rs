//! What Miri can run: no engine is made, so that an interpreter is fast enough.
//! `cargo +nightly miri test -p ombud-ffi miri_can`

use std::ptr::{null, null_mut};

use ombud::{Error, ErrorCode};

use crate::{bytes::*, date::*, error::*, guard::guard, input, machine::*, workflow::*};

const WORKFLOW: &str = r#"{"format_version":1,"id":"door","title":{"zh":"门","en":"Door"},
    "events":[{"id":"close","title":{"zh":"关","en":"close"},"kind":"human"},
              {"id":"open","title":{"zh":"开","en":"open"},"kind":"human"}],
    "initial":"opened","states":[
    {"id":"opened","title":{"zh":"开","en":"open"},"transitions":[{"id":"t1","event":"close","target":"closed"}]},
    {"id":"closed","title":{"zh":"关","en":"closed"},"transitions":[{"id":"t2","event":"open","target":"opened"}]}]}"#;

/// The number of the error, which is freed.
fn told(error: *mut ombud_error) -> u32 {
    // SAFETY: an error that a function handed over, freed once.
    unsafe {
        let number = ombud_error_code(error);
        assert!(!std::ffi::CStr::from_ptr(ombud_error_json(error)).is_empty());
        ombud_error_free(error);
        number
    }
}

#[test]
fn miri_can_hand_over_bytes_and_errors() {
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
        assert_eq!(told(place.read_unaligned()), number);
        let mut error = null_mut();
        let number = guard(&raw mut error, || std::panic::resume_unwind(Box::new("quietly")));
        assert_eq!((number, told(error)), (1901, 1901));
    }
}

#[test]
fn miri_can_check_what_comes_from_c() {
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
fn miri_can_step_a_small_workflow() {
    let (mut workflow, mut machine, mut error) = (null_mut(), null_mut(), null_mut());
    let (mut status, mut statuses) = (9u32, [9u8; 2]);
    // SAFETY: documents with their lengths, handles that were just made, room for what is handed over.
    unsafe {
        let (data, len, none) = (WORKFLOW.as_ptr(), WORKFLOW.len(), null());
        assert_eq!(ombud_workflow_compile(none, data, len, &raw mut workflow, &raw mut error), 0);
        assert_eq!(ombud_machine_new(workflow, &raw mut machine, null_mut()), 0);
        assert_eq!(ombud_machine_begin(machine, 0, &raw mut status, null_mut()), 0);
        assert_eq!(ombud_machine_send(machine, 0, 1, &raw mut status, null_mut()), 0);
        assert_eq!(ombud_machine_send(machine, 9, 1, &raw mut status, &raw mut error), 1202);
        assert_eq!(told(error), 1202);
        let events = [1u16, 1];
        let out = statuses.as_mut_ptr();
        assert_eq!(ombud_machine_send_many(machine, events.as_ptr(), 2, 2, 1, out, null_mut()), 0);
        assert_eq!((status, statuses), (0, [0, 3]));
        let mut snapshot = null_mut();
        assert_eq!(ombud_machine_snapshot(machine, &raw mut snapshot, null_mut()), 0);
        ombud_bytes_free(snapshot);
        ombud_machine_free(machine);
        ombud_workflow_free(workflow);
    }
}
