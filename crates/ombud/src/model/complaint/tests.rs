//! Tests of the complaint; here the sample that they share.

mod access;
mod checks;
mod json;
mod random;
mod wording;

use super::*;
use crate::model::{CodeId, ContactId, Date, PartId, PromiseId, TaxonomyId, UnitId};

fn id<T: std::str::FromStr<Err = Error>>(text: &str) -> T {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn cny(text: &str) -> Money {
    format!("CNY {text}").parse().unwrap()
}

fn roles() -> Vec<Role> {
    let authority = Authority::new(AuthorityKind::Written)
        .document(id::<EvidenceId>("e1"))
        .original(true)
        .signed_or_sealed(true)
        .scope("投诉及领取答复")
        .from(day("2026-01-01"))
        .to(day("2026-12-31"));
    vec![
        Role::complainant(),
        Role::customer(),
        Agent::new([id("p0")]).authority(authority).reason("住院").into(),
        Heir::new(id::<PartyId>("p1"))
            .proof(SuccessionProof::new(SuccessionKind::NotarialCertificate).document(id::<EvidenceId>("e1")))
            .into(),
        StatutoryAgent::new([id("p1")], StatutoryGround::Parent).document(id::<EvidenceId>("e1")).into(),
        Representative::new([id("p0"), id("p5")])
            .chosen(day("2026-02-01"))
            .document(id::<EvidenceId>("e1"))
            .into(),
        RespondentUnit::new().unit(id::<UnitId>("u1")).into(),
        Staff::new().unit(id::<UnitId>("u1")).employer(id::<PartyId>("p8")).number("1024").into(),
        Partner::new().business("助贷").agreement(id::<EvidenceId>("e1")).into(),
    ]
}

fn demand_kinds() -> Vec<DemandKind> {
    vec![
        DemandKind::Money {},
        DemandKind::Correction {},
        DemandKind::Apology {},
        DemandKind::Explanation {},
        Surrender::new().refund(SurrenderRefund::FullPremium).into(),
        DemandKind::Refund {},
        RecordCorrection::new().record(RecordKind::CreditFile).into(),
        StopContact::new().others("单位同事").party(id::<PartyId>("p1")).into(),
        DemandKind::RepaymentPlan {},
        DemandKind::Performance {},
        DemandKind::Accountability {},
        DemandKind::Other {},
    ]
}

fn outcomes() -> Vec<PromiseOutcome> {
    let settled = Settled::new(day("2026-03-09")).note("已回电").evidence(id::<EvidenceId>("e1"));
    vec![
        PromiseOutcome::Kept(settled.clone()),
        PromiseOutcome::Broken(settled.clone()),
        PromiseOutcome::Released(settled),
    ]
}

/// A complaint with every field set and every variant of every sum.
fn full() -> Complaint {
    let part = || id::<PartId>("s1");
    let paper = || id::<EvidenceId>("e1");
    let code = |text: &str| Code::new(id::<TaxonomyId>("jrt0169"), id::<CodeId>(text));
    let received = day("2026-03-02");
    let mut builder = Complaint::builder(id("C-1"), received)
        .receipt(
            Receipt::new(received, Receiver::Regulator)
                .name("某监管局")
                .unit(id::<UnitId>("u1"))
                .channel(Channel::RegulatorHotline)
                .number("ZB-9")
                .part(part()),
        )
        .kind(MatterKind::Complaint)
        .channel(Channel::RegulatorReferral)
        .business_channel(BusinessChannel::App)
        .arose(day("2025-06-01"))
        .known(day("2025-12-01"))
        .reference(Reference::new(ReferenceKind::Policy, "P-77").part(part()))
        .product(code("loan"))
        .issue(code("pricing"))
        .cause(code("rules_process"))
        .amount_stated(
            StatedAmount::new(cny("12400.00"))
                .demand(id::<DemandId>("d0"))
                .part(part())
                .by(id::<PartyId>("p0"))
                .at(received)
                .words("多扣的利息"),
        )
        .amount_found(
            FoundAmount::new(cny("9000.50"), "李某", day("2026-03-10"), [paper()])
                .demand(id::<DemandId>("d0"))
                .part(part())
                .basis("逐期重算"),
        )
        .part(
            Part::new(part(), "多收利息")
                .kind(MatterKind::Complaint)
                .raiser(id::<PartyId>("p0"))
                .product(code("loan"))
                .issue(code("pricing"))
                .cause(code("disclosure")),
        )
        .contact(
            Contact::new(id::<ContactId>("c1"), received, ContactChannel::Phone, Direction::Outbound)
                .until(received)
                .by("李某")
                .reached(true)
                .summary("首次联系")
                .part(part())
                .who(id::<PartyId>("p0"))
                .point_raised("要求书面说明")
                .evidence(paper()),
        )
        .evidence(
            Evidence::new(paper(), EvidenceKind::Authority, "授权委托书")
                .hash(canon::hash(canon::HashName::Sm3, b"paper"))
                .received_at(received)
                .held_by_firm(true)
                .original(true)
                .from(id::<PartyId>("p2"))
                .part(part()),
        )
        .link(
            Link::new(LinkKind::Reasserted, id::<ComplaintId>("C-0"), "同一扣款", "李某", day("2026-03-03"))
                .second("赵某")
                .part(part())
                .evidence(paper()),
        )
        .narrative("多扣了我的钱,\n\"请退\"。")
        .extra("acme", "queue", "7");
    for (i, role) in roles().into_iter().enumerate() {
        builder = builder.party(
            Party::new(id::<PartyId>(&format!("p{i}")), role)
                .name("某人")
                .kind(PartyKind::Person)
                .language("zh-Hans-CN")
                .standing(Standing::Borrower)
                .identity(
                    Identity::new(IdentityKind::ResidentCard, "110101199001010010")
                        .checked_by("李某")
                        .checked_at(received),
                )
                .contact_point(
                    ContactPoint::new(ContactPointKind::Mobile, "13800000000").preferred(true).wishes("晚上"),
                )
                .support_need(
                    SupportNeed::new(SupportKind::Interpreter, SupportSource::Person)
                        .told_by(id::<PartyId>("p2"))
                        .told_at(received)
                        .consent(true)
                        .words("需要藏语翻译"),
                ),
        );
    }
    for (i, kind) in demand_kinds().into_iter().enumerate() {
        builder = builder.demand(
            Demand::new(id::<DemandId>(&format!("d{i}")), kind)
                .words("原话")
                .part(part())
                .by(id::<PartyId>("p0")),
        );
    }
    for (i, outcome) in outcomes().into_iter().enumerate() {
        builder = builder.promise(
            Promise::new(id::<PromiseId>(&format!("m{i}")), "三日内回电", "李某")
                .at(received)
                .due(day("2026-03-05"))
                .outcome(outcome)
                .contact(id::<ContactId>("c1"))
                .part(part())
                .to(id::<PartyId>("p0")),
        );
    }
    builder.build().unwrap()
}

/// How often each key occurs.
fn count_keys(json: &Json, out: &mut BTreeMap<String, usize>) {
    match json {
        Json::Map(map) => {
            for (key, value) in map {
                *out.entry(key.clone()).or_default() += 1;
                count_keys(value, out);
            }
        }
        Json::List(items) => items.iter().for_each(|item| count_keys(item, out)),
        _ => {}
    }
}
