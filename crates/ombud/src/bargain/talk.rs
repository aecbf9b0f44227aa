//! What the moves so far make of a talk about a plan.

use super::{
    Because, Call, Cause, Figure, Fraction, Halt, Imitation, MAX_MOVES, Made, Mode, Move, Next, Note,
    Outlook, Plan, Release, Stage, View, band::not_negative, terms::said,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Decimal, Money, checked_name, same_person},
};

const BILLION: i128 = 1_000_000_000;

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
    released: bool,
}

impl Since {
    /// What of it called for an offer; the first needs nothing.
    fn calls(self, first: bool) -> Vec<Call> {
        let calls = [
            (first, Call::Opening),
            (self.moved, Call::Moved),
            (self.released, Call::Released),
            (self.heard, Call::Heard),
            (self.asked, Call::Asked),
        ];
        calls.into_iter().filter(|(called, _)| *called).map(|(_, call)| call).collect()
    }
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
    /// What called for each.
    calls: Vec<Vec<Call>>,
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
            calls: Vec::new(),
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
        step.short()?;
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
                (_, Next::Accept { paid, .. }) => self.end = Some((Stage::Agreed, Next::Pay { paid })),
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
        if !self.offers.is_empty() && self.since.calls(false).iter().all(|call| *call == Call::Asked) {
            let error = Error::new(ErrorCode::UnansweredRaise).path("amount");
            return Err(error
                .expected("a move of the complainant, or a note of what was heard")
                .found("neither"));
        }
        let due = self.mirrored(next)?;
        if due != amount {
            return Err(Error::new(ErrorCode::InvalidValue).path("amount").expected(due).found(amount));
        }
        self.calls.push(self.since.calls(self.offers.is_empty()));
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
        checked_name(by, "by")?;
        if self.plan.terms.handler.as_deref().is_some_and(|handler| same_person(handler, by)) {
            let error = Error::new(ErrorCode::SamePerson).path("by");
            return Err(error.expected("somebody else than `handler`").found(by));
        }
        self.since.released = true;
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
        let unit = self.plan.unit;
        let next = match self.plan.terms.mode {
            Mode::TitForTat => {
                let imitation = self.plan.terms.imitation.unwrap_or(Imitation::Absolute { lag: 1 });
                imitation.figure(*own, &self.named, (*own, self.target), unit)?
            }
            _ => match self.named.last() {
                Some(named) => Fraction::HALF
                    .of(named.checked_sub(own)?.minor(), unit)
                    .map(|raise| own.checked_add(&Money::new(raise, own.currency())))
                    .transpose()?,
                None => None,
            },
        };
        let Some(next) = next else { return Ok(None) };
        let next = if next.compare(&self.target)?.is_gt() { self.target } else { next };
        Ok(if next.compare(own)?.is_gt() { Some(next) } else { None })
    }

    /// Why a figure that the complainant named is accepted, if it is. None is that asks more than is paid at
    /// agreement; each is that asks no more than is offered already. Between the two the condition of the plan
    /// decides, and `AC_next` where it names none. What is paid is the same whatever decides.
    fn accepted(&self, named: Money, ahead: Option<Money>) -> Result<Option<Because>> {
        let paid = self.mirrored(self.plan.paid.amount())?;
        if named.compare(&paid)?.is_gt() {
            return Ok(None);
        }
        let last = self.offers.last().copied();
        let stands = last.or(ahead).unwrap_or(self.target);
        if named.compare(&stands)?.is_le() {
            return Ok(Some(Because::Standing));
        }
        if last == Some(self.target) {
            return Ok(Some(Because::Spent));
        }
        let next = ahead.unwrap_or(stands);
        let Some(condition) = self.plan.terms.acceptance else {
            return Ok(named.compare(&next)?.is_le().then_some(Because::Next));
        };
        let received: Vec<Decimal> = self.named.iter().map(|named| self.saved(*named)).collect();
        let view = View {
            received: &received,
            next: self.saved(next),
            previous: last.map(|last| self.saved(last)),
            elapsed: self.elapsed(),
        };
        Ok(condition.takes(&view)?.then_some(Because::Condition))
    }

    /// The utility of a figure to the firm: the part of the target that it leaves, from 1 where nothing above what
    /// is owed is named to 0 at the target and past it.
    fn saved(&self, figure: Money) -> Decimal {
        let target = i128::from(self.plan.terms.target.minor());
        let left = i128::from(self.target.minor()).checked_sub(figure.minor().into());
        let part = left.and_then(|left| left.clamp(0, target).checked_mul(BILLION)?.checked_div(target));
        part.and_then(Decimal::from_billionths).unwrap_or(Decimal::from_int(0))
    }

    /// The part of the time that is over, by the figures that were named.
    fn elapsed(&self) -> Decimal {
        let rounds = self.plan.terms.rounds.map_or(1, i128::from);
        let named = i128::try_from(self.named.len()).unwrap_or(rounds);
        let part = named.min(rounds).checked_mul(BILLION).and_then(|named| named.checked_div(rounds));
        part.and_then(Decimal::from_billionths).unwrap_or(Decimal::from_int(1))
    }

    fn outlook(self) -> Result<Outlook> {
        let offered = self
            .offers
            .iter()
            .zip(&self.calls)
            .map(|(offer, calls)| Ok(Made { amount: self.mirrored(*offer)?, called_for: calls.clone() }));
        let offered = offered.collect::<Result<Vec<_>>>()?;
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
        if let Last::Counter(named) = self.last
            && let Some(because) = self.accepted(named, ahead)?
        {
            return Ok((stage, Next::Accept { paid: self.plan.paid.amount(), because }));
        }
        let Since { heard, asked, moved, released } = self.since;
        let moved = moved || released;
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
