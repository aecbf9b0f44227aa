//! Properties over many complaints.

use proptest::prelude::*;

use super::{super::check::surely_before, *};
use crate::model::Instant;

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[\\PC\\n\\t\"\\\\]{1,12}",
        Just("多扣的利息".to_owned()),
        Just("🙏\u{7f}\u{1}".to_owned())
    ]
    .prop_filter("has words", |text| !text.trim().is_empty())
}

fn moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        (0..40_000i32).prop_map(|days| Date::from_days(days).unwrap().into()),
        (0..4_000_000_000i64).prop_map(|s| Instant::from_unix_seconds(s).unwrap().into()),
        "20[0-9]{2}-0[1-9]-1[0-9]T0[0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?\\+0[0-9]:30"
            .prop_map(|text| text.parse().unwrap()),
    ]
}

fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

prop_compose! {
    fn complaint()(
        received in moment(),
        kind in proptest::option::of(any_of(MatterKind::ALL)),
        channel in proptest::option::of(any_of(Channel::ALL)),
        parties in proptest::collection::vec((0..9usize, words(), proptest::option::of(any_of(SupportKind::ALL))), 0..6),
        demands in proptest::collection::vec((0..12usize, words(), any::<u32>()), 0..5),
        evidence in proptest::collection::vec((any_of(EvidenceKind::ALL), words(), any::<Option<bool>>()), 1..5),
        contacts in proptest::collection::vec((moment(), any_of(ContactChannel::ALL), any_of(Direction::ALL), words()), 0..5),
        links in proptest::collection::vec((any_of(LinkKind::ALL), moment(), words()), 0..3),
        huge in (1i64 << 52)..(1i64 << 62),
        narrative in proptest::option::of(words()),
        extra in proptest::collection::btree_map("[a-z][a-z0-9_-]{0,9}", any::<String>(), 0..4),
    ) -> Complaint {
        let mut builder = Complaint::builder(id("C-1"), received);
        builder.0.kind = kind;
        builder.0.channel = channel;
        builder.0.narrative = narrative;
        let roles = roles();
        // The first nine are the sample's, so that whom a role acts for is there.
        for (i, role) in roles.iter().enumerate() {
            builder = builder.party(Party::new(id::<PartyId>(&format!("p{i}")), role.clone()));
        }
        for (i, (role, name, need)) in parties.into_iter().enumerate() {
            let mut party = Party::new(id::<PartyId>(&format!("q{i}")), roles[role].clone()).name(name);
            party.support_needs.extend(need.map(|kind| SupportNeed::new(kind, SupportSource::Paper)));
            builder = builder.party(party);
        }
        for (i, (kind, words, minor)) in demands.into_iter().enumerate() {
            let demand: DemandId = id(&format!("d{i}"));
            let money = Money::new(i64::from(minor), "CNY".parse().unwrap());
            builder = builder
                .demand(Demand::new(demand.clone(), demand_kinds()[kind].clone()).words(words))
                .amount_stated(StatedAmount::new(money).demand(demand));
        }
        builder = builder.amount_stated(StatedAmount::new(Money::new(huge, "JPY".parse().unwrap())));
        for (i, (kind, title, held)) in evidence.into_iter().enumerate() {
            let mut item = Evidence::new(id::<EvidenceId>(&format!("e{}", i + 1)), kind, title);
            item.held_by_firm = held;
            builder = builder.evidence(item);
        }
        for (i, (at, channel, direction, point)) in contacts.into_iter().enumerate() {
            let contact = Contact::new(id::<ContactId>(&format!("c{i}")), at, channel, direction);
            builder = builder.contact(contact.who(id::<PartyId>("p0")).point_raised(point));
        }
        for (kind, at, reason) in links {
            builder = builder.link(Link::new(kind, id::<ComplaintId>("C-0"), reason, "李某", at));
        }
        for (field, text) in extra {
            builder = builder.extra("acme", field, text);
        }
        builder.build().unwrap()
    }
}

/// Puts `put` in the place of the `at`-th value of the document, counted in order.
fn replace(json: &mut Json, at: &mut usize, put: &Json) {
    if *at == 0 {
        *json = put.clone();
    }
    *at = at.wrapping_sub(1);
    match json {
        Json::List(items) => items.iter_mut().for_each(|item| replace(item, at, put)),
        Json::Map(map) => map.values_mut().for_each(|value| replace(value, at, put)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn bytes_and_complaint_are_one(complaint in complaint()) {
        let bytes = complaint.to_bytes().unwrap();
        let again = Complaint::from_json(&bytes).unwrap();
        prop_assert_eq!(&again, &complaint);
        prop_assert_eq!(again.to_bytes().unwrap(), bytes);
    }

    #[test]
    fn a_damaged_document_is_an_error_or_a_document(at in 0..600usize, put in prop_oneof![
        Just(Json::Bool(true)), any::<i64>().prop_map(Json::Int), words().prop_map(Json::Text),
        Just(Json::Text(String::new())), Just(Json::List(vec![])), Just(Json::Map(BTreeMap::new())),
    ]) {
        let mut json = canon::to_json(&full()).unwrap();
        replace(&mut json, &mut { at }, &put);
        match Complaint::read_json(&json.to_bytes()) {
            Ok(read) => {
                for problem in read.check() {
                    prop_assert!(problem.detail().path.is_some() && problem.detail().found.is_some());
                }
                let bytes = read.to_bytes().unwrap();
                prop_assert_eq!(Complaint::read_json(&bytes).unwrap(), read);
            }
            Err(error) => prop_assert!(error.detail().found.is_some(), "{}", error),
        }
    }

    #[test]
    fn before_is_never_both_ways(a in moment(), b in moment(), c in moment()) {
        prop_assert!(!(surely_before(a, b) && surely_before(b, a)));
        prop_assert!(!surely_before(a, a));
        if surely_before(a, b) && surely_before(b, c) {
            prop_assert!(!surely_before(c, a));
        }
    }
}
