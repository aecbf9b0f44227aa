//! Conditions and values of a workflow, each with its short way.

use super::{
    names::{Look, Looked, Name, Names, Slot},
    quick::{Count, Quick, Unit},
};
use crate::{
    Error, ErrorCode,
    cond::{
        Truth, evaluate,
        expression::{condition, print, term},
        ir::Node,
        term::Term,
    },
    error::Result,
    model::{Choice, Value, ValueType},
};

/// What must hold.
#[derive(Debug, Clone)]
pub(crate) enum Guard {
    /// Never, in SCXML.
    Never,
    /// Where the condition does.
    When(Box<When>),
}

#[derive(Debug, Clone)]
pub(crate) struct When {
    pub(crate) node: Node<Name>,
    quick: Option<Quick>,
}

/// Why a guard did not hold.
#[derive(Debug)]
pub(super) enum Refused {
    /// It is false: the parts that are.
    False(Vec<String>),
    /// It is unknown: the names that would decide.
    Needs(Vec<String>),
    /// It has no value.
    Fault(Error),
}

impl Guard {
    /// Reads a guard.
    ///
    /// # Errors
    /// Those of the expression; `true` and `false` are no conditions, but for `false` in SCXML.
    pub(super) fn read(text: &str, names: &Names<'_>, scxml: bool) -> Result<Guard, Vec<Error>> {
        if scxml && text == "false" {
            return Ok(Guard::Never);
        }
        let node = condition(text, names)?;
        if !scxml && let Some(name) = faulty(&node) {
            return Err(vec![
                Error::new(ErrorCode::InvalidCondition).expected("a known function").found(name),
            ]);
        }
        let quick = Quick::of(&node);
        Ok(Guard::When(Box::new(When { node, quick })))
    }

    /// Whether it holds, where the short way tells.
    #[inline]
    pub(super) fn quick(&self, source: &impl Look) -> Option<bool> {
        match self {
            Guard::Never => Some(false),
            Guard::When(when) => when.quick.as_ref()?.evaluate(source),
        }
    }

    /// Whether it holds.
    ///
    /// # Errors
    /// Those of the evaluation.
    pub(super) fn holds(&self, source: &impl Look) -> Result<Truth> {
        match self {
            Guard::Never => Ok(Truth::False),
            Guard::When(when) => evaluate::walk(&when.node, &Looked(source), &mut Vec::new()),
        }
    }

    /// Why it does not hold; nothing where it does.
    pub(super) fn refusal(&self, source: &impl Look) -> Option<Refused> {
        let Guard::When(when) = self else { return Some(Refused::False(vec!["false".to_owned()])) };
        let source = Looked(source);
        let mut needs = Vec::new();
        match evaluate::walk(&when.node, &source, &mut needs) {
            Ok(Truth::True) => None,
            Ok(Truth::Unknown) => {
                let mut names: Vec<String> = needs.iter().map(|name| name.text.to_string()).collect();
                names.sort();
                names.dedup();
                Some(Refused::Needs(names))
            }
            Ok(Truth::False) => {
                let whole = std::slice::from_ref(&when.node);
                let parts = if let Node::All(parts) = &when.node { parts } else { whole };
                let fails = |part: &&Node<Name>| {
                    matches!(evaluate::walk(part, &source, &mut Vec::new()), Ok(Truth::False))
                };
                Some(Refused::False(parts.iter().filter(fails).map(written).collect()))
            }
            Err(error) => Some(Refused::Fault(error)),
        }
    }

    pub(super) fn each_name<'a>(&'a self, visit: &mut impl FnMut(&'a Name)) {
        if let Guard::When(when) = self {
            when.node.each_key(visit);
        }
    }
}

/// The call of `fault` in a condition.
fn faulty(node: &Node<Name>) -> Option<&str> {
    let mut found = None;
    node.each_key(&mut |name| {
        if matches!(name.slot, Slot::Fault) {
            found = Some(&*name.text);
        }
    });
    found
}

fn written(node: &Node<Name>) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = print(node, &mut out);
    out
}

/// A value to be worked out.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub(crate) term: Term<Name>,
    count: Option<Count>,
}

impl Expr {
    /// Reads a value of this type.
    ///
    /// # Errors
    /// Those of the expression.
    pub(super) fn read(
        text: &str,
        kind: ValueType,
        values: &[Choice],
        names: &Names<'_>,
    ) -> Result<Expr, Vec<Error>> {
        let term = term(text, kind, values, names)?;
        let count = Count::of(&term, kind);
        Ok(Expr { term, count })
    }

    /// What it counts, where it counts.
    pub(super) fn counted(&self) -> Option<&Count> {
        self.count.as_ref()
    }

    /// The value as a count, where the short way tells.
    #[inline]
    pub(super) fn count(&self, source: &impl Look) -> Option<(Unit, i64)> {
        let count = self.count.as_ref()?;
        Some((count.unit, count.evaluate(source)?))
    }

    /// The value; nothing where it is unknown.
    ///
    /// # Errors
    /// Those of the arithmetic.
    pub(super) fn evaluate(&self, source: &impl Look) -> Result<Option<Value>> {
        self.term.evaluate(&Looked(source), &mut Vec::new())
    }
}
