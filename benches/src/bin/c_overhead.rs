//! What a call through the C interface costs beside the same call in Rust, in one process, taking turns:
//! `c_overhead CHART LIFE ROUNDS`, the definition of the workflow bench, a golden life of the tests.
//!
//! The C functions are linked from the library that is shipped and called as C calls them. Prints
//! nanoseconds of processor time for one call each way, the median of the turns, and the difference.
//! The system counts that time by the tick of some milliseconds, so a turn must last many of them: 200000
//! rounds are enough.

use std::{
    ffi::{c_char, c_void},
    hint::black_box,
    ptr::{null, null_mut},
};

use ombud::{
    model::Json,
    workflow::{Status, Time},
};
use ombud_benches::Stopwatch;
use ombud_doors::{Case, Door, Workflow};
// The functions below come from here.
use ombud_ffi as _;

type Failure = Box<dyn std::error::Error>;
type Handle = *mut c_void;

unsafe extern "C" {
    fn ombud_engine_new(settings: *const u8, len: usize, out: *mut Handle, error: *mut Handle) -> u32;
    fn ombud_engine_call(
        engine: Handle,
        operation: *const c_char,
        request: *const u8,
        len: usize,
        out: *mut Handle,
        error: *mut Handle,
    ) -> u32;
    fn ombud_workflow_compile(
        engine: Handle,
        definition: *const u8,
        len: usize,
        out: *mut Handle,
        error: *mut Handle,
    ) -> u32;
    fn ombud_machine_new(workflow: Handle, out: *mut Handle, error: *mut Handle) -> u32;
    fn ombud_machine_begin(machine: Handle, now: i64, status: *mut u32, error: *mut Handle) -> u32;
    fn ombud_machine_send(machine: Handle, event: u32, now: i64, status: *mut u32, error: *mut Handle)
    -> u32;
    fn ombud_case_open(
        engine: Handle,
        opening: *const u8,
        len: usize,
        now: *const c_char,
        out: *mut Handle,
        error: *mut Handle,
    ) -> u32;
    fn ombud_case_decide(
        case: Handle,
        command: *const u8,
        len: usize,
        now: *const c_char,
        out: *mut Handle,
        error: *mut Handle,
    ) -> u32;
    fn ombud_bytes_free(bytes: Handle);
}

const SCRIPT: &str = "assign request_info timeout info_received assign refer_legal legal_done conclude \
                      submit reject submit approve send paid reopen";
const TURNS: usize = 9;

fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let mut next = |what: &str| args.next().ok_or_else(|| format!("missing argument: {what}"));
    let (chart, life, rounds) = (next("CHART")?, next("LIFE")?, next("ROUNDS")?.parse::<u32>()?);
    machines(&std::fs::read(chart)?, rounds)?;
    let door = Door::builtin()?;
    let mut engine = null_mut();
    // SAFETY: no settings, room for a handle; no error is wanted.
    fine(unsafe { ombud_engine_new(null(), 0, &raw mut engine, null_mut()) })?;
    let rounds = (rounds / 400).max(1);
    operations(&door, engine, rounds)?;
    decisions(&door, engine, &Json::parse(&std::fs::read(life)?)?, rounds)
}

fn fine(number: u32) -> Result<(), Failure> {
    if number == 0 { Ok(()) } else { Err(format!("error {number}").into()) }
}

/// Both ways by turns, so that neither has the quieter machine.
fn compare(
    name: &str,
    calls: u32,
    mut rust: impl FnMut() -> Result<(), Failure>,
    mut c: impl FnMut() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let timed = |work: &mut dyn FnMut() -> Result<(), Failure>| {
        let start = Stopwatch::start();
        work()?;
        Ok::<f64, Failure>(start.seconds() / f64::from(calls) * 1e9)
    };
    for _ in 0..TURNS {
        ours.push(timed(&mut rust)?);
        theirs.push(timed(&mut c)?);
    }
    ours.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    let median = |turns: &[f64]| turns.get(TURNS / 2).copied().unwrap_or_default();
    let (rust, c) = (median(&ours), median(&theirs));
    println!("{name}: Rust {rust:.1} ns, C {c:.1} ns, {:+.1} ns a call", c - rust);
    Ok(())
}

fn machines(definition: &[u8], rounds: u32) -> Result<(), Failure> {
    let workflow = Workflow::compile(None, definition)?;
    let script = SCRIPT.split_whitespace().map(|name| workflow.event(name));
    let script = script.collect::<Result<Vec<u16>, _>>()?;
    let acknowledge = workflow.event("acknowledge")?;
    let mut machine =
        ombud::workflow::Machine::new(std::sync::Arc::clone(workflow.chart()), workflow.chart().instance());
    machine.begin(Time::from_millis(0))?;
    machine.send(acknowledge, Time::from_millis(1))?;
    let (mut compiled, mut other, mut status) = (null_mut(), null_mut(), 0u32);
    // SAFETY: a document, handles that were just made, room for what is handed over.
    unsafe {
        let out = &raw mut compiled;
        fine(ombud_workflow_compile(null_mut(), definition.as_ptr(), definition.len(), out, null_mut()))?;
        fine(ombud_machine_new(compiled, &raw mut other, null_mut()))?;
        fine(ombud_machine_begin(other, 0, &raw mut status, null_mut()))?;
        fine(ombud_machine_send(other, u32::from(acknowledge), 1, &raw mut status, null_mut()))?;
    }
    let (mut now, mut later) = (1i64, 1i64);
    compare(
        "machine.send",
        rounds.saturating_mul(u32::try_from(script.len())?),
        || {
            for _ in 0..rounds {
                for event in &script {
                    now = now.wrapping_add(1);
                    let status = machine.send(black_box(*event), Time::from_millis(now))?;
                    if black_box(status) != Status::Moved {
                        return Err("refused".into());
                    }
                }
            }
            Ok(())
        },
        || {
            for _ in 0..rounds {
                for event in &script {
                    later = later.wrapping_add(1);
                    let (mut status, mut error) = (0u32, null_mut());
                    let (event, status_at) = (u32::from(black_box(*event)), &raw mut status);
                    // SAFETY: the machine made above, room for a number and for an error.
                    let number =
                        unsafe { ombud_machine_send(other, event, later, status_at, &raw mut error) };
                    if black_box(number) != 0 || black_box(status) != 0 {
                        return Err("refused".into());
                    }
                }
            }
            Ok(())
        },
    )
}

fn operations(door: &Door, engine: Handle, rounds: u32) -> Result<(), Failure> {
    let request = br#"{"regimes":["cn-complaints-2020"],"received":"2026-03-02","as_of":"2026-03-20"}"#;
    compare(
        "clock.due",
        rounds,
        || {
            for _ in 0..rounds {
                black_box(door.call("clock.due", black_box(request))?);
            }
            Ok(())
        },
        || {
            for _ in 0..rounds {
                let mut out = null_mut();
                let (data, len) = (black_box(request).as_ptr(), request.len());
                // SAFETY: an engine, a name, a document, room for the answer, which is freed once.
                unsafe {
                    let (name, out_at) = (c"clock.due".as_ptr(), &raw mut out);
                    fine(ombud_engine_call(engine, name, data, len, out_at, null_mut()))?;
                    ombud_bytes_free(black_box(out));
                }
            }
            Ok(())
        },
    )
}

fn decisions(door: &Door, engine: Handle, life: &Json, rounds: u32) -> Result<(), Failure> {
    let text = |json: Option<&Json>| json.and_then(Json::as_str).map(str::to_owned).ok_or("no text");
    let opening = life.get("opening").ok_or("no opening")?.to_bytes();
    let now = text(life.get("now"))?;
    let Some(Json::List(steps)) = life.get("steps") else { return Err("no steps".into()) };
    let step = steps.first().ok_or("no step")?;
    let (command, at) = (step.get("do").ok_or("no command")?.to_bytes(), text(step.get("now"))?);
    let case = Case::open(door, &opening, &now)?;
    let (now, c_at) = (std::ffi::CString::new(now)?, std::ffi::CString::new(at.clone())?);
    let mut other = null_mut();
    // SAFETY: an engine, a document, an instant, room for a handle.
    fine(unsafe {
        let out = &raw mut other;
        ombud_case_open(engine, opening.as_ptr(), opening.len(), now.as_ptr(), out, null_mut())
    })?;
    compare(
        "case.decide",
        rounds,
        || {
            for _ in 0..rounds {
                black_box(case.decide(black_box(&command), &at)?);
            }
            Ok(())
        },
        || {
            for _ in 0..rounds {
                let mut out = null_mut();
                let (data, len) = (black_box(&command).as_ptr(), command.len());
                // SAFETY: a case, a document, an instant, room for the answer, which is freed once.
                unsafe {
                    let (time, out_at) = (c_at.as_ptr(), &raw mut out);
                    fine(ombud_case_decide(other, data, len, time, out_at, null_mut()))?;
                    ombud_bytes_free(black_box(out));
                }
            }
            Ok(())
        },
    )
}
