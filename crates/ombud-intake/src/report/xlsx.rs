//! `ledger.xlsx`: written as the rows come, in memory that does not grow with them.
//!
//! Everything that comes from a file is written as a string cell, so nothing in it can become a
//! formula, a link or a date.

use std::{
    io::{Seek, Write},
    path::Path,
};

use ombud::{
    clock::Status,
    model::{Date, Lang},
};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use super::{
    About, Breakdown, Item, Place, Result, Tally, Urgency, Words,
    line::{self, Hour, Line},
    tally::{self, Key},
    wording::{self as w, Word},
};

/// The rows of a sheet, the header among them.
const SHEET_ROWS: u32 = 1_048_576;
/// Up to so many open obligations are kept to be written in order of urgency.
const IN_ORDER: usize = 20_000;
/// The longest text of a cell, in UTF-16 units.
const CELL: usize = 32_767;

/// How the cells of a column look. It is set for the column: a format given to a cell is looked up
/// by all of its properties, cell by cell.
#[derive(Debug, Clone, Copy)]
enum Look {
    Plain,
    Wrap,
    Day,
    Number,
}

const LEDGER: [(Word, f64, Look); 22] = [
    (w::COL_URGENCY, 11.0, Look::Plain),
    (w::COL_ID, 20.0, Look::Plain),
    (w::COL_HANDLER, 11.0, Look::Plain),
    (w::COL_BRANCH, 18.0, Look::Plain),
    (w::COL_PRODUCT, 20.0, Look::Wrap),
    (w::COL_KIND, 9.0, Look::Plain),
    (w::COL_CLOCK, 26.0, Look::Wrap),
    (w::COL_ACT, 30.0, Look::Wrap),
    (w::COL_STAGE, 24.0, Look::Wrap),
    (w::COL_NEXT, 24.0, Look::Wrap),
    (w::COL_ROLES, 20.0, Look::Wrap),
    (w::COL_WORK_TO, 16.0, Look::Day),
    (w::COL_LEGAL, 16.0, Look::Day),
    (w::COL_AGREED, 12.0, Look::Day),
    (w::COL_LEFT, 10.0, Look::Number),
    (w::COL_STATUS, 10.0, Look::Plain),
    (w::COL_MISSING, 46.0, Look::Wrap),
    (w::COL_CITE, 30.0, Look::Wrap),
    (w::COL_CONFIDENCE, 16.0, Look::Plain),
    (w::COL_ACTOR, 12.0, Look::Plain),
    (w::COL_REGIME, 26.0, Look::Wrap),
    (w::COL_ROW, 10.0, Look::Number),
];

const SPLIT: [(Word, f64, Look); 10] = [
    (w::COL_ROW, 10.0, Look::Number),
    (w::COL_ID, 20.0, Look::Plain),
    (w::COL_KIND, 12.0, Look::Plain),
    (w::COL_HANDLER, 12.0, Look::Plain),
    (w::COL_BRANCH, 20.0, Look::Plain),
    (w::COL_PRODUCT, 24.0, Look::Plain),
    (w::COL_CHANNEL, 16.0, Look::Plain),
    (w::COL_OPEN_DUTIES, 12.0, Look::Number),
    (w::COL_URGENCY, 13.0, Look::Plain),
    (w::COL_TROUBLES, 14.0, Look::Number),
];

#[derive(Debug)]
struct Formats {
    head: Format,
    plain: Format,
    wrap: Format,
    date: Format,
    number: Format,
    strong: Format,
    note: Format,
    minute: Format,
    grey: Format,
    grey_date: Format,
    red: Format,
    amber: Format,
    green: Format,
    quiet: Format,
}

impl Formats {
    fn new() -> Self {
        let base = || Format::new().set_align(FormatAlign::Top);
        let fill = |back: u32, front: u32| {
            base().set_bold().set_background_color(Color::RGB(back)).set_font_color(Color::RGB(front))
        };
        let grey = || base().set_italic().set_font_color(Color::RGB(0x0066_6B70));
        Formats {
            head: base()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0x00E9_EDF1)),
            plain: base(),
            wrap: base().set_text_wrap(),
            date: base().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left).set_text_wrap(),
            minute: base().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Left).set_text_wrap(),
            number: base().set_num_format("0"),
            strong: Format::new().set_bold().set_font_size(12.0),
            note: Format::new().set_font_color(Color::RGB(0x0055_5B61)),
            grey: grey().set_text_wrap(),
            grey_date: grey().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            red: fill(0x00F8_D7D4, 0x008C_1A11),
            amber: fill(0x00FC_E9C2, 0x0070_4A00),
            green: fill(0x00D9_EBD9, 0x001D_5A2A),
            quiet: base().set_bold().set_font_color(Color::RGB(0x003F_464D)),
        }
    }

    fn column(&self, look: Look) -> &Format {
        match look {
            Look::Plain => &self.plain,
            Look::Wrap => &self.wrap,
            Look::Day => &self.date,
            Look::Number => &self.number,
        }
    }

    fn of(&self, urgency: Urgency) -> &Format {
        match urgency {
            Urgency::Overdue | Urgency::Past | Urgency::Today => &self.red,
            Urgency::Soon | Urgency::Week => &self.amber,
            Urgency::Later => &self.green,
            Urgency::Unconfirmed => &self.grey,
            Urgency::Promptly | Urgency::Paused | Urgency::Undated => &self.quiet,
        }
    }
}

/// A sheet that goes on in another where it is full.
struct Sheet {
    name: String,
    columns: Vec<(String, f64, Look)>,
    full: Vec<Worksheet>,
    sheet: Worksheet,
    row: u32,
    rows: u32,
}

impl Sheet {
    fn new(
        book: &mut Workbook,
        formats: &Formats,
        name: &str,
        columns: &[(Word, f64, Look)],
        lang: Lang,
        rows: u32,
    ) -> Result<Self> {
        let columns =
            columns.iter().map(|(word, width, look)| (word.get(lang).to_owned(), *width, *look)).collect();
        let sheet = book.new_worksheet_with_constant_memory()?;
        let mut out = Sheet { name: name.to_owned(), columns, full: Vec::new(), sheet, row: 0, rows };
        out.open(formats)?;
        Ok(out)
    }

    fn open(&mut self, formats: &Formats) -> Result<()> {
        let name = match self.full.len() {
            0 => self.name.clone(),
            n => format!("{} {}", self.name, n.saturating_add(1)),
        };
        self.sheet.set_name(name)?;
        self.sheet.set_freeze_panes(1, 2)?;
        self.sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        self.sheet.set_print_gridlines(true).set_row_height(0, 30.0)?;
        for (col, (title, width, look)) in (0_u16..).zip(&self.columns) {
            self.sheet.set_column_width(col, *width)?.set_column_format(col, formats.column(*look))?;
            self.sheet.write_string_with_format(0, col, title.as_str(), &formats.head)?;
        }
        self.row = 1;
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let last = u16::try_from(self.columns.len()).unwrap_or(1).saturating_sub(1);
        self.sheet.autofilter(0, 0, self.row.saturating_sub(1).max(1), last)?;
        Ok(())
    }

    /// The row to write next; a new sheet where this one is full.
    fn next(&mut self, book: &mut Workbook, formats: &Formats) -> Result<u32> {
        if self.row >= self.rows {
            self.close()?;
            let fresh = book.new_worksheet_with_constant_memory()?;
            self.full.push(std::mem::replace(&mut self.sheet, fresh));
            self.open(formats)?;
        }
        let row = self.row;
        self.row = self.row.saturating_add(1);
        Ok(row)
    }

    fn push(mut self, book: &mut Workbook) -> Result<()> {
        self.close()?;
        for sheet in self.full {
            book.push_worksheet(sheet);
        }
        book.push_worksheet(self.sheet);
        Ok(())
    }
}

/// An open obligation that waits to be written.
#[derive(Debug)]
struct Waiting {
    key: Key,
    place: Place,
    line: Line,
}

/// The spreadsheet as it is written.
pub struct Ledger {
    book: Workbook,
    formats: Formats,
    split: Sheet,
    waiting: Vec<Waiting>,
    /// Where there are too many to be put in order: all of them, as they come.
    rest: Option<Sheet>,
    rows: u32,
    in_order: usize,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}

impl Ledger {
    /// An empty spreadsheet; `scratch` is a directory for its temporary files.
    ///
    /// # Errors
    /// Where a temporary file cannot be made.
    pub fn new(about: &About, scratch: &Path) -> Result<Self> {
        Ledger::with_limits(about, scratch, SHEET_ROWS, IN_ORDER)
    }

    fn with_limits(about: &About, scratch: &Path, rows: u32, in_order: usize) -> Result<Self> {
        let mut book = Workbook::new();
        book.set_tempdir(scratch)?;
        // The least effort already makes the sheets small; more takes most of the run.
        book.set_zip_compression_level(1);
        let formats = Formats::new();
        let name = w::SHEET_SPLIT.get(about.lang);
        let split = Sheet::new(&mut book, &formats, name, &SPLIT, about.lang, rows)?;
        Ok(Ledger { book, formats, split, waiting: Vec::new(), rest: None, rows, in_order })
    }

    /// Adds a row that was kept.
    ///
    /// # Errors
    /// Where a temporary file cannot be written.
    pub fn add(&mut self, item: &Item<'_>, about: &About, words: &dyn Words) -> Result<()> {
        let place = Place::of(item);
        let (mut open, mut worst) = (0_u32, None::<Urgency>);
        for (nth, obligation) in item.duties.iter().copied().enumerate() {
            let Some(urgency) = Urgency::of(obligation, about.as_of) else { continue };
            if obligation.actor == ombud::clock::Actor::Firm {
                open = open.saturating_add(1);
                worst = Some(worst.map_or(urgency, |worst| worst.min(urgency)));
            }
            let line = Line::new(about, words, &place, obligation, urgency, &item.ahead(nth));
            match &mut self.rest {
                Some(rest) => write_line(rest, &mut self.book, &self.formats, &place, &line, about)?,
                None => {
                    let key = Key::of(obligation, urgency, place.id.as_deref());
                    self.waiting.push(Waiting { key, place: place.clone(), line });
                }
            }
        }
        if self.rest.is_none() && self.waiting.len() > self.in_order {
            let name = w::SHEET_LEDGER_REST.get(about.lang);
            let mut rest = Sheet::new(&mut self.book, &self.formats, name, &LEDGER, about.lang, self.rows)?;
            for waiting in std::mem::take(&mut self.waiting) {
                write_line(&mut rest, &mut self.book, &self.formats, &waiting.place, &waiting.line, about)?;
            }
            self.rest = Some(rest);
        }
        self.split_row(item, &place, open, worst, about, words)
    }

    fn split_row(
        &mut self,
        item: &Item<'_>,
        place: &Place,
        open: u32,
        worst: Option<Urgency>,
        about: &About,
        words: &dyn Words,
    ) -> Result<()> {
        let row = self.split.next(&mut self.book, &self.formats)?;
        let (sheet, f) = (&mut self.split.sheet, &self.formats);
        number(sheet, row, 0, item.number, None)?;
        text(sheet, row, 1, place.id.as_deref().unwrap_or_default(), None)?;
        text(sheet, row, 2, &line::kind(&place.kind, words, about.lang), None)?;
        text(sheet, row, 3, place.handler.as_deref().unwrap_or_default(), None)?;
        text(sheet, row, 4, place.branch.as_deref().unwrap_or_default(), None)?;
        text(sheet, row, 5, &line::product(place).unwrap_or_default(), None)?;
        text(sheet, row, 6, place.channel.as_deref().unwrap_or_default(), None)?;
        number(sheet, row, 7, u64::from(open), None)?;
        match worst {
            Some(worst) => text(sheet, row, 8, w::urgency(worst).get(about.lang), Some(f.of(worst)))?,
            None => text(sheet, row, 8, w::COL_IDLE.get(about.lang), None)?,
        }
        let troubles = u64::try_from(item.troubles.len()).unwrap_or(u64::MAX);
        number(sheet, row, 9, troubles, None)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(
        self,
        about: &About,
        tally: &Tally,
        words: &dyn Words,
        out: impl Write + Seek + Send,
    ) -> Result<()> {
        let Ledger { mut book, formats, split, mut waiting, rest, rows, .. } = self;
        let (lang, f) = (about.lang, &formats);
        let mut top = Sheet::new(&mut book, f, w::SHEET_LEDGER.get(lang), &LEDGER, lang, rows)?;
        if rest.is_some() {
            for urgent in tally.urgent() {
                let line =
                    Line::new(about, words, &urgent.place, &urgent.obligation, urgent.urgency, &urgent.ahead);
                write_line(&mut top, &mut book, f, &urgent.place, &line, about)?;
            }
        } else {
            waiting.sort_by(|a, b| {
                (&a.key, &a.line.clock, a.place.number).cmp(&(&b.key, &b.line.clock, b.place.number))
            });
            for waiting in &waiting {
                write_line(&mut top, &mut book, f, &waiting.place, &waiting.line, about)?;
            }
        }
        top.push(&mut book)?;
        split.push(&mut book)?;
        let counts = counts(&mut book, f, about, tally, words)?;
        book.push_worksheet(counts);
        let problems = problems(&mut book, f, about, tally, words)?;
        book.push_worksheet(problems);
        if let Some(rest) = rest {
            rest.push(&mut book)?;
        }
        // The time of writing would make every file differ.
        let mut properties = DocProperties::new().set_title(w::TITLE.get(lang));
        if let Ok(date) = excel(about.as_of) {
            properties = properties.set_creation_datetime(&date);
        }
        book.set_properties(&properties);
        book.save_to_writer(out)?;
        Ok(())
    }
}

fn write_line(
    sheet: &mut Sheet,
    book: &mut Workbook,
    f: &Formats,
    place: &Place,
    line: &Line,
    about: &About,
) -> Result<()> {
    let row = sheet.next(book, f)?;
    let lang = about.lang;
    let sheet = &mut sheet.sheet;
    let (cell, dates) = match line.unconfirmed {
        true => (Some(&f.grey), Some(&f.grey_date)),
        false => (None, None),
    };
    let id = match &line.part {
        Some(part) => format!("{} · {part}", line.id),
        None => line.id.clone(),
    };
    let mut missing: Vec<&str> = line.must.iter().map(String::as_str).collect();
    missing.extend(line.could.iter().map(String::as_str));
    let if_confirmed =
        line.if_confirmed.filter(|_| line.unconfirmed).map(|date| w::IF_CONFIRMED.fill(lang, &[&date]));
    missing.extend(if_confirmed.as_deref());
    text(sheet, row, 0, w::urgency(line.urgency).get(lang), Some(f.of(line.urgency)))?;
    text(sheet, row, 1, &id, cell)?;
    text(sheet, row, 2, place.handler.as_deref().unwrap_or_default(), cell)?;
    text(sheet, row, 3, place.branch.as_deref().unwrap_or_default(), cell)?;
    text(sheet, row, 4, line.product.as_deref().unwrap_or_default(), cell)?;
    text(sheet, row, 5, &line.kind, cell)?;
    text(sheet, row, 6, &line.clock, cell)?;
    text(sheet, row, 7, &line.act, cell)?;
    for (col, words) in (8_u16..).zip([&line.stage, &line.next, &line.who]) {
        text(sheet, row, col, words.as_deref().unwrap_or_default(), cell)?;
    }
    match (line.work_to, &line.instead) {
        (Some(date), None) => until(sheet, row, 11, date, dates, line.hour, f)?,
        (_, instead) => text(sheet, row, 11, instead.as_deref().unwrap_or_default(), cell)?,
    }
    match line.legal {
        Some(date) => until(sheet, row, 12, date, dates, line.hour, f)?,
        None => text(sheet, row, 12, "", cell)?,
    }
    optional_day(sheet, row, 13, line.agreed, dates)?;
    match line.left {
        Some(left) => {
            let left = i32::try_from(left).unwrap_or(i32::MAX);
            sheet.write_number(row, 14, left)?;
        }
        None => text(sheet, row, 14, "", cell)?,
    }
    text(sheet, row, 15, line.status, cell)?;
    text(sheet, row, 16, &missing.join("\n"), cell)?;
    text(sheet, row, 17, &line.cite, cell)?;
    text(sheet, row, 18, line.confidence, cell)?;
    text(sheet, row, 19, line.actor, cell)?;
    text(sheet, row, 20, &line.regime, cell)?;
    number(sheet, row, 21, place.number, None)
}

/// A sheet of blocks under one another, each with a heading.
struct Blocks<'a> {
    sheet: Worksheet,
    row: u32,
    f: &'a Formats,
}

impl Blocks<'_> {
    fn heading(&mut self, title: &str, note: Option<&str>) -> Result<()> {
        if self.row > 0 {
            self.row = self.row.saturating_add(1);
        }
        text(&mut self.sheet, self.row, 0, title, Some(&self.f.strong))?;
        self.row = self.row.saturating_add(1);
        if let Some(note) = note {
            text(&mut self.sheet, self.row, 0, note, Some(&self.f.note))?;
            self.row = self.row.saturating_add(1);
        }
        Ok(())
    }

    fn head<'t>(&mut self, titles: impl IntoIterator<Item = &'t str>) -> Result<()> {
        for (col, title) in (0_u16..).zip(titles) {
            text(&mut self.sheet, self.row, col, title, Some(&self.f.head))?;
        }
        self.row = self.row.saturating_add(1);
        Ok(())
    }

    fn row<'t>(
        &mut self,
        texts: impl IntoIterator<Item = &'t str>,
        numbers: impl IntoIterator<Item = u64>,
        grey: bool,
    ) -> Result<()> {
        let format = if grey { &self.f.grey } else { &self.f.plain };
        let mut col = 0_u16;
        for cell in texts {
            text(&mut self.sheet, self.row, col, cell, Some(format))?;
            col = col.saturating_add(1);
        }
        for n in numbers {
            number(&mut self.sheet, self.row, col, n, Some(&self.f.number))?;
            col = col.saturating_add(1);
        }
        self.row = self.row.saturating_add(1);
        Ok(())
    }

    fn breakdown(&mut self, title: Word, value: Word, all: &Breakdown, lang: Lang) -> Result<()> {
        let overflow = all.overflow().then(|| w::BY_OVERFLOW.fill(lang, &[&tally::MOST_VALUES]));
        self.heading(title.get(lang), overflow.as_deref())?;
        self.head(
            [value.get(lang)]
                .into_iter()
                .chain(Urgency::ALL.map(|urgency| w::urgency(urgency).get(lang)))
                .chain([w::COL_TOTAL.get(lang)]),
        )?;
        for (value, numbers) in all.sorted() {
            let each = Urgency::ALL.map(|urgency| numbers.get(urgency));
            let value = value.unwrap_or_else(|| w::NOT_GIVEN.get(lang));
            self.row([value], each.into_iter().chain([numbers.total()]), false)?;
        }
        Ok(())
    }
}

fn blocks<'a>(book: &mut Workbook, f: &'a Formats, name: Word, about: &About) -> Result<Blocks<'a>> {
    let mut sheet = book.new_worksheet_with_constant_memory()?;
    sheet.set_name(name.get(about.lang))?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_print_gridlines(true);
    Ok(Blocks { sheet, row: 0, f })
}

fn counts(
    book: &mut Workbook,
    f: &Formats,
    about: &About,
    tally: &Tally,
    words: &dyn Words,
) -> Result<Worksheet> {
    let lang = about.lang;
    let mut out = blocks(book, f, w::SHEET_COUNTS, about)?;
    out.sheet.set_column_width(0, 34.0)?;
    for col in 1..=13 {
        out.sheet.set_column_width(col, 13.0)?;
    }
    out.heading(&super::html::answer(about, tally), Some(w::ONE_EACH.get(lang)))?;
    out.head([w::COL_VALUE.get(lang), w::COL_COUNT.get(lang), w::COL_DUTIES.get(lang)])?;
    for urgency in Urgency::ALL {
        let numbers = [tally.open_rows().get(urgency), tally.duties().get(urgency)];
        out.row([w::urgency(urgency).get(lang)], numbers, urgency == Urgency::Unconfirmed)?;
    }
    let idle = tally.idle();
    out.row([w::COL_IDLE.get(lang)], [idle.total()], false)?;
    for (word, n) in idle.each() {
        out.row([word.fill(lang, &[&n]).as_str()], [n], false)?;
    }
    out.row([w::COL_TOTAL.get(lang)], [tally.rows(), tally.duties().total()], false)?;

    let notes = [w::SPLIT_NOTE, w::SPLIT_KIND].map(|word| word.get(lang)).join("\n");
    out.heading(w::SPLIT.get(lang), Some(&notes))?;
    out.head([w::COL_KIND, w::COL_OPEN, w::COL_IDLE, w::COL_TOTAL].map(|word| word.get(lang)))?;
    for (kind, open, idle) in tally.kinds() {
        let open = open.total();
        out.row([line::kind(&kind, words, lang).as_str()], [open, idle, open.saturating_add(idle)], false)?;
    }

    out.heading(w::COUNT_REGIMES.get(lang), None)?;
    out.head([w::COL_REGIME, w::COL_COUNT, w::COL_DUTIES].map(|word| word.get(lang)))?;
    for (regime, rows, duties) in tally.regimes() {
        out.row([about.regime(regime).as_str()], [rows, duties], false)?;
    }

    out.heading(w::COUNT_CLOCKS.get(lang), None)?;
    out.head(
        [w::COL_CLOCK.get(lang), w::COL_REGIME.get(lang), w::COL_CITE.get(lang), w::COL_CONFIDENCE.get(lang)]
            .into_iter()
            .chain(Status::ALL.map(|status| w::status(status).get(lang)))
            .chain([w::COL_TOTAL.get(lang)]),
    )?;
    for (regime, _, count) in tally.clocks() {
        let (regime, cite) = (about.regime(regime), words.cites(&count.cite, lang));
        let texts = [count.title.get(lang), &regime, &cite, w::confidence(count.confidence).get(lang)];
        let each = Status::ALL.map(|status| count.statuses.get(&status).copied().unwrap_or(0));
        let grey = count.confidence == ombud::clock::Confidence::Unverified;
        out.row(texts, each.into_iter().chain([count.total()]), grey)?;
    }
    out.breakdown(w::BY_HANDLER, w::COL_HANDLER, tally.handlers(), lang)?;
    out.breakdown(w::BY_BRANCH, w::COL_BRANCH, tally.branches(), lang)?;
    out.breakdown(w::BY_PRODUCT, w::COL_PRODUCT, tally.products(), lang)?;
    Ok(out.sheet)
}

fn problems(
    book: &mut Workbook,
    f: &Formats,
    about: &About,
    tally: &Tally,
    words: &dyn Words,
) -> Result<Worksheet> {
    let lang = about.lang;
    let mut out = blocks(book, f, w::SHEET_PROBLEMS, about)?;
    for (col, width) in [(0, 44.0), (1, 24.0), (2, 24.0), (3, 10.0)] {
        out.sheet.set_column_width(col, width)?;
    }
    out.head([w::COL_REASON, w::COL_COLUMN, w::COL_SHAPE, w::COL_TIMES].map(|word| word.get(lang)))?;
    for sheet in &about.unread_sheets {
        out.row([w::UNREAD_SHEET.get(lang), sheet, ""], [1], false)?;
    }
    for (key, n) in tally.troubles() {
        let reason = words.reason(&key.reason, lang);
        let texts =
            [reason.as_str(), key.column.as_deref().unwrap_or(""), key.shape.as_deref().unwrap_or("")];
        out.row(texts, [n], false)?;
    }
    let last = out.row.saturating_sub(1).max(1);
    out.sheet.autofilter(0, 0, last, 3)?;
    out.sheet.set_freeze_panes(1, 0)?;
    Ok(out.sheet)
}

/// A string cell, whatever it looks like; longer than a cell holds, it is cut and marked. Without
/// a format it looks as its column does.
fn text(sheet: &mut Worksheet, row: u32, col: u16, text: &str, format: Option<&Format>) -> Result<()> {
    if text.len() <= CELL || text.encode_utf16().count() <= CELL {
        return string(sheet, row, col, text, format);
    }
    let mut units = 0_usize;
    let fits = |c: &char| {
        units = units.saturating_add(c.len_utf16());
        units < CELL
    };
    let cut: String = text.chars().take_while(fits).chain(['…']).collect();
    string(sheet, row, col, &cut, format)
}

fn string(sheet: &mut Worksheet, row: u32, col: u16, text: &str, format: Option<&Format>) -> Result<()> {
    match format {
        Some(format) if text.is_empty() => sheet.write_blank(row, col, format)?,
        Some(format) => sheet.write_string_with_format(row, col, text, format)?,
        None if text.is_empty() => sheet,
        None => sheet.write_string(row, col, text)?,
    };
    Ok(())
}

fn number(sheet: &mut Worksheet, row: u32, col: u16, n: u64, format: Option<&Format>) -> Result<()> {
    // A cell holds a double: beyond that the digits are written.
    let Ok(n) = u32::try_from(n) else { return string(sheet, row, col, &n.to_string(), format) };
    match format {
        Some(format) => sheet.write_number_with_format(row, col, n, format)?,
        None => sheet.write_number(row, col, n)?,
    };
    Ok(())
}

fn excel(date: Date) -> Result<ExcelDateTime> {
    let part = |n: i8| u8::try_from(n).unwrap_or(1);
    let year = u16::try_from(date.year()).unwrap_or(1);
    Ok(ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))?)
}

/// A real date; one that a spreadsheet cannot hold as its text.
fn day(sheet: &mut Worksheet, row: u32, col: u16, date: Date, format: Option<&Format>) -> Result<()> {
    match (excel(date), format) {
        (Ok(value), Some(format)) => sheet.write_datetime_with_format(row, col, &value, format)?,
        (Ok(value), None) => sheet.write_datetime(row, col, &value)?,
        (Err(_), format) => return text(sheet, row, col, &date.to_string(), format),
    };
    Ok(())
}

/// A real date, with the hour where that day ends at one.
fn until(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    date: Date,
    format: Option<&Format>,
    hour: Option<Hour>,
    f: &Formats,
) -> Result<()> {
    let Some(hour) = hour.filter(|hour| hour.day == date) else { return day(sheet, row, col, date, format) };
    let Ok(value) = excel(date).and_then(|value| Ok(value.and_hms(hour.hour, hour.minute, 0)?)) else {
        return day(sheet, row, col, date, format);
    };
    sheet.write_datetime_with_format(row, col, &value, &f.minute)?;
    Ok(())
}

fn optional_day(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    date: Option<Date>,
    format: Option<&Format>,
) -> Result<()> {
    match date {
        Some(date) => day(sheet, row, col, date, format),
        None => text(sheet, row, col, "", format),
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, io::Cursor};

    use calamine::{Data, Reader as _, Xlsx};
    use ombud::{Duty, Engine, clock::Obligation};

    use super::*;

    /// The sheets of a ledger of so many alike cases, by name, and how many open obligations there are.
    fn sheets(cases: u64, rows: u32, in_order: usize) -> (BTreeMap<String, Vec<Vec<Data>>>, usize) {
        let engine = Engine::builtin().unwrap();
        let about = About::new(Lang::En, Date::from_ymd(2026, 3, 10).unwrap());
        let regime = engine.regime("cn-complaints-2020").unwrap();
        let inquiry = regime.received(Date::from_ymd(2026, 3, 2).unwrap());
        let duties = inquiry.fact("matter.kind", "complaint").unwrap().due(about.as_of).unwrap();
        let duties: Vec<&Obligation> = duties.iter().map(Duty::obligation).collect();
        let open = duties.iter().filter(|duty| Urgency::of(duty, about.as_of).is_some()).count();
        let scratch = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::with_limits(&about, scratch.path(), rows, in_order).unwrap();
        let mut tally = Tally::new(about.as_of);
        for number in 1..=cases {
            let (id, fields) = (format!("TS{number:03}"), BTreeMap::new());
            let item = Item {
                number,
                id: Some(&id),
                fields: &fields,
                kind: None,
                duties: &duties,
                outlook: None,
                passed_over: &[],
                troubles: &[],
            };
            tally.add(&item).unwrap();
            ledger.add(&item, &about, &engine).unwrap();
        }
        let mut out = Cursor::new(Vec::new());
        ledger.finish(&about, &tally, &engine, &mut out).unwrap();
        let mut book = Xlsx::new(out).unwrap();
        let sheets = book
            .worksheets()
            .into_iter()
            .map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect()))
            .collect();
        (sheets, open * usize::try_from(cases).unwrap())
    }

    /// The cases in the sheets that go on from this one, in order; each sheet has the header.
    fn cases(sheets: &BTreeMap<String, Vec<Vec<Data>>>, name: &str, rows: usize) -> Vec<String> {
        let mut out = Vec::new();
        for n in 1.. {
            let name = if n == 1 { name.to_owned() } else { format!("{name} {n}") };
            let Some(lines) = sheets.get(&name) else { break };
            assert!(lines.len() <= rows, "{name}");
            let (head, lines) = lines.split_first().unwrap();
            assert_eq!(head.get(1).map(ToString::to_string).as_deref(), Some("Case"), "{name}");
            out.extend(lines.iter().map(|line| line.get(1).unwrap().to_string()));
        }
        out
    }

    #[test]
    fn a_full_sheet_goes_on_in_the_next_and_loses_no_line() {
        let (sheets, open) = sheets(10, 5, 1000);
        assert!(open > 10, "several sheets");
        let ids: Vec<String> = (1..=10).map(|n| format!("TS{n:03}")).collect();
        assert_eq!(cases(&sheets, "Intake by kind", 5), ids);
        let mut due = cases(&sheets, "Due and overdue", 5);
        assert_eq!(due.len(), open);
        due.sort();
        due.dedup();
        assert_eq!(due, ids);
        assert!(!sheets.contains_key("All open"));
    }

    #[test]
    fn too_many_to_put_in_order_are_written_as_they_come() {
        let (sheets, open) = sheets(10, 5, 6);
        let all = cases(&sheets, "All open", 5);
        assert_eq!(all.len(), open);
        assert!(all.is_sorted(), "as they come");
        // The most urgent stand in order all the same.
        assert!(!cases(&sheets, "Due and overdue", 5).is_empty());
        assert_eq!(cases(&sheets, "Intake by kind", 5).len(), 10);
    }
}
