//! Wording for people, always in both languages.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The language of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl std::str::FromStr for Lang {
    type Err = crate::Error;

    fn from_str(text: &str) -> crate::error::Result<Self> {
        match text {
            "zh" => Ok(Lang::Zh),
            "en" => Ok(Lang::En),
            _ => Err(crate::Error::new(crate::ErrorCode::InvalidValue).expected("zh or en").found(text)),
        }
    }
}

/// The same words in Chinese and English; neither may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Label {
    /// A label from its two wordings.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Label { zh: zh.into(), en: en.into() }
    }

    /// A label whose wordings are said one after the other.
    pub fn said(say: impl Fn(Lang) -> String) -> Self {
        Label { zh: say(Lang::Zh), en: say(Lang::En) }
    }

    /// A label whose wording is the same in both languages (a number, a code, a name).
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Label { zh: text.clone(), en: text }
    }

    /// The wording for `lang`.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.zh, self.en)
    }
}
