//! A first profile for an unknown file: what its columns may be, why, and how sure that is.
//!
//! A draft reads the file as it is. What would start a clock is proposed only where the header says
//! so; what the sample cannot decide, the order of day and month first of all, is left to a person.

mod days;
mod frame;
mod gutters;
mod names;
mod propose;
mod sample;
mod seen;
mod try_out;
mod write;

use ombud::{
    Engine,
    error::Result,
    model::{Label, Lang, SourceId, Zone},
    pack::{Format, SourceDef},
};
use serde::Serialize;

use self::{
    days::{Candidate, Days, Order, candidates, fewest},
    names::Names,
    propose::Proposals,
    sample::{Sample, sample},
    seen::Seen,
};
use crate::{fold::head, read::Input};

/// How sure a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Sure {
    /// The header is one that a packed profile has.
    Sure,
    /// The catalogue calls something so, or the values show it.
    Likely,
    /// Nothing says what it is; it is kept as it stands.
    Open,
}

/// What a shape of dates reads of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Shape {
    /// The shape, as a profile lists it.
    pub shape: String,
    /// How many values it reads.
    pub read: usize,
}

/// A column of the file, and what is proposed for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Guessed {
    /// The header, or a number where there is none.
    pub name: String,
    /// What it may fill; nothing where the draft leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// How sure that is.
    pub sure: Sure,
    /// Why, and what the person must know.
    pub why: Vec<Label>,
    /// How many values were looked at.
    pub values: usize,
    /// How many of them are blank.
    pub blank: usize,
    /// How many different ones there are.
    pub distinct: usize,
    /// The shapes of dates that read any of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shapes: Vec<Shape>,
    /// Where it begins in a record of a fixed width.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// How wide it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
}

/// A first profile.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Draft {
    /// The profile.
    pub source: SourceDef,
    /// The same as an author's file, with the reasons as comments.
    pub toml: String,
    /// The columns, in the file's order.
    pub columns: Vec<Guessed>,
    /// What was noticed about the file, and what is left to decide.
    pub notes: Vec<Label>,
}

/// Drafts a profile for a file.
///
/// # Errors
/// `file_access`, `unreadable_file`, `too_large`.
pub fn guess(engine: &Engine, input: &Input, lang: Lang) -> Result<Draft> {
    let names = Names::new(engine);
    let mut sample = sample(input, &|header| names.knows(header))?;
    if sample.no_header || sample.format == Format::Fixed {
        for (at, column) in sample.columns.iter_mut().enumerate() {
            let number = at.saturating_add(1);
            column.name =
                Label::new(format!("第{number}列"), format!("column {number}")).get(lang).to_owned();
        }
    }
    let nearest = names.nearest(sample.columns.iter().map(|column| column.name.as_str()));
    let source = nearest.first().and_then(|at| names.source(*at));
    let language = language(&sample);
    let zone_name = match (source, language) {
        (Some(source), _) => source.zone.as_str(),
        (None, Lang::Zh) => "Asia/Shanghai",
        (None, Lang::En) => "UTC",
    };
    let candidates = candidates(&Zone::new(zone_name)?);
    let seen: Vec<Seen<'_>> = sample.columns.iter().map(|column| Seen::new(column, &candidates)).collect();
    let mut notes = sample.notes.clone();
    if source.is_none() {
        notes.push(Label::new(
            format!("时区{zone_name}只是先写上,请核对;regimes 没有写,分诊时用 --regime 给出"),
            format!("the zone {zone_name} is only a first entry, please check; regimes are left out: name them with --regime"),
        ));
    }
    let dates = shapes(&candidates, &seen, &mut notes);
    let mut def = SourceDef {
        id: SourceId::new("draft")?,
        title: Label::new(
            format!("草稿:{}", head(input.name(), 60)),
            format!("Draft: {}", head(input.name(), 60)),
        ),
        format: sample.format,
        encoding: sample.encoding,
        delimiter: sample.delimiter.map(String::from),
        sheet: None,
        no_header: sample.no_header,
        fixed: sample.fixed.clone(),
        zone: zone_name.to_owned(),
        language,
        currency: source
            .map_or(if language == Lang::Zh { "CNY".parse().ok() } else { None }, |source| source.currency),
        regimes: source.map(|source| source.regimes.clone()).unwrap_or_default(),
        dates,
        column: Vec::new(),
    };
    let mut proposals = Proposals { names: &names, nearest, sample: &sample, columns: Vec::new() };
    proposals.all(&def, &seen, &candidates);
    let mut columns = proposals.columns;
    def.column = columns.iter().filter_map(|(_, column)| column.clone()).collect();
    try_out::repair(engine, &mut def, &mut columns);
    notes.extend(try_out::read_back(engine, &def, input, &mut columns));
    let toml = write::profile(&def, &columns, &notes, lang);
    Ok(Draft { source: def, toml, columns: columns.into_iter().map(|(guessed, _)| guessed).collect(), notes })
}

fn language(sample: &Sample) -> Lang {
    let texts = sample
        .columns
        .iter()
        .flat_map(|column| std::iter::once(&column.name).chain(column.values.iter().take(50)));
    let chinese = |text: &&String| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let named = sample.columns.iter().filter(|column| chinese(&&column.name)).count();
    let many = texts.filter(chinese).count() > sample.columns.len();
    if named > 0 || many { Lang::Zh } else { Lang::En }
}

/// The shapes that the columns of days have. Where the sample does not tell the order of day and
/// month, neither is listed, and the note says which two there are.
fn shapes(candidates: &[Candidate], seen: &[Seen<'_>], notes: &mut Vec<Label>) -> Vec<String> {
    let of_days: Vec<&Seen<'_>> = seen.iter().filter(|seen| seen.day_share().at_least(50)).collect();
    let sum = |count: fn(&Days) -> usize| {
        of_days.iter().map(|seen| count(&seen.days)).fold(0, usize::saturating_add)
    };
    let (day, month, either) = (sum(|d| d.day_first), sum(|d| d.month_first), sum(|d| d.either));
    let mut orders = vec![Order::Year];
    match (day, month) {
        (0, 0) if either == 0 => {}
        (0, 0) => notes.push(Label::new(
            format!("日与月的先后看不出来:{either}处两种读法都成立。请只取一种写法加进 dates,否则这些日期读不出"),
            format!("the order of day and month cannot be told: {either} dates fit both. Add the shapes of one order to dates; until then these dates are not read"),
        )),
        (day, 0) => {
            orders.push(Order::Day);
            notes.push(Label::new(
                format!("日在月前:有{day}处只能这样读,没有相反的;另有{either}处两种读法都成立,照此读"),
                format!("the day comes before the month: {day} dates fit only that, none the other; {either} that fit both are read so too"),
            ));
        }
        (0, month) => {
            orders.push(Order::Month);
            notes.push(Label::new(
                format!("月在日前:有{month}处只能这样读,没有相反的;另有{either}处两种读法都成立,照此读"),
                format!("the month comes before the day: {month} dates fit only that, none the other; {either} that fit both are read so too"),
            ));
        }
        (day, month) => notes.push(Label::new(
            format!("日与月的先后互相矛盾:{day}处日在前,{month}处月在前。两种都没有写进 dates,请核对"),
            format!("the order of day and month is contradictory: {day} dates have the day first, {month} the month. Neither is in dates; please check"),
        )),
    }
    let mut chosen: Vec<usize> = Vec::new();
    for seen in &of_days {
        for at in fewest(candidates, &orders, &seen.values, &seen.days) {
            if !chosen.contains(&at) {
                chosen.push(at);
            }
        }
    }
    chosen.sort_unstable();
    let mut dates: Vec<String> =
        chosen.iter().filter_map(|at| candidates.get(*at)).map(|c| c.shape.clone()).collect();
    if dates.is_empty() {
        dates.push("yyyy-mm-dd".to_owned());
    }
    dates
}
