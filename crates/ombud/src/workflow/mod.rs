//! Workflows: statecharts loaded from data, stepped by a pure function.
//!
//! A [`Definition`] is a JSON document; [`Chart::compile`] checks it and puts it into tables; an
//! [`Instance`] is one run of it; [`step`] works out what a [`Signal`] comes to: a [`Change`], which
//! the instance applies, or a [`Refusal`] with its reasons. [`Machine`] joins a chart and an instance
//! for hosts in a hurry.
//!
//! States nest, stand side by side, and are come back to through history; a step runs until nothing
//! follows by itself. Time comes from outside: a timer is data in the instance, and firing one is an
//! event like any other. Effects are data too: the host does them.

mod chart;
pub mod check;
mod compile;
mod definition;
pub mod draw;
mod enabled;
mod explore;
mod guard;
mod instance;
mod lane;
mod lead;
mod machine;
mod microstep;
mod names;
mod quick;
mod refusal;
mod roster;
pub mod scxml;
mod snapshot;
mod step;
mod time;

pub use chart::Chart;
pub use compile::{MAX_ANSWERS, MAX_DEPTH, MAX_PARTS, MAX_ROLES};
pub use definition::{
    BranchDef, ClockAct, ClockName, DataDef, Definition, EffectDef, EventDef, EventKind, FORMAT_VERSION,
    Names, RoleDef, SCHEMA, Semantics, StateDef, StateKind, TermDef, TimerDef, TransitionDef,
};
pub use enabled::{Enabled, enabled};
pub use explore::MAX_CONFIGURATIONS;
pub use instance::{Actor, Change, ClockState, Emitted, Explanation, Happened, Instance, Signal, Timer};
pub(crate) use lead::Route;
pub use machine::{MAX_FIRED, Machine, Status};
pub use refusal::{Refusal, RefusalKind, Stopped, Why};
pub use snapshot::SNAPSHOT_VERSION;
pub use step::{MAX_MICROSTEPS, MAX_TIMERS, Outcome, step};
pub use time::{Delay, Time};
