//! Counts, and the most urgent obligations: flat in rows, the same for any order of rows.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BinaryHeap},
};

use ombud::{
    clock::{Actor, Citation, Confidence, Lapse, Obligation, Status},
    model::{Date, Label, RegimeId, RuleId, canon},
};

use crate::fold::head;

use super::{
    Ahead, Item, Result, Trouble,
    missing::Missing,
    wording::{self as w, Word},
};

/// How many of the most urgent obligations are kept with everything for their proofs.
pub const MOST_URGENT: usize = 500;
/// How many periods of other people are kept.
pub const OTHERS: usize = 100;
/// A breakdown with more distinct values than this is left out whole, so that the order of rows
/// cannot decide which values are seen.
pub const MOST_VALUES: usize = 5_000;
/// How much of a cell is kept, in characters: a cell may be a narrative in the wrong column, and
/// places are kept by the hundred and breakdowns by the thousand.
const SHOWN: usize = 200;
/// The days ahead that are counted one by one.
pub const DAYS: usize = 14;

/// How near the date to work to is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Urgency {
    /// The legal date has passed.
    Overdue,
    /// The date to work to has passed, the legal date has not.
    Past,
    /// To be done today.
    Today,
    /// Within three days.
    Soon,
    /// Within seven days.
    Week,
    /// Later.
    Later,
    /// No number in the rule: promptly.
    Promptly,
    /// The clock stands still.
    Paused,
    /// No date: something is missing.
    Undated,
    /// Rests on a rule that nobody has confirmed.
    Unconfirmed,
}

impl Urgency {
    /// Every degree, the most urgent first.
    pub const ALL: [Urgency; 10] = [
        Urgency::Overdue,
        Urgency::Past,
        Urgency::Today,
        Urgency::Soon,
        Urgency::Week,
        Urgency::Later,
        Urgency::Promptly,
        Urgency::Paused,
        Urgency::Undated,
        Urgency::Unconfirmed,
    ];

    /// How urgent an obligation is on a day; nothing where nobody has to act.
    #[must_use]
    pub fn of(obligation: &Obligation, today: Date) -> Option<Urgency> {
        // A duty that lasts until a day is kept by waiting for it.
        if !obligation.status.is_open() || obligation.lapse == Lapse::Fulfilled {
            return None;
        }
        if obligation.confidence == Confidence::Unverified {
            return Some(Urgency::Unconfirmed);
        }
        Some(match (obligation.status, date(obligation)) {
            (Status::Late, _) => Urgency::Overdue,
            (Status::Paused, _) => Urgency::Paused,
            _ if last_day(obligation) == Some(today) => Urgency::Today,
            (_, Some(date)) => match date.since(today) {
                ..=-1 => Urgency::Past,
                0 => Urgency::Today,
                1..=3 => Urgency::Soon,
                4..=7 => Urgency::Week,
                _ => Urgency::Later,
            },
            (_, None) if obligation.promptly => Urgency::Promptly,
            (_, None) => Urgency::Undated,
        })
    }
}

/// The date to work to.
pub(crate) fn date(obligation: &Obligation) -> Option<Date> {
    obligation.prudent_due.or(obligation.due)
}

/// The last day before it is late: the agreed date, which prevails, or the legal one.
pub(crate) fn last_day(obligation: &Obligation) -> Option<Date> {
    obligation.agreed_due.or(obligation.due)
}

/// Numbers by urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByUrgency([u64; Urgency::ALL.len()]);

impl ByUrgency {
    /// How many.
    #[must_use]
    pub fn get(&self, urgency: Urgency) -> u64 {
        self.0.get(urgency as usize).copied().unwrap_or(0)
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    fn add(&mut self, urgency: Urgency) {
        if let Some(n) = self.0.get_mut(urgency as usize) {
            *n = n.saturating_add(1);
        }
    }
}

/// The kind of a matter as the file states it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// 投诉.
    Complaint,
    /// 举报.
    Report,
    /// 信访.
    Petition,
    /// 咨询.
    Inquiry,
    /// Stated, in words that are none of these.
    Other(String),
    /// The file does not say.
    Unstated,
}

impl Kind {
    /// The kind that a statement means. What is not stated stays unstated.
    #[must_use]
    pub fn of(stated: Option<&str>) -> Kind {
        match stated.map(str::trim).unwrap_or_default() {
            "" | "未说明" | "不详" => Kind::Unstated,
            "complaint" | "投诉" => Kind::Complaint,
            "report" | "举报" => Kind::Report,
            "petition" | "信访" => Kind::Petition,
            "inquiry" | "咨询" => Kind::Inquiry,
            other => Kind::Other(head(other, SHOWN)),
        }
    }
}

/// Where an item belongs: the only fields of a row that are shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The complaint's number.
    pub id: Option<String>,
    /// The record's number in the file.
    pub number: u64,
    /// Who handles it.
    pub handler: Option<String>,
    /// Which branch or unit.
    pub branch: Option<String>,
    /// The product.
    pub product: Option<String>,
    /// The product's sort.
    pub sub_product: Option<String>,
    /// The channel it came by.
    pub channel: Option<String>,
    /// The kind that the file states.
    pub kind: Kind,
}

impl Place {
    pub(crate) fn of(item: &Item<'_>) -> Place {
        let field = |name: &str| {
            let text = item.fields.get(name)?.trim();
            (!text.is_empty()).then(|| head(text, SHOWN))
        };
        Place {
            id: item.id.map(str::trim).filter(|id| !id.is_empty()).map(|id| head(id, SHOWN)),
            number: item.number,
            handler: field("handler"),
            branch: field("branch").or_else(|| field("unit")),
            product: field("product"),
            sub_product: field("sub_product"),
            channel: field("channel"),
            kind: Kind::of(item.kind),
        }
    }
}

/// What orders obligations: the date to work to, the legal date, the complaint, the content, and
/// only then the place in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    rank: u8,
    date: Option<Date>,
    due: Option<Date>,
    id: Option<String>,
}

impl Key {
    pub(crate) fn of(obligation: &Obligation, urgency: Urgency, id: Option<&str>) -> Key {
        let rank = match urgency {
            Urgency::Promptly => 1,
            Urgency::Paused => 2,
            Urgency::Undated => 3,
            Urgency::Unconfirmed => 4,
            _ => 0,
        };
        let (date, due) = match urgency {
            Urgency::Unconfirmed => (obligation.unconfirmed_due, None),
            Urgency::Paused => (obligation.not_before, None),
            _ => (date(obligation), obligation.due),
        };
        // Within a rank, what has no date comes last.
        Key {
            rank,
            date: Some(date.unwrap_or(Date::MAX)),
            due: Some(due.unwrap_or(Date::MAX)),
            id: id.map(str::to_owned),
        }
    }
}

/// One of the most urgent obligations, with everything for its proof.
#[derive(Debug, Clone)]
pub struct Urgent {
    pub(crate) key: Key,
    content: Vec<u8>,
    /// How urgent.
    pub urgency: Urgency,
    /// Where it belongs.
    pub place: Place,
    /// What the clock says.
    pub obligation: Obligation,
    /// Where the complaint stands, and what comes next.
    pub ahead: Ahead,
}

impl Urgent {
    fn rank(&self) -> (&Key, &[u8], u64) {
        (&self.key, &self.content, self.place.number)
    }
}

impl PartialEq for Urgent {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}

impl Eq for Urgent {}

impl PartialOrd for Urgent {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Urgent {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// The first few of many, in order, whatever order they came in.
#[derive(Debug, Clone)]
struct First {
    most: usize,
    heap: BinaryHeap<Urgent>,
}

impl First {
    fn new(most: usize) -> Self {
        First { most, heap: BinaryHeap::with_capacity(most.min(64)) }
    }

    fn offer(
        &mut self,
        place: &Place,
        obligation: &Obligation,
        urgency: Urgency,
        ahead: impl FnOnce() -> Ahead,
    ) -> Result<()> {
        let key = Key::of(obligation, urgency, place.id.as_deref());
        let full = self.heap.len() >= self.most;
        if full && self.heap.peek().is_some_and(|last| last.key < key) {
            return Ok(());
        }
        // Equal keys are ordered by what they say, without the place in the file.
        let mut content = canon::to_bytes(obligation)?;
        for text in [&place.handler, &place.branch, &place.product, &place.sub_product, &place.channel] {
            content.push(0);
            content.extend_from_slice(text.as_deref().unwrap_or_default().as_bytes());
        }
        let ahead = ahead();
        for state in ahead.stage.iter().flat_map(|stage| &stage.states) {
            content.push(0);
            content.extend_from_slice(state.as_bytes());
        }
        let (place, obligation) = (place.clone(), obligation.clone());
        self.heap.push(Urgent { key, content, urgency, place, obligation, ahead });
        if self.heap.len() > self.most {
            self.heap.pop();
        }
        Ok(())
    }

    fn sorted(&self) -> Vec<&Urgent> {
        let mut all: Vec<&Urgent> = self.heap.iter().collect();
        all.sort();
        all
    }
}

/// Numbers by a value of the file, unless there are too many values to tell.
#[derive(Debug, Clone, Default)]
pub struct Breakdown {
    values: BTreeMap<Option<String>, ByUrgency>,
    overflow: bool,
}

impl Breakdown {
    fn add(&mut self, value: Option<&String>, urgency: Urgency) {
        if self.overflow {
            return;
        }
        self.values.entry(value.cloned()).or_default().add(urgency);
        if self.values.len() > MOST_VALUES {
            self.overflow = true;
            self.values.clear();
        }
    }

    /// Whether there were too many values.
    #[must_use]
    pub fn overflow(&self) -> bool {
        self.overflow
    }

    /// The values with their numbers, the one with the most urgent first.
    #[must_use]
    pub fn sorted(&self) -> Vec<(Option<&str>, ByUrgency)> {
        let mut all: Vec<_> =
            self.values.iter().map(|(value, numbers)| (value.as_deref(), *numbers)).collect();
        all.sort_by(|a, b| {
            b.1.0.cmp(&a.1.0).then_with(|| a.0.is_none().cmp(&b.0.is_none())).then(a.0.cmp(&b.0))
        });
        all
    }
}

/// What is known of one clock over all rows.
#[derive(Debug, Clone)]
pub struct ClockCount {
    /// Its name for people.
    pub title: Label,
    /// What must be done.
    pub act: Label,
    /// Where it stands.
    pub cite: Vec<Citation>,
    /// Where the text was read.
    pub source: String,
    /// How sure it is: the weakest seen.
    pub confidence: Confidence,
    /// How many obligations, by status.
    pub statuses: BTreeMap<Status, u64>,
    /// How many still need somebody to act though nobody has confirmed the rule.
    pub unconfirmed: u64,
    /// The first date that it would give if it were confirmed, and for which complaint.
    pub nearest: Option<(Date, Option<String>)>,
}

impl ClockCount {
    /// How many obligations.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.statuses.values().sum()
    }
}

/// What could not be read, without values.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TroubleKey {
    /// Why.
    pub reason: String,
    /// The column.
    pub column: Option<String>,
    /// The shape of a date.
    pub shape: Option<String>,
}

/// Rows in which the firm has nothing left to do, by why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Idle {
    /// What there was to do is done, or has ended.
    pub done: u64,
    /// Nothing has begun.
    pub not_started: u64,
    /// No rule was in force on the day: the year may be mistyped.
    pub not_in_force: u64,
    /// No clock applies.
    pub none: u64,
}

impl Idle {
    fn add(&mut self, item: &Item<'_>) {
        let has = |wanted: fn(Status) -> bool| {
            item.duties.iter().any(|duty| duty.actor == Actor::Firm && wanted(duty.status))
        };
        let count = if has(|status| status != Status::NotStarted) {
            &mut self.done
        } else if !item.passed_over.is_empty() {
            &mut self.not_in_force
        } else if has(|_| true) {
            &mut self.not_started
        } else {
            &mut self.none
        };
        *count = count.saturating_add(1);
    }

    /// Each reason and how many.
    pub(crate) fn each(&self) -> [(Word, u64); 4] {
        [
            (w::IDLE_DONE, self.done),
            (w::IDLE_NOT_STARTED, self.not_started),
            (w::IDLE_NOT_IN_FORCE, self.not_in_force),
            (w::IDLE_NONE, self.none),
        ]
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        [self.done, self.not_started, self.not_in_force, self.none].into_iter().fold(0, u64::saturating_add)
    }
}

/// Everything counted.
#[derive(Debug, Clone)]
pub struct Tally {
    as_of: Date,
    rows: u64,
    rejected: u64,
    with_troubles: u64,
    passed_over: u64,
    open_rows: ByUrgency,
    idle: Idle,
    duties: ByUrgency,
    kinds: BTreeMap<Kind, ByUrgency>,
    kinds_idle: BTreeMap<Kind, u64>,
    other_kinds: bool,
    regimes: BTreeMap<RegimeId, (u64, u64)>,
    clocks: BTreeMap<(RegimeId, RuleId), ClockCount>,
    handlers: Breakdown,
    branches: Breakdown,
    products: Breakdown,
    troubles: BTreeMap<TroubleKey, u64>,
    troubles_overflow: bool,
    days: [u64; DAYS],
    urgent: First,
    others: First,
    missing: Missing,
}

impl Tally {
    /// An empty tally as of a day.
    #[must_use]
    pub fn new(as_of: Date) -> Self {
        Tally {
            as_of,
            rows: 0,
            rejected: 0,
            with_troubles: 0,
            passed_over: 0,
            open_rows: ByUrgency::default(),
            idle: Idle::default(),
            duties: ByUrgency::default(),
            kinds: BTreeMap::new(),
            kinds_idle: BTreeMap::new(),
            other_kinds: false,
            regimes: BTreeMap::new(),
            clocks: BTreeMap::new(),
            handlers: Breakdown::default(),
            branches: Breakdown::default(),
            products: Breakdown::default(),
            troubles: BTreeMap::new(),
            troubles_overflow: false,
            days: [0; DAYS],
            urgent: First::new(MOST_URGENT),
            others: First::new(OTHERS),
            missing: Missing::default(),
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where an obligation cannot be written as canonical bytes.
    pub fn add(&mut self, item: &Item<'_>) -> Result<()> {
        self.rows = self.rows.saturating_add(1);
        let place = Place::of(item);
        let mut worst: Option<Urgency> = None;
        let mut regimes: Vec<&RegimeId> = Vec::new();
        for (nth, obligation) in item.duties.iter().copied().enumerate() {
            let open = regimes.contains(&&obligation.regime);
            let counts = self.regimes.entry(obligation.regime.clone()).or_default();
            counts.1 = counts.1.saturating_add(1);
            if !open {
                counts.0 = counts.0.saturating_add(1);
                regimes.push(&obligation.regime);
            }
            self.count_clock(obligation, &place);
            let Some(urgency) = Urgency::of(obligation, self.as_of) else { continue };
            if obligation.actor != Actor::Firm {
                let ahead = date(obligation).is_some_and(|date| date >= self.as_of);
                if ahead && urgency != Urgency::Unconfirmed {
                    self.others.offer(&place, obligation, urgency, || item.ahead(nth))?;
                }
                continue;
            }
            self.duties.add(urgency);
            worst = Some(worst.map_or(urgency, |worst| worst.min(urgency)));
            if urgency == Urgency::Unconfirmed {
                continue;
            }
            self.urgent.offer(&place, obligation, urgency, || item.ahead(nth))?;
            let ahead = date(obligation).and_then(|date| usize::try_from(date.since(self.as_of)).ok());
            let ahead = ahead.filter(|_| urgency <= Urgency::Later && urgency != Urgency::Overdue);
            if let Some(n) = ahead.and_then(|ahead| self.days.get_mut(ahead)) {
                *n = n.saturating_add(1);
            }
        }
        self.missing.add(item, &place, self.as_of);
        let kind = self.bounded(place.kind.clone());
        match worst {
            Some(worst) => {
                self.open_rows.add(worst);
                self.kinds.entry(kind).or_default().add(worst);
                self.handlers.add(place.handler.as_ref(), worst);
                self.branches.add(place.branch.as_ref(), worst);
                self.products.add(place.product.as_ref(), worst);
            }
            None => {
                self.idle.add(item);
                let idle = self.kinds_idle.entry(kind).or_default();
                *idle = idle.saturating_add(1);
            }
        }
        let begun =
            item.duties.iter().any(|duty| duty.actor == Actor::Firm && duty.status != Status::NotStarted);
        if begun && !item.passed_over.is_empty() {
            self.passed_over = self.passed_over.saturating_add(1);
        }
        if !item.troubles.is_empty() {
            self.with_troubles = self.with_troubles.saturating_add(1);
        }
        for trouble in item.troubles {
            self.count_trouble(trouble);
        }
        Ok(())
    }

    /// Counts a record that could not be split into the header's columns.
    pub fn reject(&mut self, trouble: &Trouble<'_>) {
        self.rejected = self.rejected.saturating_add(1);
        self.count_trouble(trouble);
    }

    /// Counts what is wrong with a file as a whole.
    pub fn found(&mut self, trouble: &Trouble<'_>) {
        self.count_trouble(trouble);
    }

    /// Kinds in the file's own words are told apart only while they are few.
    fn bounded(&mut self, kind: Kind) -> Kind {
        if !matches!(kind, Kind::Other(_)) {
            return kind;
        }
        let merged = Kind::Other(String::new());
        if self.other_kinds {
            return merged;
        }
        let known = |map: &mut dyn Iterator<Item = &Kind>| {
            map.filter(|kind| matches!(kind, Kind::Other(_))).cloned().collect::<Vec<_>>()
        };
        let mut words = known(&mut self.kinds.keys().chain(self.kinds_idle.keys()));
        words.push(kind.clone());
        words.sort();
        words.dedup();
        if words.len() <= 50 {
            return kind;
        }
        self.other_kinds = true;
        for word in words {
            if let Some(numbers) = self.kinds.remove(&word) {
                let total = self.kinds.entry(merged.clone()).or_default();
                for (sum, n) in total.0.iter_mut().zip(numbers.0) {
                    *sum = sum.saturating_add(n);
                }
            }
            if let Some(n) = self.kinds_idle.remove(&word) {
                let total = self.kinds_idle.entry(merged.clone()).or_default();
                *total = total.saturating_add(n);
            }
        }
        merged
    }

    fn count_clock(&mut self, obligation: &Obligation, place: &Place) {
        let key = (obligation.regime.clone(), obligation.clock.clone());
        let count = self.clocks.entry(key).or_insert_with(|| ClockCount {
            title: obligation.title.clone(),
            act: obligation.act.clone(),
            cite: obligation.cite.clone(),
            source: obligation.source.clone(),
            confidence: obligation.confidence,
            statuses: BTreeMap::new(),
            unconfirmed: 0,
            nearest: None,
        });
        // Versions of one rule may differ in words: which came first must not matter.
        let (old, new) = (
            (&count.title, &count.act, &count.cite, &count.source),
            (&obligation.title, &obligation.act, &obligation.cite, &obligation.source),
        );
        if new < old {
            count.title = obligation.title.clone();
            count.act = obligation.act.clone();
            count.cite = obligation.cite.clone();
            count.source = obligation.source.clone();
        }
        count.confidence = count.confidence.min(obligation.confidence);
        let n = count.statuses.entry(obligation.status).or_default();
        *n = n.saturating_add(1);
        if obligation.confidence == Confidence::Unverified && obligation.status.is_open() {
            count.unconfirmed = count.unconfirmed.saturating_add(1);
            if let Some(date) = obligation.unconfirmed_due {
                let new = (date, place.id.clone());
                if count.nearest.as_ref().is_none_or(|old| new < *old) {
                    count.nearest = Some(new);
                }
            }
        }
    }

    fn count_trouble(&mut self, trouble: &Trouble<'_>) {
        let key = TroubleKey {
            reason: trouble.reason.to_owned(),
            column: (!self.troubles_overflow).then(|| trouble.column.map(str::to_owned)).flatten(),
            shape: (!self.troubles_overflow).then(|| trouble.shape.map(str::to_owned)).flatten(),
        };
        let n = self.troubles.entry(key).or_default();
        *n = n.saturating_add(1);
        if !self.troubles_overflow && self.troubles.len() > MOST_VALUES {
            self.troubles_overflow = true;
            for (key, n) in std::mem::take(&mut self.troubles) {
                let key = TroubleKey { reason: key.reason, column: None, shape: None };
                let sum = self.troubles.entry(key).or_default();
                *sum = sum.saturating_add(n);
            }
        }
    }

    /// The day as of which everything is said.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// Rows kept.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Records that could not be split into columns.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    /// Rows kept in which something could not be read.
    #[must_use]
    pub fn with_troubles(&self) -> u64 {
        self.with_troubles
    }

    /// Rows in which one regime has begun, and for which no rule of another was in force on the day.
    #[must_use]
    pub fn passed_over(&self) -> u64 {
        self.passed_over
    }

    /// Rows with something left to do for the firm, by their most urgent duty.
    #[must_use]
    pub fn open_rows(&self) -> &ByUrgency {
        &self.open_rows
    }

    /// Rows with nothing left to do for the firm, by why.
    #[must_use]
    pub fn idle(&self) -> Idle {
        self.idle
    }

    /// Open duties of the firm, by urgency.
    #[must_use]
    pub fn duties(&self) -> &ByUrgency {
        &self.duties
    }

    /// Rows by the kind that the file states, with all four kinds and the unstated always
    /// present: open rows by urgency, and rows with nothing left to do.
    #[must_use]
    pub fn kinds(&self) -> Vec<(Kind, ByUrgency, u64)> {
        let mut all: Vec<Kind> =
            vec![Kind::Complaint, Kind::Report, Kind::Petition, Kind::Inquiry, Kind::Unstated];
        all.extend(self.kinds.keys().chain(self.kinds_idle.keys()).cloned());
        all.sort();
        all.dedup();
        let numbers = |kind: &Kind| {
            let open = self.kinds.get(kind).copied().unwrap_or_default();
            (open, self.kinds_idle.get(kind).copied().unwrap_or_default())
        };
        all.into_iter()
            .map(|kind| {
                let (open, idle) = numbers(&kind);
                (kind, open, idle)
            })
            .collect()
    }

    /// For each regime: rows with any obligation, and obligations.
    pub fn regimes(&self) -> impl Iterator<Item = (&RegimeId, u64, u64)> {
        self.regimes.iter().map(|(id, (rows, duties))| (id, *rows, *duties))
    }

    /// Obligations by clock.
    pub fn clocks(&self) -> impl Iterator<Item = (&RegimeId, &RuleId, &ClockCount)> {
        self.clocks.iter().map(|((regime, clock), count)| (regime, clock, count))
    }

    /// Open rows by handler.
    #[must_use]
    pub fn handlers(&self) -> &Breakdown {
        &self.handlers
    }

    /// Open rows by branch.
    #[must_use]
    pub fn branches(&self) -> &Breakdown {
        &self.branches
    }

    /// Open rows by product.
    #[must_use]
    pub fn products(&self) -> &Breakdown {
        &self.products
    }

    /// What could not be read, the most frequent first.
    #[must_use]
    pub fn troubles(&self) -> Vec<(&TroubleKey, u64)> {
        let mut all: Vec<_> = self.troubles.iter().map(|(key, n)| (key, *n)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        all
    }

    /// Duties of the firm by date to work to, from the day of the report on.
    #[must_use]
    pub fn days(&self) -> &[u64; DAYS] {
        &self.days
    }

    /// The most urgent duties of the firm, in order.
    #[must_use]
    pub fn urgent(&self) -> Vec<&Urgent> {
        self.urgent.sorted()
    }

    /// The next periods of other people, in order.
    #[must_use]
    pub fn others(&self) -> Vec<&Urgent> {
        self.others.sorted()
    }

    /// What is not recorded, case by case.
    pub(crate) fn missing(&self) -> &Missing {
        &self.missing
    }
}
