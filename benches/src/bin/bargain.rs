//! Bargaining sessions, timed: `bargain FILE ROUNDS`, the cases as `benches/bargain.py` writes them.
//!
//! Prints the figures of each policy once, a line of JSON a seed. Then the sessions a second of the clock
//! that two threads play, of the mixed tournament (a session ends with an agreement) and of one in which
//! every session lasts all twelve rounds, as nobody gives way to a hard-liner.

use std::{
    hint::black_box,
    io::{BufRead, Write},
    thread,
    time::Instant,
};

use ombud::{
    Error,
    bargain::simulate::{Cases, Customer, Policy, Seeds, Stake, Tournament},
    model::{Json, canon},
};

type Failure = Box<dyn std::error::Error + Send + Sync>;

const POLICIES: [Policy; 7] = [
    Policy::AckermanGated,
    Policy::AckermanUngated,
    Policy::Midpoint,
    Policy::Boulware,
    Policy::Linear,
    Policy::Conceder,
    Policy::NaiveTft,
];
const KINDS: [Customer; 4] = [Customer::Boulware, Customer::Linear, Customer::Conceder, Customer::NaiveTft];
/// The two of each case and policy that take early and that push.
const TREATED: usize = 2;

fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let file = args.next().ok_or("missing argument: FILE")?;
    let rounds: usize = args.next().ok_or("missing argument: ROUNDS")?.parse()?;
    let seeds: Vec<Vec<Stake>> = canon::from_json(&Json::parse(&std::fs::read(file)?)?)?;
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    for cases in &seeds {
        let played = tournament(cases.clone(), 1, &POLICIES, &KINDS).play()?;
        output.write_all(&canon::to_bytes(&played.policies())?)?;
        writeln!(output)?;
    }
    output.flush()?;
    let cases: Vec<Stake> = seeds.into_iter().flatten().collect();
    let mut line = String::new();
    for _ in 0..rounds {
        line.clear();
        input.read_line(&mut line)?;
        let mixed = rate(&tournament(cases.clone(), 180, &POLICIES, &KINDS), 2)?;
        let one = rate(&tournament(cases.clone(), 180, &POLICIES, &KINDS), 1)?;
        let whole =
            rate(&tournament(cases.clone(), 1000, &[Policy::AckermanUngated], &[Customer::HardLiner]), 2)?;
        writeln!(output, "{mixed:.0} {one:.0} {whole:.0}")?;
        output.flush()?;
    }
    Ok(())
}

fn tournament(cases: Vec<Stake>, seeds: u64, policies: &[Policy], customers: &[Customer]) -> Tournament {
    let mut tournament = Tournament::new(Seeds { from: 1, to: seeds }, Cases::Listed(cases));
    tournament.policies = policies.to_vec();
    tournament.customers = customers.to_vec();
    tournament
}

/// Sessions a second, each thread with a tournament of its own.
#[expect(clippy::cast_precision_loss, reason = "a rate to three digits")]
fn rate(tournament: &Tournament, threads: usize) -> Result<f64, Failure> {
    let Cases::Listed(cases) = &tournament.cases else { return Err("cases that are listed".into()) };
    let of_case = tournament.policies.len() * (tournament.customers.len() + TREATED);
    let sessions = threads * of_case * cases.len() * usize::try_from(tournament.seeds.to)?;
    let start = Instant::now();
    thread::scope(|scope| {
        let play = || black_box(tournament).play().map(|part| black_box(part).rows.len());
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(play)).collect();
        let ended = running.into_iter().map(|thread| thread.join());
        ended
            .map(|rows| rows.map_err(|_| Failure::from("a thread stopped"))?.map_err(|e: Error| e.into()))
            .collect::<Result<Vec<_>, Failure>>()
    })?;
    Ok(sessions as f64 / start.elapsed().as_secs_f64())
}
