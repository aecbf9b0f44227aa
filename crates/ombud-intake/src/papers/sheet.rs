//! The review sheet of one row, and the request that gives the same review again.

use std::collections::BTreeMap;

use ombud::{
    Engine, Regime,
    clock::Status,
    error::Result,
    model::{Date, Event, FactClass, Facts, Json, Label, Lang, Moment, Value, Zone, canon},
    phrase::Matter,
};
use serde::Serialize;

use super::declined::{Sign, declined, told};
use crate::record::Row;

/// What the row is asked for besides facts and days. The narrative is not: a sheet goes through more hands
/// than a file.
const FIELDS: &[(&str, &str, &str)] = &[
    ("respondent", "被投诉机构", "Firm"),
    ("product", "产品/险种", "Product"),
    ("issue", "投诉事由", "Issue"),
    ("demand", "诉求", "Demand"),
];
const RECEIVED: &str = "received";

/// The sheet of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sheet {
    /// The page, for A4.
    pub page: String,
    /// The request of `refusal.review` that it was made from, with a line end.
    pub request: String,
}

#[derive(Serialize)]
struct Request<'a> {
    as_of: Date,
    began: Date,
    facts: BTreeMap<&'a str, Json>,
    regime: &'a str,
}

/// Looks at the refusal of a row again, by the review of a regime, from what the row has.
///
/// # Errors
/// Those of [`Engine::review_of`].
pub fn sheet(engine: &Engine, regime: &Regime, row: &Row, as_of: Moment, lang: Lang) -> Result<Sheet> {
    let zone = regime.rules().zone().cloned().map_or_else(|| Zone::new("UTC"), Ok)?;
    let day = as_of.date_in(&zone);
    let received = told(row, as_of, &zone).find(|event| event.kind.as_str() == RECEIVED);
    let began = received.and_then(|event| event.at).map_or(day, |at| at.date_in(&zone));
    // No guess enters a review.
    let mut facts = Facts::new();
    let mut asked = BTreeMap::new();
    for (id, known) in row.facts.iter().filter(|(_, known)| known.class != FactClass::Assessment) {
        facts.insert(id.clone(), known.clone());
        asked.insert(id.as_str(), canon::to_json(&known.value)?);
    }
    let opinion = engine.review_of(regime.id().as_str(), &facts, began, day)?;
    let request = Request { as_of: day, began, facts: asked, regime: regime.id().as_str() };
    let mut request = canon::to_json(&request)?.to_bytes();
    request.push(b'\n');
    let matter = Known { engine, regime, row, as_of, zone: &zone }.matter(&facts);
    Ok(Sheet {
        page: opinion.page_for(&matter, lang),
        request: String::from_utf8_lossy(&request).into_owned(),
    })
}

/// What is known of a row.
struct Known<'a> {
    engine: &'a Engine,
    regime: &'a Regime,
    row: &'a Row,
    as_of: Moment,
    zone: &'a Zone,
}

impl Known<'_> {
    fn matter(&self, facts: &Facts) -> Matter {
        let (row, words) = (self.row, self.engine.phrasebook());
        let place = Label::new(
            format!("{}，第{}条", row.file, row.number),
            format!("{}, record {}", row.file, row.number),
        );
        let mut matter = Matter::new();
        if let Some(id) = &row.id {
            matter = matter.tell(Label::new("投诉编号", "Complaint number"), Label::same(id));
        }
        matter = matter.tell(Label::new("台账位置", "Where it stands"), place);
        let day = self.as_of.date_in(self.zone);
        matter = matter.tell(Label::new("截至", "As of"), Label::said(|lang| words.date(day, lang)));
        for (field, zh, en) in FIELDS {
            if let Some(text) = row.fields.get(*field) {
                matter = matter.tell(Label::new(*zh, *en), Label::same(text));
            }
        }
        for (title, value) in [
            (Label::new("已载明的经过", "What happened, as recorded"), self.events()),
            (Label::new("已载明的事实", "Facts on record"), self.facts(facts)),
            (Label::new("时限", "Time limits"), self.duties()),
        ] {
            matter = matter.tell(title, value);
        }
        let sign = declined(row, self.as_of, self.zone).map(|sign| match sign {
            Sign::Notice => Label::new(
                "本件列入：台账记有拒付通知。",
                "This row is here because a notice of refusal is on record.",
            ),
            Sign::NotCovered => Label::new(
                "本件列入：台账记有核定不属于保险责任。",
                "This row is here because the claim was assessed as not covered.",
            ),
            Sign::Grounds => Label::new(
                "本件列入：台账记有拒付理由。",
                "This row is here because grounds of refusal are on record.",
            ),
        });
        sign.into_iter().chain(notes()).fold(matter, Matter::note)
    }

    fn events(&self) -> Label {
        let (catalogue, words) = (self.engine.catalogue(), self.engine.phrasebook());
        let said = |event: &Event| {
            let title = catalogue.event(event.kind.as_str()).map(|def| def.title.clone());
            let title = title.unwrap_or_else(|_| Label::same(event.kind.as_str()));
            match event.at {
                Some(at) => {
                    let day = at.date_in(self.zone);
                    both(&title, &Label::said(|lang| words.date(day, lang)))
                }
                None => both(&title, &Label::new("日期未载明", "day not on record")),
            }
        };
        listed(told(self.row, self.as_of, self.zone).map(said))
    }

    fn facts(&self, facts: &Facts) -> Label {
        let (catalogue, words) = (self.engine.catalogue(), self.engine.phrasebook());
        listed(facts.iter().filter_map(|(id, known)| {
            let def = catalogue.fact(id.as_str()).ok()?;
            let value = |lang: Lang| match &known.value {
                Value::Money(amount) => words.money(*amount, lang),
                value => words.fact_value(def, value, lang),
            };
            Some(both(&def.title, &Label::said(value)))
        }))
    }

    /// The duties of the regime in the row, since a notice that is late or without form is a fault of its own.
    fn duties(&self) -> Label {
        let words = self.engine.phrasebook();
        let own = self.row.duties.iter().map(|duty| duty.obligation());
        let own = own.filter(|duty| duty.regime == *self.regime.id() && duty.status != Status::NotStarted);
        listed(own.map(|duty| {
            let status = Label::said(|lang| words.status(duty.status, lang).to_owned());
            match duty.due {
                Some(due) => {
                    let due = Label::said(|lang| words.date(due, lang));
                    let status = Label::new(
                        format!("{}，期限{}", status.zh, due.zh),
                        format!("{}, due {}", status.en, due.en),
                    );
                    both(&duty.title, &status)
                }
                None => both(&duty.title, &status),
            }
        }))
    }
}

/// What every sheet made from a row says.
fn notes() -> [Label; 2] {
    [
        Label::new(
            "本表只用台账载明的内容；未载明的一律列为未查明，不作推定，也不得据以维持拒付。",
            "This sheet uses what the file says. What it does not say is listed as unknown: nothing is assumed, and nothing unknown carries the refusal.",
        ),
        Label::new(
            "未编制方案审批单：方案须有具名人员认定的应付金额和另一人批准的金额，台账两者皆无；复核签字后再编制，应付部分不待方案即付。",
            "No plan of offers was drawn up: a plan needs an amount that a named person found to be owed and one that another approved, and a file has neither. Draw it up once this review is signed; what is owed is paid without waiting for it.",
        ),
    ]
}

fn both(name: &Label, value: &Label) -> Label {
    Label::new(format!("{}：{}", name.zh, value.zh), format!("{}: {}", name.en, value.en))
}

fn listed(items: impl Iterator<Item = Label>) -> Label {
    let items: Vec<Label> = items.collect();
    if items.is_empty() {
        return Label::new("未载明", "none on record");
    }
    let joined =
        |lang: Lang, apart: &str| items.iter().map(|item| item.get(lang)).collect::<Vec<_>>().join(apart);
    Label::new(joined(Lang::Zh, "；"), joined(Lang::En, "; "))
}
