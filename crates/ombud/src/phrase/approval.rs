//! The page on which a plan of offers is approved (方案审批单).

use super::{
    Matter, Phrasebook,
    frame::{Set, facts, points, table},
};
use crate::{
    bargain::{Permission, Plan, Side},
    model::{Label, Lang},
};

/// What the page tells beside the plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Approval<'a> {
    /// The plan.
    pub(crate) plan: &'a Plan,
    /// Whether figures may move.
    pub(crate) permission: &'a Permission,
    /// What the policy says, by its title and note.
    pub(crate) policy: (&'a str, Option<&'a Label>),
    /// The rules under which is talked.
    pub(crate) regime: &'a Label,
    /// What the agreement would ask.
    pub(crate) release: &'a [Label],
    /// What is no money and comes with the last offer.
    pub(crate) closing: Option<&'a Label>,
    /// The case that it is for.
    pub(crate) matter: &'a Matter,
}

impl Phrasebook {
    /// As one self-contained page for A4: what is owed, what makes good bad service and what is goodwill stand
    /// apart; then authority, like cases, each offer with its reason, the policy, what the agreement asks, and
    /// what may not be done.
    pub(crate) fn approval_page(&self, approval: &Approval<'_>, lang: Lang) -> String {
        let Approval { plan, permission, policy, regime, release, closing, matter } = *approval;
        let terms = plan.terms();
        let word = |id: &'static str| self.say(lang, id, &[]);
        let money = |amount| self.money(amount, lang);
        let row = |id: &'static str, value: String| (word(id), value);
        let title = word("approval.title");
        let mut page = self.opened(&title, &title, Set::Dense, lang);
        matter.head(&mut page, lang);

        let service = terms.service.unwrap_or(crate::model::Money::new(0, terms.entitlement.currency()));
        let owed = terms.entitlement.checked_sub(&service).unwrap_or(terms.entitlement);
        let whole = plan.ladder().rungs.last().map_or(terms.entitlement, |rung| rung.offer.amount());
        // Over an amount that is open in good faith nothing is given as goodwill.
        let (above, approved) = match terms.disputed {
            Some(_) => ("approval.disputed", "approval.authority.disputed"),
            None => ("approval.goodwill", "approval.authority"),
        };
        let heads = ["approval.owed", "approval.service", above, "approval.whole", approved];
        let cells = [owed, service, terms.target, whole, terms.authority].map(money);
        table(&mut page, &heads.map(word), &[cells.to_vec()]);
        let owed_words = match terms.side {
            Side::Payer if terms.disputed.is_some() => "approval.owed.disputed",
            Side::Payer if *permission == Permission::Forbidden => "approval.owed.fixed",
            Side::Payer => "approval.owed.payer",
            Side::Payee => "approval.owed.payee",
        };
        page.element("<p>", &word(owed_words), "</p>\n");
        matter.said(&mut page, lang);

        let or_none = |text: Option<&str>| text.map_or_else(|| word("approval.none"), ToOwned::to_owned);
        let mut rows = vec![
            row("approval.regime", self.label(regime, lang)),
            row("approval.mode", terms.mode.title(lang).to_owned()),
            row("approval.handler", or_none(terms.handler.as_deref())),
            row("approval.approver", or_none(terms.approver.as_deref())),
            row("approval.reason", or_none(terms.approver_reason.as_deref())),
            row("approval.alike", self.alike(plan, lang)),
            row("approval.policy", policy.0.to_owned()),
        ];
        if let Some(floor) = terms.floor {
            rows.push(row("approval.floor", money(floor)));
        }
        if let Some(raised) = self.cap_raised(plan, lang) {
            rows.push(row("approval.raised", raised));
        }
        if *permission == Permission::SignOff {
            rows.push(row("approval.sign_off", or_none(terms.sign_off.as_deref())));
        }
        if !plan.before().is_empty() {
            rows.push(row("approval.before", self.before(plan.before(), lang)));
        }
        if let (Some(item), Some(given)) = (closing, &terms.closing) {
            let values = [("date", &*self.date(given.by, lang)), ("item", &*self.clause(item, lang))];
            rows.push(row("approval.closing", self.say(lang, "approval.closing.by", &values)));
        }
        let asked: Vec<String> = release.iter().map(|term| self.clause(term, lang)).collect();
        let asked = if asked.is_empty() { word("approval.release.none") } else { self.list(&asked, lang) };
        rows.push(row("approval.release", asked));
        facts(&mut page, &rows);

        page.element("<h2>", &word("approval.offers"), "</h2>\n");
        let heads = ["approval.n", "approval.amount", above, "approval.paid", "approval.why"];
        let offers = plan.ladder().rungs.iter().enumerate().map(|(at, rung)| {
            let amount = rung.offer.amount();
            vec![
                at.saturating_add(1).to_string(),
                money(amount),
                money(rung.goodwill),
                money(plan.paid().amount()),
                self.offer_reason(plan, at, lang),
            ]
        });
        table(&mut page, &heads.map(word), &offers.collect::<Vec<_>>());
        page.element("<p>", &self.paid_to_all(plan, lang), "</p>\n");
        let parts = self.parts(plan, lang);
        if !parts.is_empty() {
            points(&mut page, &parts);
        }
        page.element("<h2>", &word("approval.bars"), "</h2>\n");
        page.element("<p>", &word("bargain.bars"), "</p>\n");
        page.element("<p>", &word("approval.release.how"), "</p>\n");
        if let Some(note) = policy.1 {
            page.element("<p class=\"small\">", &self.ended(note, lang), "</p>\n");
        }
        let mut signs = vec!["approval.signs.handler", "approval.signs.approver"];
        if *permission == Permission::SignOff {
            signs.push("approval.signs.legal");
        }
        signs.push("label.date");
        self.signed(page, &signs, lang)
    }
}
