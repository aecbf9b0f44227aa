//! The types of variables and of what events say: those of the values they are given.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::expression::{Problem, Scope, Tree, Variable, parse};
use crate::model::ValueType;

/// What a document declares, its variables typed.
///
/// # Errors
/// What is at fault, and the element it stands in.
pub(super) fn scope<'d>(document: &'d Document<'_>) -> Result<Scope, (Node<'d, 'd>, String)> {
    let mut scope = Scope::default();
    let elements = || document.descendants().filter(Node::is_element);
    for node in elements() {
        if matches!(node.tag_name().name(), "state" | "parallel" | "final" | "history")
            && let Some(id) = node.attribute("id")
        {
            scope.states.push(id.to_owned());
        }
        if node.tag_name().name() == "data" {
            let Some(id) = node.attribute("id") else { return Err((node, "<data> without id".to_owned())) };
            scope.variables.insert(id.to_owned(), Variable::default());
        }
    }
    // Types flow from values to variables and on: at most as many rounds as there are names.
    let rounds = elements().count();
    for _ in 0..=rounds {
        let mut news = false;
        for node in elements() {
            news |= element(&mut scope, node).map_err(|problem| (node, problem))?;
        }
        if !news {
            break;
        }
    }
    Ok(scope)
}

fn element(scope: &mut Scope, node: Node<'_, '_>) -> Result<bool, String> {
    match node.tag_name().name() {
        "data" => {
            let Some(id) = node.attribute("id") else { return Ok(false) };
            let Some(tree) = value(node) else { return Ok(false) };
            if let Tree::Function(parameters, body) = tree {
                let variable = scope.variables.entry(id.to_owned()).or_default();
                let news = variable.function.is_none();
                variable.function = Some((parameters, *body));
                variable.set = true;
                return Ok(news);
            }
            let kind = kind(scope, &tree);
            let Some(variable) = scope.variables.get_mut(id) else { return Ok(false) };
            let set = tree != Tree::Nothing && kind.is_some();
            let news = variable.set != set;
            variable.set = set;
            Ok(settle(id, &mut variable.kind, kind)? || news)
        }
        "assign" => {
            let Some(id) = node.attribute("location").map(str::trim) else { return Ok(false) };
            let Some(tree) = value(node) else { return Ok(false) };
            let kind = kind(scope, &tree);
            match scope.variables.get_mut(id) {
                Some(variable) => settle(id, &mut variable.kind, kind),
                None => Ok(false),
            }
        }
        "param" => {
            let (Some(name), Some(tree)) = (node.attribute("name"), value(node)) else { return Ok(false) };
            field(scope, name, &tree)
        }
        "send" => {
            let mut news = false;
            for name in node.attribute("namelist").unwrap_or_default().split_whitespace() {
                news |= field(scope, name, &Tree::Variable(name.to_owned()))?;
            }
            Ok(news)
        }
        _ => Ok(false),
    }
}

fn field(scope: &mut Scope, name: &str, tree: &Tree) -> Result<bool, String> {
    let Some(kind) = kind(scope, tree) else { return Ok(false) };
    let mut known = scope.fields.get(name).copied();
    let news = settle(name, &mut known, Some(kind))?;
    scope.fields.extend(known.map(|kind| (name.to_owned(), kind)));
    Ok(news)
}

fn settle(name: &str, known: &mut Option<ValueType>, kind: Option<ValueType>) -> Result<bool, String> {
    match (*known, kind) {
        (Some(a), Some(b)) if a != b => Err(format!("{name}, which is {a} and {b} by turns")),
        (None, Some(_)) => {
            *known = kind;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// The expression that gives a value: of the attribute, or of the text inside.
pub(super) fn value(node: Node<'_, '_>) -> Option<Tree> {
    written(node).and_then(|text| parse(&text).ok())
}

/// The text of that expression.
pub(super) fn written(node: Node<'_, '_>) -> Option<String> {
    let inside = || node.text().map(str::trim).filter(|text| !text.is_empty());
    node.attribute("expr")
        .or_else(|| node.attribute("location").filter(|_| node.has_tag_name("param")))
        .or_else(inside)
        .map(str::to_owned)
}

/// The type of an expression, as far as it is settled.
fn kind(scope: &Scope, tree: &Tree) -> Option<ValueType> {
    match tree {
        Tree::Bool(_) | Tree::In(_) | Tree::Not(_) | Tree::Compare(..) => Some(ValueType::Bool),
        Tree::Variable(name) => scope.variables.get(name)?.kind,
        Tree::EventData(field) => scope.fields.get(field).copied(),
        Tree::Reckon(_, sides) => kind(scope, &sides.0).or_else(|| kind(scope, &sides.1)),
        _ => {
            let expanded = scope.expanded(tree).ok()?;
            match scope.term(&expanded) {
                Ok(term) => Some(term.kind),
                Err(Problem::NoExpression | Problem::Unsupported(_)) => None,
            }
        }
    }
}

/// The fields of each event: those that something sent under its name has.
pub(super) fn fields(document: &Document<'_>) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for send in document.descendants().filter(|node| node.is_element() && node.tag_name().name() == "send") {
        let Some(event) = send.attribute("event") else { continue };
        let named = send.attribute("namelist").unwrap_or_default().split_whitespace();
        let params = send.children().filter_map(|child| child.attribute("name"));
        let known = out.entry(event.to_owned()).or_default();
        for name in named.chain(params) {
            if !known.iter().any(|other| other == name) {
                known.push(name.to_owned());
            }
        }
    }
    out
}
