//! The sums of the notes, to the digit, and what has no sum.

use ombud::{
    ErrorCode,
    model::{FactId, Json, canon},
    rules::{Calculation, CalculationDef, LineKind, LineVerdict, Reckoning},
};

use crate::support::{ENGINE, day, facts, reckon, worked};

/// The one formula and the sum of what is owed.
fn owed(id: &str, given: &[(&str, &str)]) -> (String, String) {
    let (formulas, sum) = worked(&reckon(id, given), LineKind::Entitlement);
    (formulas.join("; "), sum)
}

fn is(found: (String, String), formula: &str, sum: &str) {
    assert_eq!((found.0.as_str(), found.1.as_str()), (formula, sum));
}

#[test]
fn a_careless_answer_is_paid_in_proportion_of_the_premiums() {
    let given = [
        ("claim.amount", "GBP 10000.00"),
        ("uk.premium_charged", "GBP 600.00"),
        ("uk.premium_due", "GBP 800.00"),
        ("claim.already_paid", "GBP 0.00"),
    ];
    let formula = "min(10,000.00 × 600.00 / 800.00 − 0.00, 10,000.00) = 7,500.00";
    is(owed("uk.claim.part", &given), formula, "GBP 7500.00");
}

#[test]
fn delay_is_paid_by_the_day() {
    let given = [
        ("claim.kind", "benefit"),
        ("claim.amount", "CNY 150000.00"),
        ("claim.already_paid", "CNY 150000.00"),
        ("claim.late", "true"),
        ("claim.late_on", "CNY 150000.00"),
        ("claim.late_rate", "0.031"),
        ("claim.late_days", "45"),
    ];
    let formula = "150,000.00 − 150,000.00 = 0.00; 150,000.00 × 3.1% × 45 / 365 = 573.29";
    is(owed("cn.claim.pay", &given), formula, "CNY 573.29");
}

#[test]
fn a_grade_has_its_share() {
    let given = [
        ("claim.kind", "disability"),
        ("claim.sum_insured", "CNY 500000.00"),
        ("claim.disability_grade", "8"),
        ("claim.already_paid", "CNY 0.00"),
        ("claim.late", "false"),
    ];
    is(owed("cn.claim.pay", &given), "500,000.00 × 30% − 0.00 = 150,000.00", "CNY 150000.00");
    for grade in 1..=10_i64 {
        let derived = ENGINE
            .derive(&facts([("claim.disability_grade", &*grade.to_string())]), day(), day())
            .expect("derived");
        let rate = derived.facts.value(&"claim.disability_rate".parse::<FactId>().unwrap()).expect("a share");
        let share = if grade == 1 { "1".to_owned() } else { format!("0.{}", 11 - grade) };
        assert_eq!(rate.to_string(), share);
    }
}

#[test]
fn underinsurance_is_paid_in_proportion_to_the_value() {
    let part = |loss: &str, insured: &str, value: &str| {
        let given = [
            ("declined.grounds", "underinsurance"),
            ("property.underinsured", "true"),
            ("property.value_agreed", "false"),
            ("refusal.exclusion_explained", "true"),
            ("claim.kind", "indemnity"),
            ("claim.loss", loss),
            ("claim.sum_insured", insured),
            ("claim.value", value),
            ("claim.already_paid", "CNY 0.00"),
            ("claim.late", "false"),
        ];
        owed("cn.claim.part", &given)
    };
    // min(loss · SI / value, SI) is min(loss, value) · SI / value: 80,000 · 100,000 / 200,000 = 40,000.
    let formula = "min(min(min(80,000.00, 200,000.00) × 100,000.00 / 200,000.00 − 0.00, 80,000.00), 200,000.00) \
                   = 40,000.00";
    is(part("CNY 80000.00", "CNY 100000.00", "CNY 200000.00"), formula, "CNY 40000.00");
    // 150,000 · 100,000 / 200,000 = 75,000, below the sum insured of 100,000.
    assert_eq!(part("CNY 150000.00", "CNY 100000.00", "CNY 200000.00").1, "CNY 75000.00");
    // 300,000 · 100,000 / 200,000 = 150,000; held to the sum insured: 100,000.
    assert_eq!(part("CNY 300000.00", "CNY 100000.00", "CNY 200000.00").1, "CNY 100000.00");
    // A thing that turns out insured above its value is never paid above the loss.
    assert_eq!(part("CNY 80000.00", "CNY 200000.00", "CNY 100000.00").1, "CNY 80000.00");
}

/// What is taken off is taken off the loss; what is paid is then held to the sum insured.
#[test]
fn deductions_come_off_the_loss_before_the_sum_insured_caps_it() {
    let part = |ground: &str, finding: (&str, &str), off: (&str, &str), paid: &str| {
        let given = [
            ("declined.grounds", ground),
            finding,
            off,
            ("claim.kind", "indemnity"),
            ("claim.loss", "CNY 150000.00"),
            ("claim.sum_insured", "CNY 100000.00"),
            ("claim.already_paid", paid),
            ("claim.late", "false"),
        ];
        owed("cn.claim.part", &given)
    };
    for (ground, finding, off) in [
        ("not_mitigated", "mitigation.loss_enlarged", "claim.enlarged"),
        ("third_party_paid", "third_party.paid", "claim.third_party_amount"),
    ] {
        let of = |off_by: &str, paid: &str| part(ground, (finding, "true"), (off, off_by), paid);
        // 150,000 − 50,000 = 100,000, which is the sum insured.
        let formula = "min(150,000.00 − 50,000.00, 100,000.00) − 0.00 = 100,000.00";
        is(of("CNY 50000.00", "CNY 0.00"), formula, "CNY 100000.00");
        // 150,000 − 20,000 = 130,000; held to 100,000; less the 60,000 paid: 40,000.
        assert_eq!(of("CNY 20000.00", "CNY 60000.00").1, "CNY 40000.00");
        // 150,000 − 90,000 = 60,000, below the sum insured.
        assert_eq!(of("CNY 90000.00", "CNY 0.00").1, "CNY 60000.00");
    }
}

#[test]
fn a_lower_grade_that_was_confirmed_is_paid_by_its_share() {
    let given = [
        ("declined.grounds", "grade"),
        ("grade.reassessed", "insurer"),
        ("claim.disability_grade", "10"),
        ("claim.kind", "disability"),
        ("claim.sum_insured", "CNY 500000.00"),
        ("claim.already_paid", "CNY 20000.00"),
        ("claim.late", "false"),
    ];
    is(owed("cn.claim.part", &given), "500,000.00 × 10% − 20,000.00 = 30,000.00", "CNY 30000.00");
}

#[test]
fn premiums_come_back_with_interest() {
    let given = [
        ("declined.grounds", "sale_proper"),
        ("ground.sale_proper", "fails"),
        ("sale.asked", "full_refund"),
        ("policy.premium_paid", "CNY 60000.00"),
        ("refund.benefits_received", "CNY 0.00"),
        ("refund.already_paid", "CNY 0.00"),
        ("refund.rate", "0.0275"),
        ("refund.days", "730"),
    ];
    let formula = "60,000.00 − 0.00 − 0.00 = 60,000.00; 60,000.00 × 2.75% × 730 / 365 = 3,300.00";
    is(owed("cn.sale.refund", &given), formula, "CNY 63300.00");
    // Who thinks again within the cooling-off period has the premium and no interest.
    let mut in_time = given.to_vec();
    in_time[0] = ("declined.grounds", "cooling_off_over");
    let formula = "60,000.00 − 0.00 − 0.00 = 60,000.00";
    is(owed("cn.sale.refund", &in_time), formula, "CNY 60000.00");
}

/// Where the insured vehicle is not responsible the limits are a tenth or less: 18,000 + 1,800 + 100.
#[test]
fn compulsory_cover_pays_by_head() {
    let heads = |responsible: &'static str| {
        let given = [
            ("claim.kind", "compulsory_motor"),
            ("mtpl.responsible", responsible),
            ("mtpl.injury", "CNY 30000.00"),
            ("mtpl.medical", "CNY 2500.00"),
            ("mtpl.property", "CNY 800.00"),
            ("mtpl.injury_paid", "CNY 0.00"),
            ("mtpl.medical_paid", "CNY 0.00"),
            ("mtpl.property_paid", "CNY 0.00"),
            ("claim.late", "false"),
        ];
        owed("cn.claim.pay", &given).1
    };
    assert_eq!(heads("false"), "CNY 19900.00");
    assert_eq!(heads("true"), "CNY 33300.00");
}

/// A liability has a limit and no insurable value.
#[test]
fn liability_is_paid_up_to_its_limit() {
    let given = [
        ("claim.kind", "liability"),
        ("claim.loss", "CNY 250000.00"),
        ("claim.sum_insured", "CNY 200000.00"),
        ("claim.already_paid", "CNY 50000.00"),
        ("claim.late", "false"),
    ];
    is(owed("cn.claim.pay", &given), "min(250,000.00, 200,000.00) − 50,000.00 = 150,000.00", "CNY 150000.00");
}

#[test]
fn who_surrenders_has_the_cash_value() {
    let of_value = |ground: (&'static str, &'static str)| {
        let given = [
            ground,
            ("insurance.line", "personal"),
            ("surrender.barred", "true"),
            ("sale.asked", "surrender"),
            ("policy.cash_value", "CNY 31250.40"),
            ("refund.already_paid", "CNY 0.00"),
        ];
        owed("cn.sale.cash_value", &given)
    };
    let formula = "31,250.40 − 0.00 = 31,250.40";
    is(of_value(("declined.grounds", "sale_proper")), formula, "CNY 31250.40");
    // Where the law bars it there is none.
    is(of_value(("declined.grounds", "surrender_barred")), "", "none");
}

/// Cash value or premium less what was earned: which of them hangs on the line of insurance.
#[test]
fn without_a_line_of_insurance_nothing_is_taken_as_personal() {
    let given = [
        ("declined.grounds", "sale_proper"),
        ("sale.asked", "surrender"),
        ("policy.cash_value", "CNY 31250.40"),
        ("policy.premium_paid", "CNY 60000.00"),
        ("policy.premium_earned", "CNY 1500.00"),
        ("refund.already_paid", "CNY 0.00"),
    ];
    for id in ["cn.sale.refund", "cn.sale.part", "cn.sale.cash_value"] {
        assert_eq!(owed(id, &given), (String::new(), "open: insurance.line".to_owned()), "{id}");
    }
    let mut asked = given.to_vec();
    asked[1] = ("sale.asked", "full_refund");
    assert_eq!(owed("cn.sale.cash_value", &asked).1, "none", "who does not surrender is owed no cash value");
    assert_eq!(owed("cn.sale.surrender", &asked).1, "open: insurance.line");
}

#[test]
fn being_kept_out_of_money_is_paid_at_the_rate_that_the_firm_supplies() {
    let given = [
        ("claim.amount", "GBP 8000.00"),
        ("claim.already_paid", "GBP 0.00"),
        ("redress.on", "GBP 8000.00"),
        ("redress.rate", "0.0475"),
        ("redress.days", "200"),
    ];
    let formula = "8,000.00 − 0.00 = 8,000.00; 8,000.00 × 4.75% × 200 / 365 = 208.22";
    is(owed("uk.claim.pay", &given), formula, "GBP 8208.22");
    let reckoning = reckon("uk.claim.pay", given.get(..3).expect("three"));
    let needs: Vec<&str> = reckoning.sums.iter().flat_map(|sum| &sum.needs).map(FactId::as_str).collect();
    assert_eq!(needs, ["redress.days", "redress.rate"], "no rate stands in the packs");
}

#[test]
fn distress_stays_within_its_band() {
    let award = |impact: &str, award: &str| {
        let given =
            [("service.failed", "true"), ("service.impact", impact), ("service.distress_award", award)];
        worked(&reckon("uk.beside", &given), LineKind::ServiceRedress).1
    };
    assert_eq!(award("short", "GBP 250.00"), "GBP 250.00");
    assert_eq!(award("short", "GBP 900.00"), "GBP 300.00");
    assert_eq!(award("severe", "GBP 4000.00"), "GBP 4000.00");
}

/// A calculation with one line over the built-in catalogue.
fn mine(line: &str) -> Result<Calculation, Vec<ombud::Error>> {
    let text = format!(
        r#"{{"id":"mine","title":{{"zh":"甲","en":"mine"}},"source":"test","confidence":"unverified",
            "in_force_by":"2026-01-01","line":[{{"id":"mine.line","title":{{"zh":"行","en":"line"}},
            "kind":"entitlement",{line}}}]}}"#
    );
    let def: CalculationDef = canon::from_bytes(text.as_bytes()).unwrap_or_else(|e| panic!("{e}"));
    Calculation::compile(def, ENGINE.catalogue())
}

fn worked_out(line: &str, given: &[(&str, &str)]) -> Reckoning {
    mine(line).expect("it compiles").reckon(&facts(given.iter().copied()), day(), day())
}

/// The code and the place of the error of the one line.
fn failed(line: &str, given: &[(&str, &str)]) -> (ErrorCode, String) {
    let reckoning = worked_out(line, given);
    match &reckoning.lines.first().expect("a line").verdict {
        LineVerdict::Failed { error } => {
            assert_eq!(error.detail().item.as_deref(), Some("mine.line"));
            (error.code(), error.detail().path.clone().unwrap_or_default())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_has_no_sum_says_where() {
    let by_days = r#""of":"claim.amount","over":["claim.late_days"]"#;
    let given = [("claim.amount", "CNY 1.00"), ("claim.late_days", "0")];
    assert_eq!(failed(by_days, &given), (ErrorCode::DivisionByZero, "over[0]".to_owned()));
    let given = [("claim.amount", "CNY 1.00"), ("claim.late_days", "-3")];
    assert_eq!(failed(by_days, &given), (ErrorCode::InvalidValue, "over[0]".to_owned()));
    let mixed = r#""of":"claim.amount","less":["claim.loss"]"#;
    // Neither what a line begins with nor what is taken off may lie below nothing.
    let below = ErrorCode::InvalidValue;
    let given = [("claim.amount", "CNY -1.00"), ("claim.loss", "CNY 1.00")];
    assert_eq!(failed(mixed, &given), (below, "of".to_owned()));
    let given = [("claim.amount", "CNY 1.00"), ("claim.loss", "CNY -0.01")];
    assert_eq!(failed(mixed, &given), (below, "less[0]".to_owned()));
    let given = [("claim.amount", "CNY 1.00"), ("claim.loss", "USD 1.00")];
    assert_eq!(failed(mixed, &given), (ErrorCode::CurrencyMismatch, "less[0]".to_owned()));
    // Ten per cent, written as ten.
    let share = r#""of":"claim.amount","times":["claim.cut_rate"]"#;
    let given = [("claim.amount", "CNY 1.00"), ("claim.cut_rate", "10")];
    assert_eq!(failed(share, &given), (below, "times[0]".to_owned()));
    let large = r#""of":"claim.amount","times":["claim.late_days","claim.late_days"]"#;
    let given = [("claim.amount", "CNY 90000000000000000.00"), ("claim.late_days", "9000000000")];
    assert_eq!(failed(large, &given).0, ErrorCode::OutOfRange);
}

/// A half goes to the even unit, once, at the end of the line; in currencies of 0, 2 and 3 places.
#[test]
fn a_line_is_rounded_once() {
    let half = r#""of":"claim.amount","over":["2"]"#;
    for (amount, sum) in [
        ("JPY 5", "JPY 2"),
        ("JPY 7", "JPY 4"),
        ("CNY 0.05", "CNY 0.02"),
        ("CNY 0.15", "CNY 0.08"),
        ("KWD 0.005", "KWD 0.002"),
    ] {
        assert_eq!(worked(&worked_out(half, &[("claim.amount", amount)]), LineKind::Entitlement).1, sum);
    }
    // A third of a third of nine is one: nothing was rounded on the way.
    let thirds = r#""of":"claim.amount","times":["7"],"over":["3","3","7"]"#;
    let found = worked(&worked_out(thirds, &[("claim.amount", "JPY 9")]), LineKind::Entitlement);
    assert_eq!(found.1, "JPY 1");
}

/// What is net stands in brackets before a factor.
#[test]
fn what_is_taken_off_first_is_multiplied_after() {
    let line = r#""of":"claim.amount","net_of":["claim.loss"],"times":["0.5"]"#;
    let given = [("claim.amount", "CNY 10.00"), ("claim.loss", "CNY 4.00")];
    is_worked(line, &given, "(10.00 − 4.00) × 50% = 3.00", "CNY 3.00");
    let given = [("claim.amount", "CNY 4.00"), ("claim.loss", "CNY 10.00")];
    is_worked(line, &given, "(4.00 − 10.00) × 50% = 0.00", "CNY 0.00");
}

fn is_worked(line: &str, given: &[(&str, &str)], formula: &str, sum: &str) {
    let (formulas, found) = worked(&worked_out(line, given), LineKind::Entitlement);
    is((formulas.join("; "), found), formula, sum);
}

#[test]
fn lines_are_refused_that_come_to_no_amount() {
    let refused = |line: &str| {
        let faults = mine(line).expect_err(line);
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert!(refused(r#""of":"claim.late_days""#).contains("an amount of money"));
    assert!(refused(r#""of":"claim.amount","times":["claim.loss"]"#).contains("as many amounts"));
    assert!(refused(r#""of":"claim.nothing""#).contains("a fact of the catalogue"));
    assert!(refused(r#""of":"claim.late""#).contains("an amount, a decimal or a whole number"));
    assert!(refused(r#""of":"claim.amount","times":["0"]"#).contains("above zero"));
}

/// INVARIANT 3: no amount rests on a guess.
#[test]
fn no_line_rests_on_an_assessment() {
    for line in [
        r#""of":"claim.amount","times":["emotion.intensity"]"#,
        r#""of":"claim.amount","when":{"dimension.comms":"> 50"}"#,
    ] {
        let faults = mine(line).expect_err("it is refused");
        let said = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert!(said.contains("class assessment"), "{said}");
    }
}

/// No built-in calculation has a rate, a price or a cost of the consumer written into it.
#[test]
fn the_packs_fix_no_rate() {
    for def in &ENGINE.bundle().calculations {
        for line in &def.line {
            let numbers = line
                .times
                .iter()
                .chain(&line.over)
                .filter(|text| text.starts_with(|c: char| c.is_ascii_digit()));
            for number in numbers {
                assert_eq!(number, "365", "{}: {}", def.id, line.id);
            }
        }
        assert!(matches!(canon::to_json(def), Ok(Json::Map(_))));
    }
}
