//! The answer of a scorecard over the facts that are known. What is unknown gives a range; a band
//! only where both ends of the range lie in it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Scorecard,
    decision::{Fault, Needs, UsedFact, used},
    scorecard::{BandDef, Factor},
};
use crate::{
    Error, ErrorCode,
    cond::{Condition, Truth},
    error::Result,
    model::{Citation, Confidence, Date, Dated, Decimal, FactId, Facts, Label, RuleId, Value},
};

/// The answer of a scorecard.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Score {
    /// The scorecard.
    pub scorecard: RuleId,
    /// The first day of the version, as far as is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// How sure the scorecard is.
    pub confidence: Confidence,
    /// The answer itself.
    #[serde(flatten)]
    pub verdict: ScoreVerdict,
    /// What each factor gives.
    pub factors: Vec<Contribution>,
    /// What each group gives after its limits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupTotal>,
    /// The conditions that raised the band.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub raised_by: Vec<RuleId>,
    /// The facts read, with what is known of each.
    pub facts: Vec<UsedFact>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// The kinds of answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ScoreVerdict {
    /// One score and its band.
    Decided {
        /// The score.
        score: Decimal,
        /// The band.
        band: String,
    },
    /// A range; these facts would narrow it.
    Undetermined {
        /// The least it can be.
        low: Decimal,
        /// The most it can be.
        high: Decimal,
        /// The band, where it is the same at both ends.
        #[serde(skip_serializing_if = "Option::is_none")]
        band: Option<String>,
        /// Their names.
        needs: Needs,
    },
    /// A factor has no value.
    Failed {
        /// Those factors.
        faults: Vec<Fault>,
    },
}

/// What one factor gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The factor.
    pub factor: RuleId,
    /// The least.
    pub low: Decimal,
    /// The most.
    pub high: Decimal,
    /// What it still hangs on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Needs,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
}

/// What a group gives, before and after its limits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupTotal {
    /// The group.
    pub group: String,
    /// The sum of its factors at the least.
    pub sum_low: Decimal,
    /// The sum of its factors at the most.
    pub sum_high: Decimal,
    /// The least after the limits.
    pub low: Decimal,
    /// The most after the limits.
    pub high: Decimal,
}

/// The least and the most.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Range {
    low: Decimal,
    high: Decimal,
}

impl Range {
    fn zero() -> Self {
        Range::at(Decimal::from_int(0))
    }

    fn at(value: Decimal) -> Self {
        Range { low: value, high: value }
    }

    fn over(values: impl IntoIterator<Item = Decimal>) -> Self {
        let mut values = values.into_iter();
        let first = values.next().map_or_else(Range::zero, Range::at);
        values.fold(first, |range, value| Range { low: range.low.min(value), high: range.high.max(value) })
    }

    fn plus(self, other: Range) -> Result<Range> {
        let sum = |a: Decimal, b: Decimal| a.checked_add(b).ok_or_else(|| Error::new(ErrorCode::OutOfRange));
        Ok(Range { low: sum(self.low, other.low)?, high: sum(self.high, other.high)? })
    }

    fn within(self, least: Option<Decimal>, most: Option<Decimal>) -> Range {
        let limit = |value: Decimal| {
            let value = least.map_or(value, |least| value.max(least));
            most.map_or(value, |most| value.min(most))
        };
        Range { low: limit(self.low), high: limit(self.high) }
    }
}

impl Scorecard {
    /// Scores, as of a day.
    ///
    /// # Errors
    /// `out_of_range` where the points add up past what a decimal holds.
    pub fn score(&self, facts: &Facts, trigger: Date, as_of: Date) -> Result<Score> {
        let mut contributions = Vec::new();
        let mut faults = Vec::new();
        for (def, factor) in self.def.factor.iter().zip(&self.factors) {
            let (range, needs) = match factor.range(facts) {
                Ok(found) => found,
                Err(error) => {
                    faults.push(Fault { rule: def.id.clone(), error });
                    (Range::zero(), Vec::new())
                }
            };
            contributions.push(Contribution {
                factor: def.id.clone(),
                low: range.low,
                high: range.high,
                needs,
                cite: def.cite.clone(),
            });
        }
        let (total, groups) = self.total(&contributions)?;
        let raises = self.raises(facts, &mut faults);
        let verdict = if faults.is_empty() {
            self.verdict(total, &contributions, &raises)
        } else {
            ScoreVerdict::Failed { faults }
        };
        let raised_by: Vec<RuleId> = raises.sure.iter().map(|(id, _)| id.clone()).collect();
        let overriding = self.def.overrides.iter().filter(|raise| raised_by.contains(&raise.id));
        let mut cite = self.def.cite.clone();
        cite.extend(overriding.flat_map(|raise| raise.cite.iter().cloned()));
        Ok(Score {
            scorecard: self.def.id.clone(),
            since: self.force().start(),
            confidence: self.force().confidence(trigger, as_of),
            verdict,
            factors: contributions,
            groups,
            raised_by,
            facts: used(&self.reads, facts),
            cite,
            note: self.def.note.clone(),
        })
    }

    /// The total, and what each group gives to it.
    fn total(&self, contributions: &[Contribution]) -> Result<(Range, Vec<GroupTotal>)> {
        let sum = |group: Option<&str>| -> Result<Range> {
            self.def
                .factor
                .iter()
                .zip(contributions)
                .filter(|(def, _)| def.group.as_deref() == group)
                .try_fold(Range::zero(), |sum, (_, given)| {
                    sum.plus(Range { low: given.low, high: given.high })
                })
        };
        let mut total = sum(None)?;
        let mut groups = Vec::new();
        for group in &self.def.group {
            let sum = sum(Some(&group.id))?;
            let limited = sum.within(group.least, group.most);
            total = total.plus(limited)?;
            groups.push(GroupTotal {
                group: group.id.clone(),
                sum_low: sum.low,
                sum_high: sum.high,
                low: limited.low,
                high: limited.high,
            });
        }
        Ok((total.within(self.def.least, self.def.most), groups))
    }

    fn verdict(&self, total: Range, contributions: &[Contribution], raises: &Raises) -> ScoreVerdict {
        let sure = raises.sure.iter().map(|(_, band)| *band).max().unwrap_or(0);
        let may = raises.may.iter().map(|(band, _)| *band).max().unwrap_or(0);
        let low = self.band_of(total.low).max(sure);
        let high = self.band_of(total.high).max(sure).max(may);
        let name = |i: usize| self.def.band.get(i).map(|band: &BandDef| band.id.clone()).unwrap_or_default();
        let band = (low == high).then(|| name(low));
        if let (true, Some(band)) = (total.low == total.high, &band) {
            return ScoreVerdict::Decided { score: total.low, band: band.clone() };
        }
        let mut needs: BTreeSet<FactId> = BTreeSet::new();
        if total.low != total.high {
            needs.extend(contributions.iter().flat_map(|given| given.needs.iter().cloned()));
        }
        // A condition that could raise the band no further than it may be anyway is not asked for.
        let raising = raises.may.iter().filter(|(band, _)| *band > low);
        needs.extend(raising.flat_map(|(_, needs)| needs.iter().cloned()));
        ScoreVerdict::Undetermined {
            low: total.low,
            high: total.high,
            band,
            needs: needs.into_iter().collect(),
        }
    }

    /// The number of the band in which a score lies.
    pub(super) fn band_of(&self, score: Decimal) -> usize {
        let above = self.def.band.iter().skip(1);
        above.take_while(|band| band.from.is_some_and(|from| score >= from)).count()
    }

    fn raises(&self, facts: &Facts, faults: &mut Vec<Fault>) -> Raises {
        let mut out = Raises::default();
        for (def, raise) in self.def.overrides.iter().zip(&self.overrides) {
            match raise.when.evaluate(facts) {
                Ok(outcome) => match outcome.truth {
                    Truth::True => out.sure.push((def.id.clone(), raise.band)),
                    Truth::Unknown => out.may.push((raise.band, outcome.needs)),
                    Truth::False => {}
                },
                Err(error) => faults.push(Fault { rule: def.id.clone(), error }),
            }
        }
        out
    }
}

#[derive(Default)]
struct Raises {
    sure: Vec<(RuleId, usize)>,
    may: Vec<(usize, Needs)>,
}

impl Factor {
    /// What it gives at the least and at the most, and what that hangs on.
    fn range(&self, facts: &Facts) -> Result<(Range, Needs)> {
        let zero = Decimal::from_int(0);
        match self {
            Factor::When(when, points) => held(when, facts).map(|(truth, needs)| match truth {
                Truth::True => (Range::at(*points), needs),
                Truth::False => (Range::zero(), needs),
                Truth::Unknown => (Range::over([zero, *points]), needs),
            }),
            Factor::Steps(steps) => {
                let (mut possible, mut needs) = (Vec::new(), Vec::new());
                for (when, points) in steps {
                    let (truth, more) = held(when, facts)?;
                    match truth {
                        Truth::False => continue,
                        Truth::Unknown => {
                            possible.push(*points);
                            needs.extend(more);
                        }
                        Truth::True => {
                            possible.push(*points);
                            return Ok((Range::over(possible), unique(needs)));
                        }
                    }
                }
                // Where steps leave room between them, nothing is given there. The checker refuses
                // such room in packs.
                if possible.is_empty() {
                    possible.push(zero);
                }
                Ok((Range::over(possible), unique(needs)))
            }
            Factor::Weight { fact, weight, least, most } => {
                let value = match facts.value(fact) {
                    None => return Ok((Range { low: *least, high: *most }, vec![fact.clone()])),
                    Some(Value::Int(value)) => Decimal::from_int(*value),
                    Some(Value::Decimal(value)) => *value,
                    Some(other) => {
                        let error = Error::new(ErrorCode::InvalidValue).item(fact);
                        return Err(error.expected("a number").found(other));
                    }
                };
                let points = value.checked_mul(*weight).ok_or_else(|| {
                    let error = Error::new(ErrorCode::OutOfRange).item(fact);
                    error
                        .expected("a product of at most nine places")
                        .found(format_args!("{value} × {weight}"))
                })?;
                Ok((Range::at(points).within(Some(*least), Some(*most)), Vec::new()))
            }
        }
    }
}

fn held(when: &Condition, facts: &Facts) -> Result<(Truth, Needs)> {
    when.evaluate(facts).map(|outcome| (outcome.truth, outcome.needs))
}

fn unique(needs: Needs) -> Needs {
    needs.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}
