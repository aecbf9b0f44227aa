//! The expression that reads back as the same form.

use std::fmt::{self, Write};

use crate::{
    cond::{
        ir::{Interval, Node, Order, Relation, Sign, Test},
        literal::Literal,
        term::{Operator, Term},
    },
    model::Value,
};

/// What a name looks like in an expression.
pub(crate) trait Spelled {
    /// Writes the name, or the call that it stands for.
    ///
    /// # Errors
    /// Those of the formatter.
    fn spell(&self, f: &mut dyn Write) -> fmt::Result;
}

impl Spelled for crate::model::FactId {
    fn spell(&self, f: &mut dyn Write) -> fmt::Result {
        let plain = |part: &str| {
            part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                && part.bytes().next().is_some_and(|b| !b.is_ascii_digit())
        };
        let word = matches!(self.as_str(), "true" | "false" | "in");
        if self.as_str().split('.').all(plain) && !word {
            f.write_str(self.as_str())
        } else {
            write!(f, "`{self}`")
        }
    }
}

pub(crate) fn print<K: Spelled>(node: &Node<K>, f: &mut dyn Write) -> fmt::Result {
    match node {
        Node::Test(key, test) => self::test(key, test, f),
        Node::Relation(relation) => self::relation(relation, f),
        Node::All(parts) => joined(parts, " && ", f),
        Node::Any(parts) => joined(parts, " || ", f),
        Node::Not(inner) => {
            f.write_str("!(")?;
            print(inner, f)?;
            f.write_str(")")
        }
    }
}

fn joined<K: Spelled>(parts: &[Node<K>], sign: &str, f: &mut dyn Write) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(sign)?;
        }
        match part {
            Node::All(_) | Node::Any(_) => {
                f.write_str("(")?;
                print(part, f)?;
                f.write_str(")")?;
            }
            other => print(other, f)?,
        }
    }
    Ok(())
}

fn test<K: Spelled>(key: &K, test: &Test, f: &mut dyn Write) -> fmt::Result {
    let mut compare = |sign: &str, literal: &Literal| {
        key.spell(f)?;
        write!(f, " {sign} ")?;
        value(literal.value(), f)
    };
    match test {
        Test::Known => {
            f.write_str("has(")?;
            key.spell(f)?;
            f.write_str(")")
        }
        Test::Equals(literal) => match literal.value() {
            Value::Bool(true) => key.spell(f),
            Value::Bool(false) => {
                f.write_str("!")?;
                key.spell(f)
            }
            _ => compare(Sign::Equal.text(), literal),
        },
        Test::NotEquals(literal) => compare(Sign::NotEqual.text(), literal),
        Test::Compare(order, literal) => compare(order.sign(), literal),
        Test::Within(Interval { low, low_open, high, high_open }) => {
            compare(if *low_open { Order::Greater } else { Order::AtLeast }.sign(), low)?;
            f.write_str(" && ")?;
            key.spell(f)?;
            write!(f, " {} ", if *high_open { Order::Less } else { Order::AtMost }.sign())?;
            value(high.value(), f)
        }
        Test::OneOf(literals) => {
            key.spell(f)?;
            f.write_str(" in [")?;
            for (i, literal) in literals.iter().enumerate() {
                if i > 0 {
                    f.write_str(", ")?;
                }
                value(literal.value(), f)?;
            }
            f.write_str("]")
        }
        Test::Contains(member) => {
            text(member, f)?;
            f.write_str(" in ")?;
            key.spell(f)
        }
    }
}

pub(crate) fn relation<K: Spelled>(relation: &Relation<K>, f: &mut dyn Write) -> fmt::Result {
    term(&relation.left, f)?;
    write!(f, " {} ", relation.sign.text())?;
    term(&relation.right, f)
}

fn term<K: Spelled>(of: &Term<K>, f: &mut dyn Write) -> fmt::Result {
    match of {
        Term::Name(key) => key.spell(f),
        Term::Value(literal) => value(literal.value(), f),
        Term::Reckoned(operator, sides) => {
            side(&sides.0, *operator, false, f)?;
            write!(f, " {} ", operator.text())?;
            side(&sides.1, *operator, true, f)
        }
    }
}

/// A side stands in brackets where it would read as part of something else without them.
fn side<K: Spelled>(of: &Term<K>, operator: Operator, right: bool, f: &mut dyn Write) -> fmt::Result {
    let brackets = match of {
        Term::Reckoned(inner, _) => right || (operator == Operator::Product && *inner != Operator::Product),
        _ => false,
    };
    if !brackets {
        return term(of, f);
    }
    f.write_str("(")?;
    term(of, f)?;
    f.write_str(")")
}

fn value(of: &Value, f: &mut dyn Write) -> fmt::Result {
    let call = match of {
        Value::Money(_) => "money",
        Value::Date(_) => "date",
        Value::Instant(_) => "timestamp",
        Value::Duration(_) => "duration",
        Value::Text(of) => return text(of, f),
        // A decimal without places would read as a whole number; where the name beside it is a
        // decimal, that is the same.
        _ => return write!(f, "{of}"),
    };
    write!(f, "{call}(\"{of}\")")
}

fn text(of: &str, f: &mut dyn Write) -> fmt::Result {
    f.write_char('"')?;
    for c in of.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c if u32::from(c) < 0x20 => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
