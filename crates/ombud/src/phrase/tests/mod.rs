//! Golden texts: what people read, in both languages.

mod golden;
mod proofs;
mod variants;

use std::{collections::BTreeMap, sync::Arc};

use std::{fs, path::Path};

use serde::Deserialize;

use super::Phrasebook;
use crate::{
    clock::{Calendar, CalendarDef, ClockDef, Obligation, Query, Regime, RegimeDef},
    model::{Catalogue, Event, EventDef, EventType, FactDef, Facts, Lang, Moment, Value},
    pack::{Instrument, PhraseDef},
};

#[derive(Deserialize)]
struct Phrases {
    phrase: Vec<PhraseDef>,
}

/// Every file of a folder of the crate with this ending.
pub(super) fn files(folder: &str, ending: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut wanted: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|known| known == ending)).collect();
    wanted.sort();
    wanted.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

pub(super) fn phrases() -> Vec<PhraseDef> {
    let files = files("packs/phrases", "toml");
    files.iter().flat_map(|text| toml::from_str::<Phrases>(text).unwrap().phrase).collect()
}

#[derive(Deserialize)]
struct Fixture {
    event: Vec<EventDef>,
    fact: Vec<FactDef>,
    instrument: Vec<Instrument>,
    calendar: CalendarDef,
    regime: RegimeDef,
    clock: Vec<ClockDef>,
}

pub(super) struct World {
    pub(super) catalogue: Catalogue,
    pub(super) regime: Regime,
    pub(super) book: Phrasebook,
}

impl World {
    pub(super) fn new() -> Self {
        let fixture: Fixture = toml::from_str(include_str!("fixture.toml")).unwrap();
        let catalogue = Catalogue::new(fixture.fact, fixture.event);
        let calendar = Calendar::compile(fixture.calendar).unwrap();
        let calendars = BTreeMap::from([(calendar.def().id.clone(), Arc::new(calendar))]);
        let regime = Regime::compile(fixture.regime, fixture.clock, Vec::new(), &catalogue, &calendars);
        let regime = regime.unwrap();
        let book = Phrasebook::new(phrases(), fixture.instrument, &catalogue).unwrap().with_regime(&regime);
        World { catalogue, regime, book }
    }

    /// What one clock says of these events (`type at field=value …`).
    pub(super) fn ask(&self, clock: &str, events: &[&str], as_of: &str) -> Obligation {
        let events: Vec<Event> = events.iter().map(|event| self.event(event)).collect();
        let (facts, parts) = (Facts::new(), BTreeMap::new());
        let as_of: Moment = as_of.parse().unwrap();
        let query = Query { facts: &facts, events: &events, as_of, parts: &parts };
        let all = self.regime.obligations(&query).unwrap();
        all.into_iter().find(|obligation| obligation.clock.as_str() == clock).unwrap()
    }

    fn event(&self, text: &str) -> Event {
        let mut words = text.split(' ');
        let kind = words.next().unwrap();
        let at: Moment = words.next().unwrap().parse().unwrap();
        let event = Event::new(EventType::new(kind).unwrap(), at);
        words.fold(event, |mut event, word| {
            let (field, value) = word.split_once('=').unwrap();
            if field == "by" {
                event.by = Some(value.to_owned());
                return event;
            }
            let value: Value = self.catalogue.parse_field(kind, field, value).unwrap();
            event.with(field, value)
        })
    }

    pub(super) fn both(&self, obligation: &Obligation) -> [String; 2] {
        [Lang::Zh, Lang::En].map(|lang| {
            let text = self.book.explain(obligation, None, lang);
            assert_sound(&text, lang, obligation);
            text
        })
    }
}

/// No id of a rule or the like in a sentence, no fault of this module, no half-width punctuation
/// beside a Chinese character.
pub(super) fn assert_sound(text: &str, lang: Lang, obligation: &Obligation) {
    assert!(!text.contains('⟦'), "{text}");
    for id in ["R-", obligation.clock.as_str(), "cn-order", "uk-disp", "test-cal", "matter.kind", "_"] {
        assert!(!text.contains(id), "{id} in {text}");
    }
    if lang == Lang::Zh {
        assert_eq!(super::words::full_width(text), text);
    } else {
        assert!(!text.contains(['，', '。', '；', '：', '（', '）']), "{text}");
    }
}
