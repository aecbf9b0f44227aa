//! The items of a pack that are not clocks: instruments, provisions, taxonomies, phrases, the log.

use serde::{Deserialize, Serialize};

use crate::{
    clock::{Actor, AppliesBy, Citation, Confidence},
    model::{CodeId, Currency, Date, InstrumentId, Json, Label, Money, RuleId, TaxonomyId, dated},
};

/// What a pack is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The pack's name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its name for people.
    pub title: Label,
    /// Items of packs below that this one replaces, as `kind:id` (`calendar:cn`, `regime:uk-disp`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
}

/// How an instrument is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CitationStyle {
    /// 《…》第18条第1款 · Art. 18 ¶1.
    Cn,
    /// The short name and the locator as printed.
    Plain,
}

/// A law, rule or notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// The name in citations.
    pub id: InstrumentId,
    /// The full title.
    pub title: Label,
    /// The title as people cite it.
    pub short: Label,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Who issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Label>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// When it came into force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// The last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
    /// How it is cited.
    pub style: CitationStyle,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// What a provision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names say it")]
pub enum ProvisionKind {
    Duty,
    Permission,
    Bar,
    Right,
    Notice,
    Route,
    Limit,
    Consequence,
    Scope,
    Counting,
    Principle,
    Retention,
}

/// One thing that a notice must contain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Its name.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// An amount that a rule fixes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Its name.
    pub id: String,
    /// Its name for people.
    pub title: Label,
    /// Minor units.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Amount {
    /// The amount.
    #[must_use]
    pub fn money(&self) -> Money {
        Money::new(self.minor, self.currency)
    }
}

/// A rule that is not a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// The rule's id, as in the law notes.
    pub id: RuleId,
    /// What it is.
    pub kind: ProvisionKind,
    /// Its name for people.
    pub title: Label,
    /// Its content, restated.
    pub text: Label,
    /// Who it binds or serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// Towards whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// To which complaints it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Json>,
    /// Where it stands.
    pub cite: Vec<Citation>,
    /// Where the text was read.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// The first day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// The day of the version read, where the start is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_by: Option<Date>,
    /// The last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
    /// Which instant selects the version.
    #[serde(default)]
    pub applies_by: AppliesBy,
    /// What a notice must contain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<Content>,
    /// Amounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
    /// A route: the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Label>,
    /// A route: the time for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Label>,
    /// A route: whom its result binds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binding: Option<Label>,
    /// A route: what it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Label>,
    /// The rule that took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<RuleId>,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

dated!(Provision);

/// An id of the law notes that is no item, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotARule {
    /// The id.
    pub id: RuleId,
    /// Why it is no item.
    pub because: Label,
}

/// How two codes relate: what the target is, seen from the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of SKOS")]
pub enum MappingKind {
    Exact,
    Broader,
    Narrower,
    Related,
}

/// A mapping of a code to a code of another taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// `taxonomy:code`.
    pub to: String,
    /// How they relate.
    pub kind: MappingKind,
}

/// A code of a taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The code.
    pub id: CodeId,
    /// Its name for people.
    pub title: Label,
    /// The code above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<CodeId>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// Codes of other taxonomies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub maps: Vec<Mapping>,
    /// Other spellings in files; `parent / value` where a value alone would be ambiguous.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

/// A taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taxonomy {
    /// The name.
    pub id: TaxonomyId,
    /// Its name for people.
    pub title: Label,
    /// Its version.
    pub version: String,
    /// Where it is from.
    pub source: String,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// The codes.
    pub code: Vec<Code>,
}

impl Taxonomy {
    /// The code that a file's spelling means: its id, a title, or an alias; `parent / value` first
    /// where the parent's spelling is given.
    #[must_use]
    pub fn find(&self, parent: Option<&str>, text: &str) -> Option<&Code> {
        let plain = |spelling: &str| {
            self.code.iter().find(|code| {
                code.id.as_str() == spelling
                    || code.title.zh == spelling
                    || code.title.en == spelling
                    || code.aliases.iter().any(|alias| alias == spelling)
            })
        };
        parent.and_then(|parent| plain(&format!("{parent} / {text}"))).or_else(|| plain(text))
    }
}

/// A wording with places for values, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhraseDef {
    /// The name.
    pub id: String,
    /// Chinese, with `{name}` for values.
    pub zh: String,
    /// English, with the same names.
    pub en: String,
}

/// Who confirmed which items against which text, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// When.
    pub date: Date,
    /// The items.
    pub items: Vec<RuleId>,
    /// Who.
    pub by: Label,
    /// Against which text.
    pub against: Label,
    /// With which result.
    pub result: Label,
}
