//! Feeling and request, counted: which of the two a talk is about.

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorCode, error::Result, model::Decimal};

/// How often each sign was found, by whoever read or heard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cues {
    /// Words of feeling.
    pub emotion_terms: u16,
    /// Blame of everybody and always.
    pub global_blame: u16,
    /// What it does to a life.
    pub life_impact: u16,
    /// Questions that ask nothing.
    pub rhetorical_questions: u16,
    /// Amounts.
    pub amounts: u16,
    /// Dates and deadlines.
    pub dates: u16,
    /// Clauses and evidence that are named.
    pub references: u16,
    /// Requests in so many words.
    pub requests: u16,
}

/// What part of what was said is expressive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Signs of feeling.
    pub expressive: u32,
    /// Signs of a request.
    pub instrumental: u32,
    /// The first as a part of both; one half where there are neither.
    pub share: Decimal,
}

impl Cues {
    /// The share, to nine places. Counts this small come to no threshold of two places by rounding: a
    /// share that is not the threshold lies further from it than that.
    ///
    /// # Errors
    /// None for counts of this size.
    pub fn share(&self) -> Result<Share> {
        let sum = |counts: [u16; 4]| counts.into_iter().map(u32::from).fold(0, u32::saturating_add);
        let expressive =
            sum([self.emotion_terms, self.global_blame, self.life_impact, self.rhetorical_questions]);
        let instrumental = sum([self.amounts, self.dates, self.references, self.requests]);
        let (over, under) = match expressive.saturating_add(instrumental) {
            0 => (1, 2),
            all => (i128::from(expressive), i128::from(all)),
        };
        // Half a unit added before the division rounds to the nearest.
        let share = over
            .checked_mul(1_000_000_000)
            .and_then(|over| over.checked_add(under.checked_div(2)?)?.checked_div(under))
            .and_then(Decimal::from_billionths);
        let share = share.ok_or_else(|| Error::new(ErrorCode::OutOfRange).path("cues"))?;
        Ok(Share { expressive, instrumental, share })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(cues: Cues) -> String {
        cues.share().unwrap().share.to_string()
    }

    /// The vectors of the notes: an outcry, a request, and neither.
    #[test]
    fn the_vectors() {
        let outcry = Cues {
            emotion_terms: 1,
            global_blame: 1,
            life_impact: 1,
            rhetorical_questions: 1,
            ..Cues::default()
        };
        assert_eq!(share(outcry), "1");
        assert_eq!(share(Cues { amounts: 1, dates: 1, references: 1, ..Cues::default() }), "0");
        assert_eq!(share(Cues::default()), "0.5");
    }

    #[test]
    fn rounding_reaches_no_threshold() {
        let most = Cues { emotion_terms: u16::MAX, amounts: 43_690, ..Cues::default() };
        assert_eq!(share(most), "0.6", "65535 of 109225 is three fifths");
        assert!(share(Cues { amounts: 43_689, ..most }).as_str() > "0.6");
        assert!(share(Cues { amounts: 43_691, ..most }).as_str() < "0.6");
        assert_eq!(share(Cues { emotion_terms: 2, dates: 1, ..Cues::default() }), "0.666666667");
    }
}
