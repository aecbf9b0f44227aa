//! The lines of a talk: wordings whose places are filled with facts that were given. Nothing is
//! made up: a wording whose fact was not given makes no line.

use std::borrow::Cow;

use super::Phrasebook;
use crate::{
    model::{Label, Lang},
    talk::{
        Accusation, Breach, Brief, Given, LeftOut, Lexicon, Line, LineKind, Rule, Share, Texts, Truth, mirror,
    },
};

/// What fills a place of a wording: its name, the words, and the fact that they are of.
pub(super) struct Slot<'a> {
    pub(super) name: &'static str,
    pub(super) text: &'a Label,
    pub(super) fact: Option<&'a str>,
}

impl<'a> Slot<'a> {
    pub(super) fn of(name: &'static str, given: &'a Given) -> Self {
        Slot { name, text: &given.text, fact: Some(&given.id) }
    }
}

/// Lines that may be said, and those that were not made.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// Those that keep to their rules.
    pub lines: Vec<Line>,
    /// Those that would not.
    pub left_out: Vec<LeftOut>,
}

impl Phrasebook {
    /// Which method a share of feeling asks for, and why. `mode` is the output of the table `emotion.mode`.
    #[must_use]
    pub fn talk_mode(&self, mode: &str, share: &Share) -> Label {
        let id = match mode {
            "expressive" => "talk.mode.expressive",
            "instrumental" => "talk.mode.instrumental",
            _ => "talk.mode.mixed",
        };
        let (expressive, instrumental) = (share.expressive.to_string(), share.instrumental.to_string());
        self.both(id, &[("expressive", &expressive), ("instrumental", &instrumental)])
    }

    /// What a talk does not change.
    #[must_use]
    pub(crate) fn talk_note(&self) -> Label {
        self.both("talk.note", &[])
    }

    /// Labels for the feelings that were heard. `name` words a feeling.
    #[must_use]
    pub fn labels(&self, brief: &Brief, lexicon: &Lexicon, name: impl Fn(&str) -> Option<Label>) -> Lines {
        let mut maker = Maker::new(self, brief, lexicon);
        for felt in &brief.feelings {
            let (Some(fact), Some(feeling)) = (brief.fact(&felt.fact), name(felt.feeling.as_str())) else {
                continue;
            };
            let quoted = fact.kind.slot() == "quote";
            let place = if quoted { "quote" } else { "event" };
            let series = if quoted { "talk.label.quote" } else { "talk.label.fact" };
            let slots = [Slot::of(place, fact), Slot { name: "feeling", text: &feeling, fact: None }];
            // Openers take turns, so that no two labels in a row sound alike.
            maker.one(LineKind::Label, series, &slots);
        }
        maker.out
    }

    /// A mirror of every quote that is short enough to be said back.
    #[must_use]
    pub fn mirrors(&self, brief: &Brief, lexicon: &Lexicon) -> Lines {
        let mut maker = Maker::new(self, brief, lexicon);
        for quote in brief.of_slot("quote") {
            let cut = |text: &str| mirror(text, lexicon);
            match (cut(&quote.text.zh), cut(&quote.text.en)) {
                (Some(zh), Some(en)) => {
                    let words = Label::new(zh, en);
                    let slot = Slot { name: "words", text: &words, fact: Some(&quote.id) };
                    maker.filled(LineKind::Mirror, "talk.mirror", &[slot]);
                }
                _ => maker.leave_out(
                    LineKind::Mirror,
                    vec![quote.id.clone()],
                    vec![Breach { rule: Rule::MirrorShort, found: None }],
                ),
            }
        }
        maker.out
    }

    /// Calibrated questions: those of the kind of demand, then those for any.
    #[must_use]
    pub fn questions(&self, brief: &Brief, lexicon: &Lexicon) -> Lines {
        let own = brief.demand.as_ref().map(|demand| format!("talk.question.{demand}"));
        let series = own.iter().map(String::as_str).chain(["talk.question.any"]);
        self.asked(LineKind::Question, series, brief, lexicon)
    }

    /// Questions that can safely be answered no.
    #[must_use]
    pub fn no_oriented(&self, brief: &Brief, lexicon: &Lexicon) -> Lines {
        self.asked(LineKind::NoOriented, ["talk.no"].into_iter(), brief, lexicon)
    }

    /// The accusations that were given, said first: what is true with an apology, what is contested
    /// as how it looks to them, what is unknown with what will be checked.
    #[must_use]
    pub fn audit(&self, brief: &Brief, lexicon: &Lexicon) -> Lines {
        let mut maker = Maker::new(self, brief, lexicon);
        for one in brief.audit() {
            let (kind, id) = accused(one);
            maker.filled(kind, id, &audited(brief, one));
        }
        maker.out
    }

    fn asked<'a>(
        &self,
        kind: LineKind,
        series: impl Iterator<Item = &'a str>,
        brief: &Brief,
        lexicon: &Lexicon,
    ) -> Lines {
        let mut maker = Maker::new(self, brief, lexicon);
        // Of each kind of place the first fact that was given.
        let slots: Vec<Slot<'_>> = ["demand", "clause", "event", "harm", "evidence", "quote"]
            .into_iter()
            .filter_map(|name| Some(Slot::of(name, brief.of_slot(name).next()?)))
            .collect();
        for series in series {
            for id in self.series(series) {
                maker.filled(kind, id, &slots);
            }
        }
        maker.out
    }

    /// The phrases `prefix.1`, `prefix.2`, … in their order.
    pub(super) fn series(&self, prefix: &str) -> Vec<&str> {
        let number = |id: &str| id.strip_prefix(prefix)?.strip_prefix('.')?.parse::<u16>().ok();
        let mut found: Vec<(u16, &str)> =
            self.0.wordings.keys().filter_map(|id| Some((number(id)?, id.as_str()))).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// A wording filled in both languages, with the facts that it quotes; nothing where one is not given.
    pub(super) fn worded(&self, id: &str, slots: &[Slot<'_>]) -> Option<(Label, Vec<String>)> {
        let wording = self.0.wordings.get(id)?;
        let names = wording.get(Lang::Zh).names();
        let used: Vec<&Slot<'_>> = slots.iter().filter(|slot| names.contains(slot.name)).collect();
        let fill = |lang| {
            let values: Vec<(&str, Cow<'_, str>)> =
                used.iter().map(|slot| (slot.name, quotable(slot.text.get(lang)))).collect();
            let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, &**text)).collect();
            wording.get(lang).fill(&values).ok()
        };
        let mut facts: Vec<String> = used.iter().filter_map(|slot| slot.fact.map(str::to_owned)).collect();
        facts.dedup();
        Some((Label::new(fill(Lang::Zh)?, fill(Lang::En)?), facts))
    }

    pub(super) fn both(&self, id: &'static str, values: &[(&str, &str)]) -> Label {
        Label::new(self.say(Lang::Zh, id, values), self.say(Lang::En, id, values))
    }
}

/// What fills the line that answers an accusation.
pub(super) fn audited<'a>(brief: &'a Brief, one: &'a Accusation) -> Vec<Slot<'a>> {
    let mut slots = vec![Slot { name: "accusation", text: &one.text, fact: Some(&one.source) }];
    slots.extend(one.shown_by.as_ref().and_then(|id| brief.fact(id)).map(|fact| Slot::of("shown", fact)));
    slots.extend(one.check.as_ref().map(|text| Slot { name: "verify", text, fact: None }));
    slots
}

/// The kind of line that answers an accusation, and its phrase.
pub(super) fn accused(one: &Accusation) -> (LineKind, &'static str) {
    match one.truth {
        Truth::Admitted => (LineKind::Admitted, "talk.audit.admitted"),
        Truth::Contested => (LineKind::Contested, "talk.audit.contested"),
        Truth::Unknown => (LineKind::Unknown, "talk.audit.unknown"),
    }
}

/// The text as it can stand in quotation marks: without what ends it, its own marks single.
fn quotable(text: &str) -> Cow<'_, str> {
    let text =
        text.trim().trim_end_matches(['。', '！', '？', '.', '!', '?', '；', ';', '，', ',', '…', ' ']);
    if text.contains(['“', '”', '"', '「', '」', '『', '』']) {
        let single = |c| match c {
            '“' | '「' | '『' => '‘',
            '”' | '」' | '』' => '’',
            '"' => '\'',
            c => c,
        };
        return Cow::Owned(text.chars().map(single).collect());
    }
    Cow::Borrowed(text)
}

/// Makes lines and looks at each before it is given.
struct Maker<'a> {
    book: &'a Phrasebook,
    lexicon: &'a Lexicon,
    given: Texts,
    made: usize,
    out: Lines,
}

impl<'a> Maker<'a> {
    fn new(book: &'a Phrasebook, brief: &'a Brief, lexicon: &'a Lexicon) -> Self {
        Maker { book, lexicon, given: brief.texts(), made: 0, out: Lines::default() }
    }

    /// One line of a series, the next at each call.
    fn one(&mut self, kind: LineKind, series: &str, slots: &[Slot<'_>]) {
        let ids = self.book.series(series);
        if let Some(id) = self.made.checked_rem(ids.len()).and_then(|nth| ids.get(nth).copied()) {
            self.made = self.made.saturating_add(1);
            self.filled(kind, id, slots);
        }
    }

    fn filled(&mut self, kind: LineKind, id: &str, slots: &[Slot<'_>]) {
        let Some((text, facts)) = self.book.worded(id, slots) else { return };
        let mut breaches = Vec::new();
        for lang in [Lang::Zh, Lang::En] {
            breaches.extend(self.lexicon.check(kind, text.get(lang), &self.given));
        }
        if breaches.is_empty() {
            self.out.lines.push(Line { kind, text, rules: Rule::of(kind).to_vec(), facts });
        } else {
            self.leave_out(kind, facts, breaches);
        }
    }

    fn leave_out(&mut self, kind: LineKind, facts: Vec<String>, mut breaches: Vec<Breach>) {
        breaches.sort();
        breaches.dedup();
        self.out.left_out.push(LeftOut { kind, facts, breaches });
    }
}
