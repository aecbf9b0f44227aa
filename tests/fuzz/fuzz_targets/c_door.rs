//! The C door: a script of calls, one a line, over handles that are made, used and freed in any order.
//! Every document lies in memory of its own that is gone after the call, every answer is looked at to
//! its end, and every handle is freed once: the sanitizer sees what is read past its end, kept, lost or
//! used when it is gone.
//!
//! Tables are left to the target `columns`, which hands structs of Arrow over.
//!
//! A line is a word, the number of a handle, and what is handed in; `@` stands for the last answer, as
//! it lies in its handle.
#![no_main]

use std::{
    ffi::{CStr, CString, c_char},
    hint::black_box,
    ptr::{null, null_mut},
    sync::LazyLock,
};

use libfuzzer_sys::fuzz_target;
use ombud_ffi::{
    batch::*, bytes::*, case::*, date::*, engine::*, error::*, library::*, machine::*, workflow::*,
};

/// The built-in rules, compiled once: they take longer than a script.
struct Builtin(*mut ombud_engine);

// SAFETY: engines may be handed to other threads.
unsafe impl Send for Builtin {}
// SAFETY: and shared by them.
unsafe impl Sync for Builtin {}

static ENGINE: LazyLock<Builtin> = LazyLock::new(|| {
    let mut engine = null_mut();
    // SAFETY: no settings, and room for a pointer.
    assert_eq!(unsafe { ombud_engine_new(null(), 0, &mut engine, null_mut()) }, OMBUD_OK);
    Builtin(engine)
});

/// The words after which a name or an instant stands before the document.
const NAMED: [&[u8]; 6] = [b"open", b"decide", b"advice", b"view", b"call", b"flat"];

/// What a script has made and not freed.
#[derive(Default)]
struct Made {
    engines: Vec<*mut ombud_engine>,
    workflows: Vec<*mut ombud_workflow>,
    machines: Vec<*mut ombud_machine>,
    cases: Vec<*mut ombud_case>,
    answers: Vec<*mut ombud_bytes>,
    errors: Vec<*mut ombud_error>,
}

/// The handle of a number, or NULL where there is none, which every function takes.
fn of<T>(handles: &[*mut T], number: usize) -> *mut T {
    handles.get(number % handles.len().max(1)).copied().unwrap_or(null_mut())
}

/// The same, no longer to be used.
fn taken<T>(handles: &mut Vec<*mut T>, number: usize) -> *mut T {
    if handles.is_empty() { null_mut() } else { handles.swap_remove(number % handles.len()) }
}

impl Made {
    /// A call that makes something, or gives an error: never both, never neither.
    fn make<T>(
        &mut self,
        to: fn(&mut Made) -> &mut Vec<*mut T>,
        call: impl FnOnce(*mut *mut T, *mut *mut ombud_error) -> u32,
    ) {
        let mut out = null_mut();
        let went_well = self.told(|error| call(&mut out, error));
        assert_eq!(went_well, !out.is_null(), "something is made where all went well, and nowhere else");
        if went_well {
            to(self).push(out);
        }
    }

    /// A call that answers.
    fn ask(&mut self, call: impl FnOnce(*mut *mut ombud_bytes, *mut *mut ombud_error) -> u32) {
        self.make(|made| &mut made.answers, call);
        // SAFETY: an answer that is not freed, or NULL.
        unsafe {
            let last = of(&self.answers, self.answers.len().saturating_sub(1));
            let (data, len) = (ombud_bytes_data(last), ombud_bytes_len(last));
            if !data.is_null() {
                assert_eq!(*data.add(len), 0, "a zero byte follows");
                black_box(std::slice::from_raw_parts(data, len).iter().fold(0, |sum, byte| sum ^ byte));
            }
        }
    }

    /// A call, whose error has the number that was returned. Whether all went well.
    fn told(&mut self, call: impl FnOnce(*mut *mut ombud_error) -> u32) -> bool {
        let mut error = null_mut();
        let code = call(&mut error);
        assert_eq!(code == OMBUD_OK, error.is_null(), "an error comes with its number");
        if error.is_null() {
            return true;
        }
        // SAFETY: an error that was just handed over.
        unsafe {
            let text = |text: *const c_char| CStr::from_ptr(text).to_str().expect("UTF-8");
            assert_eq!(ombud_error_code(error), code);
            assert!(text(ombud_error_json(error)).contains(text(ombud_error_name(error))));
            for lang in [OMBUD_LANG_ZH, OMBUD_LANG_EN] {
                assert!(!text(ombud_error_message(error, lang)).is_empty());
            }
        }
        self.errors.push(error);
        false
    }

    fn line(&mut self, line: &[u8]) {
        let mut parts = line.splitn(3, |byte| *byte == b' ').chain(std::iter::repeat(&b""[..]));
        let mut part = || parts.next().unwrap_or_default();
        let (word, number, rest) = (part(), part(), part());
        let number = str::from_utf8(number).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        let (name, document) = match rest.iter().position(|byte| *byte == b' ') {
            Some(space) if NAMED.contains(&word) => (&rest[..space], &rest[space + 1..]),
            _ => (rest, rest),
        };
        let name: Vec<u8> = name.iter().copied().filter(|byte| *byte != 0).collect();
        let name = CString::new(name).expect("no zero is left");
        let own: Box<[u8]> = document.into();
        let last = of(&self.answers, self.answers.len().saturating_sub(1));
        // SAFETY: an answer that is not freed, or NULL.
        let answer = unsafe { (ombud_bytes_data(last), ombud_bytes_len(last)) };
        let (data, len) = if document == b"@" { answer } else { (own.as_ptr(), own.len()) };
        // SAFETY: as `call` asks; both live until it returns.
        unsafe { self.call(word, number, name.as_ptr(), data, len) }
    }

    /// # Safety
    /// The name ends in a zero, and `len` bytes stand at `data`.
    unsafe fn call(&mut self, word: &[u8], number: usize, name: *const c_char, data: *const u8, len: usize) {
        let (workflow, machine) = (of(&self.workflows, number), of(&self.machines, number));
        let (own, case) = (of(&self.engines, number), of(&self.cases, number));
        let engine = if own.is_null() { ENGINE.0 } else { own };
        let (now, few) = (i64::try_from(number).unwrap_or(i64::MAX), u32::try_from(len % 5).unwrap_or(0));
        let (mut status, mut fired, mut due, mut day) = (0_u32, 0_usize, 0_i64, 0_i32);
        // SAFETY: handles that were made and not freed, or NULL; the name and the document as the caller
        // promises; room for what comes.
        unsafe {
            match word {
                // Few: each takes as long as a hundred other calls.
                b"engine" if self.engines.len() < 2 => {
                    self.make(|made| &mut made.engines, |out, error| ombud_engine_new(data, len, out, error));
                }
                b"compile" => self.make(
                    |made| &mut made.workflows,
                    |out, error| ombud_workflow_compile(own, data, len, out, error),
                ),
                b"find" => self.make(
                    |made| &mut made.workflows,
                    |out, error| ombud_workflow_find(engine, name, out, error),
                ),
                b"machine" => {
                    self.make(|made| &mut made.machines, |out, error| ombud_machine_new(workflow, out, error))
                }
                b"resume" => self.make(
                    |made| &mut made.machines,
                    |out, error| ombud_machine_restore(workflow, data, len, out, error),
                ),
                b"open" => self.make(
                    |made| &mut made.cases,
                    |out, error| ombud_case_open(engine, data, len, name, out, error),
                ),
                b"replay" => self.make(
                    |made| &mut made.cases,
                    |out, error| ombud_case_replay(engine, data, len, out, error),
                ),
                b"restore" => self.make(
                    |made| &mut made.cases,
                    |out, error| ombud_case_restore(engine, data, len, out, error),
                ),
                b"call" => self.ask(|out, error| ombud_engine_call(engine, name, data, len, out, error)),
                b"bundle" => self.ask(|out, error| ombud_engine_bundle(own, out, error)),
                b"info" => self.ask(|out, error| ombud_build_info(out, error)),
                b"state" => self.ask(|out, error| ombud_machine_state(machine, out, error)),
                b"shot" => self.ask(|out, error| ombud_machine_snapshot(machine, out, error)),
                b"refusal" => self.ask(|out, error| ombud_machine_refusal(machine, out, error)),
                b"happened" => self.ask(|out, error| ombud_machine_happened(machine, out, error)),
                b"emitted" => self.ask(|out, error| ombud_machine_emitted(machine, out, error)),
                b"decide" => self.ask(|out, error| ombud_case_decide(case, data, len, name, out, error)),
                b"advice" => self.ask(|out, error| ombud_case_advice(case, data, len, name, out, error)),
                b"view" => self.ask(|out, error| ombud_case_view(case, data, len, name, out, error)),
                b"timers" => self.ask(|out, error| ombud_case_fire_due(case, name, out, error)),
                b"due" => self.ask(|out, error| ombud_case_due(case, name, out, error)),
                b"log" => self.ask(|out, error| ombud_case_log(case, out, error)),
                b"snapshot" => self.ask(|out, error| ombud_case_snapshot(case, out, error)),
                b"flat" => self.flat(engine, name, std::slice::from_raw_parts(data, len), number),
                b"free" => self.free(CStr::from_ptr(name).to_bytes(), number),
                _ => {
                    self.told(|error| match word {
                        b"event" => ombud_workflow_event(workflow, name, &mut status, error),
                        b"begin" => ombud_machine_begin(machine, now, &mut status, error),
                        b"send" => ombud_machine_send(machine, few, now, &mut status, error),
                        b"many" => {
                            let events: Box<[u16]> = (0..len).map(|at| (at % 2) as u16).collect();
                            let mut statuses: Box<[u8]> = events.iter().map(|_| 0).collect();
                            let (events, room) = (events.as_ptr(), statuses.as_mut_ptr());
                            ombud_machine_send_many(machine, events, len, now, 1, room, error)
                        }
                        b"signal" => ombud_machine_signal(machine, data, len, now, &mut status, error),
                        b"fire" => ombud_machine_fire_due(machine, now, &mut fired, error),
                        b"next" => ombud_machine_next_due(machine, &mut due, error),
                        b"explain" => ombud_machine_explain(machine, few, error),
                        b"apply" => ombud_case_apply(case, data, len, error),
                        b"dates" => {
                            let days: Box<[i32]> =
                                (0..len).map(|at| (now as i32).wrapping_add(at as i32)).collect();
                            let mut due: Box<[i32]> = days.clone();
                            let (regime, clock) = (c"cn-complaints-2020".as_ptr(), c"CN-CM-018a".as_ptr());
                            let (days, room) = (days.as_ptr(), due.as_mut_ptr());
                            ombud_engine_due_dates(engine, regime, clock, days, len, room, error)
                        }
                        _ => ombud_date_days(now as i32, few as i32, 1, &mut day, error),
                    });
                }
            }
        }
    }

    /// Many requests, with a tab after each; offsets that go back where the number is odd.
    ///
    /// # Safety
    /// The engine is not freed, and the name ends in a zero.
    unsafe fn flat(&mut self, engine: *const ombud_engine, name: *const c_char, data: &[u8], number: usize) {
        let tabs = data.iter().enumerate().filter(|(_, byte)| **byte == b'\t').map(|(at, _)| at as i64);
        let mut offsets: Vec<i64> = std::iter::once(0).chain(tabs).chain([data.len() as i64]).collect();
        if number % 2 == 1 {
            offsets.reverse();
        }
        let (offsets, rows) = (offsets.clone().into_boxed_slice(), offsets.len() - 1);
        let mut codes: Box<[u32]> = vec![0; rows].into();
        let (mut ends, mut answers) = (null_mut(), null_mut());
        let went_well = self.told(|error| {
            let (offsets, codes) = (offsets.as_ptr(), codes.as_mut_ptr());
            let (data, len) = (data.as_ptr(), data.len());
            // SAFETY: numbers and bytes of these lengths, and room for what comes.
            unsafe {
                ombud_engine_call_flat(
                    engine,
                    name,
                    offsets,
                    rows,
                    data,
                    len,
                    codes,
                    &mut ends,
                    &mut answers,
                    error,
                )
            }
        });
        assert_eq!((went_well, went_well), (!ends.is_null(), !answers.is_null()));
        if went_well {
            // SAFETY: an answer that was just handed over.
            assert_eq!(unsafe { ombud_bytes_len(ends) }, (rows + 1) * size_of::<i64>());
            self.answers.extend([ends, answers]);
        }
    }

    fn free(&mut self, kind: &[u8], number: usize) {
        // SAFETY: what was made, each taken off its list before it is freed; or NULL.
        unsafe {
            match kind {
                b"engine" => ombud_engine_free(taken(&mut self.engines, number)),
                b"workflow" => ombud_workflow_free(taken(&mut self.workflows, number)),
                b"machine" => ombud_machine_free(taken(&mut self.machines, number)),
                b"case" => ombud_case_free(taken(&mut self.cases, number)),
                b"answer" => ombud_bytes_free(taken(&mut self.answers, number)),
                _ => ombud_error_free(taken(&mut self.errors, number)),
            }
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let mut made = Made::default();
    for line in data.split(|byte| *byte == b'\n').take(60) {
        made.line(line);
    }
    // What a call made lives on after what it was made with.
    for kind in [&b"engine"[..], b"workflow", b"machine", b"case", b"answer", b"error"] {
        // No line makes more than two of anything.
        (0..120).for_each(|_| made.free(kind, 0));
    }
});
