//! Clocks of the built-in regimes against arbitrary histories: an answer or an error with a code,
//! never a panic; a proof that agrees with the date; and whole columns that agree with the fold.
#![no_main]

use std::{collections::BTreeMap, sync::LazyLock};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use ombud::{
    Engine, ErrorCode, Regime,
    clock::Query,
    model::{Choice, Date, Event, Facts, Instant, Lang, Moment, PartId, Value, ValueType, Zone},
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("built-in packs"));
static REGIMES: LazyLock<Vec<Regime>> = LazyLock::new(|| ENGINE.regimes().collect());

#[derive(Arbitrary, Debug)]
struct Input {
    regime: u8,
    as_of: Time,
    facts: Vec<(u8, u8)>,
    part_facts: Vec<(u8, u8)>,
    events: Vec<Happened>,
    column: (u8, u16),
}

#[derive(Arbitrary, Debug)]
struct Time {
    /// Days from the start of 2019: most calendars and versions of rules lie around these.
    day: u16,
    minute: Option<u16>,
}

#[derive(Arbitrary, Debug)]
struct Happened {
    kind: u8,
    at: Option<Time>,
    fields: Vec<(u8, u8)>,
    part: Option<bool>,
    reference: Option<u8>,
    timely: Option<bool>,
}

fn day(offset: u16) -> Date {
    let start = Date::from_ymd(2019, 1, 1).expect("a date");
    start.add_days(i64::from(offset % 4000)).expect("within the range")
}

impl Time {
    fn moment(&self, zone: &Zone) -> Moment {
        match self.minute {
            None => day(self.day).into(),
            Some(minute) => {
                let instant: Result<Instant, _> = zone.at(day(self.day), minute % (24 * 60));
                instant.map_or(day(self.day).into(), Moment::Instant)
            }
        }
    }
}

fn value(kind: ValueType, choices: &[Choice], pick: u8) -> Option<Value> {
    let text = match kind {
        ValueType::Bool => ["true", "false"][usize::from(pick % 2)].to_owned(),
        ValueType::Int => i64::from(pick).to_string(),
        ValueType::Decimal => format!("{pick}.5"),
        ValueType::Money => format!("{} {pick}.00", ["CNY", "USD", "GBP"][usize::from(pick % 3)]),
        ValueType::Date => day(u16::from(pick) * 16).to_string(),
        ValueType::Instant => format!("{}T09:30:00+08:00", day(u16::from(pick) * 16)),
        ValueType::Duration => format!("{pick}h"),
        ValueType::Text => ["", "x", "CN-CM-018a"][usize::from(pick % 3)].to_owned(),
        ValueType::Enum | ValueType::Set => choices.get(usize::from(pick) % choices.len().max(1))?.id.clone(),
        _ => return None,
    };
    Value::from_text(&text, kind, choices).ok()
}

fn facts(list: &[(u8, u8)], regime: &Regime) -> Facts {
    let catalogue = ENGINE.catalogue();
    let known: Vec<_> = regime.rules().facts().into_iter().collect();
    let mut out = Facts::new();
    for (which, pick) in list {
        let Some(id) = known.get(usize::from(*which) % known.len().max(1)) else { continue };
        let def = catalogue.fact(id.as_str()).expect("a fact of the catalogue");
        if let Some(value) = value(def.kind, &def.values, *pick) {
            let (id, fact) =
                catalogue.parse_fact(id.as_str(), &value.to_string()).expect("a value of its type");
            out.insert(id, fact);
        }
    }
    out
}

fn event(happened: &Happened, regime: &Regime, zone: &Zone) -> Option<Event> {
    let known: Vec<_> = regime.rules().events().into_iter().collect();
    let kind = known.get(usize::from(happened.kind) % known.len().max(1))?.clone();
    let def = ENGINE.catalogue().event(kind.as_str()).expect("an event of the catalogue");
    let mut event = Event::undated(kind);
    event.at = happened.at.as_ref().map(|at| at.moment(zone));
    event.part = happened.part.map(|a| PartId::new(if a { "a" } else { "b" }).expect("an id"));
    event.reference = happened.reference.map(|n| format!("r{}", n % 3));
    event.stated_timely = happened.timely;
    for (which, pick) in &happened.fields {
        if let Some(field) = def.fields.get(usize::from(*which) % def.fields.len().max(1))
            && let Some(value) = value(field.kind, &field.values, *pick)
        {
            event.fields.insert(field.id.clone(), value);
        }
    }
    Some(event)
}

fuzz_target!(|input: Input| {
    let regime = &REGIMES[usize::from(input.regime) % REGIMES.len()];
    let zone = regime.rules().zone().expect("a zone").clone();
    let as_of = input.as_of.moment(&zone);
    let own = facts(&input.facts, regime);
    let events: Vec<Event> = input.events.iter().take(24).filter_map(|e| event(e, regime, &zone)).collect();
    let mut parts = BTreeMap::new();
    if !input.part_facts.is_empty() {
        parts.insert(PartId::new("a").expect("an id"), facts(&input.part_facts, regime));
    }
    match regime.duties(&Query { facts: &own, events: &events, as_of, parts: &parts }) {
        Ok(duties) => {
            for duty in &duties {
                assert!(!duty.sentence(Lang::Zh).is_empty() && !duty.sentence(Lang::En).is_empty());
                if let (Some(prudent), Some(due)) = (duty.prudent_due, duty.due) {
                    assert!(prudent <= due, "{}: {prudent} is later than {due}", duty.rule());
                }
                assert!(duty.due.is_none() || duty.unconfirmed_due.is_none(), "{}: two dates", duty.rule());
                let Ok(proof) = duty.proof() else { continue };
                let dated = duty.due.or(duty.unconfirmed_due);
                // A proof may be asked for while the clock has a date to show, whatever its state.
                if let Some(dated) = dated {
                    assert_eq!(proof.proof().due, dated, "{}: proof and date", duty.rule());
                }
                assert!(!proof.render(Lang::Zh).is_empty() && !proof.page(Lang::En).is_empty());
            }
            let again = regime.duties(&Query { facts: &own, events: &events, as_of, parts: &parts });
            let same = again.is_ok_and(|again| {
                again.len() == duties.len()
                    && again.iter().zip(&duties).all(|(a, b)| a.obligation() == b.obligation())
            });
            assert!(same, "the same question, another answer");
        }
        Err(error) => {
            assert!(matches!(error.code(), ErrorCode::CurrencyMismatch | ErrorCode::InvalidValue), "{error}")
        }
    }
    column(regime, input.column);
});

/// A clock that only its trigger decides gives the same date by the column and by the fold.
fn column(regime: &Regime, (which, offset): (u8, u16)) {
    let clocks: Vec<_> = regime.clocks().collect();
    // A regime of duties alone has no clock.
    let Some(at) = usize::from(which).checked_rem(clocks.len()) else { return };
    let clock = clocks[at];
    let Some(trigger) = &clock.trigger else { return };
    let Some(kind) = trigger.event.clone() else { return };
    if !trigger.fields.is_empty() || clock.when.is_some() || clock.starts_if.is_some() {
        return;
    }
    let Ok(column) = regime.column(clock.id.as_str()) else { return };
    let date = day(offset);
    let events = [Event::new(kind, date)];
    let parts = BTreeMap::new();
    let query = Query { facts: &Facts::new(), events: &events, as_of: date.into(), parts: &parts };
    let duties = regime.duties(&query).expect("one event");
    let duty = duties.iter().find(|duty| duty.rule() == &clock.id);
    let expected = duty.and_then(|duty| duty.due.or(duty.unconfirmed_due));
    assert_eq!(column.due(&[date]), [expected], "{} from {date}", clock.id);
}
