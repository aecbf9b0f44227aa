//! Where moves that shrink run to.
//!
//! A. C. Aitken's Δ² (1926): of three figures, `x₃ − Δ₂² / (Δ₂ − Δ₁)`. It takes the moves for a geometric
//! series without end. Somebody who stops after a planned number of moves stops before it: on the customary
//! ladder, 0.65, 0.85 and 0.95 run to 1.05, and the last offer is 1.

use serde::Serialize;

use super::moves;
use crate::{Error, ErrorCode, bargain::Fraction, error::Result, model::Money};

/// Where figures run to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Limit {
    /// To this one, if they go on as they did.
    Approaches {
        /// To whole minor units.
        figure: Money,
    },
    /// To none that could be told: they turned, or one was said twice.
    NotOneWay,
    /// To none that could be told: not each move is smaller than the one before it, or by so little that they
    /// run below nothing.
    NoShrinking,
}

/// Of the last three figures, if all of them run one way and each move is smaller than the one before it.
pub(super) fn limit(figures: &[Money]) -> Result<Limit> {
    let moves = moves(figures);
    let one_way = moves.iter().all(|by| *by > 0) || moves.iter().all(|by| *by < 0);
    let (Some(last), [.., before, by], true) = (figures.last(), &*moves, one_way) else {
        return Ok(Limit::NotOneWay);
    };
    let sizes = moves.iter().map(|by| by.unsigned_abs());
    if !sizes.is_sorted_by(|before, after| before > after) {
        return Ok(Limit::NoShrinking);
    }
    let past = || Error::new(ErrorCode::OutOfRange).path("figures").found(last);
    // One sign and shrinking: `before − by` has the sign of both, so that what is added goes on their way.
    let (over, under) = (by.checked_mul(*by).ok_or_else(past)?, before.checked_sub(*by).ok_or_else(past)?);
    let further = Fraction::new(over, under.checked_abs().ok_or_else(past)?).and_then(|part| part.of(1, 1));
    let further = further.and_then(|part| part.checked_mul(if *by < 0 { -1 } else { 1 })).ok_or_else(past)?;
    let minor = last.minor().checked_add(further).ok_or_else(past)?;
    if minor < 0 {
        return Ok(Limit::NoShrinking);
    }
    Ok(Limit::Approaches { figure: Money::new(minor, last.currency()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(figures: &[i64]) -> Limit {
        let money = |minor: &i64| Money::new(*minor, "JPY".parse().unwrap());
        limit(&figures.iter().map(money).collect::<Vec<_>>()).unwrap()
    }

    fn figure(minor: i64) -> Limit {
        Limit::Approaches { figure: Money::new(minor, "JPY".parse().unwrap()) }
    }

    #[test]
    fn the_vectors() {
        assert_eq!(of(&[1210, 1180, 1170]), figure(1165));
        assert_eq!(of(&[1500, 1210, 1180, 1170]), figure(1165));
        assert_eq!(of(&[65, 85, 95]), figure(105));
        assert_eq!(of(&[65, 85, 95, 100]), figure(105));
    }

    #[test]
    fn what_does_not_shrink_or_turns_runs_nowhere() {
        assert_eq!(of(&[9000, 8000, 7000]), Limit::NoShrinking);
        assert_eq!(of(&[9000, 8900, 8000]), Limit::NoShrinking);
        assert_eq!(of(&[9580, 9160, 8730, 8310]), Limit::NoShrinking);
        assert_eq!(of(&[9580, 9160, 8750]), Limit::NoShrinking, "it would run below nothing");
        assert_eq!(of(&[9000, 8000, 8500]), Limit::NotOneWay);
        assert_eq!(of(&[9000, 9000, 8500]), Limit::NotOneWay);
        assert_eq!(of(&[9000, 9000, 9000]), Limit::NotOneWay);
    }
}
