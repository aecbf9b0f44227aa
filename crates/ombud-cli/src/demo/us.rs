//! The ledger of an invented US bank, for the packed profile `us-ledger`: complaints from the CFPB
//! portal, and notices of error under Reg E.

use super::{
    day::Day,
    random::Random,
    table::{Row, settle},
};

/// Fifteen days from being sent to the company.
const FIRST: &str = "US.CFPB.FIRST";
const FINAL: &str = "US.CFPB.FINAL";
const DECIDE: &str = "US.REGE.DECIDE";
const EXTENDED: &str = "US.REGE.EXT";

pub(super) const COLUMNS: &[&str] = &[
    "reference",
    "product",
    "sub_product",
    "issue",
    "narrative",
    "channel",
    "respondent",
    "branch",
    "team",
    "handler",
    "state",
    "institution_place",
    "regulator_received",
    "sent_to_company",
    "portal_number",
    "in_progress_date",
    "response_date",
    "response",
    "response_document",
    "notice_received",
    "notice_channel",
    "new_account",
    "not_initiated_in_state",
    "pos_debit",
    "provisional_credit",
    "provisional_credit_amount",
    "credit_notice_sent",
    "determination",
    "error_found",
    "error_corrected",
    "results_reported",
];

/// Federal holidays near the default day of the report, as observed by federal offices.
fn holidays() -> Vec<Day> {
    [
        (2025, 9, 1),
        (2025, 10, 13),
        (2025, 11, 11),
        (2025, 11, 27),
        (2025, 12, 25),
        (2026, 1, 1),
        (2026, 1, 19),
    ]
    .into_iter()
    .chain([(2026, 2, 16), (2026, 5, 25), (2026, 6, 19), (2026, 7, 3), (2026, 9, 7), (2026, 10, 12)])
    .chain([(2026, 11, 11), (2026, 11, 26), (2026, 12, 25)])
    .map(|(y, m, d)| Day::ymd(y, m, d))
    .collect()
}

const SITUATIONS: &[(&str, i64)] = &[
    ("portal_answered_in_time", 22),
    ("portal_answered_on_the_last_day", 4),
    ("portal_answered_late", 5),
    ("portal_open", 24),
    ("portal_due_today", 2),
    ("portal_overdue", 5),
    ("portal_in_progress", 10),
    ("portal_in_progress_answered", 6),
    ("portal_sent_blank", 2),
    ("portal_sent_unreadable", 2),
    ("error_open", 8),
    ("error_decided", 6),
    ("error_decided_late", 3),
    ("error_credited", 8),
    ("error_credited_pos_debit", 4),
];

const MATTERS: &[(&str, &str)] = &[
    ("Credit card", "Disputes a late fee after an autopay failure."),
    ("Checking or savings account", "Account restricted; cannot reach the balance."),
    ("Mortgage", "Escrow shortage not explained."),
    ("Debt collection", "Says the debt was paid before it was sold."),
    ("Vehicle loan or lease", "Payments not applied to principal."),
];

pub(super) fn rows(random: &mut Random, count: usize, as_of: Day) -> Vec<Row> {
    let off = holidays();
    let mut rows = Vec::with_capacity(count);
    let total: i64 = SITUATIONS.iter().map(|(_, weight)| weight).sum();
    for index in 0..count {
        let situation = match SITUATIONS.get(index) {
            Some((situation, _)) => situation,
            None => {
                let mut left = random.range(1, total);
                SITUATIONS
                    .iter()
                    .find(|(_, weight)| {
                        left -= weight;
                        left <= 0
                    })
                    .map_or("portal_open", |(situation, _)| situation)
            }
        };
        rows.push(if situation.starts_with("portal") {
            portal(random, situation, as_of)
        } else {
            error(random, situation, as_of, &off)
        });
    }
    for row in &mut rows {
        describe(random, row);
    }
    rows.sort_by_key(|row: &Row| row.order);
    for (index, row) in rows.iter_mut().enumerate() {
        row.set("reference", format!("US-{:05}", 26_000 + index + 1));
    }
    rows
}

fn stamp(random: &mut Random, row: &mut Row, column: &'static str, day: Day) {
    let (y, m, d) = day.parts();
    let text = match random.range(0, 4) {
        0 => format!("{m}/{d}/{y}"),
        1 => format!("{m:02}/{d:02}/{y}"),
        _ => day.to_string(),
    };
    row.set(column, text);
}

fn portal(random: &mut Random, situation: &'static str, as_of: Day) -> Row {
    let (from, to) = match situation {
        "portal_answered_in_time" | "portal_answered_on_the_last_day" => (16, 60),
        "portal_answered_late" => (30, 60),
        "portal_due_today" => (15, 15),
        "portal_overdue" => (16, 40),
        "portal_in_progress" => (16, 75),
        "portal_in_progress_answered" => (62, 80),
        _ => (0, 14),
    };
    let sent = as_of.plus(-random.range(from, to));
    let mut row = Row::new(situation, sent);
    // The bureau sends a complaint on some days after it received it; the clock runs from the sending.
    let received = sent.plus(-random.range(0, 4));
    stamp(random, &mut row, "regulator_received", received);
    let number = random.range(100_000, 999_999);
    row.set("portal_number", number.to_string()).set("channel", "Web");
    match situation {
        "portal_sent_blank" => {
            row.expect(FIRST, "undetermined", None);
            return row;
        }
        "portal_sent_unreadable" => {
            row.set("sent_to_company", random.pick(&["2/30/2026", "pending", "13/13/2026"]));
            row.expect(FIRST, "undetermined", None);
            return row;
        }
        _ => stamp(random, &mut row, "sent_to_company", sent),
    }
    let progress = situation.starts_with("portal_in_progress").then(|| sent.plus(random.range(3, 15)));
    if let Some(progress) = progress {
        stamp(random, &mut row, "in_progress_date", progress);
    }
    let done = match situation {
        "portal_answered_in_time" => Some(sent.plus(random.range(2, 14))),
        "portal_answered_on_the_last_day" => Some(sent.plus(15)),
        "portal_answered_late" => Some(sent.plus(random.range(16, 29))),
        "portal_in_progress_answered" => Some(sent.plus(random.range(30, 61))),
        _ => None,
    };
    if let Some(done) = done {
        stamp(random, &mut row, "response_date", done);
        row.set(
            "response",
            random.pick(&[
                "Closed with explanation",
                "Closed with monetary relief",
                "Closed with non-monetary relief",
            ]),
        );
    }
    row.expect(FIRST, settle(sent.plus(15), progress.or(done), as_of), Some(sent.plus(15)));
    if progress.is_some() {
        row.expect(FINAL, settle(sent.plus(60), done, as_of), Some(sent.plus(60)));
    }
    row
}

fn error(random: &mut Random, situation: &'static str, as_of: Day, off: &[Day]) -> Row {
    let (from, to) = match situation {
        "error_open" => (1, 12),
        "error_decided" => (18, 40),
        "error_decided_late" => (30, 50),
        _ => (20, 80),
    };
    let day = as_of.plus(-random.range(from, to));
    let mut row = Row::new(situation, day);
    stamp(random, &mut row, "notice_received", day);
    row.set("notice_channel", random.pick(&["phone", "letter", "branch"])).set("channel", "Phone");
    let new_account = random.chance(1, 6);
    let debit = situation == "error_credited_pos_debit";
    row.set("new_account", if new_account { "yes" } else { "no" });
    row.set("pos_debit", if debit { "yes" } else { "no" }).set("not_initiated_in_state", "no");
    let limit = day.business(if new_account { 20 } else { 10 }, off);
    let (decided, credited) = match situation {
        "error_decided" => (Some(day.business(random.range(3, 9), off)), None),
        "error_decided_late" => (Some(limit.plus(random.range(1, 2))), None),
        "error_credited" | "error_credited_pos_debit" => (None, Some(day.business(random.range(4, 9), off))),
        _ => (None, None),
    };
    if let Some(decided) = decided {
        stamp(random, &mut row, "determination", decided);
        row.set("error_found", "no");
        stamp(random, &mut row, "results_reported", decided.business(2, off));
    }
    if let Some(credited) = credited {
        stamp(random, &mut row, "provisional_credit", credited);
        let amount = random.range(20, 900);
        row.set("provisional_credit_amount", format!("USD {amount}.00"));
        stamp(random, &mut row, "credit_notice_sent", credited.business(1, off));
        let last = day.plus(if debit || new_account { 90 } else { 45 });
        row.expect(EXTENDED, settle(last, None, as_of), Some(last));
    }
    row.expect(DECIDE, settle(limit, decided.or(credited), as_of), Some(limit));
    // The consumer complained through the portal as well: two sets of rules on one row.
    let sent = day.plus(random.range(0, 1));
    stamp(random, &mut row, "regulator_received", sent);
    stamp(random, &mut row, "sent_to_company", sent);
    if let Some(decided) = decided {
        stamp(random, &mut row, "response_date", decided);
        row.set("response", "Closed with explanation");
    }
    if let Some(credited) = credited {
        stamp(random, &mut row, "in_progress_date", credited);
        row.expect(FINAL, settle(sent.plus(60), None, as_of), Some(sent.plus(60)));
    }
    row.expect(FIRST, settle(sent.plus(15), decided.or(credited), as_of), Some(sent.plus(15)));
    row
}

fn describe(random: &mut Random, row: &mut Row) {
    if row.get("notice_received").is_some() {
        row.set("product", "Checking or savings account").set("sub_product", "Checking account");
        row.set("narrative", "Reports an electronic transfer that the customer did not make.");
    } else {
        let matters: Vec<&(&str, &str)> = MATTERS.iter().collect();
        let (product, words) = *random.pick(&matters);
        row.set("product", product).set("narrative", words);
    }
    row.set("respondent", "Example Bank, N.A.").set("team", "Consumer Response");
    row.set("branch", random.pick(&["Card services", "Deposits", "Lending"]));
    row.set("state", random.pick(&["NY", "NJ", "CT", "PA"])).set("institution_place", "Eastern");
    if !random.chance(1, 25) {
        let handler = random.range(1, 8);
        row.set("handler", format!("Agent {handler:02}"));
    }
}
