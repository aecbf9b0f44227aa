//! Regimes of several places: the place that is known, or what all it may be have in common.

use crate::clock::{Answer, NeedKind, Obligation, PassedOver, compile::Regime};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{FactId, Facts, PartId},
};

use super::{Query, need};

impl Regime {
    /// What every clock says of one part, in the place that is known or in each that it may be.
    pub(super) fn of_part(&self, query: &Query<'_>, part: Option<&PartId>, facts: &Facts) -> Result<Answer> {
        let known = match &self.place_fact {
            None => None,
            Some(fact) => facts.value(fact).map(|value| (fact, value)),
        };
        if let Some((fact, value)) = known {
            let wanted = value.to_string();
            let index = self.places.iter().position(|place| place.id.as_deref() == Some(wanted.as_str()));
            let index = index.ok_or_else(|| {
                let ids: Vec<&str> = self.places.iter().filter_map(|place| place.id.as_deref()).collect();
                Error::new(ErrorCode::InvalidValue).item(fact).expected(ids.join(", ")).found(&wanted)
            })?;
            return self.at_place(query, part, facts, index);
        }
        let mut candidates = Vec::new();
        let mut passed_over: Vec<PassedOver> = Vec::new();
        for index in 0..self.places.len() {
            let answer = self.at_place(query, part, facts, index)?;
            candidates.push(answer.obligations);
            for passed in answer.passed_over {
                let same =
                    |known: &PassedOver| known.clock == passed.clock && known.reference == passed.reference;
                if !passed_over.iter().any(same) {
                    passed_over.push(passed);
                }
            }
        }
        Ok(Answer { obligations: merge_places(candidates, self.place_fact.as_ref()), passed_over })
    }
}

/// Where the place is not known: the latest candidate is due, the earliest is prudent, and the
/// answer names the fact. Candidates that agree leave nothing to ask. A clock that only some of
/// the places have stands, and asks.
fn merge_places(mut candidates: Vec<Vec<Obligation>>, fact: Option<&FactId>) -> Vec<Obligation> {
    let Some(mut out) = candidates.pop() else { return Vec::new() };
    for others in candidates {
        let mut rest = std::mem::take(&mut out);
        for other in others {
            match rest.iter().position(|kept| kept.clock == other.clock && kept.reference == other.reference)
            {
                Some(index) => {
                    for mut alone in rest.drain(..index) {
                        ask_place(&mut alone, fact);
                        out.push(alone);
                    }
                    let kept = rest.remove(0);
                    out.push(merge_two(kept, other, fact));
                }
                None => {
                    let mut alone = other;
                    ask_place(&mut alone, fact);
                    out.push(alone);
                }
            }
        }
        for mut alone in rest {
            ask_place(&mut alone, fact);
            out.push(alone);
        }
    }
    out
}

fn merge_two(mut kept: Obligation, mut candidate: Obligation, fact: Option<&FactId>) -> Obligation {
    let stands = |of: &Obligation| (of.late_from, of.status, of.ended_late);
    if stands(&kept) == stands(&candidate) {
        return kept;
    }
    let prudent = [kept.prudent_due, candidate.prudent_due].into_iter().flatten().min();
    let later = match (kept.late_from, candidate.late_from) {
        // A day begins sooner in one place than in another, so one hour may be past in one of them
        // only. Then the better state stands, whatever the order of the places.
        (Some(own), Some(other)) if own == other => {
            (kept.ended_late, kept.status) > (candidate.ended_late, candidate.status)
        }
        (Some(own), Some(other)) => other > own,
        (Some(_), None) => true,
        (None, _) => false,
    };
    if later {
        std::mem::swap(&mut kept, &mut candidate);
    }
    kept.prudent_due = prudent.filter(|_| kept.due.is_some());
    kept.needs.append(&mut candidate.needs);
    ask_place(&mut kept, fact);
    kept
}

fn ask_place(obligation: &mut Obligation, fact: Option<&FactId>) {
    obligation.needs.extend(fact.map(|fact| need(NeedKind::Fact, fact, false)));
    obligation.needs.sort();
    obligation.needs.dedup();
}
