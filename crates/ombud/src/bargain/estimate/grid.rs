//! A limit and a pace, weighed by how well they explain the figures.
//!
//! Bayes on a grid: limits in a thousand equal steps between the last figure and the furthest one, five
//! paces, all equally likely before anything was said. A figure is normally distributed about
//! `D + (r − D)·(k / (n + 1))^(1/β)`, Faratin's polynomial from the opening `D` to the limit `r`.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "amounts keep 15 digits, which is past what an estimate holds; casts back to 64 bits saturate"
)]

use serde::Serialize;

use super::{Direction, Heard, direction};
use crate::{
    bargain::tactic::decimal,
    model::{Decimal, Money},
};

/// How sure the interval is to hold the limit, given the model.
pub const CREDIBLE: &str = "0.8";
/// Boulware, towards Boulware, even, towards Conceder, Conceder.
const PACES: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];
const STEPS: u32 = 1000;

/// What is likely after the figures were heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Posterior {
    /// The mean of the limit.
    pub mean: Money,
    /// Its standard deviation.
    pub deviation: Money,
    /// One chance in ten that it is lower.
    pub low: Money,
    /// One chance in ten that it is higher.
    pub high: Money,
    /// The paces, with their likelihood.
    pub paces: Vec<Weight>,
}

/// How likely a pace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Weight {
    /// Below 1 late, above 1 early concessions.
    pub beta: Decimal,
    /// From 0 to 1, to three places.
    pub likelihood: Decimal,
}

/// The limit by its likelihood, or why it could not be weighed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reservation {
    /// It was.
    Weighed(Posterior),
    /// The rounds are not known, or more were heard than there are.
    Rounds,
    /// The figures end where they began.
    NoMovement,
    /// How far the figures can go is not known, or they went further.
    Bound,
}

/// Weighs every limit and pace by what was heard.
pub(super) fn weigh(heard: &Heard) -> Reservation {
    // Where no opening is told, the first figure is it, and says nothing more.
    let skipped = usize::from(heard.opening.is_none());
    let said = heard.figures.get(skipped..).unwrap_or_default();
    let (Some(opening), Some(last)) = (heard.opening.or(heard.figures.first().copied()), said.last()) else {
        return Reservation::NoMovement;
    };
    let Some(rounds) =
        heard.rounds.filter(|rounds| u32::try_from(said.len()).is_ok_and(|said| said <= *rounds))
    else {
        return Reservation::Rounds;
    };
    let minor = || said.iter().map(|money| money.minor());
    let zero = Money::new(0, last.currency());
    let (from, to) = match direction(opening, *last) {
        None => return Reservation::NoMovement,
        Some(Direction::Falling) => (heard.bound.unwrap_or(zero).minor(), minor().min().unwrap_or_default()),
        Some(Direction::Rising) => match heard.bound {
            Some(bound) => (minor().max().unwrap_or_default(), bound.minor()),
            None => return Reservation::Bound,
        },
    };
    if to < from {
        return Reservation::Bound;
    }
    let noise = heard.noise.map_or(opening.minor() as f64 / 200.0, |noise| noise.minor() as f64).max(1.0);
    let said: Vec<f64> = minor().map(|minor| minor as f64).collect();
    let grid = Grid { opening: opening.minor() as f64, from: from as f64, to: to as f64, noise, rounds };
    Reservation::Weighed(grid.posterior(&said, last))
}

struct Grid {
    opening: f64,
    from: f64,
    to: f64,
    noise: f64,
    rounds: u32,
}

impl Grid {
    fn limit(&self, step: u32) -> f64 {
        self.from + (self.to - self.from) * f64::from(step) / f64::from(STEPS)
    }

    /// The logarithms of the likelihood of each limit at a pace, but for what all have in common.
    fn explained(&self, pace: f64, said: &[f64]) -> Vec<f64> {
        let end = f64::from(self.rounds) + 1.0;
        let way = |round: u32| libm::pow(f64::from(round) / end, 1.0 / pace);
        let ways: Vec<f64> = (1..=self.rounds).take(said.len()).map(way).collect();
        let of = |limit: f64| {
            let off = |(figure, way): (&f64, &f64)| {
                let off = (figure - self.opening - (limit - self.opening) * way) / self.noise;
                off * off
            };
            said.iter().zip(&ways).map(off).sum::<f64>() / -2.0
        };
        (0..=STEPS).map(|step| of(self.limit(step))).collect()
    }

    fn posterior(&self, said: &[f64], last: &Money) -> Posterior {
        let mut likely: Vec<Vec<f64>> = PACES.iter().map(|pace| self.explained(*pace, said)).collect();
        // The best is brought to 1 first, so that not all of them are too small to be told from nothing.
        let best = likely.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        likely.iter_mut().flatten().for_each(|weight| *weight = libm::exp(*weight - best));
        let all: f64 = likely.iter().flatten().sum();
        let pace = |(beta, of): (&f64, &Vec<f64>)| {
            let thousandths = (of.iter().sum::<f64>() / all * 1e3).round();
            Weight { beta: decimal(*beta), likelihood: decimal(thousandths / 1e3) }
        };
        let paces = PACES.iter().zip(&likely).map(pace).collect();
        let mut limits = vec![0.0; likely.first().map_or(0, Vec::len)];
        for of in &likely {
            limits.iter_mut().zip(of).for_each(|(sum, weight)| *sum += weight / all);
        }
        let mean: f64 = (0..).zip(&limits).map(|(step, weight)| self.limit(step) * weight).sum();
        let square =
            |(step, weight): (u32, &f64)| (self.limit(step) - mean) * (self.limit(step) - mean) * weight;
        let deviation = (0..).zip(&limits).map(square).sum::<f64>().sqrt();
        let lower = |part: f64| {
            let mut below = 0.0;
            let reaches = |(_, weight): &(u32, &f64)| {
                below += **weight;
                below >= part
            };
            (0..).zip(&limits).find(reaches).map_or(self.to, |(step, _)| self.limit(step))
        };
        let money = |value: f64| Money::new(value.round() as i64, last.currency());
        Posterior {
            mean: money(mean),
            deviation: money(deviation),
            low: money(lower(0.1)),
            high: money(lower(0.9)),
            paces,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yen(minor: i64) -> Money {
        Money::new(minor, "JPY".parse().unwrap())
    }

    fn heard(figures: &[i64]) -> Heard {
        Heard {
            figures: figures.iter().copied().map(yen).collect(),
            ours: Vec::new(),
            opening: Some(yen(10_000)),
            rounds: Some(12),
            noise: Some(yen(50)),
            bound: None,
            stated: None,
        }
    }

    fn weighed(heard: &Heard) -> Posterior {
        match weigh(heard) {
            Reservation::Weighed(posterior) => posterior,
            unfit => panic!("{unfit:?}"),
        }
    }

    /// An even customer who takes 4500 at least.
    #[test]
    fn the_vectors() {
        let four = weighed(&heard(&[9580, 9160, 8730, 8310]));
        assert_eq!((four.mean, four.deviation), (yen(4510), yen(119)));
        let likely: Vec<String> = four.paces.iter().map(|pace| pace.likelihood.to_string()).collect();
        assert_eq!(likely, ["0", "0", "1", "0", "0"]);
        assert!(four.low.minor() < 4400 && four.high.minor() > 4600, "{four:?}");
        let six = weighed(&heard(&[9580, 9160, 8730, 8310, 7890, 7470]));
        assert_eq!((six.mean, six.deviation), (yen(4514), yen(68)));
        let default = Heard { noise: None, ..heard(&[9580, 9160, 8730, 8310]) };
        assert_eq!(weighed(&default), four, "one part in 200 of the opening");
    }

    #[test]
    fn four_in_five_of_even_customers_lie_in_the_interval() {
        // Figures to the nearest 10 of an even customer who takes 3000, with the noise that rounding makes.
        let figure = |round: i64| ((10_000 - 7_000 * round / 13) + 5) / 10 * 10;
        let figures: Vec<i64> = (1..=5).map(figure).collect();
        let posterior = weighed(&Heard { noise: Some(yen(5)), ..heard(&figures) });
        assert!((posterior.low.minor()..=posterior.high.minor()).contains(&3000), "{posterior:?}");
    }

    #[test]
    fn figures_that_rise_need_a_bound() {
        let rising = [4060, 4220, 4380, 4540];
        let opened = |bound: Option<i64>| Heard {
            opening: Some(yen(3900)),
            bound: bound.map(yen),
            noise: Some(yen(5)),
            ..heard(&rising)
        };
        assert_eq!(weigh(&opened(None)), Reservation::Bound);
        assert_eq!(weigh(&opened(Some(4000))), Reservation::Bound);
        let posterior = weighed(&opened(Some(9000)));
        assert!((5950..6010).contains(&posterior.mean.minor()), "{posterior:?}");
    }

    #[test]
    fn what_cannot_be_weighed_says_why() {
        let figures = [9580, 9160, 8730];
        assert_eq!(weigh(&Heard { rounds: None, ..heard(&figures) }), Reservation::Rounds);
        assert_eq!(weigh(&Heard { rounds: Some(2), ..heard(&figures) }), Reservation::Rounds);
        assert_eq!(weigh(&Heard { bound: Some(yen(9000)), ..heard(&figures) }), Reservation::Bound);
        let still = Heard { opening: None, ..heard(&[9580, 9580, 9580]) };
        assert_eq!(weigh(&still), Reservation::NoMovement);
        let unopened = weighed(&Heard { opening: None, ..heard(&[10_000, 9580, 9160, 8730, 8310]) });
        assert_eq!(unopened, weighed(&heard(&[9580, 9160, 8730, 8310])));
    }

    #[test]
    fn the_largest_amounts_are_weighed_too() {
        let figures = [i64::MAX, i64::MAX - 1, 0];
        let heard = Heard { opening: Some(yen(i64::MAX)), noise: Some(yen(0)), ..heard(&figures) };
        let posterior = weighed(&heard);
        assert!(posterior.low.minor() <= posterior.high.minor());
    }
}
