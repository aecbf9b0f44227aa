//! Expressions of ECMAScript and Python, as far as they mean the same in the condition language.

use std::collections::BTreeMap;

use crate::{model::ValueType, workflow::names::quoted};

/// Why an expression is not taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// It is no expression in any language: asked for its truth, it is a fault when it runs.
    NoExpression,
    /// It is outside what is read: the construct.
    Unsupported(String),
}

type Read<T> = Result<T, Problem>;

fn unsupported<T>(what: impl std::fmt::Display) -> Read<T> {
    Err(Problem::Unsupported(what.to_string()))
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tree {
    Bool(bool),
    Int(i64),
    Text(String),
    /// `null`, `undefined`, `None`.
    Nothing,
    Variable(String),
    /// `_event`
    Event,
    /// `_event.name`
    EventName,
    /// `_event.data.x`
    EventData(String),
    /// `In('x')`
    In(String),
    /// `typeof x`
    TypeOf(Box<Tree>),
    Not(Box<Tree>),
    All(Box<(Tree, Tree)>),
    Any(Box<(Tree, Tree)>),
    /// One of `== != < <= > >=`.
    Compare(&'static str, Box<(Tree, Tree)>),
    /// One of `+ - *`.
    Reckon(&'static str, Box<(Tree, Tree)>),
    Function(Vec<String>, Box<Tree>),
    Call(String, Vec<Tree>),
}

/// The words of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Number(String),
    Text(String),
    Sign(&'static str),
}

/// Longer ones first.
const SIGNS: [&str; 29] = [
    "===", "!==", "==", "!=", "<=", ">=", "=>", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "(", ")",
    "[", "]", "{", "}", ",", ".", ":", ";", "?", "=",
];

fn tokens(text: &str) -> Read<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else if first.is_ascii_digit() {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
            out.push(Token::Number(rest.get(..end).unwrap_or_default().to_owned()));
            end
        } else if word(first) {
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            out.push(Token::Word(rest.get(..end).unwrap_or_default().to_owned()));
            end
        } else if first == '\'' || first == '"' {
            let (value, end) = string(rest, first)?;
            out.push(Token::Text(value));
            end
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            let Some(sign) = sign else { return unsupported(first) };
            out.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(out)
}

fn string(rest: &str, mark: char) -> Read<(String, usize)> {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            _ if c == mark => return Ok((value, at.saturating_add(1))),
            '\\' => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 't')) => value.push('\t'),
                Some((_, c @ ('\\' | '\'' | '"'))) => value.push(c),
                _ => return unsupported("an escape in a string"),
            },
            _ => value.push(c),
        }
    }
    unsupported("a string without an end")
}

/// How deep an expression may nest.
const DEPTH: usize = 48;

struct Parser {
    tokens: std::vec::IntoIter<Token>,
    depth: usize,
}

/// Reads an expression.
pub(super) fn parse(text: &str) -> Read<Tree> {
    let tokens = tokens(text)?;
    if tokens.contains(&Token::Sign("=")) {
        return Err(Problem::NoExpression);
    }
    let mut parser = Parser { tokens: tokens.into_iter(), depth: 0 };
    let tree = parser.or()?;
    if parser.take(";") && parser.peek().is_none() || parser.peek().is_none() {
        return Ok(tree);
    }
    unsupported(parser.shown())
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.as_slice().first()
    }

    fn shown(&self) -> String {
        match self.peek() {
            Some(Token::Word(text) | Token::Number(text)) => text.clone(),
            Some(Token::Text(text)) => quoted(text),
            Some(Token::Sign(sign)) => (*sign).to_owned(),
            None => "an expression that breaks off".to_owned(),
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = match self.peek() {
            Some(Token::Sign(other)) => *other == sign,
            Some(Token::Word(word)) => word == sign,
            _ => false,
        };
        if found {
            self.tokens.next();
        }
        found
    }

    fn expect(&mut self, sign: &str) -> Read<()> {
        if self.take(sign) { Ok(()) } else { unsupported(self.shown()) }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= DEPTH {
            return unsupported(format_args!("more than {DEPTH} levels"));
        }
        self.depth = self.depth.saturating_add(1);
        let out = read(self);
        self.depth = self.depth.saturating_sub(1);
        out
    }

    fn chain(
        &mut self,
        signs: &[(&str, &'static str)],
        part: fn(&mut Self) -> Read<Tree>,
        join: fn(&'static str, Box<(Tree, Tree)>) -> Tree,
    ) -> Read<Tree> {
        let mut left = part(self)?;
        let mut links = 0usize;
        while let Some((_, meaning)) = signs.iter().find(|(sign, _)| self.take(sign)) {
            links = links.saturating_add(1);
            if links > DEPTH {
                return unsupported(format_args!("more than {DEPTH} parts in a row"));
            }
            left = join(meaning, Box::new((left, part(self)?)));
        }
        Ok(left)
    }

    fn or(&mut self) -> Read<Tree> {
        self.deeper(|p| p.chain(&[("||", "||"), ("or", "||")], Self::and, |_, sides| Tree::Any(sides)))
    }

    fn and(&mut self) -> Read<Tree> {
        self.chain(&[("&&", "&&"), ("and", "&&")], Self::not, |_, sides| Tree::All(sides))
    }

    /// Python's `not` binds looser than a comparison, ECMAScript's `!` closer.
    fn not(&mut self) -> Read<Tree> {
        if self.take("not") {
            return self.deeper(Self::not).map(|inner| Tree::Not(Box::new(inner)));
        }
        self.chain(
            &[
                ("===", "=="),
                ("==", "=="),
                ("!==", "!="),
                ("!=", "!="),
                ("<=", "<="),
                (">=", ">="),
                ("<", "<"),
                (">", ">"),
            ],
            Self::sum,
            Tree::Compare,
        )
    }

    fn sum(&mut self) -> Read<Tree> {
        self.chain(&[("+", "+"), ("-", "-")], Self::product, Tree::Reckon)
    }

    fn product(&mut self) -> Read<Tree> {
        self.chain(&[("*", "*")], Self::unary, Tree::Reckon)
    }

    fn unary(&mut self) -> Read<Tree> {
        if self.take("!") {
            return self.deeper(Self::unary).map(|inner| Tree::Not(Box::new(inner)));
        }
        if self.take("-") {
            let inner = self.deeper(Self::unary)?;
            return Ok(Tree::Reckon("-", Box::new((Tree::Int(0), inner))));
        }
        if self.take("typeof") {
            return self.deeper(Self::unary).map(|inner| Tree::TypeOf(Box::new(inner)));
        }
        self.atom()
    }

    fn atom(&mut self) -> Read<Tree> {
        let shown = self.shown();
        match self.tokens.next() {
            Some(Token::Number(digits)) => digits.parse().map(Tree::Int).or_else(|_| unsupported(shown)),
            Some(Token::Text(text)) => Ok(Tree::Text(text)),
            Some(Token::Sign("(")) => {
                let tree = self.or()?;
                self.expect(")")?;
                Ok(tree)
            }
            Some(Token::Word(word)) => match word.as_str() {
                "true" | "True" => Ok(Tree::Bool(true)),
                "false" | "False" => Ok(Tree::Bool(false)),
                "null" | "undefined" | "None" => Ok(Tree::Nothing),
                "lambda" => {
                    let parameters = self.parameters(":")?;
                    Ok(Tree::Function(parameters, Box::new(self.or()?)))
                }
                "function" => {
                    self.expect("(")?;
                    let parameters = self.parameters(")")?;
                    self.expect("{")?;
                    self.expect("return")?;
                    let body = self.or()?;
                    self.take(";");
                    self.expect("}")?;
                    Ok(Tree::Function(parameters, Box::new(body)))
                }
                "_event" => self.event(),
                _ => self.named(word),
            },
            _ => unsupported(shown),
        }
    }

    fn parameters(&mut self, close: &str) -> Read<Vec<String>> {
        let mut names = Vec::new();
        while !self.take(close) {
            match self.tokens.next() {
                Some(Token::Word(name)) => names.push(name),
                _ => return unsupported("parameters"),
            }
            self.take(",");
        }
        Ok(names)
    }

    fn event(&mut self) -> Read<Tree> {
        if !self.take(".") {
            return Ok(Tree::Event);
        }
        if self.take("name") {
            return Ok(Tree::EventName);
        }
        if !self.take("data") {
            return unsupported(format_args!("_event.{}", self.shown()));
        }
        match (self.take("."), self.tokens.next()) {
            (true, Some(Token::Word(field))) => Ok(Tree::EventData(field)),
            _ => unsupported("_event.data as a whole"),
        }
    }

    fn named(&mut self, name: String) -> Read<Tree> {
        if !self.take("(") {
            return match self.peek() {
                Some(Token::Sign("." | "[")) => unsupported(format_args!("a part of {name}")),
                _ => Ok(Tree::Variable(name)),
            };
        }
        let mut items = Vec::new();
        while !self.take(")") {
            items.push(self.or()?);
            if !self.take(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(match (name.as_str(), items.as_slice()) {
            ("In", [Tree::Text(state)]) => Tree::In(state.clone()),
            // Every event has these.
            ("hasattr", [Tree::Event, Tree::Text(part)])
                if ["name", "type", "sendid", "origin", "origintype", "invokeid", "data"]
                    .contains(&part.as_str()) =>
            {
                Tree::Event
            }
            _ => Tree::Call(name, items),
        })
    }
}

/// What the variables of a document are.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) variables: BTreeMap<String, Variable>,
    /// The types of `_event.data.x`.
    pub(super) fields: BTreeMap<String, ValueType>,
    pub(super) states: Vec<String>,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Variable {
    /// Settled by its values; nothing while it has none.
    pub(super) kind: Option<ValueType>,
    /// Whether it has a value from the start.
    pub(super) set: bool,
    /// Its parameters and body, where it is a function.
    pub(super) function: Option<(Vec<String>, Tree)>,
}

/// A condition, written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    Always,
    Never,
    When(String),
}

/// A value, written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    pub(super) kind: ValueType,
    /// A value that was worked out.
    pub(super) constant: Option<Constant>,
    /// Names that may have no value.
    unset: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Constant {
    Bool(bool),
    Int(i64),
    Text(String),
}

impl Scope {
    /// Puts functions in where they are called, and works out what can be.
    pub(super) fn expanded(&self, tree: &Tree) -> Read<Tree> {
        self.expand(tree, &BTreeMap::new(), 0)
    }

    fn expand(&self, tree: &Tree, bound: &BTreeMap<String, Tree>, depth: usize) -> Read<Tree> {
        let both = |sides: &(Tree, Tree)| {
            Ok(Box::new((self.expand(&sides.0, bound, depth)?, self.expand(&sides.1, bound, depth)?)))
        };
        Ok(match tree {
            Tree::Variable(name) => bound.get(name).cloned().unwrap_or_else(|| tree.clone()),
            Tree::Not(inner) => Tree::Not(Box::new(self.expand(inner, bound, depth)?)),
            Tree::TypeOf(inner) => Tree::TypeOf(Box::new(self.expand(inner, bound, depth)?)),
            Tree::All(sides) => Tree::All(both(sides)?),
            Tree::Any(sides) => Tree::Any(both(sides)?),
            Tree::Compare(sign, sides) => Tree::Compare(sign, both(sides)?),
            Tree::Reckon(sign, sides) => Tree::Reckon(sign, both(sides)?),
            Tree::Call(name, items) => {
                let function = self.variables.get(name).and_then(|variable| variable.function.as_ref());
                let Some((parameters, body)) = function else { return unsupported(format_args!("{name}()")) };
                if parameters.len() != items.len() || depth > 8 {
                    return unsupported(format_args!("{name}() of {} values", items.len()));
                }
                let values: Read<Vec<Tree>> =
                    items.iter().map(|item| self.expand(item, bound, depth)).collect();
                let bound = parameters.iter().cloned().zip(values?).collect();
                self.expand(body, &bound, depth.saturating_add(1))?
            }
            other => other.clone(),
        })
    }

    /// The condition that an expression is, expanded.
    pub(super) fn condition(&self, tree: &Tree) -> Read<Condition> {
        let of = |truth: bool| if truth { Condition::Always } else { Condition::Never };
        Ok(match tree {
            Tree::Bool(truth) => of(*truth),
            Tree::Nothing => Condition::Never,
            Tree::Event => Condition::When("has(event.name)".to_owned()),
            Tree::In(state) if self.states.contains(state) => {
                Condition::When(format!("in_state({})", quoted(state)))
            }
            Tree::In(_) => Condition::Never,
            Tree::Not(inner) => match self.condition(inner)? {
                Condition::Always => Condition::Never,
                Condition::Never => Condition::Always,
                Condition::When(text) => Condition::When(format!("!({text})")),
            },
            Tree::All(sides) => match (self.condition(&sides.0)?, self.condition(&sides.1)?) {
                (Condition::Never, _) | (_, Condition::Never) => Condition::Never,
                (Condition::Always, other) | (other, Condition::Always) => other,
                (Condition::When(a), Condition::When(b)) if a == b => Condition::When(a),
                (Condition::When(a), Condition::When(b)) => {
                    Condition::When(format!("{} && {}", part(&a), part(&b)))
                }
            },
            Tree::Any(sides) => match (self.condition(&sides.0)?, self.condition(&sides.1)?) {
                (Condition::Always, _) | (_, Condition::Always) => Condition::Always,
                (Condition::Never, other) | (other, Condition::Never) => other,
                (Condition::When(a), Condition::When(b)) => {
                    Condition::When(format!("{} || {}", part(&a), part(&b)))
                }
            },
            Tree::Compare(sign, sides) => self.comparison(sign, &sides.0, &sides.1)?,
            Tree::TypeOf(_) | Tree::Function(..) | Tree::Call(..) => return unsupported("its truth"),
            _ => {
                let term = self.term(tree)?;
                match (&term.constant, term.kind) {
                    (Some(Constant::Bool(truth)), _) => of(*truth),
                    (Some(Constant::Int(number)), _) => of(*number != 0),
                    (Some(Constant::Text(text)), _) => of(!text.is_empty()),
                    (None, ValueType::Bool) => term.known(term.text.clone()),
                    (None, ValueType::Int) => term.known(format!("{} != 0", term.text)),
                    (None, _) => term.known(format!("{} != \"\"", term.text)),
                }
            }
        })
    }

    fn comparison(&self, sign: &'static str, left: &Tree, right: &Tree) -> Read<Condition> {
        // What is nothing: `x == None`, `typeof x == 'undefined'`.
        let asked = match (left, right) {
            (Tree::Nothing, Tree::Nothing) => None,
            (Tree::Nothing, other) | (other, Tree::Nothing) => Some(other),
            (Tree::TypeOf(of), Tree::Text(word)) | (Tree::Text(word), Tree::TypeOf(of))
                if word == "undefined" =>
            {
                Some(&**of)
            }
            _ => None,
        };
        if let (Some(asked), "==" | "!=") = (asked, sign) {
            let term = self.term(asked)?;
            let nothing = if term.constant.is_some() {
                Condition::Never
            } else {
                Condition::When(format!("!has({})", term.text))
            };
            return Ok(match (nothing, sign) {
                (nothing, "==") => nothing,
                (Condition::When(_), _) => Condition::When(format!("has({})", term.text)),
                (_, _) => Condition::Always,
            });
        }
        let (left, right) = (self.term(left)?, self.term(right)?);
        if left.kind != right.kind {
            return unsupported(format_args!("a comparison of {} with {}", left.kind, right.kind));
        }
        let ordered = left.kind == ValueType::Int;
        if !ordered && !matches!(sign, "==" | "!=") {
            return unsupported(format_args!("{sign} of {}", left.kind));
        }
        if let (Some(a), Some(b)) = (&left.constant, &right.constant) {
            let order = match (a, b) {
                (Constant::Int(a), Constant::Int(b)) => a.cmp(b),
                (Constant::Text(a), Constant::Text(b)) => a.cmp(b),
                (Constant::Bool(a), Constant::Bool(b)) => a.cmp(b),
                _ => return unsupported("a comparison of two types"),
            };
            let holds = match sign {
                "==" => order.is_eq(),
                "!=" => order.is_ne(),
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                ">" => order.is_gt(),
                _ => order.is_ge(),
            };
            return Ok(if holds { Condition::Always } else { Condition::Never });
        }
        let unset: Vec<String> = left.unset.iter().chain(&right.unset).cloned().collect();
        let text = format!("{} {sign} {}", left.text, right.text);
        let term = Term { text: String::new(), kind: ValueType::Bool, constant: None, unset };
        // What is nothing is unequal to anything, and on no side of it.
        Ok(if sign == "!=" { term.missing_or(text) } else { term.known(text) })
    }

    /// The value that an expression is, expanded.
    pub(super) fn term(&self, tree: &Tree) -> Read<Term> {
        let constant = |constant: Constant| {
            let (text, kind) = match &constant {
                Constant::Bool(truth) => (truth.to_string(), ValueType::Bool),
                Constant::Int(number) => (number.to_string(), ValueType::Int),
                Constant::Text(text) => (quoted(text), ValueType::Text),
            };
            Ok(Term { text, kind, constant: Some(constant), unset: Vec::new() })
        };
        let name = |text: String, kind: Option<ValueType>, set: bool| {
            let unset = if set { Vec::new() } else { vec![text.clone()] };
            // One that never has a value is of no type; any will do.
            Ok(Term { text, kind: kind.unwrap_or(ValueType::Text), constant: None, unset })
        };
        match tree {
            Tree::Bool(truth) => constant(Constant::Bool(*truth)),
            Tree::Int(number) => constant(Constant::Int(*number)),
            Tree::Text(text) => constant(Constant::Text(text.clone())),
            Tree::Variable(id) => match self.variables.get(id) {
                Some(variable) => name(id.clone(), variable.kind, variable.set),
                None => unsupported(format_args!("the variable {id}, which is not declared")),
            },
            Tree::EventName => name("event.name".to_owned(), Some(ValueType::Text), false),
            Tree::EventData(field) => match self.fields.get(field) {
                Some(kind) => name(format!("event.{field}"), Some(*kind), false),
                None => unsupported(format_args!("_event.data.{field}, which no event has")),
            },
            Tree::Reckon(sign, sides) => {
                let (left, right) = (self.term(&sides.0)?, self.term(&sides.1)?);
                match (&left.constant, &right.constant, *sign) {
                    (Some(Constant::Int(a)), Some(Constant::Int(b)), sign) => {
                        let number = match sign {
                            "+" => a.checked_add(*b),
                            "-" => a.checked_sub(*b),
                            _ => a.checked_mul(*b),
                        };
                        number.map_or_else(
                            || unsupported("a number past 64 bits"),
                            |n| constant(Constant::Int(n)),
                        )
                    }
                    (Some(Constant::Text(a)), Some(Constant::Text(b)), "+") => {
                        constant(Constant::Text(format!("{a}{b}")))
                    }
                    _ if (left.kind, right.kind) == (ValueType::Int, ValueType::Int) => Ok(Term {
                        text: format!("({} {sign} {})", left.text, right.text),
                        kind: ValueType::Int,
                        constant: None,
                        unset: left.unset.into_iter().chain(right.unset).collect(),
                    }),
                    _ => unsupported(format_args!("{} {sign} {}", left.kind, right.kind)),
                }
            }
            Tree::Event => unsupported("_event as a value"),
            Tree::Nothing => unsupported("nothing as a value"),
            _ => unsupported("a condition as a value"),
        }
    }
}

impl Term {
    /// That the condition holds and what it rests on has a value.
    fn known(&self, text: String) -> Condition {
        let has = self.unset.iter().map(|name| format!("has({name})"));
        Condition::When(has.chain([text]).collect::<Vec<_>>().join(" && "))
    }

    fn missing_or(&self, text: String) -> Condition {
        let has = self.unset.iter().map(|name| format!("!has({name})"));
        Condition::When(has.chain([text]).collect::<Vec<_>>().join(" || "))
    }
}

/// In brackets where it has parts of its own.
fn part(text: &str) -> String {
    if text.contains("&&") || text.contains("||") { format!("({text})") } else { text.to_owned() }
}
