//! What is said and done in a talk about a plan, where that leaves it, and what to do next.

use serde::{Deserialize, Serialize};

use super::{Before, Offer};
use crate::model::{Money, worded, worded_sum};

/// So many moves of one talk at most.
pub const MAX_MOVES: usize = 1_000;

worded_sum! {
    /// What was said or done, in order. Amounts are with what is owed in them.
    Move {
        Offer(Figure) = "offer", "提出报价", "the next offer was made";
        Counter(Figure) = "counter", "投诉人提出金额", "the complainant named a figure";
        Listen(Note) = "listen", "复述、点明或者小结投诉人所说", "somebody labelled, mirrored or summed up what was heard";
        Ask(Note) = "ask", "提出开放问题", "somebody asked an open question";
        Release(Release) = "release", "由经办人以外的人同意再次报价", "somebody else let an offer be made though the complainant has not moved";
        Agree {} = "agree", "接受投诉人提出的金额", "the firm accepted the figure that the complainant named";
        Accept {} = "accept", "投诉人接受", "the complainant accepted the last offer";
        Refuse {} = "refuse", "投诉人不接受，也未提出金额", "the complainant refused and named no figure";
        End(Note) = "end", "一方结束商谈", "one of the two ended the talk without a settlement";
        Resume(Note) = "resume", "恢复报价", "offers go on";
        Halt(Halt) = "halt", "停止报价，应付款项照付", "something stops the offers; what is owed is paid";
    }
}

/// An amount that was named, with what is owed in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The amount.
    pub amount: Money,
}

/// What was heard or said, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The words.
    pub note: String,
}

/// Who let an offer be made though the complainant has not moved, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Who: somebody else than who talks.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// What stops offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halt {
    /// What.
    pub cause: Cause,
}

worded! {
    /// What stops offers. It stops nothing else: payments of what is owed, notices and clocks run on.
    Cause {
        NewFact = "new_fact", "有新事实，先重新核定应付金额", "a new fact: work out first what is owed";
        Safety = "safety", "安全", "safety";
        Vulnerability = "vulnerability", "投诉人作决定需要帮助，不再逐步报价", "support is needed to decide: no offers in steps";
        Expressive = "expressive", "投诉人此刻需要被倾听", "the complainant wants to be heard now";
    }
}

worded! {
    /// Why a figure that the complainant named is accepted.
    Because {
        Standing = "standing", "未超出现有报价或者首次报价", "it goes no further than the offer that stands, or that would be the first";
        Next = "next", "未超出下一次报价", "it goes no further than the next offer";
        Condition = "condition", "符合方案写明的接受条件", "it meets the condition of acceptance that the plan names";
        Spent = "spent", "目标金额已提出，且未超出达成一致即实付的金额", "the target was offered, and it goes no further than what is paid at agreement";
    }
}

worded! {
    /// What called for an offer.
    Call {
        Opening = "opening", "首次报价", "it is the first";
        Moved = "moved", "投诉人有让步", "the complainant moved";
        Released = "released", "经办人以外的人同意", "somebody else than the handler let it be made";
        Heard = "heard", "有倾听记录", "what was heard was written down";
        Asked = "asked", "提过开放问题", "an open question was asked";
    }
}

/// An offer that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    /// With what is owed in it.
    pub amount: Money,
    /// What called for it.
    pub called_for: Vec<Call>,
}

worded! {
    /// Where the talk stands.
    Stage {
        Prepare = "prepare", "准备", "preparing";
        Anchor = "anchor", "首次报价", "first offer made";
        Probe = "probe", "倾听探询", "hearing the complainant";
        Raise = "raise", "再次报价", "offer raised";
        Final = "final", "目标金额已提出", "target offered";
        Agreed = "agreed", "达成一致", "agreed";
        Impasse = "impasse", "未达成一致", "no agreement";
        Halted = "halted", "议价已停止", "talk about figures stopped";
    }
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "next", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Next {
    /// Settle these before the first offer.
    Settle {
        /// What.
        before: Vec<Before>,
    },
    /// Make this offer.
    Offer {
        /// With what is owed in it.
        amount: Offer,
    },
    /// Wait for an answer.
    Wait,
    /// Hear the complainant out first: a raise that nothing called for would be bidding against oneself (A5).
    Probe {
        /// Whether what was heard is still to be written down.
        listen: bool,
        /// Whether an open question is still to be asked.
        ask: bool,
        /// Whether the complainant has still to move, or somebody to let the offer be made all the same.
        moved: bool,
    },
    /// Accept what the complainant named.
    Accept {
        /// What is paid, as at every agreement.
        paid: Money,
        /// Why it is accepted.
        because: Because,
    },
    /// It is settled: pay.
    Pay {
        /// What is paid.
        paid: Money,
    },
    /// Offers have stopped; what is owed is paid.
    Stop {
        /// Why.
        cause: Cause,
    },
    /// No offer is left: tell the routes.
    Routes,
}

/// Where a talk stands, and what comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outlook {
    /// Where it stands.
    pub stage: Stage,
    /// What comes next.
    #[serde(flatten)]
    pub next: Next,
    /// What was offered so far, and what called for it.
    pub offered: Vec<Made>,
}
