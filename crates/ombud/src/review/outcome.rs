//! What becomes of a refusal, from its checks, its grounds and the weight of the evidence.

use std::collections::BTreeSet;

use super::{AboveDef, CheckState, Checked, GroundState, Grounded, Merit, Outcome};
use crate::model::RuleId;

/// What was found of a refusal.
pub(super) struct Found<'f> {
    pub(super) checks: &'f [Checked],
    pub(super) grounds: &'f [Grounded],
    pub(super) merit: Option<&'f Merit>,
}

impl Found<'_> {
    /// What becomes of it: as of the basis that it answers least.
    pub(super) fn outcome(&self) -> Outcome {
        self.bases().iter().map(|grounds| self.of(grounds)).max().unwrap_or(Outcome::Overturn)
    }

    /// While it is open: the best that may come of it. A ground that stands in part does so whatever
    /// becomes of those that are open.
    pub(super) fn at_best(&self) -> Outcome {
        let bases = self.bases();
        let mut open = bases.iter().filter(|grounds| self.of(grounds) != Outcome::Uphold);
        if open.all(|grounds| any(grounds, GroundState::Partly)) {
            Outcome::Partly
        } else {
            Outcome::Overturn
        }
    }

    /// The grounds that answer each basis of what is asked for; all of them where none is named.
    fn bases(&self) -> Vec<Vec<&Grounded>> {
        let named: BTreeSet<&RuleId> =
            self.grounds.iter().filter_map(|ground| ground.basis.as_ref()).collect();
        if named.is_empty() {
            return vec![self.grounds.iter().collect()];
        }
        let answers = |name: &RuleId| {
            let of = |ground: &&Grounded| ground.basis.as_ref().is_none_or(|basis| basis == name);
            self.grounds.iter().filter(of).collect()
        };
        named.into_iter().map(answers).collect()
    }

    /// What becomes of the refusal, as far as these grounds go.
    ///
    /// A refusal stands where a ground carries it and every check was passed. It falls where no ground
    /// is left. Merit never lowers an outcome: what is open stays open where merit does not raise it.
    /// Nor does it make money owed over a ground that was found to stand, in whole or in part.
    fn of(&self, grounds: &[&Grounded]) -> Outcome {
        let above = self.merit.filter(|merit| merit.exceeded).map(|merit| merit.above);
        let open = any(grounds, GroundState::Open) || any(grounds, GroundState::Unknown);
        // What is open in good faith carries no refusal, however the evidence weighs: it keeps its floor.
        let found = if any(grounds, GroundState::Stands) {
            let passed = self.checks.iter().all(|check| check.state == CheckState::Passed);
            if passed { Outcome::Uphold } else { Outcome::Unclear }
        } else if open && above != Some(AboveDef::Owed) {
            Outcome::Unclear
        } else if any(grounds, GroundState::Partly) {
            Outcome::Partly
        } else {
            Outcome::Overturn
        };
        match above {
            Some(AboveDef::SecondReviewer) => found.max(Outcome::Unclear),
            Some(AboveDef::Owed) | None => found,
        }
    }
}

fn any(grounds: &[&Grounded], state: GroundState) -> bool {
    grounds.iter().any(|ground| ground.state == state)
}
