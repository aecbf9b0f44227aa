//! Whatever the amounts, the mode and the moves.

use ombud::{
    bargain::{Figure, Mode, Move, Next, Side, Terms},
    model::Money,
};
use proptest::prelude::*;

use crate::support::{CLEAR, engine, heard};

#[derive(Debug, Clone)]
struct Drawn {
    owed: i64,
    authority: i64,
    target_part: i64,
    like_part: Option<i64>,
    code: &'static str,
    mode: Mode,
    side: Side,
    opening: i64,
    figures: Vec<i64>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let mode = prop_oneof![
        Just(Mode::Principled),
        Just(Mode::Ackerman),
        Just(Mode::SplitTheDifference),
        Just(Mode::TimeDependent),
        Just(Mode::TitForTat)
    ];
    let side = prop_oneof![4 => Just(Side::Payer), 1 => Just(Side::Payee)];
    let code = prop_oneof![Just("JPY"), Just("CNY"), Just("KWD")];
    let amount = || prop_oneof![0_i64..50, 0_i64..1 << 40];
    let figures = prop::collection::vec(0_i64..2_000, 0..12);
    (amount(), amount(), 0_i64..=1000, prop::option::of(0_i64..=1000), code, mode, side, 1_i64..1000, figures)
        .prop_map(|(owed, authority, target_part, like_part, code, mode, side, opening, figures)| Drawn {
            owed,
            authority,
            target_part,
            like_part,
            code,
            mode,
            side,
            opening,
            figures,
        })
}

impl Drawn {
    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.code.parse().unwrap())
    }

    fn part(&self, thousandths: i64) -> i64 {
        i64::try_from(i128::from(self.authority) * i128::from(thousandths) / 1000).unwrap()
    }

    fn terms(&self) -> Terms {
        let regime = "cn-complaints-2020".parse().unwrap();
        let target = match self.side {
            Side::Payer => self.part(self.target_part),
            // So that what is asked first, at most twice the target, stays within the authority.
            _ => self.part(self.target_part) / 2,
        };
        let mut terms =
            Terms::new(regime, self.money(self.owed), self.money(target), self.money(self.authority));
        (terms.mode, terms.side) = (self.mode, self.side);
        terms.like_case = self.like_part.map(|part| self.money(self.part(part)));
        terms.handler = Some("Sun".into());
        (terms.approver, terms.approver_reason) = (Some("Qian".into()), Some("its own".into()));
        terms.facts = CLEAR.map(|fact| (fact.to_owned(), ombud::model::Json::Bool(false))).into();
        if self.mode.haggles() {
            terms.opening = Some(format!("0.{:03}", self.opening).parse().unwrap());
        }
        terms
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// A talk that follows the advice, against figures that come as they come: every offer lies between what is
    /// owed and what was approved (A1, A2), none is worse for the other side than the one before (A3), what is
    /// paid is the figure that was known before the first offer, and the talk comes to an end.
    #[test]
    fn no_talk_breaks_an_invariant(case in drawn()) {
        let bargain = engine().plan_offers(case.terms()).unwrap();
        let (least, most) = (case.owed, case.owed + case.authority);
        let (mut moves, mut before, mut figures) = (Vec::new(), None::<i64>, case.figures.iter());
        loop {
            prop_assert!(moves.len() < 200);
            let outlook = bargain.next(&moves).unwrap();
            let paid = match &outlook.next {
                Next::Offer { amount } => {
                    let minor = amount.amount().minor();
                    prop_assert!((least..=most).contains(&minor));
                    if let Some(before) = before {
                        let better = if case.side == Side::Payer { minor > before } else { minor < before };
                        prop_assert!(better);
                    }
                    before = Some(minor);
                    moves.push(Move::Offer(Figure { amount: amount.amount() }));
                    continue;
                }
                Next::Accept { paid, .. } | Next::Pay { paid } => Some(*paid),
                Next::Wait | Next::Probe { .. } => match figures.next() {
                    Some(figure) => {
                        let named = i128::from(most) * i128::from(*figure) / 500;
                        moves.push(Move::Counter(Figure { amount: case.money(i64::try_from(named).unwrap()) }));
                        moves.extend(heard());
                        continue;
                    }
                    None if before.is_some() => {
                        moves.push(Move::Accept {});
                        continue;
                    }
                    None => break,
                },
                Next::Routes => None,
                other => return Err(TestCaseError::fail(format!("{other:?}"))),
            };
            if let Some(paid) = paid {
                prop_assert!((least..=most).contains(&paid.minor()));
                let target = case.terms().target.minor();
                let like = case.like_part.map_or(target, |part| case.part(part));
                let agreed = if case.side == Side::Payer { target.max(like) } else { target.min(like) };
                prop_assert_eq!(paid.minor(), case.owed + agreed);
            }
            break;
        }
    }

    /// Money is conserved: every offer is what is owed and the goodwill beside it, to the last unit.
    #[test]
    fn an_offer_is_what_is_owed_and_the_goodwill(case in drawn()) {
        let bargain = engine().plan_offers(case.terms()).unwrap();
        for rung in &bargain.ladder().rungs {
            prop_assert_eq!(rung.offer.amount().minor(), case.owed + rung.goodwill.minor());
        }
    }
}
