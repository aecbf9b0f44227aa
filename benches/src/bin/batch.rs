//! Due dates over an Arrow stream beside the plain loop over the same dates, the best of some
//! rounds: `batch [ROWS] [ROUNDS]`.

use std::{error::Error, hint::black_box};

use ombud::{Engine, model::Date, ops::Registry};
use ombud_batch::{ArrowArray, ArrowArrayStream, ArrowSchema};
use ombud_benches::Stopwatch;

#[path = "../../../crates/ombud-batch/tests/batch/raw.rs"]
mod raw;

const SPEC: &str = r#"{"format_version":1,"batch":"due_dates","regime":"cn-complaints-2020",
    "clock":"CN-CM-018a","column":"received"}"#;
/// Rows of one batch of the stream.
const BATCH: usize = 1 << 16;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse::<usize>());
    let rows = args.next().transpose()?.unwrap_or(10_000_000);
    let rounds = args.next().transpose()?.unwrap_or(9);
    let (engine, registry) = (Engine::builtin()?, Registry::core());
    let column = engine.regime("cn-complaints-2020")?.column("CN-CM-018a")?;
    let first: Date = "2020-03-01".parse()?;
    let dates = (0..rows)
        .map(|row| first.add_days(i64::try_from(row.wrapping_mul(7919) % 2000)?).map_err(Into::into));
    let dates = dates.collect::<Result<Vec<Date>, Box<dyn Error>>>()?;
    let days = |dates: &[Date]| raw::Array {
        length: dates.len() as i64,
        buffers: vec![None, Some(dates.iter().flat_map(|date| date.days().to_ne_bytes()).collect())],
        ..raw::Array::default()
    };
    let told = raw::Stream {
        schema: raw::Type::table(vec![raw::Type::new("received", "tdD")]),
        batches: dates
            .chunks(BATCH)
            .map(|dates| raw::Array::table(dates.len() as i64, vec![days(dates)]))
            .collect(),
        ..raw::Stream::default()
    };
    let (mut plain, mut arrow) = (f64::MAX, f64::MAX);
    for _ in 0..rounds {
        let watch = Stopwatch::start();
        let due = black_box(column.due(black_box(&dates)));
        plain = plain.min(watch.seconds());
        let wanted: i64 = due.iter().flatten().map(|date| i64::from(date.days())).sum();
        drop(due);

        let input = raw::stream(told.clone(), &raw::Count::default());
        let watch = Stopwatch::start();
        let batches = raw::batches(ombud_batch::run(&engine, &registry, SPEC.as_bytes(), input)?);
        arrow = arrow.min(watch.seconds());
        assert_eq!(raw::sum_of_days(batches), (rows, wanted));
    }
    let each = |seconds: f64| seconds * 1e9 / rows as f64;
    println!("plain loop   {:6.2} ns/row", each(plain));
    println!("Arrow stream {:6.2} ns/row, {:.2} times", each(arrow), arrow / plain);
    Ok(())
}
