//! From SCXML to a definition.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::{
    export::NAMESPACE,
    expression::{Condition, Constant, Problem, Scope, parse},
    infer::{fields, scope, written},
    limits,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{FieldDef, Json, Label, ValueType},
    workflow::{
        BranchDef, DataDef, Definition, Delay, EffectDef, EventDef, EventKind, FORMAT_VERSION, Names,
        Semantics, StateDef, StateKind, TransitionDef, compile::ERROR_EVENT, names::quoted,
    },
};

/// The processor that `send` may name: the session itself.
const PROCESSORS: [&str; 3] =
    ["http://www.w3.org/TR/scxml/#SCXMLEventProcessor", "http://www.w3.org/TR/scxml/", "scxml"];

/// The namespace of SCXML.
const SCXML: &str = "http://www.w3.org/2005/07/scxml";

/// The most elements of a document.
const MAX_NODES: u32 = 200_000;

/// Reads SCXML into a definition of `scxml` semantics.
///
/// # Errors
/// `invalid_xml` for what is not UTF-8; else those of [`import`].
pub fn import_bytes(bytes: &[u8]) -> Result<Definition> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Error::new(ErrorCode::InvalidXml)
            .path(format_args!("byte {}", error.valid_up_to().saturating_add(1)))
            .expected("XML in UTF-8 that is whole, without a DTD")
            .found("bytes that are not UTF-8")
    })?;
    import(text)
}

/// Reads SCXML into a definition of `scxml` semantics.
///
/// # Errors
/// `invalid_xml`; `too_deep`, `too_large`; `unsupported_scxml` with the construct and its place, the first that is met.
pub fn import(text: &str) -> Result<Definition> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    limits::check(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| unreadable(&error))?;
    let root = document.root_element();
    if root.tag_name().name() != "scxml" {
        return Err(refuse(root, format_args!("<{}> in place of <scxml>", root.tag_name().name())));
    }
    // None at all is read: one of the W3C's own tests has none.
    if let Some(found) = root.tag_name().namespace().filter(|found| *found != SCXML) {
        let error = Error::new(ErrorCode::UnsupportedScxml).path(place(root));
        return Err(error.expected(format_args!("xmlns=\"{SCXML}\"")).found(found));
    }
    let scope = scope(&document).map_err(|(node, what)| refuse(node, what))?;
    let mut import = Import { scope, events: BTreeMap::new(), transitions: 0, effects: 0, states: 0 };
    import.document(&document, root)
}

/// The reader's faults in words of our own, which have a translation.
fn unreadable(error: &roxmltree::Error) -> Error {
    use roxmltree::Error as Xml;
    let found = match error {
        Xml::DtdDetected => "a DTD",
        Xml::UnclosedRootNode => "an element that is not closed",
        Xml::UnexpectedCloseTag(..) | Xml::UnexpectedEntityCloseTag(_) => {
            "an element that another one's end closes"
        }
        Xml::DuplicatedAttribute(..) | Xml::DuplicatedNamespace(..) => "an attribute twice",
        Xml::UnknownEntityReference(..) | Xml::MalformedEntityReference(_) | Xml::EntityReferenceLoop(_) => {
            "an entity that is not there"
        }
        Xml::UnknownNamespace(..) => "a prefix without a namespace",
        Xml::NonXmlChar(..) => "a character that XML does not have",
        Xml::NoRootNode => "no element",
        Xml::NodesLimitReached => "more elements than are read",
        _ => "other signs",
    };
    let at = error.pos();
    Error::new(ErrorCode::InvalidXml)
        .path(format_args!("line {}, column {}", at.row, at.col))
        .expected("XML in UTF-8 that is whole, without a DTD")
        .found(found)
}

fn refuse(node: Node<'_, '_>, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::UnsupportedScxml)
        .path(place(node))
        .expected("what a workflow has the like of")
        .found(what)
}

fn place(node: Node<'_, '_>) -> String {
    let at = node.document().text_pos_at(node.range().start);
    format!("line {}, column {}", at.row, at.col)
}

struct Import {
    scope: Scope,
    events: BTreeMap<String, EventKind>,
    transitions: usize,
    effects: usize,
    states: usize,
}

/// What goes wrong at a known point of a block, whatever the data: the rest of it is not done.
enum Step {
    Effect(EffectDef),
    Fault,
    Nothing,
}

impl Import {
    fn document(&mut self, document: &Document<'_>, root: Node<'_, '_>) -> Result<Definition> {
        if root.attribute("binding") == Some("late") {
            return Err(refuse(root, "binding=\"late\""));
        }
        let name = root.attribute("name").unwrap_or("scxml").replace(char::is_whitespace, "_");
        let data = self.data(document)?;
        let mut states = Vec::new();
        let mut initial = Names(words(root.attribute("initial")));
        let mut on_initial = Vec::new();
        for child in elements(root) {
            match child.tag_name().name() {
                "state" | "parallel" | "final" => states.push(self.state(child)?),
                "initial" => (initial, on_initial) = self.initial(child)?,
                "datamodel" => {}
                other => return Err(refuse(child, format_args!("<{other}>"))),
            }
        }
        let fields = fields(document);
        let events = std::mem::take(&mut self.events);
        let events = events.into_iter().map(|(id, kind)| {
            let fields = fields.get(&id).into_iter().flatten().filter_map(|field| {
                let kind = *self.scope.fields.get(field)?;
                Some(FieldDef {
                    id: field.clone(),
                    kind,
                    title: Label::same(field),
                    values: Vec::new(),
                    bound: None,
                })
            });
            EventDef { title: Label::same(&id), kind, fields: fields.collect(), id }
        });
        Ok(Definition {
            format_version: FORMAT_VERSION,
            title: Label::same(&name),
            id: name,
            semantics: Semantics::Scxml,
            data,
            roles: Vec::new(),
            events: events.collect(),
            clocks: Vec::new(),
            initial,
            on_initial,
            states,
        })
    }

    /// The variables of all states: there is one scope, and values are bound at the start.
    fn data(&self, document: &Document<'_>) -> Result<Vec<DataDef>> {
        let mut data: Vec<DataDef> = Vec::new();
        for node in
            document.descendants().filter(|node| node.is_element() && node.tag_name().name() == "data")
        {
            if node.has_attribute("src") {
                return Err(refuse(node, "<data src>"));
            }
            let Some(id) = node.attribute("id") else { continue };
            let Some(variable) = self.scope.variables.get(id) else { continue };
            let initial = match written(node) {
                Some(_) if variable.function.is_some() => continue,
                Some(text) if !matches!(text.as_str(), "None" | "null" | "undefined") => {
                    let term = self.term(node, &text)?;
                    match term.constant {
                        Some(Constant::Bool(truth)) => Some(Json::Bool(truth)),
                        Some(Constant::Int(number)) => Some(Json::Int(number)),
                        Some(Constant::Text(text)) => Some(Json::Text(text)),
                        None => {
                            return Err(refuse(node, format_args!("a value that is no constant: {text}")));
                        }
                    }
                }
                _ => None,
            };
            let kind = variable.kind.unwrap_or(ValueType::Text);
            data.push(DataDef { id: id.to_owned(), kind, values: Vec::new(), initial });
        }
        Ok(data)
    }

    fn state(&mut self, node: Node<'_, '_>) -> Result<StateDef> {
        self.states = self.states.saturating_add(1);
        let id = node.attribute("id").map_or_else(|| format!("_{}", self.states), str::to_owned);
        let kind = match (node.tag_name().name(), node.attribute("type")) {
            ("parallel", _) => StateKind::Parallel,
            ("final", _) => StateKind::Final,
            ("history", Some("deep")) => StateKind::DeepHistory,
            ("history", _) => StateKind::ShallowHistory,
            _ => StateKind::State,
        };
        let mut state = StateDef {
            title: match (node.attribute((NAMESPACE, "zh")), node.attribute((NAMESPACE, "en"))) {
                (Some(zh), Some(en)) => Label::new(zh, en),
                _ => Label::same(&id),
            },
            id,
            kind,
            stage: node.attribute((NAMESPACE, "stage")).map(str::to_owned),
            initial: Names(words(node.attribute("initial"))),
            on_initial: Vec::new(),
            on_entry: Vec::new(),
            on_exit: Vec::new(),
            timers: Vec::new(),
            transitions: Vec::new(),
            states: Vec::new(),
        };
        let (mut entries, mut exits) = (Vec::new(), Vec::new());
        for child in elements(node) {
            match child.tag_name().name() {
                "state" | "parallel" | "final" | "history" => state.states.push(self.state(child)?),
                "transition" => state.transitions.push(self.transition(child)?),
                "onentry" => entries.push(self.block(child)?),
                "onexit" => exits.push(self.block(child)?),
                "initial" => (state.initial, state.on_initial) = self.initial(child)?,
                "datamodel" => {}
                other => return Err(refuse(child, format_args!("<{other}>"))),
            }
        }
        state.on_entry = self.handlers(entries);
        state.on_exit = self.handlers(exits);
        Ok(state)
    }

    /// Several handlers stand or fall each by itself.
    fn handlers(&mut self, mut handlers: Vec<Vec<EffectDef>>) -> Vec<EffectDef> {
        if handlers.len() < 2 {
            return handlers.pop().unwrap_or_default();
        }
        handlers.into_iter().map(|effects| EffectDef::Block { id: self.effect(), effects }).collect()
    }

    fn initial(&mut self, node: Node<'_, '_>) -> Result<(Names, Vec<EffectDef>)> {
        let mut inside = elements(node);
        match (inside.next(), inside.next()) {
            (Some(transition), None) if transition.tag_name().name() == "transition" => {
                Ok((Names(words(transition.attribute("target"))), self.block(transition)?))
            }
            _ => Err(refuse(node, "<initial> without exactly one transition")),
        }
    }

    fn transition(&mut self, node: Node<'_, '_>) -> Result<TransitionDef> {
        self.transitions = self.transitions.saturating_add(1);
        let own = |name: &str| node.attribute((NAMESPACE, name));
        // Who may do something must not be lost on the way.
        if let Some(name) = ["roles", "four-eyes"].into_iter().find(|name| own(name).is_some()) {
            return Err(refuse(node, format_args!("{name}, which only the definition itself can say")));
        }
        let id = own("id").map_or_else(|| format!("t{}", self.transitions), str::to_owned);
        let cite = own("cite").unwrap_or_default().split_whitespace().map(str::parse);
        let cite = cite.collect::<Result<_>>()?;
        let event = Names(words(node.attribute("event")));
        for name in &event.0 {
            let name = name.strip_suffix(".*").unwrap_or(name);
            if name.is_empty() {
                return Err(refuse(node, "an event that is a dot and nothing before it"));
            }
            if name != "*" && !name.starts_with("done.") && name != "error" && !name.starts_with("error.") {
                self.events.entry(name.to_owned()).or_insert(EventKind::Human);
            }
        }
        let guard = match node.attribute("cond") {
            None => None,
            Some(text) => match self.condition(node, text)? {
                Condition::Always => None,
                Condition::Never => Some("false".to_owned()),
                Condition::When(text) => Some(text),
            },
        };
        Ok(TransitionDef {
            id,
            event,
            target: Names(words(node.attribute("target"))),
            internal: node.attribute("type") == Some("internal"),
            guard,
            roles: Vec::new(),
            four_eyes: Vec::new(),
            effects: self.block(node)?,
            cite,
        })
    }

    fn effect(&mut self) -> String {
        self.effects = self.effects.saturating_add(1);
        format!("e{}", self.effects)
    }

    fn block(&mut self, node: Node<'_, '_>) -> Result<Vec<EffectDef>> {
        self.steps(&mut elements(node)).map(|(effects, _)| effects)
    }

    /// The effects, and whether they end in a fault for certain.
    fn steps<'n, 'd: 'n>(
        &mut self,
        nodes: &mut dyn Iterator<Item = Node<'n, 'd>>,
    ) -> Result<(Vec<EffectDef>, bool)> {
        let mut effects = Vec::new();
        let mut broken = false;
        for node in nodes {
            // What stands after a fault is read too: what is refused is refused wherever it stands.
            match self.step(node)? {
                _ if broken => {}
                Step::Effect(effect) => effects.push(effect),
                Step::Nothing => {}
                Step::Fault => {
                    let id = self.effect();
                    let event = ERROR_EVENT.to_owned();
                    effects.push(EffectDef::Raise { id, event, fields: BTreeMap::new() });
                    broken = true;
                }
            }
        }
        Ok((effects, broken))
    }

    fn step(&mut self, node: Node<'_, '_>) -> Result<Step> {
        match node.tag_name().name() {
            "raise" => {
                let event = required(node, "event")?;
                self.events.insert(event.clone(), EventKind::Internal);
                Ok(Step::Effect(EffectDef::Raise { id: self.effect(), event, fields: BTreeMap::new() }))
            }
            "assign" => self.assign(node),
            "if" => self.choice(node),
            "send" => self.send(node),
            "cancel" => match node.attribute("sendid") {
                Some(timer) => {
                    Ok(Step::Effect(EffectDef::CancelTimer { id: self.effect(), timer: timer.to_owned() }))
                }
                None => Err(refuse(node, "<cancel> without sendid")),
            },
            "log" => {
                let mut fields = BTreeMap::new();
                let label = node.attribute("label").map(quoted);
                // A log does nothing to the run: one whose value is outside the language has none.
                let value = node.attribute("expr").and_then(|text| self.term(node, text).ok());
                for (name, text, kind) in label
                    .map(|label| ("label", label, ValueType::Text))
                    .into_iter()
                    .chain(value.map(|term| ("value", term.text, term.kind)))
                {
                    fields.insert(name.to_owned(), crate::workflow::TermDef { kind, value: text });
                }
                Ok(Step::Effect(EffectDef::Emit { id: self.effect(), kind: "log".to_owned(), fields }))
            }
            other => Err(refuse(node, format_args!("<{other}>"))),
        }
    }

    fn assign(&mut self, node: Node<'_, '_>) -> Result<Step> {
        let location = required(node, "location")?.trim().to_owned();
        let Some(variable) = self.scope.variables.get(&location).cloned() else {
            // What does not exist cannot be assigned to: a fault when it runs.
            return Ok(Step::Fault);
        };
        let text = written(node).ok_or_else(|| refuse(node, "<assign> without a value"))?;
        if variable.function.is_some() {
            return Err(refuse(node, format_args!("another value for the function {location}")));
        }
        let tree = self.tree(node, &text)?;
        let id = self.effect();
        if let Ok(term) = self.scope.term(&tree) {
            return Ok(Step::Effect(EffectDef::Assign { id, data: location, value: term.text }));
        }
        if variable.kind != Some(ValueType::Bool) {
            return Err(refuse(node, format_args!("the value {text}")));
        }
        // A condition as a value: true where it holds, false otherwise.
        match self.scope.condition(&tree).map_err(|problem| self.refused(node, &text, &problem))? {
            Condition::When(when) => {
                let mut way = |truth: bool, when: Option<String>| {
                    let id = self.effect();
                    let assign = EffectDef::Assign { id, data: location.clone(), value: truth.to_string() };
                    BranchDef { when, effects: vec![assign] }
                };
                let branches = vec![way(true, Some(when)), way(false, None)];
                Ok(Step::Effect(EffectDef::Choose { id, branches }))
            }
            constant => {
                let value = (constant == Condition::Always).to_string();
                Ok(Step::Effect(EffectDef::Assign { id, data: location, value }))
            }
        }
    }

    fn choice(&mut self, node: Node<'_, '_>) -> Result<Step> {
        let id = self.effect();
        // The ways stand beside each other, parted by <elseif/> and <else/>.
        let mut ways: Vec<(Node<'_, '_>, Vec<Node<'_, '_>>)> = vec![(node, Vec::new())];
        for child in elements(node) {
            if matches!(child.tag_name().name(), "elseif" | "else") {
                ways.push((child, Vec::new()));
            } else if let Some((_, inside)) = ways.last_mut() {
                inside.push(child);
            }
        }
        let mut branches = Vec::new();
        let mut fault = false;
        for (head, inside) in ways {
            let condition = match (head.tag_name().name(), head.attribute("cond")) {
                ("else", _) => Condition::Always,
                (_, Some(text)) => self.condition(head, text)?,
                (name, None) => return Err(refuse(head, format_args!("<{name}> without cond"))),
            };
            let (effects, broken) = self.steps(&mut inside.into_iter())?;
            fault |= broken;
            match condition {
                Condition::Never => {}
                Condition::When(text) => branches.push(BranchDef { when: Some(text), effects }),
                Condition::Always => {
                    branches.push(BranchDef { when: None, effects });
                    break;
                }
            }
        }
        if fault {
            return Err(refuse(node, "a fault inside <if>"));
        }
        Ok(if branches.is_empty() { Step::Nothing } else { Step::Effect(EffectDef::Choose { id, branches }) })
    }

    fn send(&mut self, node: Node<'_, '_>) -> Result<Step> {
        for attribute in ["eventexpr", "targetexpr", "typeexpr", "idlocation", "delayexpr"] {
            if node.has_attribute(attribute) {
                return Err(refuse(node, format_args!("<send {attribute}>")));
            }
        }
        let mut fields = BTreeMap::new();
        for name in words(node.attribute("namelist")) {
            let term = self.term(node, &name)?;
            fields.insert(name, term.text);
        }
        for child in elements(node) {
            if child.tag_name().name() != "param" {
                return Err(refuse(child, format_args!("<{}> in <send>", child.tag_name().name())));
            }
            let text = written(child).ok_or_else(|| refuse(child, "<param> without a value"))?;
            let term = self.term(child, &text)?;
            fields.insert(required(child, "name")?, term.text);
        }
        let event = required(node, "event")?;
        if node.attribute("type").is_some_and(|name| !PROCESSORS.contains(&name)) {
            return Ok(Step::Fault);
        }
        let delay = node.attribute("delay").unwrap_or("0s");
        let after = seconds(delay).ok_or_else(|| refuse(node, format_args!("delay=\"{delay}\"")))?;
        let id = self.effect();
        match node.attribute("target") {
            Some("#_internal") => {
                self.events.entry(event.clone()).or_insert(EventKind::Internal);
                return Ok(Step::Effect(EffectDef::Raise { id, event, fields }));
            }
            // Another session may answer or not be there, which nobody here can tell.
            Some(target) if target.starts_with("#_") => {
                return Err(refuse(node, format_args!("<send target=\"{target}\">")));
            }
            // There is nobody else to send to.
            Some(target) if !target.is_empty() => return Ok(Step::Fault),
            _ => {}
        }
        if self.events.get(&event) != Some(&EventKind::Internal) {
            self.events.insert(event.clone(), EventKind::Timer);
        }
        let timer = node.attribute("id").map_or_else(|| format!("send.{id}"), str::to_owned);
        Ok(Step::Effect(EffectDef::StartTimer { id, timer, after, event, fields }))
    }

    fn tree(&self, node: Node<'_, '_>, text: &str) -> Result<super::expression::Tree> {
        parse(text)
            .and_then(|tree| self.scope.expanded(&tree))
            .map_err(|problem| self.refused(node, text, &problem))
    }

    fn term(&self, node: Node<'_, '_>, text: &str) -> Result<super::expression::Term> {
        let tree = self.tree(node, text)?;
        self.scope.term(&tree).map_err(|problem| self.refused(node, text, &problem))
    }

    fn condition(&self, node: Node<'_, '_>, text: &str) -> Result<Condition> {
        if parse(text) == Err(Problem::NoExpression) {
            return Ok(Condition::When(format!("fault({})", quoted(text))));
        }
        let tree = self.tree(node, text)?;
        self.scope.condition(&tree).map_err(|problem| self.refused(node, text, &problem))
    }

    fn refused(&self, node: Node<'_, '_>, text: &str, problem: &Problem) -> Error {
        match problem {
            Problem::NoExpression => refuse(node, format_args!("{text}, which is no expression")),
            Problem::Unsupported(what) => refuse(node, format_args!("{what} in the expression {text}")),
        }
    }
}

fn elements<'n, 'd: 'n>(node: Node<'n, 'd>) -> impl Iterator<Item = Node<'n, 'd>> {
    node.children().filter(Node::is_element)
}

fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

fn required(node: Node<'_, '_>, name: &str) -> Result<String> {
    let found = node.attribute(name).map(str::to_owned);
    found.ok_or_else(|| refuse(node, format_args!("<{}> without {name}", node.tag_name().name())))
}

/// A length of time as CSS writes it: `1.5s`, `500ms`.
fn seconds(text: &str) -> Option<Delay> {
    let text = text.trim();
    let (digits, unit) = match text.strip_suffix("ms") {
        Some(digits) => (digits, 1i64),
        None => (text.strip_suffix('s')?, 1_000),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    if !(plain(whole) && plain(part)) || digits.is_empty() {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
    let part = thousandths.parse::<i64>().ok()?.checked_mul(unit)?.checked_div(1_000)?;
    Delay::from_millis(whole.checked_mul(unit)?.checked_add(part)?).ok()
}
