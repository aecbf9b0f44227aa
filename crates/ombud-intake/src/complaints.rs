//! `complaints.jsonl`: one canonical JSON line a row.
//!
//! A line holds what is particular to the row. The words of a rule are the same for every row and
//! stand once, in `summary.json` under `rules`.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write as _},
    sync::Arc,
};

use ombud::{
    case::Next,
    clock::{
        Actor, Basis, Citation, Confidence, Need, Obligation, PassedOver, Prompt, Raised, Status, Step,
        Trigger,
    },
    error::Result,
    model::{ActId, Date, Event, Facts, Instant, Label, Moment, PartId, RegimeId, RuleId},
};
use serde::{Serialize, Serializer};

use crate::{
    canonical::Writer,
    output::Outputs,
    record::Row,
    triage::{Sink, Summary, status_name, write_error},
};

/// Writes the file.
#[derive(Debug)]
pub struct Complaints {
    file: BufWriter<File>,
    writer: Writer,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<Stands<'a>>,
    obligations: Obligations<'a>,
    #[serde(skip_serializing_if = "<[PassedOver]>::is_empty")]
    passed_over: &'a [PassedOver],
    record: Record<'a>,
    status: &'static str,
}

#[derive(Serialize)]
struct Record<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    codes: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "<[Event]>::is_empty")]
    events: &'a [Event],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extra: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Facts::is_empty")]
    facts: &'a Facts,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: &'a BTreeMap<String, String>,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    row: u64,
}

/// Where the complaint stands in its life, and the act that comes first.
#[derive(Serialize)]
struct Stands<'a> {
    life: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<First<'a>>,
    stage: At<'a>,
}

#[derive(Serialize)]
struct At<'a> {
    states: &'a [String],
    title: &'a Label,
}

#[derive(Serialize)]
struct First<'a> {
    act: &'a ActId,
    /// The duty that it is for.
    clock: &'a RuleId,
    roles: &'a [String],
    title: &'a Label,
    who: &'a Label,
}

impl<'a> Stands<'a> {
    fn of(row: &'a Row) -> Option<Self> {
        let outlook = row.outlook.as_deref()?;
        let first = outlook.first.and_then(|at| {
            let (next, duty) = (outlook.next.get(at)?.as_deref()?, row.duties.get(at)?);
            let Next { act, roles, title, who, .. } = next;
            Some(First { act, clock: duty.rule(), roles, title, who })
        });
        let stage = &outlook.stage;
        let at = At { states: &stage.states, title: &stage.title };
        Some(Stands { life: &stage.life, next: first, stage: at })
    }
}

/// What is owed, without clocks that nothing started and that have no date.
struct Obligations<'a>(&'a Row);

/// An [`Obligation`] without the words that its rule has for every row.
#[derive(Serialize)]
struct Stand<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_until: Option<Date>,
    actor: Actor,
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed_due: Option<Date>,
    basis: Basis,
    cite: &'a [Citation],
    clock: &'a RuleId,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    closing_assumed: bool,
    confidence: Confidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<Date>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    ended_late: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_from: Option<Instant>,
    #[serde(skip_serializing_if = "<[Need]>::is_empty")]
    needs: &'a [Need],
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'a PartId>,
    #[serde(skip_serializing_if = "<[Prompt]>::is_empty")]
    prompts: &'a [Prompt],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    promptly: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    prudent_due: Option<Date>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    prudent_provisional: bool,
    #[serde(skip_serializing_if = "<[Raised]>::is_empty")]
    raises: &'a [Raised],
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    regime: &'a RegimeId,
    status: Status,
    #[serde(skip_serializing_if = "<[Step]>::is_empty")]
    steps: &'a [Step],
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger: Option<&'a Trigger>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unconfirmed_due: Option<Date>,
}

impl<'a> From<&'a Obligation> for Stand<'a> {
    fn from(of: &'a Obligation) -> Self {
        Stand {
            accepted_until: of.accepted_until,
            actor: of.actor,
            agreed_due: of.agreed_due,
            basis: of.basis,
            cite: &of.cite,
            clock: &of.clock,
            closing_assumed: of.closing_assumed,
            confidence: of.confidence,
            done: of.done,
            due: of.due,
            ended_late: of.ended_late,
            late_from: of.late_from,
            needs: &of.needs,
            not_before: of.not_before,
            part: of.part.as_ref(),
            prompts: &of.prompts,
            promptly: of.promptly,
            prudent_due: of.prudent_due,
            prudent_provisional: of.prudent_provisional,
            raises: &of.raises,
            reference: of.reference.as_deref(),
            regime: &of.regime,
            status: of.status,
            steps: &of.steps,
            trigger: of.trigger.as_ref(),
            unconfirmed_due: of.unconfirmed_due,
        }
    }
}

fn is_idle(obligation: &Obligation) -> bool {
    obligation.status == Status::NotStarted
        && obligation.due.is_none()
        && obligation.prudent_due.is_none()
        && obligation.not_before.is_none()
        && obligation.unconfirmed_due.is_none()
}

impl Serialize for Obligations<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let obligations = self.0.duties.iter().map(|duty| duty.obligation());
        s.collect_seq(obligations.filter(|obligation| !is_idle(obligation)).map(Stand::from))
    }
}

impl<'a> Line<'a> {
    fn of(row: &'a Row) -> Self {
        Line {
            case: Stands::of(row),
            obligations: Obligations(row),
            record: Record {
                codes: &row.codes,
                events: &row.events,
                extra: &row.extra,
                facts: &row.facts,
                fields: &row.fields,
                file: &row.file,
                id: row.id.as_deref(),
                row: row.number,
            },
            passed_over: &row.passed_over,
            status: status_name(row),
        }
    }
}

/// The line of a row in `complaints.jsonl`, without its end.
///
/// # Errors
/// `internal`.
pub fn line(row: &Row) -> Result<Vec<u8>> {
    let mut writer = Writer::default();
    Ok(std::mem::take(writer.write(&Line::of(row))?))
}

impl Complaints {
    /// Opens the file.
    ///
    /// # Errors
    /// `file_access`.
    pub fn new(outputs: &Outputs) -> Result<Self> {
        Ok(Complaints { file: outputs.create("complaints.jsonl")?, writer: Writer::default() })
    }
}

impl Sink for Complaints {
    fn row(&mut self, row: &Arc<Row>) -> Result<()> {
        let line = self.writer.write(&Line::of(row))?;
        line.push(b'\n');
        self.file.write_all(line).map_err(write_error("complaints.jsonl"))
    }

    fn finish(mut self: Box<Self>, _: &Summary) -> Result<()> {
        self.file.flush().map_err(write_error("complaints.jsonl"))
    }
}
