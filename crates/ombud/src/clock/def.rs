//! Clocks and regimes as authored: the shape of a pack's rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{
    AppliesBy, CalendarId, Citation, Confidence, Date, EventType, FactId, InstrumentId, Json, Label, Lang,
    Moment, RegimeId, RuleId, dated,
};

/// Whether the way of counting days stands in the text or is our inference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// In the text.
    Text,
    /// An inference: staff should work to the earlier, prudent date.
    Inferred,
}

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Actor {
    Firm,
    Consumer,
    Regulator,
    Other,
}

/// What time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unit {
    /// Sixty minutes on the wall, from the instant of the trigger.
    Hour,
    /// Sixty working minutes of the calendar.
    BusinessHour,
    /// Every day.
    CalendarDay,
    /// Working days of the calendar, make-up days included.
    BusinessDay,
    /// Seven calendar days.
    Week,
    /// To the same-numbered day, or the last day of the month.
    Month,
    /// To the same day of the year, or the last of February.
    Year,
}

impl Unit {
    /// Whether the period ends at an instant rather than with a day.
    #[must_use]
    pub fn is_hours(self) -> bool {
        matches!(self, Unit::Hour | Unit::BusinessHour)
    }

    /// Whether it is counted by the calendar's working days.
    #[must_use]
    pub fn is_business(self) -> bool {
        matches!(self, Unit::BusinessDay | Unit::BusinessHour)
    }
}

/// A number of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
}

/// A period as authored: exactly one of its forms.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodDef {
    /// A number of units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The field of the trigger that holds the deadline itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// No number in the rule: promptly.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prompt: bool,
}

/// Recognises an event, by type and by the value of fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matcher {
    /// The type.
    pub event: EventType,
    /// The fields and the values they must have.
    #[serde(default, rename = "match", skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Json>,
}

/// Recognises an event that fulfils a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FulfilmentDef {
    /// The type.
    pub event: EventType,
    /// The fields and the values they must have.
    #[serde(default, rename = "match", skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Json>,
    /// Only where this other clock was met: a letter of a lane fulfils nothing once the lane is shut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_met: Option<RuleId>,
}

/// Recognises an event that is done for a duty and does not end it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpDef {
    /// The type.
    pub event: EventType,
}

/// Which of several events starts the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The first.
    #[default]
    First,
    /// The last.
    Last,
    /// Each one starts a clock of its own.
    Each,
}

/// What starts a clock: exactly one of `event`, `expired`, `met`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriggerDef {
    /// An event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventType>,
    /// Values its fields must have.
    #[serde(default, rename = "match", skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Json>,
    /// Which of several.
    #[serde(default)]
    pub which: Which,
    /// The event lies before the complaint, so its absence means that it was not recorded, not
    /// that it has not happened.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expected: bool,
    /// As `expected`, where this condition is known to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_if: Option<Json>,
    /// Another clock, when it is missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expired: Option<RuleId>,
    /// Another clock, when it is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<RuleId>,
}

/// A clock that only runs once something was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartsIfDef {
    /// The event that must be recorded.
    pub event: EventType,
    /// Values its fields must have.
    #[serde(default, rename = "match", skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Json>,
    /// Before this clock's time is up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<RuleId>,
}

/// How the limbs of a clock combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// The earliest counts.
    Earliest,
    /// The latest counts.
    Latest,
}

/// One of several counts that a clock combines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimbDef {
    /// What starts it.
    pub trigger: TriggerDef,
    /// How long it runs.
    pub period: PeriodDef,
}

/// A deadline counted back (or on) from another clock's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeriveDef {
    /// The other clock.
    pub from: RuleId,
    /// How much earlier.
    pub minus: Count,
}

/// An exception that replaces the period; it must be shown, so while its condition is unknown the
/// base period stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InsteadDef {
    /// Its rule, where it has an id of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// When it applies.
    pub when: Json,
    /// The period it puts in place.
    pub period: PeriodDef,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// A step of a clock: an extension, a pause, a reset, a merged repeat, a cancellation, an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDef {
    /// Its rule.
    pub id: RuleId,
    /// Its name for people.
    pub title: Label,
    /// Where it stands.
    pub cite: Vec<Citation>,
    /// Where the text was read; the clock's where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How sure it is; as the clock where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// The event that is it (extension, reset, merge, cancellation, agreement).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventType>,
    /// Values its fields must have.
    #[serde(default, rename = "match", skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Json>,
    /// Fields that must be filled: its papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// Extension: the whole period, from the same trigger. Pause: the event that ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<StepTo>,
    /// Extension: added to the due date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add: Option<Count>,
    /// Extension: the step that must have taken effect before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<RuleId>,
    /// Pause: the event that starts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<EventType>,
    /// Cancellation: the event that confirms it, by somebody other than the `handler` it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<EventType>,
    /// Agreement: the field with the agreed date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What to record, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Label>,
}

/// The `to` of a step: a period for an extension, an event for a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepTo {
    /// The whole period.
    Period(Count),
    /// The event that ends a pause.
    Event(EventType),
}

impl Serialize for StepTo {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            StepTo::Period(count) => count.serialize(s),
            StepTo::Event(event) => event.serialize(s),
        }
    }
}

impl<'de> Deserialize<'de> for StepTo {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        use serde::de::Error as _;
        match Json::deserialize(d)? {
            Json::Text(event) => EventType::new(event).map(StepTo::Event).map_err(D::Error::custom),
            json => crate::model::canon::from_json(&json).map(StepTo::Period).map_err(D::Error::custom),
        }
    }
}

/// What follows from a missed clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiryDef {
    /// A further duty, or somebody's right.
    pub kind: ExpiryKind,
    /// The rule it rests on.
    pub rule: RuleId,
    /// In words.
    pub text: Label,
}

/// What expiry raises; it closes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryKind {
    /// A further duty of the firm.
    Duty,
    /// A right of the other side.
    Right,
}

/// What it means that the time is up and nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// The duty was missed, or the right is gone: `late`.
    #[default]
    Breach,
    /// The duty was to last so long (to keep, to wait, to honour), and it has: `met`.
    Fulfilled,
    /// A lane or a window has closed, which is no breach: `cancelled`.
    Closed,
}

impl Lapse {
    pub(crate) fn is_breach(&self) -> bool {
        *self == Lapse::Breach
    }
}

/// Whether the last day moves off rest days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// It stays.
    #[default]
    None,
    /// A consumer's right: what the firm may hold against them rolls to the next business day;
    /// what they are told does not.
    Forward,
}

/// A clock as authored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockDef {
    /// The rule's id, as in the law notes.
    pub id: RuleId,
    /// Its name for people.
    pub title: Label,
    /// What must be done by the date.
    pub act: Label,
    /// Who must do it.
    pub actor: Actor,
    /// For whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Where it stands.
    pub cite: Vec<Citation>,
    /// Where the text was read.
    pub source: String,
    /// The first day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// The day of the version read, where the start is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_by: Option<Date>,
    /// The last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
    /// Which instant selects the version.
    #[serde(default)]
    pub applies_by: AppliesBy,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// How sure the counting is.
    pub counting: Counting,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// To which complaints it applies; to all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Json>,
    /// What starts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<TriggerDef>,
    /// What must be recorded before it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_if: Option<StartsIfDef>,
    /// How long it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodDef>,
    /// How its limbs combine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combine: Option<Combine>,
    /// Several counts in place of one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limb: Vec<LimbDef>,
    /// A deadline counted from another clock's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derive: Option<DeriveDef>,
    /// Exceptions to the period.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<InsteadDef>,
    /// Extensions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extend: Vec<StepDef>,
    /// Pauses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pause: Vec<StepDef>,
    /// Resets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reset: Vec<StepDef>,
    /// Repeats that are merged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merge: Vec<StepDef>,
    /// What ends it without fulfilment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cancel: Vec<StepDef>,
    /// Agreements on another date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agree: Vec<StepDef>,
    /// What fulfils it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met_by: Vec<FulfilmentDef>,
    /// What is done for it time and again, where no single act fulfils it, the one that is meant
    /// first. No date follows from it: it says what to advise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub helped_by: Vec<HelpDef>,
    /// Whether sending within the period is enough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dispatch: bool,
    /// Whether it ends with the close of business.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub close_of_business: bool,
    /// Whether the last day moves.
    #[serde(default)]
    pub roll: Roll,
    /// What it means that the time is up.
    #[serde(default)]
    pub lapse: Lapse,
    /// What follows when it is missed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_expiry: Vec<ExpiryDef>,
}

dated!(ClockDef);

/// A suspension of a whole class of clocks by a regulator: `[from, until)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspensionDef {
    /// Its rule.
    pub id: RuleId,
    /// Its name for people.
    pub title: Label,
    /// Where it stands.
    pub cite: Vec<Citation>,
    /// Where the text was read.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// The first day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// The day of the version read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_by: Option<Date>,
    /// The last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
    /// The clocks it stops.
    pub clocks: Vec<RuleId>,
    /// The class of complaints.
    pub when: Json,
    /// Only clocks that started on or after this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_from: Option<Date>,
    /// Only clocks that started on or before this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_to: Option<Date>,
    /// The first day on which the clocks do not run.
    pub from: Date,
    /// The first day on which they run again.
    pub until: Date,
    /// What goes on meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeps: Option<Label>,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// A place with a zone and a calendar of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceDef {
    /// The value of the regime's place fact.
    pub id: String,
    /// Its name for people.
    pub title: Label,
    /// The zone.
    pub zone: String,
    /// The calendar.
    pub calendar: CalendarId,
}

/// A regime as authored: one set of legal duties and where it applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegimeDef {
    /// The name.
    pub id: RegimeId,
    /// Its name for people.
    pub title: Label,
    /// Where it applies.
    pub jurisdiction: String,
    /// The workflow that cases under it live by; the other regimes of the jurisdiction run beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life: Option<String>,
    /// The instruments it is made from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instruments: Vec<InstrumentId>,
    /// The language of its people, for defaults.
    pub language: Lang,
    /// Whom and what it is for.
    pub about: Label,
    /// The zone, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The calendar, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
    /// The fact that says which place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_fact: Option<FactId>,
    /// The places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<PlaceDef>,
}

/// A date, or the reason why there is none.
pub(super) fn moment_of(value: &crate::model::Value) -> Option<Moment> {
    match value {
        crate::model::Value::Date(date) => Some(Moment::Date(*date)),
        crate::model::Value::Instant(instant) => Some(Moment::Instant(*instant)),
        _ => None,
    }
}
