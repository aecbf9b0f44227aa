//! What a clock says: the duty, its date, its state, and what would change it.

use serde::{Deserialize, Serialize};

use super::{Actor, Citation, Confidence, Count, Counting, ExpiryKind, Lapse};
use crate::model::{Date, EventType, Instant, Label, Moment, PartId, RegimeId, RuleId};

/// The state of a clock. Of what can be said of one date, the better comes first: that it runs, that
/// it was met, that it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// What starts it has not happened.
    NotStarted,
    /// It runs.
    Running,
    /// It stands still, with papers.
    Paused,
    /// The duty was fulfilled in time.
    Met,
    /// The duty was fulfilled, late.
    MetLate,
    /// The time is up and the duty is not fulfilled.
    Late,
    /// It was ended by a withdrawal or the like.
    Cancelled,
    /// It cannot be said; `needs` names what is missing.
    Undetermined,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 8] = [
        Status::NotStarted,
        Status::Running,
        Status::Paused,
        Status::Met,
        Status::MetLate,
        Status::Late,
        Status::Cancelled,
        Status::Undetermined,
    ];

    /// The name in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::NotStarted => "not_started",
            Status::Running => "running",
            Status::Paused => "paused",
            Status::Met => "met",
            Status::MetLate => "met_late",
            Status::Late => "late",
            Status::Cancelled => "cancelled",
            Status::Undetermined => "undetermined",
        }
    }

    /// Whether somebody still has to act.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Status::Running | Status::Paused | Status::Late | Status::Undetermined)
    }
}

/// Whether a status was worked out from dates or is what the papers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Worked out from dates.
    Computed,
    /// Stated by the papers, without a date.
    Stated,
}

impl Basis {
    /// The name in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Basis::Computed => "computed",
            Basis::Stated => "stated",
        }
    }
}

/// What started a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trigger {
    /// The event, where it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<EventType>,
    /// The other clock, where it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<RuleId>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
}

/// What kind of step an event was for a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StepKind {
    /// More time.
    Extension,
    /// Time that does not count.
    Pause,
    /// Time that does not count, for a whole class of complaints.
    Suspension,
    /// The period starts anew.
    Reset,
    /// A repeat that changes nothing.
    Merge,
    /// The end without fulfilment.
    Cancellation,
    /// Another date by agreement.
    Agreement,
    /// An exception replaced the period.
    Exception,
    /// What would have fulfilled the duty.
    Fulfilment,
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Effect {
    /// It took effect.
    Applied,
    /// Nothing: its papers are missing.
    PapersMissing,
    /// Nothing: it was recorded after the time was up.
    TooLate,
    /// Nothing: the step before it had not taken effect.
    OutOfOrder,
    /// Nothing yet: it must be confirmed; the clock runs on.
    Unconfirmed,
    /// Nothing: nothing changes by it.
    NoChange,
    /// Nothing: the end of the pause lies before its start, has no date, or may be another's.
    EndUnknown,
    /// Nothing: it, or the date it names, lies before the time began to run.
    BeforeStart,
}

/// A step that the events show, and what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The rule.
    pub rule: RuleId,
    /// Its name for people.
    pub title: Label,
    /// What kind it is.
    pub kind: StepKind,
    /// When it happened, or began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// When a pause ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// What it did.
    pub effect: Effect,
    /// The papers that are missing (fields of the event, or an event).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Who approved it, where that was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// The document that shows it, where that was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Where it stands.
    pub cite: Vec<Citation>,
}

/// What could still be recorded to change the date, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Prompt {
    /// The rule it rests on.
    pub rule: RuleId,
    /// The event to record.
    pub event: EventType,
    /// The papers it needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// The last day on which it can be recorded.
    pub by: Date,
    /// The day to record it by: never later, earlier where the counting is an inference.
    pub work_to: Date,
    /// The due date it would give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// In one sentence.
    pub text: Label,
}

/// What kind of thing is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NeedKind {
    /// A fact of the catalogue.
    Fact,
    /// An event that was not recorded.
    Event,
    /// The time of an event that was.
    EventTime,
    /// A field of an event.
    EventField,
    /// A year of a calendar.
    Calendar,
    /// Somebody's confirmation of the rule itself.
    Confirmation,
    /// A date from which the calendar can count: from the one recorded, the years 1 to 9999 are left.
    DateRange,
}

/// What the answer lacks, or what could change it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Need {
    /// What kind.
    pub kind: NeedKind,
    /// Which (a fact, `event`, `event.field`, a calendar and year, a rule).
    pub id: String,
    /// Whether the answer cannot be given without it; otherwise it only could change it.
    pub decisive: bool,
}

/// What a missed clock raises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Raised {
    /// A duty or a right.
    pub kind: ExpiryKind,
    /// The rule it rests on.
    pub rule: RuleId,
    /// In words.
    pub text: Label,
}

/// What one clock says of one complaint.
///
/// Dates are local dates of the regime's zone. Where there is no date the field is absent and
/// `needs` or `prompt` says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Obligation {
    /// The rule.
    pub clock: RuleId,
    /// The regime.
    pub regime: RegimeId,
    /// The part of the complaint, where it has parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
    /// The reference of the event that started it, where it has one.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Its name for people.
    pub title: Label,
    /// What must be done.
    pub act: Label,
    /// Who must do it.
    pub actor: Actor,
    /// Its state.
    pub status: Status,
    /// Whether that was worked out or stated.
    pub basis: Basis,
    /// What started it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
    /// The legal date: until the end of that day. For a consumer's right, the date they are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The date to work to: never later than `due`, earlier where the counting is an inference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prudent_due: Option<Date>,
    /// Whether rest days of an unpublished year went into `prudent_due`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub prudent_provisional: bool,
    /// The first instant that is late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_from: Option<Instant>,
    /// Whether the closing hour in `late_from` is an assumption.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closing_assumed: bool,
    /// For a consumer's right whose last day is a rest day: the last day the firm must accept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_until: Option<Date>,
    /// The date the parties agreed, which prevails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed_due: Option<Date>,
    /// Where there is no date: a day before which it cannot be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Date>,
    /// The date an unconfirmed rule would give: never a firm date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unconfirmed_due: Option<Date>,
    /// When the duty was fulfilled, or ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Moment>,
    /// It was ended by a withdrawal or the like after its time was up: the breach before stands.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ended_late: bool,
    /// No number in the rule: to be done promptly.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub promptly: bool,
    /// Whether sending within the period is enough.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dispatch: bool,
    /// What it means that the time is up; left out where it is a breach.
    #[serde(skip_serializing_if = "Lapse::is_breach")]
    pub lapse: Lapse,
    /// Where it stands.
    pub cite: Vec<Citation>,
    /// Where the text was read.
    pub source: String,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// How sure the counting is.
    pub counting: Counting,
    /// What the events did to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What could still be recorded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prompts: Vec<Prompt>,
    /// What is missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// What its expiry raised.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub raises: Vec<Raised>,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// The count itself, for the proof.
    #[serde(skip)]
    pub(super) run: Option<Run>,
}

impl Obligation {
    /// Takes the date away with all that hangs on it, and says which it was.
    pub(super) fn undate(&mut self) -> Option<Date> {
        (self.prudent_due, self.late_from, self.accepted_until, self.not_before) = (None, None, None, None);
        (self.prudent_provisional, self.closing_assumed, self.ended_late) = (false, false, false);
        self.prompts.clear();
        self.raises.clear();
        self.due.take()
    }
}

/// A stretch in which a clock does not run: `[from, to)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) from: Moment,
    pub(super) to: Option<Moment>,
    pub(super) rule: RuleId,
    pub(super) title: Label,
    pub(super) suspension: bool,
}

/// One count of a chain: an extension that adds makes a second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) rule: RuleId,
    pub(super) count: Count,
}

/// Everything needed to count again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) start: Moment,
    pub(super) chain: Vec<Link>,
    pub(super) intervals: Vec<Interval>,
    /// How the date came about; only what is counted has a chain.
    pub(super) origin: super::Origin,
    /// Index of the place in the regime.
    pub(super) place: usize,
}
