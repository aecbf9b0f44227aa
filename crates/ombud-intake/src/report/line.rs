//! One obligation as a line of the ledger, the same for the page and the spreadsheet.

use ombud::{
    clock::{Effect, NeedKind, Obligation, StepKind},
    model::{Date, Lang},
};

use super::{About, Ahead, Kind, Place, Urgency, Words, tally, wording as w};

/// The words of one line.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) urgency: Urgency,
    /// The complaint's number, or its place in the file.
    pub(crate) id: String,
    pub(crate) part: Option<String>,
    pub(crate) kind: String,
    pub(crate) product: Option<String>,
    pub(crate) clock: String,
    pub(crate) regime: String,
    pub(crate) act: String,
    pub(crate) actor: &'static str,
    /// Where the complaint stands.
    pub(crate) stage: Option<String>,
    /// What comes next.
    pub(crate) next: Option<String>,
    /// Who may do it.
    pub(crate) who: Option<String>,
    pub(crate) work_to: Option<Date>,
    pub(crate) legal: Option<Date>,
    pub(crate) agreed: Option<Date>,
    /// The hour of the last day from which it is late, where that is not the day's end.
    pub(crate) hour: Option<Hour>,
    pub(crate) if_confirmed: Option<Date>,
    /// Days from the day of the report to the date to work to.
    pub(crate) left: Option<i64>,
    /// What stands where there is no date.
    pub(crate) instead: Option<String>,
    pub(crate) status: &'static str,
    /// What must be recorded for there to be a date.
    pub(crate) must: Vec<String>,
    /// What could change the date, and steps without effect.
    pub(crate) could: Vec<String>,
    pub(crate) cite: String,
    pub(crate) confidence: &'static str,
    pub(crate) unconfirmed: bool,
}

impl Line {
    pub(crate) fn new(
        about: &About,
        words: &dyn Words,
        place: &Place,
        obligation: &Obligation,
        urgency: Urgency,
        ahead: &Ahead,
    ) -> Line {
        let lang = about.lang;
        let work_to = tally::date(obligation);
        // Days past are those past the last day, as the proof says them; days left, those to work in.
        let from = if urgency == Urgency::Overdue { tally::last_day(obligation) } else { work_to };
        let left = from.map(|date| date.since(about.as_of));
        let (must, could) = missing(about, words, obligation);
        Line {
            urgency,
            id: id(place, lang),
            part: obligation.part.as_ref().map(|part| w::PART.fill(lang, &[part])),
            kind: kind(&place.kind, words, lang),
            product: product(place),
            clock: obligation.title.get(lang).to_owned(),
            regime: about.regime(&obligation.regime),
            act: obligation.act.get(lang).to_owned(),
            actor: w::actor(obligation.actor).get(lang),
            stage: ahead.stage.as_ref().map(|stage| stage.title.get(lang).to_owned()),
            next: ahead.next.as_ref().map(|next| next.title.get(lang).to_owned()),
            who: ahead.next.as_ref().map(|next| match next.roles.as_slice() {
                [] => w::ANYBODY.get(lang).to_owned(),
                _ => next.who.get(lang).to_owned(),
            }),
            work_to,
            legal: obligation.due,
            agreed: obligation.agreed_due,
            hour: Hour::of(obligation),
            if_confirmed: obligation.unconfirmed_due,
            left,
            instead: instead(obligation, urgency, about),
            status: w::status(obligation.status).get(lang),
            must,
            could,
            cite: words.cites(&obligation.cite, lang),
            confidence: w::confidence(obligation.confidence).get(lang),
            unconfirmed: urgency == Urgency::Unconfirmed,
        }
    }

    /// The days left, in words.
    pub(crate) fn left(&self, lang: Lang) -> Option<String> {
        self.left.map(|left| match left {
            ..=-1 => w::DAYS_PAST.fill(lang, &[&left.unsigned_abs()]),
            0 => w::DAYS_TODAY.get(lang).to_owned(),
            _ => w::DAYS_LEFT.fill(lang, &[&left]),
        })
    }
}

/// A time of day on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hour {
    pub(crate) day: Date,
    pub(crate) hour: u16,
    pub(crate) minute: u8,
}

impl Hour {
    fn of(obligation: &Obligation) -> Option<Hour> {
        // An instant is written as the clock on the wall of its regime shows it.
        let text = obligation.late_from?.to_string();
        let day: Date = text.get(..10)?.parse().ok()?;
        let (hour, minute) = (text.get(11..13)?.parse().ok()?, text.get(14..16)?.parse().ok()?);
        (Some(day) == tally::last_day(obligation)).then_some(Hour { day, hour, minute })
    }

    /// `17:15前` · `before 17:15`, where the day is this one.
    pub(crate) fn on(self, day: Date, lang: Lang) -> Option<String> {
        let time = format!("{:02}:{:02}", self.hour, self.minute);
        (self.day == day).then(|| w::BEFORE_HOUR.fill(lang, &[&time]))
    }
}

/// The complaint's number, or its place in the file.
pub(crate) fn id(place: &Place, lang: Lang) -> String {
    place.id.clone().unwrap_or_else(|| w::ROW_NUMBER.fill(lang, &[&place.number]))
}

/// The kind in words; one that is none of the four as the file has it.
pub(crate) fn kind(kind: &Kind, words: &dyn Words, lang: Lang) -> String {
    match (w::kind(kind), kind) {
        (None, Kind::Other(stated)) => words.kind(stated, lang),
        (word, _) => word.map(|word| word.get(lang).to_owned()).unwrap_or_default(),
    }
}

/// The product, with its sort where that says more.
pub(crate) fn product(place: &Place) -> Option<String> {
    match (&place.product, &place.sub_product) {
        (Some(product), Some(sub)) if product != sub => Some(format!("{product} · {sub}")),
        (Some(product), _) => Some(product.clone()),
        (None, sub) => sub.clone(),
    }
}

fn instead(obligation: &Obligation, urgency: Urgency, about: &About) -> Option<String> {
    let lang = about.lang;
    let day = |date: Date| w::short_date(date, about.as_of, lang);
    match urgency {
        Urgency::Promptly => Some(w::NO_NUMBER.get(lang).to_owned()),
        Urgency::Paused => Some(w::STANDS_STILL.get(lang).to_owned()),
        Urgency::Unconfirmed => Some(match obligation.unconfirmed_due {
            Some(date) => format!("{} {}", w::TO_CONFIRM.get(lang), day(date)),
            None => w::TO_CONFIRM.get(lang).to_owned(),
        }),
        Urgency::Undated => Some(match obligation.not_before {
            Some(date) => w::NOT_BEFORE.fill(lang, &[&day(date)]),
            None => w::NO_DATE.get(lang).to_owned(),
        }),
        _ => None,
    }
}

fn missing(about: &About, words: &dyn Words, obligation: &Obligation) -> (Vec<String>, Vec<String>) {
    let lang = about.lang;
    let requests = |decisive: bool| {
        let mut out: Vec<String> = Vec::new();
        for need in &obligation.needs {
            // That a rule is unconfirmed stands in a column of its own.
            if need.decisive == decisive && need.kind != NeedKind::Confirmation {
                let request = words.need(need, lang);
                if !out.contains(&request) {
                    out.push(request);
                }
            }
        }
        out
    };
    let must = requests(true);
    let mut could = Vec::new();
    for step in &obligation.steps {
        if !matches!(step.effect, Effect::Applied | Effect::NoChange) && step.kind != StepKind::Merge {
            could.push(words.step(step, lang));
        }
    }
    for prompt in &obligation.prompts {
        let by = w::short_date(prompt.by, about.as_of, lang);
        could.push(match prompt.until {
            Some(until) => w::PROMPT_SHORT.fill(lang, &[&w::short_date(until, about.as_of, lang), &by]),
            None => w::PROMPT_SHORT_OPEN.fill(lang, &[&by]),
        });
    }
    could.extend(requests(false).iter().map(|request| w::MISSING_COULD.fill(lang, &[request])));
    (must, could)
}
