//! Which shapes of dates a column has. Where every day fits both orders of day and month, nobody is
//! told one of them: a wrong one moves every date.

use std::collections::HashMap;

use ombud::model::{Moment, Zone};

use crate::dates::{DateError, DateShapes, shape_of};

/// How many values of one shape are tried to find the candidates.
const TRIED: usize = 5;
/// Years that a complaint can speak of; a number beyond them is no day.
const YEARS: std::ops::RangeInclusive<i32> = 1950..=2100;

/// Which number of a date comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Year,
    Day,
    Month,
}

/// A shape that a file may have.
pub(super) struct Candidate {
    pub(super) shape: String,
    order: Order,
    compiled: DateShapes,
}

/// What the values of a column are as days.
#[derive(Debug, Default, Clone)]
pub(super) struct Days {
    /// How many values each candidate reads, those that read any.
    pub(super) read: Vec<(usize, usize)>,
    /// Values that are days, in one order or another.
    pub(super) days: usize,
    /// Values that are days only where the day comes first.
    pub(super) day_first: usize,
    /// Values that are days only where the month comes first.
    pub(super) month_first: usize,
    /// Values that are two different days by the two orders.
    pub(super) either: usize,
}

/// Every shape that is tried, the strict before the lax.
pub(super) fn candidates(zone: &Zone) -> Vec<Candidate> {
    let mut shapes: Vec<(String, Order)> = Vec::new();
    let mut add = |base: &str, order: Order, times: &[&str]| {
        shapes.extend(times.iter().map(|time| (format!("{base}{time}"), order)));
    };
    let times = ["", " HH:MM", " HH:MM:SS", " H:MM", " H:MM:SS"];
    add("yyyy-mm-dd", Order::Year, &[&times[..], &["THH:MM", "THH:MM:SS"]].concat());
    for base in
        ["yyyy/mm/dd", "yyyy.mm.dd", "yyyy年mm月dd日", "yyyy-m-d", "yyyy/m/d", "yyyy.m.d", "yyyy年m月d日"]
    {
        add(base, Order::Year, &times);
    }
    add("yyyymmdd", Order::Year, &["", "HHMMSS", "HHMM", " HH:MM", " HH:MM:SS"]);
    for sign in ['/', '-', '.'] {
        for (day, month) in [("dd", "mm"), ("d", "m")] {
            add(&format!("{day}{sign}{month}{sign}yyyy"), Order::Day, &times);
            add(&format!("{month}{sign}{day}{sign}yyyy"), Order::Month, &times);
        }
    }
    shapes.push(("rfc3339".to_owned(), Order::Year));
    let compiled = |(shape, order): (String, Order)| {
        let compiled = DateShapes::compile(&[&shape], zone.clone()).ok()?;
        Some(Candidate { shape, order, compiled })
    };
    shapes.into_iter().filter_map(compiled).collect()
}

impl Candidate {
    fn reads(&self, text: &str) -> bool {
        self.compiled.read(text).is_ok_and(|moment| {
            let date = match moment {
                Moment::Date(date) => date,
                Moment::Instant(_) => moment.date_in(self.compiled.zone()),
            };
            date.to_string()
                .get(..4)
                .and_then(|year| year.parse().ok())
                .is_some_and(|year| YEARS.contains(&year))
        })
    }
}

/// What the values are, each with how often it stands there.
pub(super) fn days(candidates: &[Candidate], values: &[(&str, usize)]) -> Days {
    let mut tried: HashMap<String, usize> = HashMap::new();
    let mut near = vec![false; candidates.len()];
    for (value, _) in values {
        let seen = tried.entry(shape_of(value)).or_default();
        if *seen < TRIED {
            *seen = seen.saturating_add(1);
            for (near, candidate) in near.iter_mut().zip(candidates) {
                *near = *near || candidate.compiled.read(value) != Err(DateError::NoShape);
            }
        }
    }
    let near: Vec<usize> = near.iter().enumerate().filter(|(_, near)| **near).map(|(at, _)| at).collect();
    let mut out = Days::default();
    let mut read: HashMap<usize, usize> = HashMap::new();
    for (value, count) in values {
        let fits = |order: Order| {
            let near = near.iter().filter_map(|at| candidates.get(*at));
            near.filter(|candidate| candidate.order == order).any(|candidate| candidate.reads(value))
        };
        for at in near.iter().filter(|at| candidates.get(**at).is_some_and(|c| c.reads(value))) {
            let reads = read.entry(*at).or_default();
            *reads = reads.saturating_add(*count);
        }
        let counted = match (fits(Order::Year), fits(Order::Day), fits(Order::Month)) {
            (false, false, false) => continue,
            (true, ..) => None,
            (_, true, true) if same_day(value) => None,
            (_, true, true) => Some(&mut out.either),
            (_, true, false) => Some(&mut out.day_first),
            (_, false, true) => Some(&mut out.month_first),
        };
        if let Some(counted) = counted {
            *counted = counted.saturating_add(*count);
        }
        out.days = out.days.saturating_add(*count);
    }
    out.read = read.into_iter().collect();
    out.read.sort_unstable();
    out
}

/// Whether both orders mean one day: 3/3.
fn same_day(value: &str) -> bool {
    let mut numbers = value.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u32>().ok());
    number(numbers.next()) == number(numbers.next())
}

/// The fewest shapes that read as much as all of these orders do, the one that reads most first.
pub(super) fn fewest(
    candidates: &[Candidate],
    orders: &[Order],
    values: &[(&str, usize)],
    known: &Days,
) -> Vec<usize> {
    let of_order =
        |at: &usize| candidates.get(*at).is_some_and(|candidate| orders.contains(&candidate.order));
    let near: Vec<usize> = known.read.iter().map(|(at, _)| *at).filter(of_order).collect();
    let mut left: Vec<(&str, usize)> = values.to_vec();
    let mut out = Vec::new();
    loop {
        let reads = |at: usize, left: &[(&str, usize)]| -> usize {
            let Some(candidate) = candidates.get(at) else { return 0 };
            left.iter().filter(|(value, _)| candidate.reads(value)).map(|(_, count)| *count).sum()
        };
        let counted = near.iter().map(|at| (reads(*at, &left), *at));
        // Of those that read as much, the strict one, which comes first.
        let Some((count, at)) = counted.max_by_key(|(count, at)| (*count, std::cmp::Reverse(*at))) else {
            break;
        };
        if count == 0 {
            break;
        }
        out.push(at);
        left.retain(|(value, _)| candidates.get(at).is_none_or(|candidate| !candidate.reads(value)));
    }
    out
}
