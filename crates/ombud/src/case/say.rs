//! Words for what a case says, in both languages at once.

use super::Rules;
use crate::{
    clock::Obligation,
    model::{Event, Label, Lang, Moment, PartId, Value, ValueType},
    pack::{ActDef, Name, Slot, Whom},
};

impl Rules<'_> {
    /// A phrase of both languages; each value is a wording of both languages too.
    pub(super) fn say(&self, id: &'static str, values: &[(&str, &Label)]) -> Label {
        let said = |lang: Lang| {
            let values: Vec<(&str, &str)> =
                values.iter().map(|(name, value)| (*name, value.get(lang))).collect();
            self.words.say(lang, id, &values)
        };
        Label::new(said(Lang::Zh), said(Lang::En))
    }

    /// Something that the phrasebook says of one language.
    pub(super) fn each(&self, said: impl Fn(Lang) -> String) -> Label {
        Label::new(said(Lang::Zh), said(Lang::En))
    }

    /// A duty in a sentence, with the date to work to where that is earlier than the legal one, and
    /// with the part and the reference that it is of.
    pub(super) fn duty(&self, duty: &Obligation) -> Label {
        let said = self.each(|lang| {
            let space = if lang == Lang::En { " " } else { "" };
            let work_to = self.words.work_to(duty, lang).map(|text| format!("{space}{text}"));
            format!("{}{}", self.words.sentence(duty, lang), work_to.unwrap_or_default())
        });
        self.of_part(duty.part.as_ref(), duty.reference.as_deref(), &said)
    }

    /// Something that is said of a part, or of what has a reference.
    pub(super) fn of_part(&self, part: Option<&PartId>, reference: Option<&str>, said: &Label) -> Label {
        let names: Vec<Label> = part
            .map(|part| Label::same(part.as_str()))
            .into_iter()
            .chain(reference.map(Label::same))
            .collect();
        if names.is_empty() {
            return said.clone();
        }
        self.say("case.of", &[("names", &self.list(&names)), ("said", said)])
    }

    /// Several wordings as a list.
    pub(super) fn list(&self, items: &[Label]) -> Label {
        self.each(|lang| {
            let items: Vec<String> = items.iter().map(|item| item.get(lang).to_owned()).collect();
            self.words.list(&items, lang)
        })
    }

    pub(super) fn moment(&self, at: Moment) -> Label {
        self.each(|lang| self.words.moment(at, lang))
    }

    pub(super) fn event(&self, event: &str) -> Label {
        match self.book.catalogue().event(event) {
            Ok(def) => def.title.clone(),
            Err(_) => Label::same(event),
        }
    }

    /// What an event says, field by field.
    pub(super) fn says(&self, event: &Event) -> Vec<Label> {
        let def = self.book.catalogue().event(event.kind.as_str()).ok();
        let said = |(field, value): (&String, &Value)| {
            let known = def.and_then(|def| def.field(field));
            let (kind, choices) = known.map_or((ValueType::Text, &[][..]), |def| (def.kind, &def.values[..]));
            let value = self.each(|lang| self.words.value(value, kind, choices, lang));
            let field = self.field(event.kind.as_str(), field);
            self.say("case.says", &[("field", &field), ("value", &value)])
        };
        event.fields.iter().map(said).collect()
    }

    /// Who recorded an event, or whom a field of it names.
    pub(super) fn whom(&self, whom: &Whom) -> Label {
        let event = self.event(whom.event.as_str());
        match &whom.field {
            None => event,
            Some(field) => {
                let field = self.field(whom.event.as_str(), field);
                self.say("case.name.field", &[("event", &event), ("field", &field)])
            }
        }
    }

    pub(super) fn field(&self, event: &str, field: &str) -> Label {
        self.each(|lang| self.words.field(Some(event), field, lang))
    }

    /// The roles as the workflows of the book call them.
    pub(super) fn roles(&self, roles: &[String]) -> Label {
        let workflows = || self.book.bundle().workflows.iter().flat_map(|workflow| &workflow.roles);
        let title = |id: &String| {
            workflows().find(|role| role.id == *id).map_or_else(|| Label::same(id), |role| role.title.clone())
        };
        self.list(&roles.iter().map(title).collect::<Vec<_>>())
    }

    /// What a condition of an act hangs on.
    pub(super) fn named(&self, act: &ActDef, name: &Name) -> Label {
        match &name.slot {
            Slot::Fact(fact) => match self.book.catalogue().fact(fact.as_str()) {
                Ok(def) => def.title.clone(),
                Err(_) => Label::same(fact.as_str()),
            },
            Slot::Field(field) => self.field(act.event.as_str(), field),
            Slot::Past(event, field) => {
                let (event_title, field) = (self.event(event), self.field(event, field));
                self.say("case.name.field", &[("event", &event_title), ("field", &field)])
            }
            Slot::By(event) => self.say("case.name.by", &[("event", &self.event(event))]),
            Slot::On(event) => self.say("case.name.on", &[("event", &self.event(event))]),
            Slot::Second | Slot::SecondRole(_) => self.say("case.name.second", &[]),
            _ => Label::same(name.text.as_ref()),
        }
    }
}
