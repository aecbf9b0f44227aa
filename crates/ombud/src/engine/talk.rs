//! Talks of an engine: lines, modes and sheets from what is given.

mod review;

use std::collections::{BTreeMap, BTreeSet};

use super::{Engine, Ruling};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Date, Fact, FactClass, FactId, Facts, Label, Lang, Value},
    pack::Taxonomy,
    phrase::{Checklist, Lines},
    rules::Verdict,
    talk::{
        Advice, Assessed, Brief, Course, Given, Kind, Lexicon, LineKind, Mode, Named, Preparation, Rendered,
        Rule, Texts, Trend,
    },
};

impl Engine {
    /// What is ready before a talk: the method, and the lines that may be said. Facts are those of
    /// the catalogue that the tables of a talk read.
    ///
    /// ```
    /// use ombud::{Engine, model::{Facts, Label}, talk::{Brief, Given, Kind}};
    /// let engine = Engine::builtin()?;
    /// let text = Label::new("我妈住院了你们还在推！", "My mother is in hospital and you keep stalling!");
    /// let brief = Brief { facts: vec![Given { id: "q1".into(), kind: Kind::Quote, text }], ..Brief::default() };
    /// let ready = engine.prepare_talk(&brief, &Facts::new(), "2026-03-20".parse()?)?;
    /// assert_eq!(ready.mirrors[0].text, Label::new("还在推？", "keep stalling?"));
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Brief::check`]; `unknown_item` for a feeling or a demand that there is not; `label_on_person`
    /// for a fact that puts one on somebody; `barred_term` for a plan that asks for silence, withdrawal or
    /// deletion.
    pub fn prepare_talk(&self, brief: &Brief, facts: &Facts, as_of: Date) -> Result<Preparation> {
        brief.check(as_of)?;
        let feelings = self.taxonomy("talk-feelings")?;
        for (nth, felt) in brief.feelings.iter().enumerate() {
            self.code("talk-feelings", felt.feeling.as_str())
                .map_err(|error| error.path(format_args!("feelings[{nth}].feeling")))?;
        }
        if let Some(demand) = &brief.demand {
            self.code("talk-demands", demand.as_str()).map_err(|error| error.path("demand"))?;
        }
        let lexicon = self.lexicon()?;
        unlabelled(&brief.facts, lexicon)?;
        if let Some(plan) = &brief.plan {
            self.asks_for_no_silence(plan.texts()).map_err(|error| error.within("plan"))?;
        }
        let mut facts = facts.clone();
        let mode = match &brief.cues {
            Some(cues) => {
                let share = cues.share()?;
                self.state(&mut facts, "emotion.expressive_share", Value::Decimal(share.share))?;
                let ruling = self.decide("emotion.mode", &facts, as_of, as_of)?;
                let advice = self.advice(&ruling)?;
                let why =
                    self.phrasebook().talk_mode(advice.first("mode").map_or("", |mode| &mode.id), &share);
                Some(Mode { share, advice, why })
            }
            None => None,
        };
        let stairway = self.asked("talk.stairway", &facts, as_of)?;
        let strategy = self.asked("talk.strategy", &facts, as_of)?;
        let deadlock = match Course::of(&brief.rounds, as_of)? {
            Some(course) => {
                self.state(&mut facts, "talk.still_contacts", Value::Int(course.still_contacts.into()))?;
                self.state(&mut facts, "talk.same_figures", Value::Int(course.same_figures.into()))?;
                self.state(&mut facts, "talk.waiting_days", Value::Int(course.waiting_days))?;
                Some(self.asked("talk.deadlock", &facts, as_of)?)
            }
            None => None,
        };
        let hostility = match brief.readings.last() {
            Some(last) => {
                // A single reading has gone nowhere yet.
                let trend = Trend::of(&brief.readings).unwrap_or(Trend::Level);
                self.state(&mut facts, "talk.hostility_now", Value::Text(last.band.id().into()))?;
                self.state(&mut facts, "talk.hostility_trend", Value::Text(trend.id().into()))?;
                Some(self.asked("talk.hostility", &facts, as_of)?)
            }
            None => None,
        };
        let words = self.phrasebook();
        let name = |id: &str| {
            feelings.code.iter().find(|code| code.id.as_str() == id).map(|code| code.title.clone())
        };
        let mut left_out = Vec::new();
        let mut keep = |made: Lines| {
            left_out.extend(made.left_out);
            made.lines
        };
        let labels = keep(words.labels(brief, lexicon, name));
        let mirrors = keep(words.mirrors(brief, lexicon));
        let questions = keep(words.questions(brief, lexicon));
        let no_oriented = keep(words.no_oriented(brief, lexicon));
        let audit = keep(words.audit(brief, lexicon));
        let (role_sheet, unsaid) = words.role_sheet(brief, lexicon, (&audit, &questions), name);
        left_out.extend(unsaid);
        let list =
            Checklist { brief, questions: &questions, audit: &audit, as_of, bundle: self.bundle_hash() };
        let checklist = Rendered {
            markdown: Label::said(|lang| words.checklist_markdown(&list, lang)),
            html: Label::said(|lang| words.checklist_page(&list, lang)),
        };
        let mut halts = Vec::new();
        halts.extend(mode.iter().filter_map(|mode| mode.advice.said("mode", &["expressive"])));
        // What is not known opens no bargaining.
        halts.extend(stairway.undetermined());
        halts.extend(stairway.said("bargaining", &["paused"]).and_then(|_| stairway.first("step")).cloned());
        halts.extend(
            hostility.iter().filter_map(|advice| {
                advice.undetermined().or_else(|| advice.said("act", &["stop", "pause"]))
            }),
        );
        let lines = [&labels, &mirrors, &questions, &no_oriented, &audit].into_iter().flatten();
        let obeyed: BTreeSet<Rule> = lines.flat_map(|line| line.rules.iter().copied()).collect();
        let broken = left_out.iter().flat_map(|out| out.breaches.iter().map(|breach| breach.rule));
        let rules: BTreeSet<Rule> =
            obeyed.into_iter().chain(broken).chain(Rule::EVERY_LINE.iter().copied()).collect();
        Ok(Preparation {
            mode,
            labels,
            mirrors,
            questions,
            no_oriented,
            audit,
            role_sheet,
            stairway,
            deadlock,
            hostility,
            strategy,
            halts,
            checklist,
            rules: self.glossary(rules)?,
            left_out,
            limit: brief.limit.map(|limit| Assessed {
                limit,
                class: FactClass::Assessment,
                note: words.talk_note(),
            }),
            note: words.talk_note(),
        })
    }

    fn asked(&self, table: &str, facts: &Facts, as_of: Date) -> Result<Advice> {
        self.advice(&self.decide(table, facts, as_of, as_of)?)
    }

    /// The rules for lines, with the words of the packs: read when they are first asked for.
    pub(super) fn lexicon(&self) -> Result<&Lexicon> {
        let known = &self.0.lexicon;
        if let Some(lexicon) = known.get() {
            return Ok(lexicon);
        }
        let (rules, words) = (self.taxonomy("talk-rules")?, self.taxonomy("talk-words")?);
        let denials = self.taxonomy("talk-denials")?;
        let of = |taxonomy: &Taxonomy, id: &str| {
            let code = taxonomy.code.iter().find(|code| code.id.as_str() == id)?;
            Some(code.aliases.clone())
        };
        let lexicon = Lexicon::new(|id| of(rules, id), |id| of(words, id).or_else(|| of(denials, id)))?;
        Ok(known.get_or_init(|| lexicon))
    }

    /// No free text that ends on paper asks for silence, withdrawal or deletion, whatever else the paper says.
    pub(crate) fn asks_for_no_silence<'a>(
        &self,
        texts: impl IntoIterator<Item = (String, &'a str)>,
    ) -> Result<()> {
        let lexicon = self.lexicon()?;
        for (path, text) in texts {
            if let Some(words) = lexicon.barred(text) {
                let error = Error::new(ErrorCode::BarredTerm).path(path);
                return Err(error
                    .expected("words that ask for no withdrawal, silence or deletion")
                    .found(words));
            }
        }
        Ok(())
    }

    /// Rules in words.
    pub(super) fn glossary(
        &self,
        rules: impl IntoIterator<Item = Rule>,
    ) -> Result<BTreeMap<&'static str, Label>> {
        rules
            .into_iter()
            .map(|rule| Ok((rule.id(), self.code("talk-rules", rule.id())?.title.clone())))
            .collect()
    }

    fn code(&self, taxonomy: &str, id: &str) -> Result<&crate::pack::Code> {
        let codes = &self.taxonomy(taxonomy)?.code;
        codes.iter().find(|code| code.id.as_str() == id).ok_or_else(|| {
            let known: Vec<&str> = codes.iter().map(|code| code.id.as_str()).collect();
            Error::new(ErrorCode::UnknownItem).expected(known.join(", ")).found(id)
        })
    }

    /// States a fact that the talk comes to, as its definition has it.
    pub(super) fn state(&self, facts: &mut Facts, id: &str, value: Value) -> Result<()> {
        let def = self.catalogue().fact(id)?;
        let fact = Fact {
            value,
            class: def.class,
            level: def.level,
            producer: def.producer.clone(),
            evidence: Vec::new(),
        };
        facts.insert(def.id.clone(), fact);
        Ok(())
    }

    /// What a table says, with every wording.
    pub(super) fn advice(&self, ruling: &Ruling) -> Result<Advice> {
        let mut says: BTreeMap<String, Vec<Named>> = BTreeMap::new();
        let mut needs = Vec::new();
        match &ruling.verdict {
            Verdict::Decided { outputs, .. } => {
                let table = ruling.table()?;
                for (id, _, _, choices) in table.outputs() {
                    let values = outputs.iter().filter_map(|set| set.get(id));
                    let ids: BTreeSet<&str> = values.flat_map(ids).collect();
                    // In the order in which the choices are declared: ids have none of their own.
                    let named = choices.iter().filter(|choice| ids.contains(choice.id.as_str()));
                    says.insert(
                        id.to_string(),
                        named.map(|choice| Named { id: choice.id.clone(), title: choice.label() }).collect(),
                    );
                }
            }
            Verdict::Undetermined { needs: open } => {
                let named = |id: &FactId| {
                    let title = self.catalogue().fact(id.as_str())?.title.clone();
                    Ok(Named { id: id.to_string(), title })
                };
                needs = open.iter().map(named).collect::<Result<_>>()?;
            }
            _ => {}
        }
        let sentence = Label::new(ruling.sentence(Lang::Zh), ruling.sentence(Lang::En));
        Ok(Advice { sentence, says, needs, note: ruling.note.clone() })
    }
}

/// Facts describe what happened: one that puts a label on somebody is refused. Words of their own may, and
/// those that a fact quotes.
pub(super) fn unlabelled(facts: &[Given], lexicon: &Lexicon) -> Result<()> {
    for (nth, fact) in facts.iter().enumerate().filter(|(_, fact)| fact.kind != Kind::Quote) {
        for (lang, text) in [("zh", &fact.text.zh), ("en", &fact.text.en)] {
            let quotes = Texts::default().spoken([text.as_str()]);
            let breaches = lexicon.check(LineKind::Plain, text, &quotes);
            if let Some(breach) = breaches.into_iter().find(|breach| breach.rule == Rule::NoLabelOnPerson) {
                let error =
                    Error::new(ErrorCode::LabelOnPerson).path(format_args!("facts[{nth}].text.{lang}"));
                return Err(error.expected("what happened").found(breach.found.unwrap_or_default()));
            }
        }
    }
    Ok(())
}

/// The ids of a value that is chosen from a list.
fn ids(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(id) => vec![id],
        Value::Set(ids) => ids.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}
