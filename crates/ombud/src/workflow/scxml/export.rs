//! From a definition to SCXML. What SCXML has no word for (roles, four eyes, legal clocks, titles in
//! two languages) stands in attributes of a namespace of Ombud's own, which other tools leave alone.

use std::collections::BTreeMap;

use crate::{
    Error, ErrorCode,
    cond::expression::{Form, Tree, syntax},
    error::Result,
    model::{Json, ValueType},
    workflow::{BranchDef, Definition, Delay, EffectDef, Names, StateDef, StateKind, TransitionDef},
};

/// The namespace of what SCXML has no word for.
pub const NAMESPACE: &str = "urn:ombud:workflow:1";

/// Writes a definition as SCXML with the ECMAScript data model. There an unknown guard counts as
/// false, whatever the definition's own semantics, and nobody asks who acts.
///
/// # Errors
/// `unsupported_scxml`, with the place in the definition, for a value or an expression that
/// ECMAScript has no like of (money, dates, who acts), and for effects on legal clocks.
pub fn export(definition: &Definition) -> Result<String> {
    let mut out = Writer::default();
    out.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut attributes = vec![
        ("xmlns", "http://www.w3.org/2005/07/scxml".to_owned()),
        ("xmlns:ombud", NAMESPACE.to_owned()),
        ("version", "1.0".to_owned()),
        ("datamodel", "ecmascript".to_owned()),
        ("name", definition.id.clone()),
    ];
    // What is done at the start stands in <initial>, which <scxml> does not have.
    if !definition.on_initial.is_empty() {
        return Err(refuse("on_initial", "effects before the first state"));
    }
    attributes.extend(named("initial", &definition.initial));
    out.open("scxml", &attributes);
    if !definition.data.is_empty() {
        out.open("datamodel", &[]);
        for (i, datum) in definition.data.iter().enumerate() {
            let mut attributes = vec![("id", datum.id.clone())];
            let path = format!("data[{i}]");
            match (&datum.initial, datum.kind) {
                (None, _) => {}
                (Some(Json::Text(text)), ValueType::Text | ValueType::Enum) => {
                    attributes.push(("expr", string(text)));
                }
                (Some(Json::Int(number)), ValueType::Int) => attributes.push(("expr", number.to_string())),
                (Some(Json::Bool(truth)), _) => attributes.push(("expr", truth.to_string())),
                (Some(_), kind) => return Err(refuse(&path, format_args!("a value of type {kind}"))),
            }
            out.empty("data", &attributes);
        }
        out.close("datamodel");
    }
    for (i, state) in definition.states.iter().enumerate() {
        self::state(&mut out, state, &format!("states[{i}]"))?;
    }
    out.close("scxml");
    match out.unwritable {
        Some(place) => Err(refuse(place, "control characters")),
        None => Ok(out.text),
    }
}

fn refuse(path: impl std::fmt::Display, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::UnsupportedScxml).path(path).expected("what SCXML has the like of").found(what)
}

fn named(name: &'static str, names: &Names) -> Option<(&'static str, String)> {
    (!names.is_empty()).then(|| (name, names.0.join(" ")))
}

/// Text as XML holds it, in an attribute too.
pub(crate) fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            // XML has no way to write the other controls.
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
        out
    })
}

#[derive(Default)]
struct Writer {
    text: String,
    depth: usize,
    /// The first attribute with a sign that XML has no way to write.
    unwritable: Option<String>,
}

type Attributes<'a> = [(&'a str, String)];

impl Writer {
    fn tag(&mut self, name: &str, attributes: &Attributes<'_>, end: &str) {
        self.text.push_str(&"  ".repeat(self.depth));
        self.text.push_str(&format!("<{name}"));
        for (key, value) in attributes {
            let kept = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
            if self.unwritable.is_none() && value.contains(kept) {
                self.unwritable = Some(format!("{name} {key}"));
            }
            self.text.push_str(&format!(" {key}=\"{}\"", escaped(value)));
        }
        self.text.push_str(end);
    }

    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.tag(name, attributes, ">\n");
        self.depth = self.depth.saturating_add(1);
    }

    fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.tag(name, attributes, "/>\n");
    }

    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.text.push_str(&format!("{}</{name}>\n", "  ".repeat(self.depth)));
    }
}

fn state(out: &mut Writer, def: &StateDef, path: &str) -> Result<()> {
    let (tag, history) = match def.kind {
        StateKind::State => ("state", None),
        StateKind::Parallel => ("parallel", None),
        StateKind::Final => ("final", None),
        StateKind::ShallowHistory => ("history", Some("shallow")),
        StateKind::DeepHistory => ("history", Some("deep")),
    };
    let mut attributes = vec![("id", def.id.clone())];
    attributes.extend(history.map(|kind| ("type", kind.to_owned())));
    if def.on_initial.is_empty() {
        attributes.extend(named("initial", &def.initial));
    }
    attributes.push(("ombud:zh", def.title.zh.clone()));
    attributes.push(("ombud:en", def.title.en.clone()));
    attributes.extend(def.stage.iter().map(|stage| ("ombud:stage", stage.clone())));
    out.open(tag, &attributes);
    if !def.on_initial.is_empty() {
        out.open("initial", &[]);
        let target = if def.initial.is_empty() {
            def.states.first().map(|state| state.id.clone()).unwrap_or_default()
        } else {
            def.initial.0.join(" ")
        };
        out.open("transition", &[("target", target)]);
        effects(out, &def.on_initial, &format!("{path}.on_initial"))?;
        out.close("transition");
        out.close("initial");
    }
    handlers(out, "onentry", &def.on_entry, &format!("{path}.on_entry"))?;
    handlers(out, "onexit", &def.on_exit, &format!("{path}.on_exit"))?;
    for (i, timer) in def.timers.iter().enumerate() {
        let Some(after) = timer.after else {
            return Err(refuse(format_args!("{path}.timers[{i}]"), "a timer that waits for a legal clock"));
        };
        out.open("onentry", &[]);
        out.empty(
            "send",
            &[("event", timer.event.clone()), ("id", timer.id.clone()), ("delay", delay(after))],
        );
        out.close("onentry");
        out.open("onexit", &[]);
        out.empty("cancel", &[("sendid", timer.id.clone())]);
        out.close("onexit");
    }
    for (i, transition) in def.transitions.iter().enumerate() {
        self::transition(out, transition, &format!("{path}.transitions[{i}]"))?;
    }
    for (i, child) in def.states.iter().enumerate() {
        state(out, child, &format!("{path}.states[{i}]"))?;
    }
    out.close(tag);
    Ok(())
}

fn delay(delay: Delay) -> String {
    format!("{}ms", delay.millis())
}

/// Blocks of effects are handlers of their own.
fn handlers(out: &mut Writer, tag: &str, defs: &[EffectDef], path: &str) -> Result<()> {
    let blocks = !defs.is_empty() && defs.iter().all(|def| matches!(def, EffectDef::Block { .. }));
    if !blocks {
        if !defs.is_empty() {
            out.open(tag, &[]);
            effects(out, defs, path)?;
            out.close(tag);
        }
        return Ok(());
    }
    for (i, def) in defs.iter().enumerate() {
        if let EffectDef::Block { effects: inner, .. } = def {
            out.open(tag, &[]);
            effects(out, inner, &format!("{path}[{i}].block.effects"))?;
            out.close(tag);
        }
    }
    Ok(())
}

fn transition(out: &mut Writer, def: &TransitionDef, path: &str) -> Result<()> {
    let mut attributes = Vec::new();
    attributes.extend(named("event", &def.event));
    if let Some(guard) = &def.guard {
        attributes.push(("cond", expression(guard, &format!("{path}.guard"))?));
    }
    attributes.extend(named("target", &def.target));
    if def.internal {
        attributes.push(("type", "internal".to_owned()));
    }
    attributes.push(("ombud:id", def.id.clone()));
    for (name, list) in [("ombud:roles", &def.roles), ("ombud:four-eyes", &def.four_eyes)] {
        if !list.is_empty() {
            attributes.push((name, list.join(" ")));
        }
    }
    if !def.cite.is_empty() {
        let cite: Vec<&str> = def.cite.iter().map(crate::model::RuleId::as_str).collect();
        attributes.push(("ombud:cite", cite.join(" ")));
    }
    if def.effects.is_empty() {
        out.empty("transition", &attributes);
        return Ok(());
    }
    out.open("transition", &attributes);
    effects(out, &def.effects, &format!("{path}.effects"))?;
    out.close("transition");
    Ok(())
}

fn effects(out: &mut Writer, defs: &[EffectDef], path: &str) -> Result<()> {
    for (i, def) in defs.iter().enumerate() {
        effect(out, def, &format!("{path}[{i}]"))?;
    }
    Ok(())
}

fn effect(out: &mut Writer, def: &EffectDef, path: &str) -> Result<()> {
    match def {
        EffectDef::Assign { data, value, .. } => {
            out.empty("assign", &[("location", data.clone()), ("expr", expression(value, path)?)]);
        }
        EffectDef::Raise { event, fields, .. } if fields.is_empty() => {
            out.empty("raise", &[("event", event.clone())]);
        }
        EffectDef::Raise { event, fields, .. } => {
            send(out, vec![("event", event.clone()), ("target", "#_internal".to_owned())], fields, path)?;
        }
        EffectDef::StartTimer { timer, after, event, fields, .. } => {
            let attributes = vec![("event", event.clone()), ("id", timer.clone()), ("delay", delay(*after))];
            send(out, attributes, fields, path)?;
        }
        EffectDef::CancelTimer { timer, .. } => out.empty("cancel", &[("sendid", timer.clone())]),
        EffectDef::Emit { kind, fields, .. } => {
            let label = fields.get("label").filter(|_| kind == "log");
            let label = label.and_then(|label| match syntax(&label.value).ok()?.form {
                Form::Text(text) => Some(text),
                _ => None,
            });
            let mut attributes = vec![("label", label.unwrap_or_else(|| kind.clone()))];
            if let Some(value) = fields.get("value").filter(|_| kind == "log") {
                attributes.push(("expr", expression(&value.value, path)?));
            }
            out.empty("log", &attributes);
        }
        EffectDef::Choose { branches, .. } => choose(out, branches, path)?,
        EffectDef::Clock { clock, .. } => {
            return Err(refuse(path, format_args!("an effect on the legal clock {clock}")));
        }
        EffectDef::Block { .. } => return Err(refuse(path, "a block inside other effects")),
    }
    Ok(())
}

fn send(
    out: &mut Writer,
    attributes: Vec<(&'static str, String)>,
    fields: &BTreeMap<String, String>,
    path: &str,
) -> Result<()> {
    if fields.is_empty() {
        out.empty("send", &attributes);
        return Ok(());
    }
    out.open("send", &attributes);
    for (name, value) in fields {
        out.empty("param", &[("name", name.clone()), ("expr", expression(value, path)?)]);
    }
    out.close("send");
    Ok(())
}

fn choose(out: &mut Writer, branches: &[BranchDef], path: &str) -> Result<()> {
    for (i, branch) in branches.iter().enumerate() {
        let path = format!("{path}.choose.branches[{i}]");
        let when = branch.when.as_ref().map(|when| expression(when, &path)).transpose()?;
        match (i, when) {
            (0, when) => out.open("if", &[("cond", when.unwrap_or_else(|| "true".to_owned()))]),
            (_, Some(when)) => out.empty("elseif", &[("cond", when)]),
            (_, None) => out.empty("else", &[]),
        }
        effects(out, &branch.effects, &path)?;
    }
    if !branches.is_empty() {
        out.close("if");
    }
    Ok(())
}

/// An expression in ECMAScript.
fn expression(text: &str, path: &str) -> Result<String> {
    let tree = syntax(text).map_err(|error| error.within(path))?;
    script(&tree).map_err(|what| refuse(path, format_args!("{what} in {text}")))
}

fn script(tree: &Tree) -> Result<String, String> {
    let joined = |parts: &[Tree], sign: &str| {
        let parts: Result<Vec<String>, String> = parts.iter().map(script).collect();
        Ok(format!("({})", parts?.join(sign)))
    };
    match &tree.form {
        Form::Name(name) => variable(name),
        Form::Number(digits) => Ok(digits.clone()),
        Form::Text(text) => Ok(string(text)),
        Form::Bool(truth) => Ok(truth.to_string()),
        Form::All(parts) => joined(parts, " && "),
        Form::Any(parts) => joined(parts, " || "),
        Form::Not(inner) => Ok(format!("!{}", script(inner)?)),
        Form::Negative(inner) => Ok(format!("-{}", script(inner)?)),
        Form::Binary("in", left, right) => match &right.form {
            Form::List(items) => {
                let left = script(left)?;
                let each = items.iter().map(|item| Ok(format!("{left} == {}", script(item)?)));
                Ok(format!("({})", each.collect::<Result<Vec<_>, String>>()?.join(" || ")))
            }
            _ => Err("a set".to_owned()),
        },
        Form::Binary(sign, left, right) => Ok(format!("({} {sign} {})", script(left)?, script(right)?)),
        Form::Call(function, items) => match (function.as_str(), items.as_slice()) {
            ("in_state", [Tree { form: Form::Text(state), .. }]) => Ok(format!("In({})", string(state))),
            // A fault in ECMAScript too: an assignment is no expression there.
            ("fault", [Tree { form: Form::Text(text), .. }]) => Ok(text.clone()),
            ("has", [Tree { form: Form::Name(name), .. }]) if name == "event.name" => Ok("_event".to_owned()),
            ("has", [Tree { form: Form::Name(name), .. }]) => {
                Ok(format!("(typeof {} != 'undefined')", variable(name)?))
            }
            _ => Err(format!("{function}()")),
        },
        Form::List(_) => Err("a list".to_owned()),
    }
}

fn variable(name: &str) -> Result<String, String> {
    match name {
        "now" | "actor" => Err(name.to_owned()),
        "event.name" => Ok("_event.name".to_owned()),
        _ => match name.strip_prefix("event.") {
            Some(field) => Ok(format!("_event.data.{field}")),
            None if name.contains('.') => Err(name.to_owned()),
            None => Ok(name.to_owned()),
        },
    }
}

fn string(text: &str) -> String {
    let inner: String = text
        .chars()
        .flat_map(|c| match c {
            '\'' | '\\' => vec!['\\', c],
            '\n' => vec!['\\', 'n'],
            '\t' => vec!['\\', 't'],
            c => vec![c],
        })
        .collect();
    format!("'{inner}'")
}
