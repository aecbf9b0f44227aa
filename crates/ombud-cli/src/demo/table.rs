//! Made-up files and the truth beside them.

use super::day::Day;

/// The content of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    /// A date as a workbook stores it; text in other formats.
    Date(Day),
}

impl Cell {
    pub(super) fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Date(day) => day.to_string(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Cell::Text(day.to_string())
    }
}

/// What is true of one clock of one row.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    pub(super) clock: &'static str,
    pub(super) status: &'static str,
    pub(super) due: Option<Day>,
}

/// One made-up complaint.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The planted category.
    pub(super) category: &'static str,
    /// The day by which rows are put in order.
    pub(super) order: Day,
    pub(super) cells: Vec<(&'static str, Cell)>,
    pub(super) truth: Vec<Expected>,
}

impl Row {
    pub(super) fn new(category: &'static str, order: Day) -> Row {
        Row { category, order, cells: Vec::new(), truth: Vec::new() }
    }

    /// Fills a cell; a second value for the same column replaces the first.
    pub(super) fn set(&mut self, column: &'static str, cell: impl Into<Cell>) -> &mut Row {
        let cell = cell.into();
        match self.cells.iter_mut().find(|(name, _)| *name == column) {
            Some(found) => found.1 = cell,
            None => self.cells.push((column, cell)),
        }
        self
    }

    pub(super) fn get(&self, column: &str) -> Option<&Cell> {
        self.cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| cell)
    }

    pub(super) fn expect(&mut self, clock: &'static str, status: &'static str, due: Option<Day>) -> &mut Row {
        self.truth.push(Expected { clock, status, due });
        self
    }
}

/// The status of a clock by plain comparison: what a clerk with a wall calendar would say.
pub(super) fn settle(last_day: Day, done: Option<Day>, as_of: Day) -> &'static str {
    match done {
        Some(done) if done <= last_day => "met",
        Some(_) => "met_late",
        None if as_of <= last_day => "running",
        None => "late",
    }
}

/// A field of a CSV file.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn line(fields: impl IntoIterator<Item = String>) -> String {
    let mut out = fields.into_iter().map(|field| quoted(&field)).collect::<Vec<_>>().join(",");
    out.push('\n');
    out
}

/// A CSV file with these columns.
pub(super) fn csv(columns: &[&str], rows: &[Row]) -> String {
    let mut out = line(columns.iter().map(|&column| column.to_owned()));
    for row in rows {
        out.push_str(&line(columns.iter().map(|column| row.get(column).map(Cell::text).unwrap_or_default())));
    }
    out
}

/// A JSON Lines file; a column without a value is left out.
pub(super) fn jsonl(columns: &[&str], rows: &[Row]) -> String {
    let mut out = String::new();
    for row in rows {
        let fields: Vec<String> = columns
            .iter()
            .filter_map(|column| {
                let text = row.get(column)?.text();
                Some(format!("{}:{}", json_text(column), json_text(&text)))
            })
            .collect();
        out.push('{');
        out.push_str(&fields.join(","));
        out.push_str("}\n");
    }
    out
}

fn json_text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The truth: one line for each clock that was planned, with the last day before it is late: the
/// agreed date where it counts, else the legal one.
pub(super) fn truth(id_column: &str, rows: &[Row]) -> String {
    let mut out = String::from("row,id,category,clock,status,last_day\n");
    for (index, row) in rows.iter().enumerate() {
        for expected in &row.truth {
            out.push_str(&line([
                (index + 1).to_string(),
                row.get(id_column).map(Cell::text).unwrap_or_default(),
                row.category.to_owned(),
                expected.clock.to_owned(),
                expected.status.to_owned(),
                expected.due.map(|due| due.to_string()).unwrap_or_default(),
            ]));
        }
    }
    out
}
