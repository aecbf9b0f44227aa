//! Every problem that `check` finds, by code and place.

use std::collections::BTreeSet;

use super::{super::check::surely_before, *};
use crate::model::Instant;

/// Applies one fault to the full complaint and lists what `check` says of it.
fn problems(fault: impl FnOnce(&mut Complaint)) -> Vec<(&'static str, String)> {
    let mut complaint = full();
    fault(&mut complaint);
    let found = complaint.check();
    for problem in &found {
        assert!(problem.detail().expected.is_some() && problem.detail().found.is_some(), "{problem}");
    }
    found.into_iter().map(|p| (p.code().name(), p.detail().path.clone().unwrap())).collect()
}

fn one(code: &'static str, path: &str) -> Vec<(&'static str, String)> {
    vec![(code, path.to_owned())]
}

#[test]
fn check_finds_references_to_nothing() {
    let part = || Some(id::<PartId>("nothing"));
    let dangling = |path: &str| one("dangling_reference", path);
    assert_eq!(problems(|c| c.receipts[0].part = part()), dangling("receipts[0].part"));
    assert_eq!(problems(|c| c.references[0].part = part()), dangling("references[0].part"));
    assert_eq!(problems(|c| c.demands[3].part = part()), dangling("demands[3].part"));
    assert_eq!(problems(|c| c.demands[3].by = Some(id("x"))), dangling("demands[3].by"));
    assert_eq!(problems(|c| c.amounts_stated[0].part = part()), dangling("amounts_stated[0].part"));
    assert_eq!(
        problems(|c| c.amounts_stated[0].demand = Some(id("x"))),
        dangling("amounts_stated[0].demand")
    );
    assert_eq!(problems(|c| c.amounts_stated[0].by = Some(id("x"))), dangling("amounts_stated[0].by"));
    assert_eq!(problems(|c| c.amounts_found[0].part = part()), dangling("amounts_found[0].part"));
    assert_eq!(problems(|c| c.amounts_found[0].demand = Some(id("x"))), dangling("amounts_found[0].demand"));
    assert_eq!(
        problems(|c| c.amounts_found[0].evidence.push(id("x"))),
        dangling("amounts_found[0].evidence[1]")
    );
    assert_eq!(problems(|c| c.parts[0].raised_by.push(id("x"))), dangling("parts[0].raised_by[1]"));
    assert_eq!(problems(|c| c.contacts[0].part = part()), dangling("contacts[0].part"));
    assert_eq!(problems(|c| c.contacts[0].who.push(id("x"))), dangling("contacts[0].who[1]"));
    assert_eq!(problems(|c| c.contacts[0].evidence.push(id("x"))), dangling("contacts[0].evidence[1]"));
    assert_eq!(problems(|c| c.promises[1].part = part()), dangling("promises[1].part"));
    assert_eq!(problems(|c| c.promises[1].contact = Some(id("x"))), dangling("promises[1].contact"));
    assert_eq!(problems(|c| c.promises[1].to.push(id("x"))), dangling("promises[1].to[1]"));
    assert_eq!(problems(|c| c.evidence[0].from = Some(id("x"))), dangling("evidence[0].from"));
    assert_eq!(problems(|c| c.evidence[0].part = part()), dangling("evidence[0].part"));
    assert_eq!(problems(|c| c.links[0].part = part()), dangling("links[0].part"));
    assert_eq!(problems(|c| c.links[0].evidence.push(id("x"))), dangling("links[0].evidence[1]"));
    assert_eq!(
        problems(|c| c.parties[0].support_needs[0].told_by = Some(id("x"))),
        dangling("parties[0].support_needs[0].told_by")
    );
    let mut settled = Settled::new(day("2026-03-09"));
    settled.evidence.push(id("x"));
    assert_eq!(
        problems(|c| c.promises[0].outcome = Some(PromiseOutcome::Kept(settled))),
        dangling("promises[0].outcome.evidence[0]")
    );
    let stop = StopContact::new().party(id::<PartyId>("x"));
    assert_eq!(problems(|c| c.demands[7].kind = stop.into()), dangling("demands[7].kind.parties[0]"));
}

#[test]
fn check_finds_faults_of_roles() {
    let role = |i: usize, role: Role| problems(|c| c.parties[i].role = role);
    let nothing = || id::<EvidenceId>("nothing");
    let authority = Authority::new(AuthorityKind::Written);
    assert_eq!(
        role(2, Agent::new([id("x")]).into()),
        one("dangling_reference", "parties[2].role.acts_for[0]")
    );
    assert_eq!(role(2, Agent::new([]).into()), one("invalid_value", "parties[2].role.acts_for"));
    assert_eq!(role(2, Agent::new([id("p2")]).into()), one("invalid_value", "parties[2].role.acts_for[0]"));
    assert_eq!(role(2, Agent::new([id("p6")]).into()), one("invalid_value", "parties[2].role.acts_for[0]"));
    assert_eq!(
        role(2, Agent::new([id("p0"), id("p0")]).into()),
        one("duplicate_id", "parties[2].role.acts_for[1]")
    );
    assert_eq!(
        role(2, Agent::new([id("p0")]).authority(authority.clone().document(nothing())).into()),
        one("dangling_reference", "parties[2].role.authority.document")
    );
    let backwards = authority.from(day("2026-03-02")).to(day("2026-03-01"));
    assert_eq!(
        role(2, Agent::new([id("p0")]).authority(backwards).into()),
        one("out_of_order", "parties[2].role.authority.to")
    );
    assert_eq!(
        role(3, Heir::new(id::<PartyId>("p3")).into()),
        one("invalid_value", "parties[3].role.succeeds")
    );
    let proof = SuccessionProof::new(SuccessionKind::Will).document(nothing());
    assert_eq!(
        role(3, Heir::new(id::<PartyId>("p1")).proof(proof).into()),
        one("dangling_reference", "parties[3].role.proofs[0].document")
    );
    assert_eq!(
        role(4, StatutoryAgent::new([id("p1")], StatutoryGround::Guardian).document(nothing()).into()),
        one("dangling_reference", "parties[4].role.document")
    );
    assert_eq!(
        role(5, Representative::new([id("p5")]).document(nothing()).into()),
        one("dangling_reference", "parties[5].role.document")
    );
    assert_eq!(
        role(7, Staff::new().employer(id::<PartyId>("x")).into()),
        one("dangling_reference", "parties[7].role.employer")
    );
    assert_eq!(
        role(8, Partner::new().agreement(nothing()).into()),
        one("dangling_reference", "parties[8].role.agreement")
    );
}

#[test]
fn check_finds_ids_used_twice() {
    assert_eq!(problems(|c| c.parts.push(c.parts[0].clone())), one("duplicate_id", "parts[1].id"));
    assert_eq!(problems(|c| c.contacts.push(c.contacts[0].clone())), one("duplicate_id", "contacts[1].id"));
    assert_eq!(problems(|c| c.evidence.push(c.evidence[0].clone())), one("duplicate_id", "evidence[1].id"));
    assert_eq!(problems(|c| c.promises.push(c.promises[0].clone())), one("duplicate_id", "promises[3].id"));
    assert_eq!(problems(|c| c.demands.push(c.demands[0].clone())), one("duplicate_id", "demands[12].id"));
    assert_eq!(problems(|c| c.parties.push(c.parties[0].clone())), one("duplicate_id", "parties[9].id"));
    assert_eq!(problems(|c| c.product.push(c.product[0].clone())), one("duplicate_id", "product[1]"));
    assert_eq!(
        problems(|c| c.parts[0].issue.push(c.issue[0].clone())),
        one("duplicate_id", "parts[0].issue[1]")
    );
}

#[test]
fn check_finds_times_out_of_order() {
    let early = || Some(Moment::from(day("2020-01-01")));
    assert_eq!(problems(|c| c.known = early()), one("out_of_order", "known"));
    assert_eq!(problems(|c| c.contacts[0].until = early()), one("out_of_order", "contacts[0].until"));
    assert_eq!(
        problems(|c| {
            c.contacts[0].at = day("2025-05-31").into();
        }),
        one("out_of_order", "contacts[0].at")
    );
    assert_eq!(problems(|c| c.promises[0].due = early()), one("out_of_order", "promises[0].due"));
    let broken = PromiseOutcome::broken(day("2026-03-01"));
    assert_eq!(
        problems(|c| c.promises[0].outcome = Some(broken)),
        one("out_of_order", "promises[0].outcome.at")
    );
}

#[test]
fn check_finds_faults_of_values() {
    let usd = |minor| Money::new(minor, "USD".parse().unwrap());
    assert_eq!(
        problems(|c| c.amounts_found[0].money = usd(1)),
        one("currency_mismatch", "amounts_found[0].money.currency")
    );
    assert_eq!(
        problems(|c| c.amounts_stated[0].money = cny("-1.00")),
        one("invalid_money", "amounts_stated[0].money.minor")
    );
    assert_eq!(
        problems(|c| {
            c.amounts_found[0].demand = None;
            c.amounts_found[0].money = Money::new(1, "XXX".parse().unwrap());
        }),
        one("invalid_money", "amounts_found[0].money.currency")
    );
    assert_eq!(
        problems(|c| c.amounts_found[0].evidence.clear()),
        one("invalid_field", "amounts_found[0].evidence")
    );
    assert_eq!(problems(|c| c.demands[11].words = None), one("invalid_field", "demands[11].words"));
    for hash in ["", "sha256:", "sha1:00", "SHA256:", &format!("sha256:{}", "A".repeat(64))] {
        assert_eq!(
            problems(|c| c.evidence[0].hash = Some(hash.to_owned())),
            one("invalid_value", "evidence[0].hash"),
            "{hash}"
        );
    }
    assert_eq!(problems(|c| c.evidence[0].hash = Some(canon::hash(canon::HashName::Sha256, b""))), []);
    for tag in ["", "z", "zh_CN", "中文", "zh--Hans", "zh-", "en-GB-abcdefghi"] {
        assert_eq!(
            problems(|c| c.parties[0].language = Some(tag.to_owned())),
            one("invalid_value", "parties[0].language"),
            "{tag}"
        );
    }
    for tag in ["zh", "zh-Hans", "bo", "en-GB", "yue-Hant-HK", "x-klingon"] {
        let expected = if tag == "x-klingon" { one("invalid_value", "parties[0].language") } else { vec![] };
        assert_eq!(problems(|c| c.parties[0].language = Some(tag.to_owned())), expected, "{tag}");
    }
    assert_eq!(problems(|c| c.links[0].to = c.id.clone()), one("invalid_value", "links[0].to"));
    assert_eq!(
        problems(|c| c.links[0].second = Some(c.links[0].by.clone())),
        one("invalid_value", "links[0].second")
    );
    assert_eq!(problems(|c| c.links[0].reason = " ".to_owned()), one("invalid_value", "links[0].reason"));
    assert_eq!(problems(|c| c.narrative = Some(String::new())), one("invalid_value", "narrative"));
    assert_eq!(problems(|c| c.format_version = 9), one("unsupported_format", "format_version"));
    for namespace in ["ombud", "", "Acme", "a b", "客户"] {
        let fields = BTreeMap::from([("queue".to_owned(), "7".to_owned())]);
        assert_eq!(
            problems(|c| drop(c.extra.insert(namespace.to_owned(), fields))),
            one("invalid_value", &format!("extra.{namespace}")),
            "{namespace}"
        );
    }
}

#[test]
fn check_lists_every_problem_and_build_the_first() {
    let builder = Complaint::builder(id("C-1"), day("2026-03-02"))
        .party(Party::new(id::<PartyId>("p1"), Agent::new([id("p9")])).name(""))
        .party(Party::new(id::<PartyId>("p1"), Role::complainant()).language("!"))
        .money_demand(id("d1"), cny("-5.00"))
        .promise(Promise::new(id::<PromiseId>("m1"), "回电", "李某").contact(id::<ContactId>("c9")));
    let paths: BTreeSet<String> =
        builder.check().iter().map(|problem| problem.detail().path.clone().unwrap()).collect();
    let expected = [
        "amounts_stated[0].money.minor",
        "parties[0].name",
        "parties[0].role.acts_for[0]",
        "parties[1].id",
        "parties[1].language",
        "promises[0].contact",
    ];
    assert_eq!(paths.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    let error = builder.build().unwrap_err();
    assert_eq!(error.detail().item.as_deref(), Some("C-1"));
    assert_eq!(error.detail().path.as_deref(), Some("parties[1].id"));
}

#[test]
fn a_bare_date_is_before_an_instant_only_where_it_is_so_everywhere() {
    let at = |text: &str| Moment::from(text.parse::<Instant>().unwrap());
    let on = |text: &str| Moment::from(day(text));
    assert!(surely_before(on("2026-03-01"), on("2026-03-02")));
    assert!(!surely_before(on("2026-03-02"), on("2026-03-02")));
    // Noon UTC on the 2nd is the 1st nowhere west of UTC−12, and the 3rd nowhere east of UTC+14.
    assert!(surely_before(on("2026-03-01"), at("2026-03-02T12:00:00+00:00")));
    assert!(!surely_before(on("2026-03-01"), at("2026-03-02T11:59:59+00:00")));
    assert!(surely_before(at("2026-03-01T09:59:59+00:00"), on("2026-03-02")));
    assert!(!surely_before(at("2026-03-01T10:00:00+00:00"), on("2026-03-02")));
    assert!(surely_before(at("2026-03-01T10:00:00+08:00"), at("2026-03-01T10:00:00+00:00")));
}
