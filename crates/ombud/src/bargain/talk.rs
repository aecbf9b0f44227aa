//! What comes next in a talk about a plan: an offer, listening, a settlement, an end.

use serde::{Deserialize, Serialize};

use super::{Before, Fraction, Mode, Offer, Plan, band::not_negative, terms::said};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Money, worded, worded_sum},
};

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
        Vulnerability = "vulnerability", "投诉人作决定需要帮助，改为直接给出目标金额", "support is needed to decide, and the target is given at once";
        Expressive = "expressive", "投诉人此刻需要被倾听", "the complainant wants to be heard now";
    }
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
    /// Accept what the complainant named, as the next offer would be no better for the firm.
    Accept {
        /// What is paid: better than was named, where like cases were paid better.
        paid: Money,
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
    /// What was offered so far.
    pub offered: Vec<Money>,
}

/// Who spoke last, as far as figures go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Nobody,
    Firm,
    Counter(Money),
    Refusal,
}

/// What happened since the last offer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Since {
    heard: bool,
    asked: bool,
    moved: bool,
}

impl Plan {
    /// Where these moves lead, and what comes next.
    ///
    /// # Errors
    /// With the place of the move: `out_of_order` after an end, for an answer to no offer, or for an offer
    /// where none is left; `mode_forbidden` for an offer before what must be settled; `unanswered_raise` for a
    /// raise that nothing called for (A5); `invalid_value` for another amount than the plan's; `same_person`;
    /// `too_large`, `out_of_range`, `currency_mismatch`, `invalid_field`.
    pub fn next(&self, moves: &[Move]) -> Result<Outlook> {
        if moves.len() > MAX_MOVES {
            let error = Error::new(ErrorCode::TooLarge).path("moves");
            return Err(error.expected(format_args!("at most {MAX_MOVES} moves")).found(moves.len()));
        }
        let mut talk = Talk::of(self)?;
        for (at, step) in moves.iter().enumerate() {
            talk.takes(step).map_err(|error| error.within(format_args!("moves[{at}]")))?;
        }
        talk.outlook()
    }
}

/// A talk, counted as the payer's side counts: for the side that is paid every figure is mirrored about the
/// target, so that each side's offers rise.
struct Talk<'a> {
    plan: &'a Plan,
    /// The target with what is owed in it.
    target: Money,
    /// What was offered, mirrored.
    offers: Vec<Money>,
    /// What the complainant named, mirrored, the demand first.
    named: Vec<Money>,
    since: Since,
    last: Last,
    halted: Option<Cause>,
    end: Option<(Stage, Next)>,
}

impl<'a> Talk<'a> {
    fn of(plan: &'a Plan) -> Result<Talk<'a>> {
        let target = plan.band.above(plan.terms.target)?.amount();
        let mut talk = Talk {
            plan,
            target,
            offers: Vec::new(),
            named: Vec::new(),
            since: Since::default(),
            last: Last::Nobody,
            halted: None,
            end: None,
        };
        if let Some(demand) = plan.terms.demand {
            talk.named.push(talk.mirrored(demand).map_err(|error| error.path("demand"))?);
        }
        Ok(talk)
    }

    fn mirrored(&self, amount: Money) -> Result<Money> {
        self.plan.terms.side.mirrored(amount, self.target)
    }

    fn takes(&mut self, step: &Move) -> Result<()> {
        if self.end.is_some() {
            return out_of_order("nothing after the end of the talk");
        }
        let unanswered = self.offers.is_empty();
        match step {
            Move::Offer(Figure { amount }) => self.offers(*amount)?,
            Move::Counter(Figure { amount }) => {
                self.counters(*amount).map_err(|error| error.path("amount"))?
            }
            Move::Listen(Note { note }) => {
                written(note)?;
                self.since.heard = true;
            }
            Move::Ask(Note { note }) => {
                written(note)?;
                self.since.asked = true;
            }
            Move::Release(Release { by, reason }) => self.released(by, reason)?,
            Move::Accept {} | Move::Refuse {} if unanswered => {
                return out_of_order("an offer before an answer to one");
            }
            Move::Accept {} => {
                let paid = self.plan.paid.amount();
                self.end = Some((Stage::Agreed, Next::Pay { paid }));
            }
            Move::Agree {} => match self.open()? {
                (_, Next::Accept { paid }) => self.end = Some((Stage::Agreed, Next::Pay { paid })),
                _ => return out_of_order("a figure of the complainant that the plan accepts"),
            },
            Move::Refuse {} => self.last = Last::Refusal,
            Move::End(Note { note }) => {
                written(note)?;
                self.end = Some((Stage::Impasse, Next::Routes));
            }
            // An offer that stands goes on standing.
            Move::Halt(Halt { cause }) => self.halted = Some(*cause),
            Move::Resume(Note { note }) => {
                written(note)?;
                if self.halted.take().is_none() {
                    return out_of_order("a halt before offers go on");
                }
            }
        }
        Ok(())
    }

    /// A5: no raise without a move of the complainant or something heard.
    fn offers(&mut self, amount: Money) -> Result<()> {
        if !self.plan.before.is_empty() {
            let error = Error::new(ErrorCode::ModeForbidden);
            return Err(error.expected("what must be settled before the first offer").found("an offer"));
        }
        if self.halted.is_some() {
            return out_of_order("offers that go on, after a halt");
        }
        let Some(next) = self.ahead()? else {
            return out_of_order("no offer after the last of the plan");
        };
        if !self.offers.is_empty() && !self.since.moved && !self.since.heard {
            let error = Error::new(ErrorCode::UnansweredRaise).path("amount");
            return Err(error
                .expected("a move of the complainant, or a note of what was heard")
                .found("neither"));
        }
        let due = self.mirrored(next)?;
        if due != amount {
            return Err(Error::new(ErrorCode::InvalidValue).path("amount").expected(due).found(amount));
        }
        self.offers.push(next);
        (self.since, self.last) = (Since::default(), Last::Firm);
        Ok(())
    }

    fn counters(&mut self, amount: Money) -> Result<()> {
        not_negative("amount", amount)?;
        let named = self.mirrored(amount)?;
        // Only a figure nearer than every one before it is a move: to go up and down again earns nothing.
        let mut nearer = !self.named.is_empty();
        for before in &self.named {
            nearer = nearer && named.compare(before)?.is_lt();
        }
        named.compare(&self.target)?;
        self.since.moved = self.since.moved || nearer;
        self.named.push(named);
        self.last = Last::Counter(named);
        Ok(())
    }

    fn released(&mut self, by: &str, reason: &str) -> Result<()> {
        for (path, text) in [("by", by), ("reason", reason)] {
            if said(Some(text)).is_none() {
                return Err(Error::new(ErrorCode::InvalidField)
                    .path(path)
                    .expected("words")
                    .found("nothing"));
            }
        }
        if self.plan.terms.handler.as_deref().is_some_and(|handler| crate::model::same_person(handler, by)) {
            let error = Error::new(ErrorCode::SamePerson).path("by");
            return Err(error.expected("somebody else than `handler`").found(by));
        }
        self.since.moved = true;
        Ok(())
    }

    /// The next offer, mirrored; none where no better one is left, or none follows from the complainant's
    /// figures.
    fn ahead(&self) -> Result<Option<Money>> {
        let rungs = &self.plan.ladder.rungs;
        let rung = |at: usize| rungs.get(at).map(|rung| self.mirrored(rung.offer.amount())).transpose();
        let Some(own) = self.offers.last() else { return rung(0) };
        if self.plan.is_listed() {
            return rung(self.offers.len());
        }
        let raise = match (self.plan.terms.mode, self.named.as_slice()) {
            (Mode::SplitTheDifference, [.., named]) => {
                Fraction::HALF.of(named.checked_sub(own)?.minor(), self.plan.unit)
            }
            (Mode::TitForTat, [.., before, named]) => Some(before.checked_sub(named)?.minor()),
            _ => None,
        };
        let Some(raise) = raise.filter(|raise| *raise > 0) else { return Ok(None) };
        let raised = own.checked_add(&Money::new(raise, own.currency()))?;
        let next = if raised.compare(&self.target)?.is_gt() { self.target } else { raised };
        Ok(if next.compare(own)?.is_gt() { Some(next) } else { None })
    }

    fn outlook(self) -> Result<Outlook> {
        let offered = self.offers.iter().map(|offer| self.mirrored(*offer)).collect::<Result<Vec<_>>>()?;
        let (stage, next) = match &self.end {
            Some((stage, next)) => (*stage, next.clone()),
            None => self.open()?,
        };
        Ok(Outlook { stage, next, offered })
    }

    fn open(&self) -> Result<(Stage, Next)> {
        if let Some(cause) = self.halted {
            return Ok((Stage::Halted, Next::Stop { cause }));
        }
        let ahead = self.ahead()?;
        let at_target = self.offers.last() == Some(&self.target);
        let stage = match (self.offers.len(), self.last) {
            (0, _) => Stage::Prepare,
            (_, Last::Counter(_) | Last::Refusal) if !at_target => Stage::Probe,
            _ if at_target => Stage::Final,
            (1, _) => Stage::Anchor,
            _ => Stage::Raise,
        };
        if !self.plan.before.is_empty() {
            return Ok((stage, Next::Settle { before: self.plan.before.clone() }));
        }
        // AC_next: what is named is accepted where the next own offer would be no better for the firm.
        if let Last::Counter(named) = self.last {
            let limit = ahead.or(self.offers.last().copied()).unwrap_or(self.target);
            if !named.compare(&limit)?.is_gt() {
                // No less because less is asked.
                return Ok((stage, Next::Accept { paid: self.plan.paid.amount() }));
            }
        }
        let Since { heard, asked, moved } = self.since;
        Ok(match (ahead, self.last) {
            (Some(next), _) if self.offers.is_empty() || (heard && asked && moved) => {
                (stage, Next::Offer { amount: self.plan.band.offer(self.mirrored(next)?)? })
            }
            (_, Last::Firm) if at_target || (!heard && !asked) => (stage, Next::Wait),
            (Some(_), _) => (Stage::Probe, Next::Probe { listen: !heard, ask: !asked, moved: !moved }),
            (None, _) if !at_target => {
                (Stage::Probe, Next::Probe { listen: !heard, ask: !asked, moved: true })
            }
            (None, _) => (Stage::Impasse, Next::Routes),
        })
    }
}

fn out_of_order(expected: &str) -> Result<()> {
    Err(Error::new(ErrorCode::OutOfOrder).expected(expected).found("a move at this place"))
}

fn written(note: &str) -> Result<()> {
    if said(Some(note)).is_none() {
        let error = Error::new(ErrorCode::InvalidField).path("note");
        return Err(error.expected("what was heard").found("nothing"));
    }
    Ok(())
}
