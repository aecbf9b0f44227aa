//! Names and types: from the tree to the form that every spelling shares.

use super::{
    syntax::{Form, Tree, parse},
    token::invalid,
};
use crate::{
    Error,
    cond::{
        ir::{Node, Order, Relation, Sign, Test},
        literal::Literal,
        term::{Operator, Term, fold},
    },
    model::{Choice, Decimal, Json, Value, ValueType},
};

/// What an expression may name.
pub(crate) trait Scope {
    /// What a name stands for.
    type Key: Ord + Clone;

    /// A name, its type, and the values of an enum or a set.
    ///
    /// # Errors
    /// Where there is no such name.
    fn name(&self, name: &str) -> Result<(Self::Key, ValueType, &[Choice]), Error>;

    /// A yes-or-no question with one text, such as `in_state("x")`; nothing where there is no such
    /// function.
    fn call(&self, function: &str, argument: &str) -> Option<Result<Self::Key, Error>> {
        let _ = (function, argument);
        None
    }
}

/// Reads a condition.
///
/// # Errors
/// Every fault at once; `path` is the character at which it stands.
pub(crate) fn condition<S: Scope>(text: &str, scope: &S) -> Result<Node<S::Key>, Vec<Error>> {
    let tree = parse(text).map_err(|error| vec![error])?;
    let mut reader = Reader { scope, errors: Vec::new() };
    match reader.truth(&tree) {
        Some(node) if reader.errors.is_empty() => Ok(node),
        _ => Err(reader.errors),
    }
}

/// Reads a term of the given type.
///
/// # Errors
/// As [`condition`].
pub(crate) fn term<S: Scope>(
    text: &str,
    kind: ValueType,
    values: &[Choice],
    scope: &S,
) -> Result<Term<S::Key>, Vec<Error>> {
    let tree = parse(text).map_err(|error| vec![error])?;
    let mut reader = Reader { scope, errors: Vec::new() };
    let found = reader.operand(&tree).and_then(|operand| reader.of_kind(operand, kind, values, tree.at));
    match found {
        Some(term) if reader.errors.is_empty() => Ok(term),
        _ => Err(reader.errors),
    }
}

/// A side of a comparison. The type of a text or a whole number is settled by the other side.
struct Operand<'s, K> {
    term: Term<K>,
    kind: ValueType,
    /// The values of a name that is an enum or a set.
    values: &'s [Choice],
}

struct Reader<'s, S> {
    scope: &'s S,
    errors: Vec<Error>,
}

/// Each reading gives nothing where it noted an error.
impl<'s, S: Scope> Reader<'s, S> {
    fn fail<T>(&mut self, error: Error) -> Option<T> {
        self.errors.push(error);
        None
    }

    fn wrong<T>(
        &mut self,
        at: usize,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) -> Option<T> {
        self.fail(invalid(at, expected, found))
    }

    fn name(&mut self, name: &str, at: usize) -> Option<(S::Key, ValueType, &'s [Choice])> {
        match self.scope.name(name) {
            Ok(found) => Some(found),
            Err(error) => self.fail(error.path(format_args!("character {at}"))),
        }
    }

    fn truth(&mut self, tree: &Tree) -> Option<Node<S::Key>> {
        match &tree.form {
            Form::All(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.truth(part)).collect();
                Node::all(parts.into_iter().collect::<Option<Vec<_>>>()?)
            }
            Form::Any(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.truth(part)).collect();
                Node::any(parts.into_iter().collect::<Option<Vec<_>>>()?)
            }
            Form::Not(inner) => self.truth(inner).map(Node::negate),
            Form::Name(name) => match self.name(name, tree.at)? {
                (key, ValueType::Bool, _) => Some(holds(key)),
                (_, kind, _) => {
                    self.wrong(tree.at, "a bool, or a comparison", format_args!("{name}, a {kind}"))
                }
            },
            Form::Call(function, items) => self.call(tree.at, function, items),
            Form::Binary("in", left, right) => self.membership(left, right),
            Form::Binary(sign, left, right) => match sign_of(sign) {
                Some(sign) => self.comparison(sign, left, right),
                None => self.wrong(tree.at, "a condition", "a number or an amount"),
            },
            Form::Number(_) | Form::Text(_) | Form::Bool(_) | Form::List(_) | Form::Negative(_) => {
                self.wrong(tree.at, "a condition", "a value")
            }
        }
    }

    fn call(&mut self, at: usize, function: &str, items: &[Tree]) -> Option<Node<S::Key>> {
        match (function, items) {
            ("has", [Tree { form: Form::Name(name), at }]) => {
                let (key, ..) = self.name(name, *at)?;
                Some(Node::Test(key, Test::Known))
            }
            ("has", _) => self.wrong(at, "has(name)", "something else in the brackets"),
            (_, [Tree { form: Form::Text(text), at: inner }]) => match self.scope.call(function, text) {
                Some(Ok(key)) => Some(holds(key)),
                Some(Err(error)) => self.fail(error.path(format_args!("character {inner}"))),
                None => self.wrong(at, "a known function", function),
            },
            _ => self.wrong(at, "a known function of one text", function),
        }
    }

    fn membership(&mut self, left: &Tree, right: &Tree) -> Option<Node<S::Key>> {
        match (&left.form, &right.form) {
            (Form::Name(name), Form::List(items)) => {
                let (key, kind, values) = self.name(name, left.at)?;
                let literals: Vec<_> = items
                    .iter()
                    .map(|item| {
                        let operand = self.operand(item)?;
                        match self.of_kind(operand, kind, values, item.at)? {
                            Term::Value(literal) => Some(literal),
                            _ => self.wrong(item.at, "a value", "a name"),
                        }
                    })
                    .collect();
                let literals = literals.into_iter().collect::<Option<Vec<_>>>()?;
                let currencies: std::collections::BTreeSet<_> =
                    literals.iter().filter_map(Literal::currency).collect();
                if kind == ValueType::Set || currencies.len() > 1 {
                    return self.wrong(right.at, "values of one type and currency", "others");
                }
                match Test::one_of(literals) {
                    Some(test) => Some(Node::Test(key, test)),
                    None => self.wrong(right.at, "at least one value", "[]"),
                }
            }
            (Form::Text(member), Form::Name(name)) => {
                let (key, kind, values) = self.name(name, right.at)?;
                if kind != ValueType::Set {
                    return self.wrong(right.at, "a set", format_args!("{name}, a {kind}"));
                }
                let one = Json::List(vec![Json::Text(member.clone())]);
                match Value::from_json(&one, kind, values) {
                    Ok(_) => Some(Node::Test(key, Test::Contains(member.clone()))),
                    Err(error) => self.fail(error.found(member).path(format_args!("character {}", left.at))),
                }
            }
            _ => self.wrong(left.at, "name in [values], or \"member\" in set", "another form"),
        }
    }

    fn comparison(&mut self, sign: Sign, left: &Tree, right: &Tree) -> Option<Node<S::Key>> {
        let (a, b) = (self.operand(left), self.operand(right));
        let (a, b) = (a?, b?);
        // The side with a name says the type.
        let (kind, values) = match (&a.term, &b.term) {
            (Term::Value(_), Term::Value(_)) => {
                return self.wrong(left.at, "a name on one side", "two values");
            }
            (Term::Value(_), _) => (b.kind, b.values),
            _ => (a.kind, a.values),
        };
        if kind == ValueType::Set {
            return self.wrong(left.at, "\"member\" in set", "a comparison of sets");
        }
        let ordered =
            !matches!(kind, ValueType::Bool | ValueType::Moment | ValueType::Text | ValueType::Enum);
        if !ordered && !matches!(sign, Sign::Equal | Sign::NotEqual) {
            return self.wrong(left.at, format_args!("== or !=, as {kind} has no order"), sign.text());
        }
        let a = self.of_kind(a, kind, values, left.at);
        let b = self.of_kind(b, kind, values, right.at);
        Some(relation(sign, a?, b?))
    }

    /// A term without a name in it is its value.
    fn operand(&mut self, tree: &Tree) -> Option<Operand<'s, S::Key>> {
        let value =
            |value: Value, kind| Some(Operand { term: Term::Value(Literal::new(value)), kind, values: &[] });
        match &tree.form {
            Form::Name(name) => {
                let (key, kind, values) = self.name(name, tree.at)?;
                Some(Operand { term: Term::Name(key), kind, values })
            }
            Form::Text(text) => value(Value::Text(text.clone()), ValueType::Text),
            Form::Bool(flag) => value(Value::Bool(*flag), ValueType::Bool),
            Form::Number(digits) if digits.contains('.') => self.read(tree.at, digits, ValueType::Decimal),
            Form::Number(digits) => self.read(tree.at, digits, ValueType::Int),
            Form::Call(function, items) => {
                let kind = match function.as_str() {
                    "money" => ValueType::Money,
                    "date" => ValueType::Date,
                    "timestamp" => ValueType::Instant,
                    "duration" => ValueType::Duration,
                    _ => {
                        let expected = "money(), date(), timestamp() or duration() of one text";
                        return self.wrong(tree.at, expected, function);
                    }
                };
                match items.as_slice() {
                    [Tree { form: Form::Text(text), at }] => self.read(*at, text, kind),
                    _ => self.wrong(
                        tree.at,
                        format_args!("{function}(\"…\")"),
                        "something else in the brackets",
                    ),
                }
            }
            // A number is read with its sign, so that the smallest one can be written.
            Form::Negative(inner) => match &inner.form {
                Form::Number(digits) => {
                    let kind = if digits.contains('.') { ValueType::Decimal } else { ValueType::Int };
                    self.read(tree.at, &format!("-{digits}"), kind)
                }
                _ => {
                    let operand = self.operand(inner)?;
                    self.arithmetic(tree.at, Operator::Difference, zero(&operand), operand)
                }
            },
            Form::Binary(sign @ ("+" | "-" | "*"), left, right) => {
                let (left, right) = (self.operand(left), self.operand(right));
                let operator = match *sign {
                    "+" => Operator::Sum,
                    "-" => Operator::Difference,
                    _ => Operator::Product,
                };
                self.arithmetic(tree.at, operator, left?, right?)
            }
            _ => self.wrong(tree.at, "a value or a name", "a condition"),
        }
    }

    fn read(&mut self, at: usize, text: &str, kind: ValueType) -> Option<Operand<'s, S::Key>> {
        match Value::from_text(text, kind, &[]) {
            Ok(value) => Some(Operand { term: Term::Value(Literal::new(value)), kind, values: &[] }),
            Err(error) => self.fail(error.path(format_args!("character {at}"))),
        }
    }

    fn arithmetic(
        &mut self,
        at: usize,
        operator: Operator,
        left: Operand<'s, S::Key>,
        right: Operand<'s, S::Key>,
    ) -> Option<Operand<'s, S::Key>> {
        let (left, right) = match (left.kind, right.kind) {
            (ValueType::Decimal, ValueType::Int) => (left, widened(right)),
            (ValueType::Int, ValueType::Decimal) => (widened(left), right),
            _ => (left, right),
        };
        let Some(kind) = operator.result(left.kind, right.kind) else {
            let found = format_args!("{} {} {}", left.kind, operator.text(), right.kind).to_string();
            return self.wrong(at, "terms that can be reckoned together", found);
        };
        match fold(operator, left.term, right.term) {
            Ok(term) => Some(Operand { term, kind, values: &[] }),
            Err(error) => self.fail(error.path(format_args!("character {at}"))),
        }
    }

    /// The term as one of this type: a text as a value of an enum, a whole number as a decimal.
    fn of_kind(
        &mut self,
        operand: Operand<'s, S::Key>,
        kind: ValueType,
        values: &[Choice],
        at: usize,
    ) -> Option<Term<S::Key>> {
        let operand = if kind == ValueType::Decimal { widened(operand) } else { operand };
        match (&operand.term, kind) {
            (Term::Value(literal), ValueType::Enum) => {
                match Value::from_json(&literal.print(), kind, values) {
                    Ok(value) => Some(Term::Value(Literal::new(value))),
                    Err(error) => self.fail(error.path(format_args!("character {at}"))),
                }
            }
            _ if operand.kind == kind => Some(operand.term),
            (_, ValueType::Text) if operand.kind == ValueType::Enum => Some(operand.term),
            (_, ValueType::Enum) if operand.kind == ValueType::Text => Some(operand.term),
            _ => self.wrong(at, kind, operand.kind),
        }
    }
}

fn zero<K>(operand: &Operand<'_, K>) -> Operand<'static, K> {
    let value = match operand.kind {
        ValueType::Decimal => Value::Decimal(Decimal::from_int(0)),
        ValueType::Duration => Value::Duration(crate::model::Duration::from_seconds(0)),
        _ => Value::Int(0),
    };
    let kind = match operand.kind {
        kind @ (ValueType::Decimal | ValueType::Duration) => kind,
        _ => ValueType::Int,
    };
    Operand { term: Term::Value(Literal::new(value)), kind, values: &[] }
}

/// A whole number that was written becomes a decimal; a name stays of its type.
fn widened<K>(operand: Operand<'_, K>) -> Operand<'_, K> {
    match &operand.term {
        Term::Value(literal) => match literal.value() {
            Value::Int(number) => Operand {
                term: Term::Value(Literal::new(Value::Decimal(Decimal::from_int(*number)))),
                kind: ValueType::Decimal,
                values: &[],
            },
            _ => operand,
        },
        _ => operand,
    }
}

fn sign_of(sign: &str) -> Option<Sign> {
    Sign::ALL.into_iter().find(|known| known.text() == sign)
}

fn holds<K>(key: K) -> Node<K> {
    Node::Test(key, Test::Equals(Literal::new(Value::Bool(true))))
}

/// A comparison of a name with a value is a test; of anything else, a relation.
fn relation<K: Ord>(sign: Sign, left: Term<K>, right: Term<K>) -> Node<K> {
    match (left, right) {
        (Term::Name(key), Term::Value(literal)) => Node::Test(key, test(sign, literal)),
        (Term::Value(literal), Term::Name(key)) => Node::Test(key, test(sign.turned(), literal)),
        (left, right) => Node::Relation(Box::new(Relation::new(sign, left, right))),
    }
}

fn test(sign: Sign, literal: Literal) -> Test {
    match sign {
        Sign::Equal => Test::Equals(literal),
        Sign::NotEqual => Test::not_equals(literal),
        Sign::Less => Test::Compare(Order::Less, literal),
        Sign::AtMost => Test::Compare(Order::AtMost, literal),
        Sign::Greater => Test::Compare(Order::Greater, literal),
        Sign::AtLeast => Test::Compare(Order::AtLeast, literal),
    }
}
