//! The one language of conditions: read, checked against the catalogue, evaluated in three
//! values, printed.
//!
//! A condition is a `when` map. Its entries must all hold:
//!
//! | entry | holds where |
//! |---|---|
//! | `"fact" = v` | the fact equals `v` |
//! | `"fact" = [v, w]` | it equals one of these; every element is taken literally |
//! | `"fact" = "!= v"` | it does not equal `v` |
//! | `"fact" = "< v"`, `"<= v"`, `"> v"`, `">= v"` | it lies on that side of `v` |
//! | `"fact" = "[v..w]"`, `"(v..w]"`, `"[v..w)"`, `"(v..w)"` | it lies between; a round bracket leaves the end out |
//! | `"fact" = "contains v"` | the set has `v` |
//! | `known = ["fact"]` | the facts have values, whatever they are |
//! | `where = ["a > b"]` | the expressions hold (what is no test of one fact goes here) |
//! | `any = [{…}, {…}]` | one of the maps holds |
//! | `all = [{…}, {…}]` | each of the maps holds (a second test of the same fact goes here) |
//! | `not = {…}` | the map does not hold |
//!
//! Types are the catalogue's. Bool, text and enum facts are only tested for equality, sets only
//! with `contains`; everything else is ordered. Money tests speak of one currency.
//!
//! **Literal text.** A bare string that begins with `<`, `>`, `=`, `!`, `[`, `(` or `contains ` is
//! an operator, or an error, never text. To mean the text itself, write an array of one:
//! `["[urgent] call back"]`. After `!=` one space is dropped and the rest is the text.
//!
//! **Nothing is empty.** `{}`, `any = []`, `all = []`, `known = []` and an array without values
//! are refused: a slip of the pen must not become "always" or "never". What holds always has no
//! condition.
//!
//! **One normal form.** Nested conjunctions and disjunctions are joined, repeated parts dropped,
//! parts and lists of values sorted, the bounds of one fact joined to an interval, and a negated
//! equality or comparison becomes the opposite test. Reading what [`Condition::print`] wrote gives
//! the same condition.
//!
//! **Two spellings.** [`Condition::parse_expression`] reads the same language as an expression,
//! `declined.replies >= 3 && !declined.new_fact`, which is also what a condition displays as.

mod bounds;
mod compile;
pub(crate) mod evaluate;
pub(crate) mod expression;
pub(crate) mod ir;
mod literal;
mod parse;
mod print;
pub(crate) mod space;
mod spelling;
pub(crate) mod term;
#[cfg(test)]
mod tests;

pub use compile::{Compiled, FactIndex, FactRow};
pub use evaluate::{Outcome, Truth};

use std::collections::BTreeSet;

use crate::{
    Error,
    model::{Catalogue, FactId, Json},
};
pub(crate) use ir::{Node, Relation, Sign, Test};
pub(crate) use literal::Literal;
pub(crate) use term::{Operator, Term};

/// The deepest nesting of `any`, `all` and `not` that is read.
pub const MAX_DEPTH: usize = 16;

/// The words of the language: a catalogue must not use them as names of facts.
pub const RESERVED: [&str; 5] = ["all", "any", "known", "not", "where"];

/// A condition over catalogued facts, in normal form.
///
/// ```
/// use ombud::{cond::{Condition, Truth}, model::{Catalogue, Facts, Json}};
/// # use ombud::model::{canon, FactDef};
/// # let defs: Vec<FactDef> = canon::from_bytes(br#"[
/// #   {"id":"declined.replies","type":"int","class":"record","level":0,"producer":"intake",
/// #    "title":{"zh":"a","en":"a"},"meaning":{"zh":"a","en":"a"}},
/// #   {"id":"declined.new_fact","type":"bool","class":"record","level":0,"producer":"intake",
/// #    "title":{"zh":"b","en":"b"},"meaning":{"zh":"b","en":"b"}}]"#)?;
/// # let catalogue = Catalogue::new(defs, []);
/// let when = Json::parse(br#"{"declined.replies": ">= 3", "declined.new_fact": false}"#)?;
/// let condition = Condition::parse(&when, &catalogue).map_err(|mut errors| errors.remove(0))?;
///
/// let mut facts = Facts::new();
/// let (id, fact) = catalogue.parse_fact("declined.replies", "4")?;
/// facts.insert(id, fact);
/// let outcome = condition.evaluate(&facts)?;
/// assert_eq!(outcome.truth, Truth::Unknown);
/// assert_eq!(outcome.needs, ["declined.new_fact".parse()?]);
///
/// assert_eq!(condition.to_string(), "!declined.new_fact && declined.replies >= 3");
/// assert_eq!(condition.print(), when);
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition(Node<FactId>);

impl Condition {
    /// Reads a `when` map and checks it against the catalogue.
    ///
    /// # Errors
    /// Every fault at once, each with its place (`any[1].matter.kind`), what was expected and what
    /// was found: `invalid_condition`, `unknown_fact` or `invalid_value`.
    ///
    /// ```
    /// use ombud::{ErrorCode, cond::Condition, model::{Catalogue, Json}};
    /// let when = Json::parse(br#"{"any": [{"matter.kind": "complaint"}, {}]}"#)?;
    /// let errors = Condition::parse(&when, &Catalogue::default()).unwrap_err();
    /// assert_eq!(errors.len(), 2);
    /// assert_eq!(errors[0].code(), ErrorCode::UnknownFact);
    /// assert_eq!(errors[0].detail().path.as_deref(), Some("any[0].matter.kind"));
    /// assert_eq!(errors[1].code(), ErrorCode::InvalidCondition);
    /// # Ok::<(), ombud::Error>(())
    /// ```
    pub fn parse(when: &Json, catalogue: &Catalogue) -> Result<Condition, Vec<Error>> {
        parse::condition(when, catalogue).map(Condition)
    }

    /// Reads an expression and checks it against the catalogue: the same language, spelled as a
    /// subset of CEL. Literals of types without a spelling of their own are calls:
    /// `money("CNY 5.00")`, `date("2026-03-02")`, `timestamp("2026-03-02T09:00:00+08:00")`,
    /// `duration("36h")`. `has(x)` asks whether a fact is known. Sums, differences and products are
    /// checked.
    ///
    /// # Errors
    /// Every fault at once, each with the character at which it stands: `invalid_condition`,
    /// `unknown_fact` or `invalid_value`.
    ///
    /// ```
    /// use ombud::{cond::Condition, model::{Catalogue, Json}};
    /// # use ombud::model::{canon, FactDef};
    /// # let defs: Vec<FactDef> = canon::from_bytes(br#"[
    /// #   {"id":"amount.claimed","type":"money","class":"record","level":0,"producer":"intake",
    /// #    "title":{"zh":"a","en":"a"},"meaning":{"zh":"a","en":"a"}},
    /// #   {"id":"amount.found","type":"money","class":"finding","level":0,"producer":"handler",
    /// #    "title":{"zh":"b","en":"b"},"meaning":{"zh":"b","en":"b"}}]"#)?;
    /// # let catalogue = Catalogue::new(defs, []);
    /// let text = r#"amount.found < amount.claimed && amount.found >= money("CNY 100.00")"#;
    /// let condition = Condition::parse_expression(text, &catalogue).map_err(|mut e| e.remove(0))?;
    /// let when = r#"{"amount.found": ">= CNY 100.00", "where": ["amount.found < amount.claimed"]}"#;
    /// assert_eq!(condition.print(), Json::parse(when.as_bytes())?);
    /// # Ok::<(), ombud::Error>(())
    /// ```
    pub fn parse_expression(text: &str, catalogue: &Catalogue) -> Result<Condition, Vec<Error>> {
        parse::expression(text, catalogue).map(Condition)
    }

    /// The condition that holds where each of these does; nothing for an empty list.
    #[must_use]
    pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Option<Condition> {
        Node::all(conditions.into_iter().map(|condition| condition.0)).map(Condition)
    }

    /// The condition that holds where one of these does; nothing for an empty list.
    #[must_use]
    pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Option<Condition> {
        Node::any(conditions.into_iter().map(|condition| condition.0)).map(Condition)
    }

    /// The `when` map.
    #[must_use]
    pub fn print(&self) -> Json {
        Json::Map(print::when(&self.0))
    }

    /// The facts that the condition uses, each once, by name.
    pub fn facts(&self) -> impl Iterator<Item = &FactId> {
        let mut facts = BTreeSet::new();
        self.0.each_key(&mut |fact| {
            facts.insert(fact);
        });
        facts.into_iter()
    }

    /// The tree, for the rooms that walk it.
    pub(crate) fn node(&self) -> &Node<FactId> {
        &self.0
    }
}

/// The condition that holds where this one does not.
impl std::ops::Not for Condition {
    type Output = Condition;

    fn not(self) -> Condition {
        Condition(self.0.negate())
    }
}
