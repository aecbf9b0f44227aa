//! Terms to start from.

use ombud::{
    Bargain, Engine, Error,
    bargain::{Figure, Mode, Move, Next, Note, Terms},
    model::{Json, Lang, Money, RegimeId},
};

/// Every fact that the policy reads, known and none of them in the way.
pub(crate) const CLEAR: [&str; 5] = [
    "complainant.vulnerable",
    "complainant.minor",
    "complaint.by_heir",
    "insurance.beyond_contract",
    "insurance.claim",
];

pub(crate) fn engine() -> &'static Engine {
    static ENGINE: std::sync::LazyLock<Engine> = std::sync::LazyLock::new(|| Engine::builtin().unwrap());
    &ENGINE
}

pub(crate) fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// The worked example: 12,400.00 owed, 6,000.00 above it, nothing in the way.
pub(crate) fn terms(mode: Mode) -> Terms {
    let regime = RegimeId::new("cn-complaints-2020").unwrap();
    let goodwill = money("CNY 6000.00");
    let mut terms = Terms::new(regime, money("CNY 12400.00"), goodwill, goodwill);
    terms.mode = mode;
    terms.handler = Some("Sun".into());
    terms.approver = Some("Qian".into());
    terms.approver_reason = Some("first case of its kind".into());
    terms.facts = CLEAR.map(|fact| (fact.to_owned(), Json::Bool(false))).into();
    terms
}

pub(crate) fn plan(change: impl FnOnce(&mut Terms)) -> Result<Bargain, Error> {
    let mut terms = terms(Mode::Ackerman);
    change(&mut terms);
    engine().plan_offers(terms)
}

pub(crate) fn offers(bargain: &Bargain) -> Vec<String> {
    bargain.ladder().rungs.iter().map(|rung| rung.offer.amount().to_string()).collect()
}

/// What is said with the offer at this place.
pub(crate) fn words(bargain: &Bargain, at: usize, lang: Lang) -> String {
    bargain.words(bargain.ladder().rungs[at].offer.amount(), lang)
}

/// Code and place.
pub(crate) fn fault<T: std::fmt::Debug>(result: Result<T, Error>) -> (&'static str, String) {
    let error = result.unwrap_err();
    (error.code().name(), error.detail().path.clone().unwrap_or_default())
}

pub(crate) fn offer(amount: &str) -> Move {
    Move::Offer(Figure { amount: money(amount) })
}

pub(crate) fn counter(amount: &str) -> Move {
    Move::Counter(Figure { amount: money(amount) })
}

pub(crate) fn heard() -> [Move; 2] {
    [
        Move::Listen(Note { note: "the delay hurt".into() }),
        Move::Ask(Note { note: "what would be fair?".into() }),
    ]
}

pub(crate) fn next(bargain: &Bargain, moves: &[Move]) -> Next {
    bargain.next(moves).unwrap().next.clone()
}
