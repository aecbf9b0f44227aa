//! The papers of the declined claims: 拒付复核表 and, where something may be offered, 方案审批单 with the
//! 谈判清单 overleaf, each in both languages, with the requests that they are made from beside them.
//!
//! Every figure is the operations': a plan takes what is owed, what makes good bad service, goodwill and the
//! floor from the review of the same claim.

use std::{collections::BTreeMap, fs, path::Path};

use ombud::{
    Engine, Error, ErrorCode,
    error::Result as Answer,
    model::{Date, Json, Lang, Money, canon},
};

use super::{day::Day, declined::Declined};
use crate::{
    failure::{Failure, Result},
    output,
};

/// How many days the firm has for what comes with the last offer.
const CLOSING: i64 = 14;
/// How many days after an assessment the money would have been due. The law counts from the agreement on the
/// payment; a refused claim has none, so this day is the project's own and the page says so.
const PAYABLE: i64 = 10;
/// The yearly rate of loss by delay, the same for every claim, and as the page writes it. A firm supplies its own.
const LATE_RATE: (&str, &str) = ("0.031", "3.1%");
/// How the files of a claim end, after its number.
const ENDINGS: [&str; 7] = [
    "review.json",
    "review.zh.html",
    "review.en.html",
    "plan.json",
    "talk.json",
    "plan.zh.html",
    "plan.en.html",
];

/// How many papers were written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Written {
    pub(super) reviews: usize,
    pub(super) plans: usize,
}

type Map = BTreeMap<String, Json>;

/// Writes the papers of these claims, and takes away those of an earlier demonstration.
pub(super) fn write(engine: &Engine, directory: &Path, claims: &[Declined], as_of: Day) -> Result<Written> {
    let mut written = Written::default();
    let mut files = BTreeMap::new();
    for claim in claims {
        let papers = Claim { engine, claim, as_of }.papers().map_err(Failure::refused)?;
        written.reviews += 1;
        written.plans += usize::from(papers.len() > 3);
        files.extend(papers.into_iter().map(|(ending, text)| (format!("{}.{ending}", claim.number), text)));
    }
    if files.is_empty() && !directory.exists() {
        return Ok(written);
    }
    fs::create_dir_all(directory).map_err(|error| Failure::file(directory, &error))?;
    for entry in fs::read_dir(directory).map_err(|error| Failure::file(directory, &error))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // Only what a demonstration writes is taken away, and only where this one does not write it.
        let ours = name.split_once('.').is_some_and(|(number, ending)| {
            ENDINGS.contains(&ending) && (number.starts_with("TS2026") || number.starts_with("UK-2026-"))
        });
        if ours && !files.contains_key(&name) {
            fs::remove_file(entry.path()).map_err(|error| Failure::file(&entry.path(), &error))?;
        }
    }
    for (name, text) in &files {
        output::file(&directory.join(name), text.as_bytes())?;
    }
    Ok(written)
}

struct Claim<'a> {
    engine: &'a Engine,
    claim: &'a Declined,
    as_of: Day,
}

/// What a review found, as far as a plan rests on it.
struct Found {
    owed: Option<Money>,
    redress: Option<Money>,
    goodwill: Option<Money>,
    at_stake: Option<Money>,
    floor: Option<Money>,
    /// The part of the open amount that the floor is, as the evidence weighs.
    share: Option<String>,
}

impl Claim<'_> {
    /// The files of the claim by their endings.
    fn papers(&self) -> Answer<Vec<(&'static str, String)>> {
        let document = Json::parse(self.claim.story.document.as_bytes())?;
        let (review, late) = self.review(&document)?;
        let answer = self.call("refusal.review", &review)?;
        let found = Found::of(&answer)?;
        let mut out = vec![("review.json", output::pretty(&review))];
        let mut notes = vec![label("本件为虚构，不涉及任何真实的人。", "Made up: no real person is in it.")];
        notes.extend(late);
        notes.extend(document.get("no_plan").cloned());
        let matter = self.matter(&document, notes)?;
        for (lang, ending) in [(Lang::Zh, "review.zh.html"), (Lang::En, "review.en.html")] {
            out.push((ending, self.page("refusal-review", &[("review", &review)], &matter, lang)?));
        }
        let Some(plan) = document.get("plan") else { return Ok(out) };
        let plan = self.plan(plan, &found)?;
        let talk = self.talk(part(&document, "talk")?, &found)?;
        out.push(("plan.json", output::pretty(&plan)));
        out.push(("talk.json", output::pretty(&talk)));
        let matter = self.matter(&document, Vec::new())?;
        for (lang, ending) in [(Lang::Zh, "plan.zh.html"), (Lang::En, "plan.en.html")] {
            out.push((
                ending,
                self.page("plan-approval", &[("plan", &plan), ("talk", &talk)], &matter, lang)?,
            ));
        }
        Ok(out)
    }

    fn call(&self, operation: &str, request: &Json) -> Answer<Json> {
        Json::parse(&ombud_doors::registry().call(self.engine, operation, &request.to_bytes())?)
    }

    /// The request of the review: what the file says, and what the register says of its days; and the note on the
    /// interest, where some runs. It runs on what the review finds owed, whatever kind of claim that is.
    fn review(&self, document: &Json) -> Answer<(Json, Option<Json>)> {
        let asked = part(document, "review")?;
        let mut facts = map(part(document, "facts")?)?;
        if let Some(in_time) = self.claim.in_time {
            facts.insert("refusal.notice_lawful".to_owned(), Json::Bool(in_time));
        }
        let request = |facts: &Map| {
            object([
                ("review", asked.clone()),
                ("facts", Json::Map(facts.clone())),
                ("as_of", text(self.as_of)),
            ])
        };
        let Some(assessed) = self.claim.assessed else { return Ok((request(&facts), None)) };
        facts.insert("claim.late".to_owned(), Json::Bool(false));
        let due = assessed.plus(PAYABLE);
        let days = self.as_of.0 - due.0;
        let answer = self.call("refusal.review", &request(&facts))?;
        let (Some(owed), 1..) = (settled(&answer)?, days) else { return Ok((request(&facts), None)) };
        facts.insert("claim.late".to_owned(), Json::Bool(true));
        facts.insert("claim.late_on".to_owned(), canon::to_json(&owed)?);
        facts.insert("claim.late_rate".to_owned(), Json::Text(LATE_RATE.0.to_owned()));
        facts.insert("claim.late_days".to_owned(), canon::to_json(&days)?);
        Ok((request(&facts), Some(self.interest(due.plus(1), days)?)))
    }

    /// What the page says of the interest: from which day, whose reading that is, and where the rate is from.
    fn interest(&self, from: Day, days: i64) -> Answer<Json> {
        let (words, rate) = (self.engine.phrasebook(), LATE_RATE.1);
        let said = |day: Day, lang| day.to_string().parse().map(|day: Date| words.date(day, lang));
        Ok(label(
            &format!(
                "逾期损失自{}计至{}，共{days}日。起算日（核定作出后第{PAYABLE}日的次日）由本项目拟定；年利率{rate}为演示虚构，没有来源，使用时由机构提供并说明来源。",
                said(from, Lang::Zh)?,
                said(self.as_of, Lang::Zh)?,
            ),
            &format!(
                "Loss by delay runs from {} to {}, days: {days}. Its first day, the one after day {PAYABLE} from the assessment, was drawn up by this project. The yearly rate of {rate} was made up for the demonstration and has no source; a firm supplies its own and says where it is from.",
                said(from, Lang::En)?,
                said(self.as_of, Lang::En)?,
            ),
        ))
    }

    /// The terms: people, rules and like cases from the file, money from the review.
    fn plan(&self, given: &Json, found: &Found) -> Answer<Json> {
        let mut terms = map(given)?;
        let currency = found.currency()?;
        let nothing = Money::new(0, currency);
        let (owed, redress) = (found.owed.unwrap_or(nothing), found.redress.unwrap_or(nothing));
        let mut money = vec![("entitlement", owed.checked_add(&redress)?)];
        if redress != nothing {
            money.push(("service", redress));
        }
        let open = found.open()?;
        let above = match (open, found.floor) {
            (Some([(_, disputed), _]), Some(floor)) => {
                // What the evidence gives of the open part, and no more: its weight is one figure where every
                // question was answered, so the floor is the fair figure.
                let fair = floor.checked_sub(&owed)?;
                if let Some(share) = &found.share {
                    // The approver's reason, in signs that both languages write.
                    let reason = format!("{} × {share} = {}", disputed.grouped(), fair.grouped());
                    terms.insert("approver_reason".to_owned(), Json::Text(reason));
                }
                fair
            }
            _ => found.goodwill.unwrap_or(nothing),
        };
        money.extend(open.into_iter().flatten());
        money.extend([("target", above), ("authority", above)]);
        for (name, amount) in money {
            terms.insert(name.to_owned(), canon::to_json(&amount)?);
        }
        terms.insert("as_of".to_owned(), text(self.as_of));
        if let Some(Json::Map(closing)) = terms.get_mut("closing") {
            closing.insert("by".to_owned(), text(self.as_of.plus(CLOSING)));
        }
        Ok(Json::Map(terms))
    }

    fn talk(&self, given: &Json, found: &Found) -> Answer<Json> {
        let mut brief = map(given)?;
        let nothing = Money::new(0, found.currency()?);
        if let Some(Json::Map(plan)) = brief.get_mut("plan") {
            for (name, amount) in
                [("owed", found.owed), ("redress", found.redress), ("goodwill", found.goodwill)]
            {
                plan.insert(name.to_owned(), canon::to_json(&amount.unwrap_or(nothing))?);
            }
            for (name, amount) in found.open()?.into_iter().flatten() {
                plan.insert(name.to_owned(), canon::to_json(&amount)?);
            }
        }
        Ok(object([("brief", Json::Map(brief)), ("as_of", text(self.as_of))]))
    }

    /// What stands at the head of a paper.
    fn matter(&self, document: &Json, notes: Vec<Json>) -> Answer<Json> {
        let number = Json::Text(self.claim.number.clone());
        let as_of: Date = self.as_of.to_string().parse()?;
        let words = self.engine.phrasebook();
        let facts = [
            (label("投诉编号", "Complaint number"), object([("zh", number.clone()), ("en", number)])),
            (label("截至", "As of"), label(&words.date(as_of, Lang::Zh), &words.date(as_of, Lang::En))),
            (label("产品/险种", "Product"), part(document, "product")?.clone()),
            (label("案情", "What happened"), part(document, "story")?.clone()),
            (label("材料", "Papers"), part(document, "papers")?.clone()),
        ];
        let told = facts.into_iter().map(|(title, value)| object([("title", title), ("value", value)]));
        Ok(object([("facts", Json::List(told.collect())), ("notes", Json::List(notes))]))
    }

    fn page(&self, paper: &str, document: &[(&str, &Json)], matter: &Json, lang: Lang) -> Answer<String> {
        let document = document.iter().map(|(name, request)| ((*name).to_owned(), (*request).clone()));
        let request = object([
            ("paper", Json::Text(paper.to_owned())),
            ("lang", canon::to_json(&lang)?),
            ("document", Json::Map(document.collect())),
            ("matter", matter.clone()),
        ]);
        let answer = self.call("paper.render", &request)?;
        part(&answer, "html")?.as_str().map(ToOwned::to_owned).ok_or_else(|| Error::new(ErrorCode::Internal))
    }
}

impl Found {
    fn of(answer: &Json) -> Answer<Found> {
        let reviewed = part(answer, "reviewed")?;
        let beside = match reviewed.get("beside") {
            Some(Json::List(list)) => list.first(),
            _ => None,
        };
        let share = reviewed.get("floor").and_then(|floor| floor.get("share"));
        Ok(Found {
            owed: sum(reviewed.get("owed"), "entitlement")?,
            redress: sum(beside, "service_redress")?,
            goodwill: sum(beside, "goodwill")?,
            at_stake: sum(reviewed.get("at_stake"), "entitlement")?,
            floor: amount(reviewed.get("floor"))?,
            share: share.and_then(Json::as_str).map(ToOwned::to_owned),
        })
    }

    /// What is open in good faith, and the least that may be proposed over it with what is owed in it.
    fn open(&self) -> Answer<Option<[(&'static str, Money); 2]>> {
        let (Some(at_stake), Some(floor)) = (self.at_stake, self.floor) else { return Ok(None) };
        let nothing = Money::new(0, self.currency()?);
        let disputed = at_stake.checked_sub(&self.owed.unwrap_or(nothing))?;
        let floor = floor.checked_add(&self.redress.unwrap_or(nothing))?;
        Ok(Some([("disputed", disputed), ("floor", floor)]))
    }

    fn currency(&self) -> Answer<ombud::model::Currency> {
        let any = [self.owed, self.redress, self.goodwill, self.at_stake].into_iter().flatten().next();
        any.map(|money| money.currency()).ok_or_else(|| Error::new(ErrorCode::Internal))
    }
}

/// What a review found owed where it settles the claim. What is paid in advance of an open claim has a clock of
/// its own, and a premium that is returned is no late benefit.
fn settled(answer: &Json) -> Answer<Option<Money>> {
    let reviewed = part(answer, "reviewed")?;
    match reviewed.get("outcome").and_then(Json::as_str) {
        Some("overturn" | "partly") => sum(reviewed.get("owed"), "entitlement"),
        _ => Ok(None),
    }
}

/// What the lines of one kind come to.
fn sum(reckoning: Option<&Json>, kind: &str) -> Answer<Option<Money>> {
    let Some(Json::List(sums)) = reckoning.and_then(|reckoning| reckoning.get("sums")) else {
        return Ok(None);
    };
    amount(sums.iter().find(|sum| sum.get("kind").and_then(Json::as_str) == Some(kind)))
}

fn amount(of: Option<&Json>) -> Answer<Option<Money>> {
    of.and_then(|of| of.get("amount")).map(canon::from_json).transpose()
}

fn part<'j>(json: &'j Json, name: &str) -> Answer<&'j Json> {
    json.get(name).ok_or_else(|| Error::new(ErrorCode::Internal).path(name))
}

fn map(json: &Json) -> Answer<Map> {
    match json {
        Json::Map(map) => Ok(map.clone()),
        _ => Err(Error::new(ErrorCode::Internal)),
    }
}

fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    Json::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn label(zh: &str, en: &str) -> Json {
    object([("zh", Json::Text(zh.to_owned())), ("en", Json::Text(en.to_owned()))])
}

fn text(day: Day) -> Json {
    Json::Text(day.to_string())
}
