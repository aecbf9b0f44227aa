//! Citations as people write them.

use super::Phrasebook;
use crate::{
    clock::Citation,
    model::Lang,
    pack::{CitationStyle, Instrument},
};

impl Phrasebook {
    /// 《投诉处理办法》第18条第1款 · Complaint Measure, Art. 18 ¶1. An instrument that the book does
    /// not have is cited as the pack spells it.
    #[must_use]
    pub fn cite(&self, citation: &Citation, lang: Lang) -> String {
        match self.0.instruments.get(citation.instrument()) {
            Some(instrument) => self.cited(instrument, citation.locator(), lang),
            None => citation.to_string(),
        }
    }

    /// Several citations; an instrument cited twice in a row is named once.
    #[must_use]
    pub fn cites(&self, citations: &[Citation], lang: Lang) -> String {
        let mut out: Vec<String> = Vec::new();
        let mut before = None;
        for citation in citations {
            let again = before == Some(citation.instrument());
            before = Some(citation.instrument());
            let instrument = self.0.instruments.get(citation.instrument());
            out.push(match instrument.filter(|_| again && !citation.locator().is_empty()) {
                Some(instrument) => self.place(instrument.style, citation.locator(), lang),
                None => self.cite(citation, lang),
            });
        }
        self.list(&out, lang)
    }

    /// A citation with the full title and number of the instrument.
    pub(super) fn cite_in_full(&self, citation: &Citation, lang: Lang) -> String {
        let Some(instrument) = self.0.instruments.get(citation.instrument()) else {
            return citation.to_string();
        };
        let mut title = self.label(&instrument.title, lang);
        if instrument.style == CitationStyle::Cn {
            title = self.say(lang, "cite.title", &[("title", &title)]);
        }
        if let Some(number) = &instrument.number {
            title = self.say(lang, "cite.numbered", &[("title", &title), ("number", number)]);
        }
        self.say(lang, "cite.full", &[("cite", &self.cite(citation, lang)), ("title", &title)])
    }

    fn cited(&self, instrument: &Instrument, locator: &str, lang: Lang) -> String {
        let short = self.label(&instrument.short, lang);
        if locator.is_empty() {
            return short;
        }
        let place = self.place(instrument.style, locator, lang);
        // A place that is spelt as printed stands apart from the title, whatever the style.
        let numbered = instrument.style == CitationStyle::Cn && numbers(locator).is_some();
        self.say(
            lang,
            if numbered { "cite.cn" } else { "cite.plain" },
            &[("short", &short), ("place", &place)],
        )
    }

    fn place(&self, style: CitationStyle, locator: &str, lang: Lang) -> String {
        let parts = numbers(locator).filter(|_| style == CitationStyle::Cn);
        match parts.as_deref() {
            Some([article]) => self.say(lang, "cite.article", &[("article", article)]),
            Some([article, paragraph]) => {
                self.say(lang, "cite.paragraph", &[("article", article), ("paragraph", paragraph)])
            }
            Some([article, paragraph, item]) => {
                let values = [("article", *article), ("paragraph", *paragraph), ("item", *item)];
                self.say(lang, "cite.item", &values)
            }
            _ => locator.to_owned(),
        }
    }
}

/// Article, paragraph and item, where the locator is made of numbers.
fn numbers(locator: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = locator.split('/').collect();
    let number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.len() <= 3 && parts.iter().all(number)).then_some(parts)
}
