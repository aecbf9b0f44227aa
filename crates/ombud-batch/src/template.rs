//! A request in which cells of the row stand in some places.

use std::collections::BTreeMap;

use ombud::{
    Error, ErrorCode,
    error::Result,
    model::{Json, Moment, Zone},
};

use crate::{arrow::Reader, job::Part};

/// Compiles templates for the columns of a stream.
pub(crate) struct Compiler<'a> {
    pub(crate) reader: &'a mut Reader,
}

/// A value of a template.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// The same for every row.
    Fixed(Json),
    /// The cell of a column.
    Cell(usize),
    List(Vec<Node>),
    Map(BTreeMap<String, Node>),
}

impl Compiler<'_> {
    /// The template of a document: an object with nothing but `column` stands for a cell.
    ///
    /// # Errors
    /// Those of [`Reader::column`], with the place in the document.
    pub(crate) fn node(&mut self, json: &Json, path: &str) -> Result<Node> {
        Ok(match json {
            Json::Map(map) => {
                if let (1, Some(Json::Text(name))) = (map.len(), map.get("column")) {
                    return self.reader.column(name).map(Node::Cell).map_err(|error| error.path(path));
                }
                let mut nodes = BTreeMap::new();
                for (key, json) in map {
                    nodes.insert(key.clone(), self.node(json, &format!("{path}.{key}"))?);
                }
                match nodes.values().all(Node::is_fixed) {
                    true => Node::Fixed(json.clone()),
                    false => Node::Map(nodes),
                }
            }
            Json::List(list) => {
                let mut nodes = Vec::new();
                for (at, json) in list.iter().enumerate() {
                    nodes.push(self.node(json, &format!("{path}[{at}]"))?);
                }
                match nodes.iter().all(Node::is_fixed) {
                    true => Node::Fixed(json.clone()),
                    false => Node::List(nodes),
                }
            }
            other => Node::Fixed(other.clone()),
        })
    }
}

/// A row whose cells are put into templates.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) part: &'a Part<'a>,
    pub(crate) row: usize,
    pub(crate) zone: Option<&'a Zone>,
}

impl Row<'_> {
    fn named(&self, column: usize, error: Error) -> Error {
        match self.part.fields.get(column) {
            Some(field) if error.detail().item.is_none() && !field.name.is_empty() => error.item(&field.name),
            _ => error,
        }
    }
}

impl Node {
    fn is_fixed(&self) -> bool {
        matches!(self, Node::Fixed(_))
    }

    /// The value for a row; nothing for a cell that is null. In a list or an object such a cell is
    /// left out.
    ///
    /// # Errors
    /// Those of the cells, which name their columns.
    pub(crate) fn value(&self, row: Row<'_>) -> Result<Option<Json>> {
        Ok(Some(match self {
            Node::Fixed(json) => json.clone(),
            Node::Cell(column) => {
                let cell = row.part.cell(*column, row.row)?;
                return cell.json(row.zone).map_err(|error| row.named(*column, error));
            }
            Node::List(nodes) => {
                let mut list = Vec::new();
                for node in nodes {
                    list.extend(node.value(row)?);
                }
                Json::List(list)
            }
            Node::Map(nodes) => {
                let mut map = BTreeMap::new();
                for (key, node) in nodes {
                    if let Some(json) = node.value(row)? {
                        map.insert(key.clone(), json);
                    }
                }
                Json::Map(map)
            }
        }))
    }

    /// Whether it stands for a cell that is null.
    pub(crate) fn is_null(&self, row: Row<'_>) -> bool {
        matches!(self, Node::Cell(column) if row.part.cell(*column, row.row).is_ok_and(|cell| cell.is_null()))
    }
}

/// A time of a template, read once where it is the same for every row.
#[derive(Debug, Clone)]
pub(crate) enum Time {
    Fixed(Moment),
    Cell(usize),
}

impl Time {
    /// # Errors
    /// `invalid_date`, `invalid_instant`; `invalid_field` for what is neither text nor a cell.
    pub(crate) fn new(node: &Node, path: &str) -> Result<Self> {
        match node {
            Node::Cell(column) => Ok(Time::Cell(*column)),
            Node::Fixed(Json::Text(text)) => {
                text.parse().map(Time::Fixed).map_err(|error: Error| error.path(path))
            }
            _ => Err(Error::new(ErrorCode::InvalidField).path(path).expected("a date or an instant")),
        }
    }

    /// The time for a row; nothing where its cell is null.
    ///
    /// # Errors
    /// Those of the cell.
    pub(crate) fn of(&self, row: Row<'_>) -> Result<Option<Moment>> {
        match self {
            Time::Fixed(moment) => Ok(Some(*moment)),
            Time::Cell(column) => {
                let cell = row.part.cell(*column, row.row)?;
                cell.moment(row.zone).map_err(|error| row.named(*column, error))
            }
        }
    }
}
