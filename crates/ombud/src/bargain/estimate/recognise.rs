//! How the other side bargains, read from its figures.
//!
//! What is read is the figures, never the person. That raises which shrink work on whoever reads a limit into
//! them, and stop working once a target was fixed first, is M. Tey, M. Schaerer, N. Madan, R. Swaab,
//! *The impact of concession patterns on negotiations*, OBHDP 165 (2021). The tolerances are this project's.

use serde::Serialize;

use super::{FEWEST, direction, moves};
use crate::model::{Decimal, Money};

const BILLION: i128 = 1_000_000_000;

/// A way to bargain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "tactic", rename_all = "snake_case")]
pub enum Pattern {
    /// The same figure throughout.
    Holds,
    /// Moves that halve, from a far opening to a target that was fixed before: Ackerman's ladder.
    Ladder {
        /// Where the third move ends.
        target: Money,
    },
    /// Halfway between the two last figures.
    Halving,
    /// Moves as large as ours.
    Imitating,
    /// Late concessions.
    Boulware,
    /// Even concessions.
    Linear,
    /// Early concessions.
    Conceder,
}

/// A way to bargain that the figures fit, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// Which.
    #[serde(flatten)]
    pub pattern: Pattern,
    /// How well: 1 is to the digit, 0 as badly as still counts.
    pub fit: Decimal,
    /// What it was read from: of a ladder each move over the one before it, and then the opening over the
    /// target; of the others, for each move, how far it lies from what it would be, over what it would be.
    /// Of paces, each move over the whole way.
    pub evidence: Vec<Decimal>,
}

/// Every way that the figures fit, the best first; `ours` as in [`Heard`](super::Heard).
#[must_use]
pub fn recognise(figures: &[Money], ours: &[Money]) -> Vec<Reading> {
    if figures.len() < FEWEST {
        return Vec::new();
    }
    let mut readings: Vec<Reading> =
        [holds(figures), ladder(figures), halving(figures, ours), imitating(figures, ours)]
            .into_iter()
            .flatten()
            .collect();
    // Stable: of equal ones the more telling stands first, paces last, as the others have a pace too.
    readings.sort_by_key(|reading| std::cmp::Reverse(reading.fit));
    readings.extend(pace(figures));
    readings
}

fn holds(figures: &[Money]) -> Option<Reading> {
    let still = moves(figures).iter().all(|by| *by == 0);
    still.then(|| Reading { pattern: Pattern::Holds, fit: Decimal::from_int(1), evidence: Vec::new() })
}

/// Each move from 0.35 to 0.65 of the one before it, from 0.55 to 0.75 of the target up or from 1.25 to 1.45
/// of it down, in two or three moves.
fn ladder(figures: &[Money]) -> Option<Reading> {
    // Who waits for a counter-move says a figure again.
    let mut said = figures.to_vec();
    said.dedup();
    let moves = moves(&said);
    let (first, last, by) = (said.first()?, said.last()?, *moves.last()?);
    if !(2..=3).contains(&moves.len()) || moves.iter().any(|other| other.signum() != by.signum()) {
        return None;
    }
    // The third move of a ladder is half of the second.
    let ahead = if moves.len() == 2 { by.checked_div(2)? } else { 0 };
    let minor = i64::try_from(ahead).ok()?.checked_add(last.minor())?;
    let mut evidence = Vec::new();
    for pair in moves.windows(2) {
        let [before, by] = pair else { continue };
        evidence.push(ratio(*by, *before)?);
    }
    let opening = ratio(first.minor().into(), minor.into())?;
    let centre = if by > 0 { "0.65" } else { "1.35" }.parse().ok()?;
    let half: Decimal = "0.5".parse().ok()?;
    let off = evidence.iter().map(|part| distance(*part, half)).max()?;
    let fit = within(off, "0.15")?.min(within(distance(opening, centre), "0.1")?);
    evidence.push(opening);
    Some(Reading { pattern: Pattern::Ladder { target: Money::new(minor, last.currency()) }, fit, evidence })
}

/// Each figure within a twentieth of the gap from its middle.
fn halving(figures: &[Money], ours: &[Money]) -> Option<Reading> {
    let mut evidence = Vec::new();
    for (pair, ours) in figures.windows(2).zip(ours) {
        let [before, now] = pair else { continue };
        let [before, now, ours] = [before, now, ours].map(|money| i128::from(money.minor()));
        // Twice as far from the middle as it is, over the whole gap: over its half.
        let off = now.checked_mul(2)?.checked_sub(before)?.checked_sub(ours)?;
        let gap = before.checked_sub(ours)?;
        if gap == 0 {
            return None;
        }
        evidence.push(ratio(off.abs(), gap.abs())?);
    }
    answered(Pattern::Halving, evidence, figures, "0.1")
}

/// Each move within a tenth of ours before it.
fn imitating(figures: &[Money], ours: &[Money]) -> Option<Reading> {
    let (theirs, ours) = (moves(figures), moves(ours));
    let mut evidence = Vec::new();
    for (by, our) in theirs.iter().skip(1).zip(&ours) {
        if *our == 0 {
            return None;
        }
        // They come down as we come up.
        evidence.push(ratio(by.checked_add(*our)?.abs(), our.abs())?);
    }
    answered(Pattern::Imitating, evidence, figures, "0.1")
}

/// Two answers at least, and one to each figure that is known to have had something to answer.
fn answered(pattern: Pattern, evidence: Vec<Decimal>, figures: &[Money], most: &str) -> Option<Reading> {
    let enough = evidence.len() >= 2 && evidence.len().saturating_add(2) >= figures.len();
    let fit = within(*evidence.iter().max()?, most)?;
    enough.then_some(Reading { pattern, fit, evidence })
}

/// Of figures that never turn: even where every move is within a tenth of the mean; else late or early where no move is smaller, or
/// larger, than the one before it and the last, or the first, is half as large again as the other.
fn pace(figures: &[Money]) -> Option<Reading> {
    let (first, last) = (figures.first()?, figures.last()?);
    direction(*first, *last)?;
    let moves = moves(figures);
    let whole = moves.iter().try_fold(0_i128, |sum, by| sum.checked_add(*by))?;
    let evidence: Vec<Decimal> = moves.iter().map(|by| ratio(*by, whole)).collect::<Option<_>>()?;
    if evidence.iter().any(|part| *part < Decimal::from_int(0)) {
        return None;
    }
    let count = i128::try_from(evidence.len()).ok()?;
    let mean = Decimal::from_billionths(BILLION.checked_div(count)?)?;
    let off = evidence.iter().map(|part| distance(*part, mean)).max()?;
    let even = within(off, &Decimal::from_billionths(mean.billionths().checked_div(10)?)?.to_string());
    let larger = |a: &Decimal, b: &Decimal| {
        let (a, b) = (a.billionths().checked_mul(2), b.billionths().checked_mul(3));
        a.zip(b).is_some_and(|(a, b)| a >= b)
    };
    let (from, to) = (evidence.first()?, evidence.last()?);
    let pattern = match even {
        Some(_) => Pattern::Linear,
        None if evidence.is_sorted() && larger(to, from) => Pattern::Boulware,
        None if evidence.is_sorted_by(|a, b| a >= b) && larger(from, to) => Pattern::Conceder,
        None => return None,
    };
    let fit = even.unwrap_or(Decimal::from_int(1));
    Some(Reading { pattern, fit, evidence })
}

/// To three places, a half up; nothing over nothing, or past what is written.
fn ratio(over: i128, under: i128) -> Option<Decimal> {
    let (over, under) = if under < 0 { (over.checked_neg()?, under.checked_neg()?) } else { (over, under) };
    let half = under.checked_div(2)?;
    let thousandths = over.checked_mul(1000)?.checked_add(half)?.checked_div_euclid(under)?;
    Decimal::from_billionths(thousandths.checked_mul(1_000_000)?)
}

fn distance(one: Decimal, other: Decimal) -> Decimal {
    one.max(other).checked_sub(one.min(other)).unwrap_or(Decimal::from_int(i64::MAX))
}

/// 1 where nothing is off, 0 where so much is, nothing past that.
fn within(off: Decimal, most: &str) -> Option<Decimal> {
    let most: Decimal = most.parse().ok()?;
    let left = most.checked_sub(off).filter(|left| *left >= Decimal::from_int(0))?;
    ratio(left.billionths(), most.billionths())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(figures: &[i64], ours: &[i64]) -> Vec<(Pattern, String)> {
        let money = |list: &[i64]| -> Vec<Money> {
            list.iter().map(|minor| Money::new(*minor, "JPY".parse().unwrap())).collect()
        };
        let readings = recognise(&money(figures), &money(ours));
        readings.into_iter().map(|reading| (reading.pattern, reading.fit.to_string())).collect()
    }

    fn ladder(target: i64) -> Pattern {
        Pattern::Ladder { target: Money::new(target, "JPY".parse().unwrap()) }
    }

    #[test]
    fn a_ladder_is_seen_before_it_ends() {
        let seen = read(&[3900, 3900, 5100, 5700], &[]);
        assert_eq!(seen[0], (ladder(6000), "1".into()));
        assert_eq!(read(&[3900, 5100, 5700, 6000], &[])[0], (ladder(6000), "1".into()));
        // The payee's mirror: 135, 115, 105 and 100 per cent.
        assert_eq!(read(&[8100, 6900, 6300], &[])[0], (ladder(6000), "1".into()));
        assert!(read(&[5500, 5800, 5950], &[]).iter().all(|(pattern, _)| *pattern == Pattern::Conceder));
        assert!(!read(&[3900, 5100, 6300], &[]).contains(&(ladder(6000), "1".into())));
    }

    #[test]
    fn who_splits_the_difference_is_seen_with_our_figures() {
        let theirs = [10_000, 7000, 6000, 5750];
        let ours = [4000, 5000, 5500];
        assert_eq!(read(&theirs, &ours)[0], (Pattern::Halving, "1".into()));
        assert!(read(&theirs, &[]).iter().all(|(pattern, _)| *pattern != Pattern::Halving));
        assert!(read(&theirs, &[4000, 5900, 5500]).iter().all(|(pattern, _)| *pattern != Pattern::Halving));
    }

    #[test]
    fn who_answers_in_kind_is_seen_with_our_figures() {
        let theirs = [10_000, 9990, 9490, 9290, 8890];
        let ours = [4000, 4500, 4700, 5100];
        assert_eq!(read(&theirs, &ours)[0], (Pattern::Imitating, "1".into()));
        assert!(read(&theirs, &[4000, 4000, 4000, 4000]).is_empty());
    }

    #[test]
    fn paces_are_told_by_their_moves() {
        assert_eq!(read(&[9580, 9160, 8730, 8310, 7890], &[])[0].0, Pattern::Linear);
        assert_eq!(read(&[9990, 9950, 9880, 9750, 9540], &[]), [(Pattern::Boulware, "1".into())]);
        assert_eq!(read(&[7110, 6560, 6190, 5910, 5670], &[]), [(Pattern::Conceder, "1".into())]);
        assert_eq!(read(&[9000, 9000, 9000], &[]), [(Pattern::Holds, "1".into())]);
        assert!(read(&[9000, 8000, 9500], &[]).is_empty());
        assert!(read(&[9000, 8000], &[]).is_empty());
    }

    #[test]
    fn the_largest_amounts_are_read() {
        for figures in [[0, i64::MAX / 2, i64::MAX], [i64::MAX, 1, 0], [0, 1, i64::MAX]] {
            read(&figures, &[i64::MAX, 0, i64::MAX]);
        }
    }
}
