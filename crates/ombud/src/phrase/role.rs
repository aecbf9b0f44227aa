//! The part of the complainant, made of facts and of assumptions that say so.

use super::{
    Phrasebook,
    talk::{Slot, accused, audited},
};
use crate::{
    model::Label,
    talk::{
        Breach, Brief, Entry, Given, Kind, LeftOut, Lexicon, Line, LineKind, Need, RoleSheet, Rule, Texts,
    },
};

/// How many sentences are read between, and how many lines are expected.
const THREE: usize = 3;

impl Phrasebook {
    /// The role sheet. `answers` are lines that were made: the audit first, then questions; `feeling`
    /// words a feeling. A fact that names a protected trait makes no line here either.
    #[must_use]
    pub fn role_sheet(
        &self,
        brief: &Brief,
        lexicon: &Lexicon,
        answers: (&[Line], &[Line]),
        feeling: impl Fn(&str) -> Option<Label>,
    ) -> (RoleSheet, Vec<LeftOut>) {
        let mut left_out = Vec::new();
        let mut usable = Vec::new();
        for fact in &brief.facts {
            let breaches = traits(lexicon, &fact.text);
            if breaches.is_empty() {
                usable.push(fact);
            } else {
                left_out.push(LeftOut { kind: LineKind::Plain, facts: vec![fact.id.clone()], breaches });
            }
        }
        let accusations: Vec<_> =
            brief.audit().into_iter().filter(|one| traits(lexicon, &one.text).is_empty()).collect();
        let of =
            |slot: &str| usable.iter().copied().filter(|fact| fact.kind.slot() == slot).collect::<Vec<_>>();
        let (demands, quotes, harms) = (of("demand"), of("quote"), of("harm"));
        let (audit, questions) = answers;

        let circumstances = usable.iter().filter(|fact| is_circumstance(fact.kind));
        let circumstances = circumstances.map(|fact| {
            let kind = self.both(kind(fact.kind), &[]);
            let slots = [Slot { name: "kind", text: &kind, fact: None }, Slot::of("text", fact)];
            self.entry("talk.role.circumstance", &slots, false)
        });
        let said = |id: &'static str,
                    name: &'static str,
                    facts: &[&Given],
                    assumption: bool|
         -> Vec<Option<Entry>> {
            facts.iter().map(|fact| self.entry(id, &[Slot::of(name, fact)], assumption)).collect()
        };
        let need = brief.need.map(|need| {
            let need = self.both(needs(need), &[]);
            self.entry("talk.role.super", &[Slot { name: "need", text: &need, fact: None }], true)
        });
        let obstacles = accusations.iter().map(|one| {
            let slot = Slot { name: "accusation", text: &one.text, fact: Some(&one.source) };
            self.entry("talk.role.obstacle", &[slot], true)
        });
        let subtext = quotes.iter().take(THREE).map(|quote| {
            let felt = brief.feelings.iter().find(|felt| felt.fact == quote.id);
            match felt.and_then(|felt| feeling(felt.feeling.as_str())) {
                Some(feeling) => {
                    let slots =
                        [Slot::of("quote", quote), Slot { name: "feeling", text: &feeling, fact: None }];
                    self.entry("talk.role.subtext.felt", &slots, true)
                }
                None => self.entry("talk.role.subtext.plain", &[Slot::of("quote", quote)], true),
            }
        });

        // What they are likely to say: what they may accuse the firm of, what they said, what they want.
        let mut next: Vec<Entry> = Vec::new();
        for one in &accusations {
            let slot = Slot { name: "accusation", text: &one.text, fact: Some(&one.source) };
            let planned = self.worded(accused(one).1, &audited(brief, one)).map(|(text, _)| text);
            let planned = planned.filter(|text| audit.iter().any(|line| line.text == *text));
            next.extend(
                self.entry("talk.role.next.accusation", &[slot], true)
                    .map(|entry| self.answered(entry, planned)),
            );
        }
        let mut asked = questions.iter().map(|line| line.text.clone());
        let repeats = said("talk.role.next.quote", "quote", &quotes, true).into_iter().chain(said(
            "talk.role.next.demand",
            "demand",
            &demands,
            true,
        ));
        next.extend(repeats.flatten().map(|entry| self.answered(entry, asked.next())));
        let usual = ["talk.role.next.when", "talk.role.next.who", "talk.role.next.again"];
        next.extend(usual.iter().filter_map(|id| Some(self.answered(self.entry(id, &[], true)?, None))));
        next.truncate(THREE);

        let events = of("event");
        let wounded = harms.first().or(events.first());
        let magic_if = wounded.map(|fact| self.entry("talk.role.magic_if", &[Slot::of("text", fact)], true));
        let sheet = RoleSheet {
            circumstances: self.filled(circumstances, "talk.role.circumstance.unknown"),
            objective: self.filled(
                said("talk.role.objective", "demand", &demands, false),
                "talk.role.objective.unknown",
            ),
            super_objective: self.filled(need, "talk.role.super.unknown"),
            obstacle: self.filled(obstacles, "talk.role.obstacle.unknown"),
            stakes: self.filled(said("talk.role.stakes", "harm", &harms, false), "talk.role.stakes.unknown"),
            subtext: self.filled(subtext, "talk.role.subtext.unknown"),
            next_lines: next,
            magic_if: self.filled(magic_if, "talk.role.magic_if.unknown"),
        };
        (sheet, left_out)
    }

    /// The entries of a field; where there are none, what is not known, as an assumption.
    fn filled(&self, entries: impl IntoIterator<Item = Option<Entry>>, unknown: &'static str) -> Vec<Entry> {
        let mut out: Vec<Entry> = entries.into_iter().flatten().collect();
        if out.is_empty() {
            out.extend(self.entry(unknown, &[], true));
        }
        out
    }

    fn entry(&self, id: &str, slots: &[Slot<'_>], assumption: bool) -> Option<Entry> {
        let (text, facts) = self.worded(id, slots)?;
        Some(Entry { text, facts, assumption, answer: None })
    }

    /// With what to answer: the line that was made for it, or the usual one.
    fn answered(&self, entry: Entry, planned: Option<Label>) -> Entry {
        Entry { answer: Some(planned.unwrap_or_else(|| self.both("talk.role.answer", &[]))), ..entry }
    }
}

/// The protected traits that a text names.
fn traits(lexicon: &Lexicon, text: &Label) -> Vec<Breach> {
    let both = [&text.zh, &text.en].into_iter();
    let mut found: Vec<Breach> =
        both.flat_map(|text| lexicon.check(LineKind::Plain, text, &Texts::default())).collect();
    found.retain(|breach| breach.rule == Rule::NoProtectedTrait);
    found
}

fn is_circumstance(kind: Kind) -> bool {
    matches!(kind, Kind::Timeline | Kind::Treatment | Kind::Money | Kind::Health | Kind::Family)
}

/// The phrase that names a kind of fact.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Demand => "talk.kind.demand",
        Kind::Quote => "talk.kind.quote",
        Kind::Timeline => "talk.kind.timeline",
        Kind::Treatment => "talk.kind.treatment",
        Kind::Money => "talk.kind.money",
        Kind::Health => "talk.kind.health",
        Kind::Family => "talk.kind.family",
        Kind::Clause => "talk.kind.clause",
        Kind::Evidence => "talk.kind.evidence",
        Kind::Finding => "talk.kind.finding",
    }
}

fn needs(need: Need) -> &'static str {
    match need {
        Need::Vent => "talk.need.vent",
        Need::Respect => "talk.need.respect",
        Need::Fairness => "talk.need.fairness",
        Need::Resolution => "talk.need.resolution",
        Need::Compensation => "talk.need.compensation",
        Need::Control => "talk.need.control",
    }
}
