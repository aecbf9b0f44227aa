//! A request of `clock.due` as a template, asked of the typed engine.

use std::collections::BTreeMap;

use ombud::{
    Answer, Engine, Error, ErrorCode, Regime,
    clock::Query,
    error::Result,
    model::{Catalogue, Event, Facts, Json, Moment, PartId, canon},
    ops::Registry,
};

use crate::template::{Compiler, Node, Row, Time};

/// The template, compiled.
pub(crate) struct Inquiry {
    engine: Engine,
    whole: Node,
    regimes: Option<Vec<Regime>>,
    received: Option<Time>,
    facts: Given,
    parts: Vec<(PartId, Given)>,
    events: Vec<EventPlan>,
    as_of: Time,
}

/// Facts: those that are the same for every row are read once.
pub(crate) struct Given {
    fixed: Facts,
    cells: Vec<(String, Node)>,
}

/// An event, as far as it is the same for every row.
enum EventPlan {
    /// All but its time, which may be a cell.
    Dated(Event, Option<Time>),
    /// An object with cells in other places.
    Object(Node),
}

impl Given {
    pub(crate) fn new(node: Option<&Node>, catalogue: &Catalogue, path: &str) -> Result<Self> {
        let mut given = Given { fixed: Facts::new(), cells: Vec::new() };
        let members: Vec<(&String, Node)> = match node {
            None => Vec::new(),
            Some(Node::Map(map)) => map.iter().map(|(key, node)| (key, node.clone())).collect(),
            Some(Node::Fixed(Json::Map(map))) => {
                map.iter().map(|(key, json)| (key, Node::Fixed(json.clone()))).collect()
            }
            Some(_) => return Err(Error::new(ErrorCode::InvalidField).path(path).expected("an object")),
        };
        for (id, node) in members {
            match node {
                Node::Fixed(json) => {
                    let (id, fact) = catalogue.read_fact(id, &json).map_err(|error| error.within(path))?;
                    given.fixed.insert(id, fact);
                }
                cell => {
                    catalogue.fact(id).map_err(|error| error.within(path))?;
                    given.cells.push((id.clone(), cell));
                }
            }
        }
        Ok(given)
    }

    pub(crate) fn of(&self, row: Row<'_>, catalogue: &Catalogue) -> Result<Facts> {
        let mut facts = self.fixed.clone();
        for (id, node) in &self.cells {
            if let Some(json) = node.value(row)? {
                let (id, fact) = catalogue.read_fact(id, &json).map_err(|error| error.within("facts"))?;
                facts.insert(id, fact);
            }
        }
        Ok(facts)
    }
}

/// The members of an object of a template.
pub(crate) fn members(node: Node, path: &str) -> Result<BTreeMap<String, Node>> {
    match node {
        Node::Map(map) => Ok(map),
        Node::Fixed(Json::Map(map)) => {
            Ok(map.into_iter().map(|(key, json)| (key, Node::Fixed(json))).collect())
        }
        _ => Err(Error::new(ErrorCode::InvalidField).path(path).expected("an object")),
    }
}

/// That an object has no other members.
pub(crate) fn no_more(map: &BTreeMap<String, Node>, path: &str) -> Result<()> {
    match map.keys().next() {
        None => Ok(()),
        Some(key) => {
            let error = Error::new(ErrorCode::InvalidField).path(format_args!("{path}.{key}"));
            Err(error.expected("no other field").found(key))
        }
    }
}

fn items(node: Option<Node>, path: &str) -> Result<Vec<Node>> {
    match node {
        None => Ok(Vec::new()),
        Some(Node::List(nodes)) => Ok(nodes),
        Some(Node::Fixed(Json::List(list))) => Ok(list.into_iter().map(Node::Fixed).collect()),
        Some(_) => Err(Error::new(ErrorCode::InvalidField).path(path).expected("a list")),
    }
}

impl Inquiry {
    /// # Errors
    /// Those of a template that no row can fit.
    pub(crate) fn new(engine: &Engine, request: &Json, compiler: &mut Compiler<'_>) -> Result<Self> {
        let whole = compiler.node(request, "request")?;
        let mut map = members(whole.clone(), "request")?;
        let catalogue = engine.catalogue();
        let missing = |field: &str| {
            Error::new(ErrorCode::InvalidField).path(format_args!("request.{field}")).expected("a value")
        };
        let regimes = match map.remove("regimes").ok_or_else(|| missing("regimes"))? {
            Node::Fixed(json) => Some(self::regimes(engine, &json).map_err(|error| error.within("request"))?),
            _ => None,
        };
        let as_of = Time::new(&map.remove("as_of").ok_or_else(|| missing("as_of"))?, "request.as_of")?;
        let received = map.remove("received").map(|node| Time::new(&node, "request.received")).transpose()?;
        if received.is_some() {
            catalogue.event("received")?;
        }
        let facts = Given::new(map.remove("facts").as_ref(), catalogue, "request.facts")?;
        let mut parts = Vec::new();
        for (part, node) in
            map.remove("parts").map_or(Ok(BTreeMap::new()), |node| members(node, "request.parts"))?
        {
            let path = format!("request.parts.{part}");
            let id = PartId::new(part).map_err(|error| error.path("request.parts"))?;
            parts.push((id, Given::new(Some(&node), catalogue, &path)?));
        }
        let mut events = Vec::new();
        for (at, node) in items(map.remove("events"), "request.events")?.into_iter().enumerate() {
            events.push(EventPlan::new(node, catalogue, &format!("request.events[{at}]"))?);
        }
        no_more(&map, "request")?;
        Ok(Inquiry { engine: engine.clone(), whole, regimes, received, facts, parts, events, as_of })
    }

    /// What the regimes say of a row. A row that fails is asked again as a document, so that its
    /// error is that of `clock.due`.
    ///
    /// # Errors
    /// Those of the cells and of `clock.due`.
    pub(crate) fn answer(&self, row: Row<'_>) -> Result<Vec<Answer>> {
        self.typed(row).or_else(|error| match self.document(row)? {
            Some(document) => {
                Registry::core().call(&self.engine, "clock.due", &document.to_bytes()).and(Err(error))
            }
            None => Err(error),
        })
    }

    /// The request of a row: an event whose time is a cell that is null is left out.
    fn document(&self, row: Row<'_>) -> Result<Option<Json>> {
        let mut whole = self.whole.clone();
        if let Node::Map(map) = &mut whole
            && let Some(Node::List(events)) = map.get_mut("events")
        {
            events.retain(|event| match event {
                Node::Map(event) => !event.get("at").is_some_and(|at| at.is_null(row)),
                _ => true,
            });
        }
        whole.value(row)
    }

    fn typed(&self, row: Row<'_>) -> Result<Vec<Answer>> {
        let catalogue = self.engine.catalogue();
        let named;
        let regimes = match &self.regimes {
            Some(regimes) => regimes,
            None => {
                named = self.named(row)?;
                &named
            }
        };
        let facts = self.facts.of(row, catalogue)?;
        let mut parts = BTreeMap::new();
        for (part, given) in &self.parts {
            parts.insert(part.clone(), given.of(row, catalogue)?);
        }
        let mut events = Vec::new();
        if let Some(at) = self.received.as_ref().map(|time| time.of(row)).transpose()?.flatten() {
            events.push(Event::new(catalogue.event("received")?.id.clone(), at));
        }
        for plan in &self.events {
            events.extend(plan.of(row, catalogue)?);
        }
        let as_of: Moment =
            self.as_of.of(row)?.ok_or_else(|| Error::new(ErrorCode::InvalidField).path("as_of"))?;
        let query = Query { facts: &facts, events: &events, as_of, parts: &parts };
        regimes.iter().map(|regime| regime.answer(&query)).collect()
    }

    /// The regimes that cells name.
    fn named(&self, row: Row<'_>) -> Result<Vec<Regime>> {
        let json = match &self.whole {
            Node::Map(map) => map.get("regimes").map(|node| node.value(row)).transpose()?.flatten(),
            _ => None,
        };
        regimes(&self.engine, &json.ok_or_else(|| Error::new(ErrorCode::InvalidField).path("regimes"))?)
    }
}

fn regimes(engine: &Engine, json: &Json) -> Result<Vec<Regime>> {
    let ids: Vec<String> = canon::from_json(json).map_err(|error| error.within("regimes"))?;
    let wrong = |expected: &str| Error::new(ErrorCode::InvalidField).path("regimes").expected(expected);
    if ids.is_empty() {
        return Err(wrong("at least one regime"));
    }
    if let Some((_, twice)) =
        ids.iter().enumerate().find(|(at, id)| ids.iter().take(*at).any(|before| before == *id))
    {
        return Err(wrong("each regime once").found(twice));
    }
    ids.iter().map(|id| engine.regime(id)).collect()
}

impl EventPlan {
    fn new(node: Node, catalogue: &Catalogue, path: &str) -> Result<Self> {
        let mut map = match node {
            Node::Fixed(json) => {
                let event = catalogue.read_event(&json).map_err(|error| error.within(path))?;
                return Ok(EventPlan::Dated(event, None));
            }
            node => members(node, path)?,
        };
        let at = map.get("at").cloned();
        let rest = map.iter().filter(|(key, _)| *key != "at").map(|(key, node)| match node {
            Node::Fixed(json) => Some((key.clone(), json.clone())),
            _ => None,
        });
        match (rest.collect::<Option<BTreeMap<_, _>>>(), at) {
            (Some(rest), Some(at)) => {
                let event = catalogue.read_event(&Json::Map(rest)).map_err(|error| error.within(path))?;
                Ok(EventPlan::Dated(event, Some(Time::new(&at, &format!("{path}.at"))?)))
            }
            _ => {
                // What stands there for every row is wrong for every row.
                if let Some(Node::Fixed(Json::Text(kind))) = map.get("type") {
                    catalogue.event(kind).map_err(|error| error.within(path))?;
                }
                Ok(EventPlan::Object(Node::Map(std::mem::take(&mut map))))
            }
        }
    }

    /// The event of a row; nothing where its time is a cell that is null.
    fn of(&self, row: Row<'_>, catalogue: &Catalogue) -> Result<Option<Event>> {
        match self {
            EventPlan::Dated(event, None) => Ok(Some(event.clone())),
            EventPlan::Dated(event, Some(time)) => {
                Ok(time.of(row)?.map(|at| Event { at: Some(at), ..event.clone() }))
            }
            EventPlan::Object(node) => {
                if matches!(node, Node::Map(map) if map.get("at").is_some_and(|at| at.is_null(row))) {
                    return Ok(None);
                }
                node.value(row)?.map(|json| catalogue.read_event(&json)).transpose()
            }
        }
    }
}
