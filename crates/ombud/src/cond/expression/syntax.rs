//! From tokens to a tree, before names mean anything.

use super::token::{Placed, Token, invalid, tokens};
use crate::Error;

/// How deep brackets and signs may nest.
const DEPTH: usize = 64;

#[derive(Debug)]
pub(crate) struct Tree {
    /// The character at which it begins, from 1.
    pub(crate) at: usize,
    pub(crate) form: Form,
}

#[derive(Debug)]
pub(crate) enum Form {
    Name(String),
    Number(String),
    Text(String),
    Bool(bool),
    List(Vec<Tree>),
    /// `f("x")`, `has(name)`.
    Call(String, Vec<Tree>),
    Not(Box<Tree>),
    Negative(Box<Tree>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    /// One of `== != < <= > >= in + - *`.
    Binary(&'static str, Box<Tree>, Box<Tree>),
}

pub(crate) fn parse(text: &str) -> Result<Tree, Error> {
    let tokens = tokens(text)?;
    let end = text.chars().count().saturating_add(1);
    let mut parser = Parser { rest: &tokens, end, depth: 0 };
    let tree = parser.or()?;
    match parser.rest.first() {
        None => Ok(tree),
        Some((at, token)) => Err(invalid(*at, "the end, or an operator", show(token))),
    }
}

fn show(token: &Token) -> String {
    match token {
        Token::Name(text) | Token::Number(text) => text.clone(),
        Token::Quoted(text) => format!("`{text}`"),
        Token::Text(text) => format!("{text:?}"),
        Token::Sign(sign) => (*sign).to_owned(),
    }
}

struct Parser<'a> {
    rest: &'a [Placed],
    /// The place after the last character.
    end: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<&'a Placed> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn take(&mut self, signs: &[&'static str]) -> Option<(usize, &'static str)> {
        let (at, Token::Sign(sign)) = self.rest.first()? else { return None };
        let found = signs.iter().find(|known| *known == sign)?;
        self.next();
        Some((*at, found))
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), Error> {
        match self.take(&[sign]) {
            Some(_) => Ok(()),
            None => Err(self.wrong(sign)),
        }
    }

    fn wrong(&self, expected: impl std::fmt::Display) -> Error {
        match self.rest.first() {
            Some((at, token)) => invalid(*at, expected, show(token)),
            None => invalid(self.end, expected, "the end"),
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth >= DEPTH {
            return Err(self.wrong(format_args!("brackets and signs nested at most {DEPTH} deep")));
        }
        self.depth = self.depth.saturating_add(1);
        let out = read(self);
        self.depth = self.depth.saturating_sub(1);
        out
    }

    /// Parts joined by one sign; a single part stays what it is.
    fn joined(
        &mut self,
        sign: &'static str,
        join: fn(Vec<Tree>) -> Form,
        part: impl Fn(&mut Self) -> Result<Tree, Error>,
    ) -> Result<Tree, Error> {
        let first = part(self)?;
        if self.take(&[sign]).is_none() {
            return Ok(first);
        }
        let at = first.at;
        let mut parts = vec![first, part(self)?];
        while self.take(&[sign]).is_some() {
            parts.push(part(self)?);
        }
        Ok(Tree { at, form: join(parts) })
    }

    fn or(&mut self) -> Result<Tree, Error> {
        self.joined("||", Form::Any, |p| p.joined("&&", Form::All, Self::relation))
    }

    /// Terms joined from the left, at most as many as brackets may nest.
    fn chain(
        &mut self,
        signs: &[&'static str],
        part: impl Fn(&mut Self) -> Result<Tree, Error>,
    ) -> Result<Tree, Error> {
        let mut left = part(self)?;
        let mut count = 1usize;
        while let Some((_, sign)) = self.take(signs) {
            count = count.saturating_add(1);
            if count > DEPTH {
                return Err(self.wrong(format_args!("at most {DEPTH} terms in a row")));
            }
            let right = part(self)?;
            left = Tree { at: left.at, form: Form::Binary(sign, Box::new(left), Box::new(right)) };
        }
        Ok(left)
    }

    fn relation(&mut self) -> Result<Tree, Error> {
        let left = self.sum()?;
        let sign = match self.rest.first() {
            Some((_, Token::Name(word))) if word == "in" => {
                self.next();
                "in"
            }
            _ => match self.take(&["==", "!=", "<=", ">=", "<", ">"]) {
                Some((_, sign)) => sign,
                None => return Ok(left),
            },
        };
        let right = self.sum()?;
        Ok(Tree { at: left.at, form: Form::Binary(sign, Box::new(left), Box::new(right)) })
    }

    fn sum(&mut self) -> Result<Tree, Error> {
        self.chain(&["+", "-"], |p| p.chain(&["*"], Self::unary))
    }

    fn unary(&mut self) -> Result<Tree, Error> {
        match self.take(&["!", "-"]) {
            Some((at, sign)) => {
                let inner = Box::new(self.deeper(Self::unary)?);
                let form = if sign == "!" { Form::Not(inner) } else { Form::Negative(inner) };
                Ok(Tree { at, form })
            }
            None => self.atom(),
        }
    }

    fn atom(&mut self) -> Result<Tree, Error> {
        let Some((at, token)) = self.next() else {
            return Err(self.wrong("a name, a value or a bracket"));
        };
        let at = *at;
        let form = match token {
            Token::Number(digits) => Form::Number(digits.clone()),
            Token::Text(text) => Form::Text(text.clone()),
            Token::Quoted(name) => Form::Name(name.clone()),
            Token::Name(word) if word == "true" || word == "false" => Form::Bool(word == "true"),
            Token::Name(name) => match self.take(&["("]) {
                Some(_) => Form::Call(name.clone(), self.items(")")?),
                None => Form::Name(name.clone()),
            },
            Token::Sign("(") => {
                let tree = self.deeper(Self::or)?;
                self.expect(")")?;
                tree.form
            }
            Token::Sign("[") => Form::List(self.items("]")?),
            Token::Sign(sign) => return Err(invalid(at, "a name, a value or a bracket", sign)),
        };
        Ok(Tree { at, form })
    }

    fn items(&mut self, close: &'static str) -> Result<Vec<Tree>, Error> {
        let mut items = Vec::new();
        if self.take(&[close]).is_some() {
            return Ok(items);
        }
        loop {
            items.push(self.deeper(Self::or)?);
            if self.take(&[","]).is_none() {
                self.expect(close)?;
                return Ok(items);
            }
        }
    }
}
