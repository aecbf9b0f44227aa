//! One decision table over many cases, timed: `tables FILE ROUNDS [trace]`.
//!
//! FILE holds the facts, the table and the cases as JSON. Prints the answers once, a line of numbers,
//! then one line a round, `seconds checksum`, and reads a line from standard input before each, so
//! that it can take turns with a peer. With `trace` every row and fact is shown as well.

use std::{
    collections::BTreeMap,
    hint::black_box,
    io::{BufRead, Write},
    time::Instant,
};

use ombud::{
    model::{Catalogue, Date, FactDef, Facts, Json, Value, canon},
    rules::{Table, TableDef, Verdict},
};

type Fault = Box<dyn std::error::Error>;

fn main() -> Result<(), Fault> {
    let mut args = std::env::args().skip(1);
    let file = args.next().ok_or("missing argument: FILE")?;
    let rounds: usize = args.next().ok_or("missing argument: ROUNDS")?.parse()?;
    let trace = args.next().as_deref() == Some("trace");
    let text = std::fs::read(file)?;
    let input: BTreeMap<String, Json> = canon::from_bytes(&text)?;
    let part = |name: &str| input.get(name).ok_or_else(|| format!("missing: {name}"));
    let defs: Vec<FactDef> = canon::from_json(part("facts")?)?;
    let catalogue = Catalogue::new(defs, []);
    let def: TableDef = canon::from_json(part("table")?)?;
    let table = Table::compile(def, &catalogue).map_err(|faults| format!("{faults:?}"))?;
    let cases = cases(part("cases")?, &catalogue)?;
    let day: Date = "2026-03-02".parse()?;
    let verdict = |facts: &Facts| {
        if trace { table.decide(facts, day, day).verdict } else { table.answer(facts) }
    };
    let answers: Vec<i64> = cases.iter().map(|facts| number(&verdict(facts))).collect();
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let words: Vec<String> = answers.iter().map(ToString::to_string).collect();
    writeln!(output, "{}", words.join(" "))?;
    output.flush()?;
    let mut line = String::new();
    for _ in 0..rounds {
        line.clear();
        input.read_line(&mut line)?;
        let start = Instant::now();
        let mut checksum = 0;
        for facts in &cases {
            checksum += number(&black_box(verdict(black_box(facts))));
        }
        writeln!(output, "{:.9} {checksum}", start.elapsed().as_secs_f64())?;
        output.flush()?;
    }
    Ok(())
}

fn cases(json: &Json, catalogue: &Catalogue) -> Result<Vec<Facts>, Fault> {
    let list: Vec<BTreeMap<String, Json>> = canon::from_json(json)?;
    let mut out = Vec::new();
    for given in list {
        let mut facts = Facts::new();
        for (id, json) in &given {
            let (id, fact) = catalogue.read_fact(id, json)?;
            facts.insert(id, fact);
        }
        out.push(facts);
    }
    Ok(out)
}

/// The one output as a number; -1 for any other kind of answer.
fn number(verdict: &Verdict) -> i64 {
    match verdict {
        Verdict::Decided { outputs, .. } => match outputs.first().and_then(|set| set.values().next()) {
            Some(Value::Int(value)) => *value,
            _ => -1,
        },
        _ => -1,
    }
}
