//! Plans of offers, with the policy that lets them be made and answers that can render themselves.

use std::ops::Deref;

use super::{Engine, Ruling};
use crate::{
    Error, ErrorCode,
    bargain::{Move, Outlook, Permission, Plan, Terms},
    error::Result,
    model::{Choice, Date, Facts, Json, Label, Lang, Money, RuleId, Value},
    phrase::{Approval, Matter},
    rules::Verdict,
};

/// The tables that decide, the facts that they read of a request, and the list of what is no money.
const POLICY: &str = "bargain.policy";
const REGIME: &str = "complaint.regime";
const RELEASE: &str = "bargain.release";
const RELEASE_TERM: &str = "bargain.release_term";
/// What every agreement says: that it settles the stated matter and nothing else.
const CONFINED: &str = "confined_to_matter";
const CLOSING: &str = "closing-items";

impl Engine {
    /// Plans offers above what is owed.
    ///
    /// ```
    /// use ombud::{Engine, bargain::{Mode, Terms}, model::{Lang, RegimeId}};
    /// let engine = Engine::builtin()?;
    /// let mut terms = Terms::new(
    ///     RegimeId::new("cn-complaints-2020")?,
    ///     "CNY 12400.00".parse()?, // owed, and paid whatever is agreed
    ///     "CNY 6000.00".parse()?,  // aimed at above it
    ///     "CNY 6000.00".parse()?,  // approved above it
    /// );
    /// terms.mode = Mode::Ackerman;
    /// terms.approver_reason = Some("first case of its kind".to_owned());
    /// let bargain = engine.plan_offers(terms)?;
    /// let offers: Vec<String> = bargain.ladder().rungs.iter().map(|rung| rung.offer.amount().to_string()).collect();
    /// assert_eq!(offers, ["CNY 16300.00", "CNY 17500.00", "CNY 18100.00", "CNY 18400.00"]);
    /// println!("{}", bargain.render(Lang::En));
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// `mode_forbidden`, `unequal_treatment`, `same_person`, `above_authority`, `below_entitlement`,
    /// `falling_offer`, `growing_raise` with their places, and those of amounts and documents;
    /// `unknown_regime`, `unknown_fact` and the like for what the packs do not know; `invalid_value` for a
    /// fact that gainsays what the regime itself settles;
    /// `barred_term` for what no agreement may ask, among its terms or in any free text that ends on
    /// paper; `invalid_field` for something that is not on the list of
    /// what is no money.
    pub fn plan_offers(&self, terms: Terms) -> Result<Bargain> {
        let as_of = terms.as_of.unwrap_or(Date::MAX);
        // What the regime itself settles is not the caller's to say: a claim stays a claim.
        let facts = self.0.book.settle(terms.regime.as_str(), self.facts_of(&terms)?, as_of)?;
        let policy = self.decide(POLICY, &facts, as_of, as_of)?;
        let permission = permission(&policy)?;
        // A regime that the policy bars need not be one whose clocks the packs hold.
        let regime = match self.regime(terms.regime.as_str()) {
            Ok(regime) => regime.def().title.clone(),
            Err(_) if permission == Permission::Forbidden => Label::same(terms.regime.to_string()),
            Err(error) => return Err(error.path("regime")),
        };
        let asked = |(at, term): (usize, &String)| {
            self.may_be_asked(term, as_of).map_err(|error| error.path(format_args!("release[{at}]")))
        };
        if !terms.release.is_empty() && !terms.release.iter().any(|term| term == CONFINED) {
            let error = Error::new(ErrorCode::BarredTerm).path("release");
            return Err(error
                .expected(format_args!("`{CONFINED}` among them"))
                .found("no bound to what is given up"));
        }
        self.asks_for_no_silence(terms.texts())?;
        let release = terms.release.iter().enumerate().map(asked).collect::<Result<_>>()?;
        let closing = terms.closing.as_ref().map(|closing| self.closing(&closing.item)).transpose()?;
        let plan = Plan::new(terms, &permission).map_err(|error| match rule(&policy) {
            Some(rule) if error.code() == ErrorCode::ModeForbidden => error.item(rule),
            _ => error,
        })?;
        Ok(Bargain { engine: self.clone(), policy, permission, regime, release, closing, plan })
    }

    fn facts_of(&self, terms: &Terms) -> Result<Facts> {
        let mut facts = Facts::new();
        for (id, json) in &terms.facts {
            if id == REGIME {
                let error = Error::new(ErrorCode::InvalidField).path(format_args!("facts.{REGIME}"));
                return Err(error.expected("only `regime`").found("both"));
            }
            let (id, fact) = self.catalogue().read_fact(id, json).map_err(|error| error.within("facts"))?;
            facts.insert(id, fact);
        }
        let (id, fact) = self.catalogue().read_fact(REGIME, &Json::Text(terms.regime.to_string()))?;
        facts.insert(id, fact);
        Ok(facts)
    }

    /// No silence, no withdrawal, no deletion, no peace is bought (A8).
    fn may_be_asked(&self, term: &str, as_of: Date) -> Result<Label> {
        let (id, fact) = self.catalogue().read_fact(RELEASE_TERM, &Json::Text(term.to_owned()))?;
        let mut facts = Facts::new();
        facts.insert(id, fact);
        let ruling = self.decide(RELEASE, &facts, as_of, as_of)?;
        if chosen(&ruling) == Some("fair") {
            let known = self.catalogue().fact(RELEASE_TERM)?.values.iter().find(|choice| choice.id == term);
            return Ok(known.map_or_else(|| Label::same(term), Choice::label));
        }
        let error = Error::new(ErrorCode::BarredTerm);
        Err(error.expected("a term that settles this matter and nothing else").found(term))
    }

    fn closing(&self, item: &str) -> Result<Label> {
        let menu = self.taxonomy(CLOSING)?;
        let found = menu.code.iter().find(|code| code.id.as_str() == item);
        let title = found.map(|code| code.title.clone()).ok_or_else(|| {
            let ids: Vec<&str> = menu.code.iter().map(|code| code.id.as_str()).collect();
            let error = Error::new(ErrorCode::InvalidField).path("closing.item");
            error.expected(format_args!("one of {}", ids.join(", "))).found(item)
        })?;
        // The menu is data, and a firm may have its own.
        let wordings = [&title.zh, &title.en].into_iter();
        self.asks_for_no_silence(wordings.map(|text| ("closing.item".to_owned(), text.as_str())))?;
        Ok(title)
    }
}

/// The one value of a table that decided.
fn chosen(ruling: &Ruling) -> Option<&str> {
    let Verdict::Decided { outputs, .. } = &ruling.verdict else { return None };
    match outputs.first()?.values().next()? {
        Value::Text(value) => Some(value),
        _ => None,
    }
}

/// The row that decided.
fn rule(ruling: &Ruling) -> Option<&RuleId> {
    match &ruling.verdict {
        Verdict::Decided { rules, .. } => rules.first(),
        _ => None,
    }
}

fn permission(policy: &Ruling) -> Result<Permission> {
    if let Verdict::Undetermined { needs } = &policy.verdict {
        return Ok(Permission::Undetermined { needs: needs.clone() });
    }
    match chosen(policy) {
        Some("allowed") => Ok(Permission::Allowed),
        Some("sign_off") => Ok(Permission::SignOff),
        // What a firm's own table says in other words permits nothing.
        _ => Ok(Permission::Forbidden),
    }
}

/// A plan of an engine. Reads as the [`Plan`] it holds.
#[derive(Debug, Clone)]
pub struct Bargain {
    engine: Engine,
    policy: Ruling,
    permission: Permission,
    regime: Label,
    release: Vec<Label>,
    closing: Option<Label>,
    plan: Plan,
}

impl Bargain {
    /// What the policy says, and why.
    #[must_use]
    pub fn policy(&self) -> &Ruling {
        &self.policy
    }

    /// Whether figures may move.
    #[must_use]
    pub fn permission(&self) -> &Permission {
        &self.permission
    }

    /// Why the offer at this place is what it is.
    #[must_use]
    pub fn reason(&self, at: usize, lang: Lang) -> String {
        self.engine.phrasebook().offer_reason(&self.plan, at, lang)
    }

    /// What to say with an offer of this amount: what is owed stands apart and first.
    #[must_use]
    pub fn words(&self, amount: Money, lang: Lang) -> String {
        self.engine.phrasebook().offer_words(&self.plan, amount, self.closing.as_ref(), lang)
    }

    /// The plan, a line each, for whoever approves it.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let plan = self.engine.phrasebook().plan(&self.plan, lang);
        format!("{plan}\n{}", self.policy.sentence(lang))
    }

    /// The page on which it is approved (方案审批单), for A4: what is owed, service redress and goodwill apart,
    /// authority, like cases, every offer with its reason, the terms of the agreement, what may not be done.
    #[must_use]
    pub fn approval_page(&self, lang: Lang) -> String {
        self.approval_page_for(&Matter::new(), lang)
    }

    /// The same with the case that it is for at its head.
    #[must_use]
    pub fn approval_page_for(&self, matter: &Matter, lang: Lang) -> String {
        let words = self.engine.phrasebook();
        words.approval_page(
            &Approval {
                plan: &self.plan,
                permission: &self.permission,
                policy: (&self.policy.sentence(lang), self.policy.note.as_ref()),
                regime: &self.regime,
                release: &self.release,
                closing: self.closing.as_ref(),
                matter,
            },
            lang,
        )
    }

    /// Where these moves lead, and what comes next.
    ///
    /// # Errors
    /// Those of [`Plan::next`].
    pub fn next(&self, moves: &[Move]) -> Result<BargainTalk> {
        Ok(BargainTalk { outlook: self.plan.next(moves)?, bargain: self.clone() })
    }
}

impl Deref for Bargain {
    type Target = Plan;

    fn deref(&self) -> &Plan {
        &self.plan
    }
}

/// Where a talk stands. Reads as the [`Outlook`] it holds.
#[derive(Debug, Clone)]
pub struct BargainTalk {
    bargain: Bargain,
    outlook: Outlook,
}

impl BargainTalk {
    /// What comes next, in one sentence.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        self.bargain.engine.phrasebook().outlook(&self.bargain.plan, &self.outlook, lang)
    }
}

impl Deref for BargainTalk {
    type Target = Outlook;

    fn deref(&self) -> &Outlook {
        &self.outlook
    }
}
