//! Plans of offers, in words: why each offer, what to say with it, what comes next.

use super::Phrasebook;
use crate::{
    bargain::{Before, Fraction, Item, Made, Mode, Next, Outlook, Plan, Precision, Rung, Side},
    model::{Label, Lang, Money},
};

impl Phrasebook {
    /// An amount as people write it: 16,300.00元 · CNY 16,300.00.
    #[must_use]
    pub fn money(&self, money: Money, lang: Lang) -> String {
        let (currency, amount) = (money.currency(), money.grouped());
        match currency.as_str() {
            "CNY" => self.say(lang, "money.yuan", &[("amount", &amount)]),
            _ => self.say(lang, "money", &[("amount", &amount), ("currency", currency.as_str())]),
        }
    }

    /// Why an offer of a plan is what it is, and whether it may be called the last.
    #[must_use]
    pub fn offer_reason(&self, plan: &Plan, at: usize, lang: Lang) -> String {
        let rungs = &plan.ladder().rungs;
        let Some(rung) = rungs.get(at) else { return String::new() };
        let part = percent(rung.ratio);
        let first = at == 0;
        let mut said = match plan.terms().mode {
            Mode::Principled => self.say(lang, "bargain.offer.whole", &[]),
            Mode::Packages => self.say(lang, "bargain.offer.package", &[]),
            _ if first => self.say(lang, "bargain.offer.first", &[("part", &part)]),
            _ if !plan.is_listed() => self.say(lang, "bargain.offer.last", &[]),
            _ => {
                let steps = |at: usize| step(rungs.get(at.checked_sub(1)?)?, rungs.get(at)?);
                let smaller = steps(at)
                    .zip(at.checked_sub(1).and_then(steps))
                    .is_some_and(|(now, before)| now < before);
                let id = if smaller { "bargain.offer.step.smaller" } else { "bargain.offer.step" };
                let step =
                    steps(at).map(|minor| self.money(Money::new(minor, rung.goodwill.currency()), lang));
                self.say(
                    lang,
                    id,
                    &[("n", &at.to_string()), ("part", &part), ("step", &step.unwrap_or_default())],
                )
            }
        };
        let mut add = |more: String| {
            if lang == Lang::En {
                said.push(' ');
            }
            said.push_str(&more);
        };
        if plan.is_final(rung.offer.amount()) {
            add(self.say(lang, "bargain.offer.final", &[]));
        } else if at.saturating_add(1) == rungs.len() && plan.terms().target != plan.terms().authority {
            add(self.say(lang, "bargain.offer.not_final", &[]));
        }
        let paid = plan.paid().amount();
        if paid != rung.offer.amount() {
            add(self.say(lang, "bargain.offer.paid", &[("paid", &self.money(paid, lang))]));
        }
        said
    }

    /// Why an offer that was made was what it was, and what called for it: for the log of a talk.
    #[must_use]
    pub fn made_reason(&self, plan: &Plan, at: usize, made: &Made, lang: Lang) -> String {
        let rungs = &plan.ladder().rungs;
        let target = rungs.last().is_some_and(|rung| rung.offer.amount() == made.amount);
        let why = match plan.terms().mode {
            _ if plan.is_listed() || at == 0 => self.offer_reason(plan, at, lang),
            _ if target => self.offer_reason(plan, rungs.len().saturating_sub(1), lang),
            Mode::TitForTat => self.say(lang, "bargain.made.matched", &[]),
            _ => self.say(lang, "bargain.made.halfway", &[]),
        };
        let calls: Vec<String> = made.called_for.iter().map(|call| call.title(lang).to_owned()).collect();
        let calls = calls.join(&self.say(lang, "list.semicolon", &[]));
        let called = self.say(lang, "bargain.made.called_for", &[("calls", &calls)]);
        [why, called].join(if lang == Lang::En { " " } else { "" })
    }

    /// What to say with an offer of this amount: what is owed stands apart and first (A7); the last is called so
    /// only where it is (A6); where more is paid than is offered, that is said.
    #[must_use]
    pub fn offer_words(&self, plan: &Plan, amount: Money, closing: Option<&Label>, lang: Lang) -> String {
        let owed = plan.band().entitlement();
        let goodwill = amount.checked_sub(&owed).unwrap_or(amount);
        let (said_owed, said_amount) = (self.money(owed, lang), self.money(amount, lang));
        let said_goodwill = self.money(goodwill, lang);
        let values = [("owed", &*said_owed), ("amount", &*said_amount), ("goodwill", &*said_goodwill)];
        let mut lines = vec![match plan.terms().side {
            _ if goodwill.minor() == 0 => self.say(lang, "bargain.say.owed_only", &[("owed", &said_owed)]),
            Side::Payee => self.say(lang, "bargain.say.asked", &values),
            Side::Payer => {
                // Nothing is no amount to promise, and what is open is neither owed nor goodwill.
                let alone = [("amount", &*said_amount)];
                match (plan.terms().disputed.is_some(), owed.minor() == 0) {
                    (true, true) => self.say(lang, "bargain.say.disputed.alone", &alone),
                    (true, false) => self.say(lang, "bargain.say.disputed", &values),
                    (false, true) => self.say(lang, "bargain.say.alone", &alone),
                    (false, false) => self.say(lang, "bargain.say", &values),
                }
            }
        }];
        let paid = plan.paid().amount();
        if paid != amount {
            let id =
                if plan.terms().side == Side::Payee { "bargain.say.paid.asked" } else { "bargain.say.paid" };
            lines.push(self.say(lang, id, &[("paid", &self.money(paid, lang))]));
        }
        if plan.is_final(amount) && plan.terms().side == Side::Payer && goodwill.minor() > 0 {
            lines.push(self.say(lang, "bargain.say.final", &[]));
        }
        let last = plan.ladder().rungs.last().is_some_and(|rung| rung.offer.amount() == amount);
        if let (true, Some(item), Some(closing)) = (last, closing, &plan.terms().closing) {
            let values = [("date", &*self.date(closing.by, lang)), ("item", &*self.clause(item, lang))];
            lines.push(self.say(lang, "bargain.say.closing", &values));
        }
        lines.push(self.say(lang, "bargain.say.routes", &[]));
        lines.join(if lang == Lang::En { " " } else { "" })
    }

    /// The plan, a line each, for whoever approves it.
    #[must_use]
    pub fn plan(&self, plan: &Plan, lang: Lang) -> String {
        let terms = plan.terms();
        let money = |amount| self.money(amount, lang);
        let owed = money(plan.band().entitlement());
        let mut lines = vec![
            self.say(lang, "bargain.title", &[("mode", terms.mode.title(lang))]),
            self.say(lang, "bargain.owed", &[("owed", &owed)]),
            self.say(
                lang,
                "bargain.above",
                &[("target", &money(terms.target)), ("authority", &money(terms.authority))],
            ),
        ];
        for (at, rung) in plan.ladder().rungs.iter().enumerate() {
            let values = [
                ("n", &*at.saturating_add(1).to_string()),
                ("amount", &*money(rung.offer.amount())),
                ("owed", &*owed),
                ("goodwill", &*money(rung.goodwill)),
                ("reason", &*self.offer_reason(plan, at, lang)),
            ];
            lines.push(self.say(lang, "bargain.offer", &values));
        }
        lines.push(self.paid_to_all(plan, lang));
        lines.extend(self.parts(plan, lang));
        if plan.like().is_some() {
            lines.push(self.alike(plan, lang));
        }
        if let (Some(approver), Some(reason)) = (&terms.approver, &terms.approver_reason) {
            let reason = self.ended(&Label::same(reason), lang);
            lines.push(self.say(lang, "bargain.approved", &[("approver", approver), ("reason", &reason)]));
        }
        if let Some(raised) = self.cap_raised(plan, lang) {
            lines.push(self.say(lang, "bargain.raised", &[("raised", &raised)]));
        }
        if !plan.before().is_empty() {
            lines.push(self.say(lang, "bargain.before", &[("items", &self.before(plan.before(), lang))]));
        }
        lines.push(self.say(lang, "bargain.bars", &[]));
        lines.join("\n")
    }

    /// What comes next in a talk.
    #[must_use]
    pub fn outlook(&self, plan: &Plan, outlook: &Outlook, lang: Lang) -> String {
        let owed = self.money(plan.band().entitlement(), lang);
        match &outlook.next {
            Next::Settle { before } => {
                self.say(lang, "bargain.next.settle", &[("items", &self.before(before, lang))])
            }
            Next::Offer { amount } => {
                let amount = self.money(amount.amount(), lang);
                let paid = self.money(plan.paid().amount(), lang);
                self.say(lang, "bargain.next.offer", &[("amount", &amount), ("paid", &paid)])
            }
            Next::Wait => self.say(lang, "bargain.next.wait", &[]),
            Next::Probe { listen, ask, moved } => {
                let acts = [
                    (*listen, "bargain.probe.listen"),
                    (*ask, "bargain.probe.ask"),
                    (*moved, "bargain.probe.moved"),
                ];
                let acts: Vec<String> =
                    acts.iter().filter(|(open, _)| *open).map(|(_, id)| self.say(lang, id, &[])).collect();
                let acts = acts.join(&self.say(lang, "list.semicolon", &[]));
                self.say(lang, "bargain.next.probe", &[("acts", &acts)])
            }
            Next::Accept { paid, because } => self.say(
                lang,
                "bargain.next.accept",
                &[("because", because.title(lang)), ("owed", &owed), ("paid", &self.money(*paid, lang))],
            ),
            Next::Pay { paid } => {
                self.say(lang, "bargain.next.pay", &[("owed", &owed), ("paid", &self.money(*paid, lang))])
            }
            Next::Stop { cause } => {
                self.say(lang, "bargain.next.stop", &[("cause", cause.title(lang)), ("owed", &owed)])
            }
            Next::Routes => self.say(lang, "bargain.next.routes", &[("owed", &owed)]),
        }
    }

    /// What is paid at agreement, and that no move changes it: in every mode, for every reader of a plan.
    #[must_use]
    pub fn paid_to_all(&self, plan: &Plan, lang: Lang) -> String {
        let paid = self.say(lang, "bargain.paid", &[("paid", &self.money(plan.paid().amount(), lang))]);
        if !plan.terms().mode.haggles() {
            return paid;
        }
        [paid, self.say(lang, "bargain.paid.ladder", &[])].join(if lang == Lang::En { " " } else { "" })
    }

    /// What makes up the target and the packages, and what rounding did.
    pub(super) fn parts(&self, plan: &Plan, lang: Lang) -> Vec<String> {
        let terms = plan.terms();
        let mut lines = Vec::new();
        if let Precision::Itemised(items) = &terms.precision {
            lines.push(self.say(lang, "bargain.itemised", &[("items", &self.items(items, lang))]));
        }
        for package in &terms.packages {
            let (title, items) = (self.clause(&package.title, lang), self.items(&package.items, lang));
            lines.push(self.say(lang, "bargain.package", &[("title", &title), ("items", &items)]));
        }
        if plan.ladder().collapsed > 0 {
            lines.push(self.say(lang, "bargain.collapsed", &[("n", &plan.ladder().collapsed.to_string())]));
        }
        lines
    }

    /// What like cases were paid, and what that means here.
    pub(super) fn alike(&self, plan: &Plan, lang: Lang) -> String {
        let money = |amount| self.money(amount, lang);
        let mut said = Vec::new();
        if let Some(amount) = plan.like() {
            let id = if plan.terms().side == Side::Payee { "bargain.alike.asked" } else { "bargain.alike" };
            said.push(self.say(lang, id, &[("amount", &money(amount))]));
        }
        if let Some(like) = &plan.like_cases() {
            let values =
                [("median", &*money(like.median)), ("low", &*money(like.low)), ("high", &*money(like.high))];
            said.push(self.say(lang, "bargain.alike.band", &values));
            if like.unequal {
                said.push(self.say(lang, "bargain.alike.unequal", &[]));
            }
        }
        if said.is_empty() {
            said.push(self.say(lang, "approval.alike.none", &[]));
        }
        said.join(if lang == Lang::En { " " } else { "" })
    }

    /// Who let more be approved than the approver's role may, up to which cap, and why.
    pub(super) fn cap_raised(&self, plan: &Plan, lang: Lang) -> Option<String> {
        let terms = plan.terms();
        let raised = terms.raised.as_ref()?;
        let cap = terms.caps.iter().find(|cap| cap.role == raised.role.trim())?;
        let values = [
            ("by", &*raised.by),
            ("role", &*raised.role),
            ("most", &*self.money(cap.most, lang)),
            ("reason", &*self.ended(&Label::same(&raised.reason), lang)),
        ];
        Some(self.say(lang, "bargain.raised.by", &values))
    }

    pub(super) fn before(&self, before: &[Before], lang: Lang) -> String {
        let each = before.iter().map(|missing| match missing {
            Before::Fact { fact } => self.fact_name(fact, lang),
            Before::Approver => self.say(lang, "bargain.before.approver", &[]),
            Before::Handler => self.say(lang, "bargain.before.handler", &[]),
            Before::Reason => self.say(lang, "bargain.before.reason", &[]),
        });
        self.list(&each.collect::<Vec<_>>(), lang)
    }

    fn items(&self, items: &[Item], lang: Lang) -> String {
        let each = items.iter().map(|item| {
            let values =
                [("title", &*self.clause(&item.title, lang)), ("amount", &*self.money(item.amount, lang))];
            self.say(lang, "bargain.item", &values)
        });
        self.list(&each.collect::<Vec<_>>(), lang)
    }
}

/// How far one offer lies from the next, whichever way they go.
fn step(from: &Rung, to: &Rung) -> Option<i64> {
    to.goodwill.minor().checked_sub(from.goodwill.minor())?.checked_abs()
}

/// 65%, 88.33%.
fn percent(part: Fraction) -> String {
    let Some(hundredths) = part.of(10_000, 1) else { return part.to_string() };
    let text = format!("{:03}", hundredths);
    let (whole, rest) = text.split_at(text.len().saturating_sub(2));
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{whole}%") } else { format!("{whole}.{rest}%") }
}
