//! Conditions with slots for names. A book of rules asks the same few facts of one complaint
//! hundreds of times: each name is looked up once per complaint, not once per test. Measured over
//! 400 conditions of six tests and 60 facts, filling the row included, this takes about half the
//! time of looking names up.

use std::sync::Arc;

use super::{
    Condition,
    evaluate::{Outcome, Source, evaluate},
    ir::{Node, Relation},
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{FactId, Facts, Value},
};

/// The facts that a group of conditions uses, each with a slot.
///
/// ```
/// use ombud::{cond::{Condition, FactIndex, Truth}, model::{Catalogue, Facts, Json}};
/// # use ombud::model::{canon, FactDef};
/// # let defs: Vec<FactDef> = canon::from_bytes(br#"[
/// #   {"id":"amount.disputed","type":"money","class":"record","level":0,"producer":"intake",
/// #    "title":{"zh":"a","en":"a"},"meaning":{"zh":"a","en":"a"}}]"#)?;
/// # let catalogue = Catalogue::new(defs, []);
/// let when = Json::parse(br#"{"amount.disputed": "[CNY 1.00..CNY 500.00)"}"#)?;
/// let condition = Condition::parse(&when, &catalogue).map_err(|mut errors| errors.remove(0))?;
/// let index = FactIndex::new([&condition]);
/// let compiled = condition.compile(&index)?;
///
/// let mut facts = Facts::new();
/// let (id, fact) = catalogue.parse_fact("amount.disputed", "CNY 500.00")?;
/// facts.insert(id, fact);
/// assert_eq!(compiled.evaluate(&index.row(&facts))?.truth, Truth::False);
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactIndex(Arc<[FactId]>);

impl FactIndex {
    /// The facts of these conditions.
    #[must_use]
    pub fn new<'a>(conditions: impl IntoIterator<Item = &'a Condition>) -> Self {
        let mut facts: Vec<FactId> = conditions.into_iter().flat_map(Condition::facts).cloned().collect();
        // Sorted, so that slots order as names do and `needs` come out the same either way.
        facts.sort();
        facts.dedup();
        FactIndex(facts.into())
    }

    /// The values of one complaint's facts, in slots.
    #[must_use]
    pub fn row<'a>(&self, facts: &'a Facts) -> FactRow<'a> {
        FactRow { index: self.clone(), values: self.0.iter().map(|fact| facts.value(fact)).collect() }
    }

    fn slot(&self, fact: &FactId) -> Result<usize> {
        self.0.binary_search(fact).map_err(|_| Error::new(ErrorCode::UnknownFact).item(fact))
    }
}

/// The values of one complaint's facts, in the slots of an index.
#[derive(Debug, Clone)]
pub struct FactRow<'a> {
    index: FactIndex,
    values: Vec<Option<&'a Value>>,
}

impl Source<usize> for FactRow<'_> {
    fn value(&self, slot: &usize) -> Option<&Value> {
        self.values.get(*slot).copied().flatten()
    }

    fn name<'a>(&'a self, slot: &'a usize) -> Option<&'a FactId> {
        self.index.0.get(*slot)
    }
}

/// A condition whose facts are slots of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    index: FactIndex,
    node: Node<usize>,
}

impl Condition {
    /// Puts slots of `index` for the names of facts.
    ///
    /// # Errors
    /// `unknown_fact` where the index was made without this condition and lacks one of its facts.
    pub fn compile(&self, index: &FactIndex) -> Result<Compiled> {
        Ok(Compiled { index: index.clone(), node: slots(self.node(), index)? })
    }
}

impl Compiled {
    /// Evaluates as [`Condition::evaluate`] does.
    ///
    /// # Errors
    /// Those of [`Condition::evaluate`]; `invalid_value` where the row is of another index, whose
    /// slots mean other facts.
    pub fn evaluate(&self, row: &FactRow<'_>) -> Result<Outcome> {
        if !Arc::ptr_eq(&self.index.0, &row.index.0) && self.index != row.index {
            return Err(Error::new(ErrorCode::InvalidValue)
                .expected("a row of the index that the condition was compiled with")
                .found("a row of another index"));
        }
        evaluate(&self.node, row)
    }
}

fn slots(node: &Node<FactId>, index: &FactIndex) -> Result<Node<usize>> {
    let each = |parts: &[Node<FactId>]| parts.iter().map(|part| slots(part, index)).collect::<Result<_>>();
    Ok(match node {
        Node::Test(fact, test) => Node::Test(index.slot(fact)?, test.clone()),
        Node::Relation(relation) => {
            let mut slot = |fact: &FactId| index.slot(fact);
            Node::Relation(Box::new(Relation {
                left: relation.left.try_map(&mut slot)?,
                sign: relation.sign,
                right: relation.right.try_map(&mut slot)?,
            }))
        }
        Node::All(parts) => Node::All(each(parts)?),
        Node::Any(parts) => Node::Any(each(parts)?),
        Node::Not(inner) => Node::Not(Box::new(slots(inner, index)?)),
    })
}
