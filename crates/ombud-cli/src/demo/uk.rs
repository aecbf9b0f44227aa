//! The complaint register of an invented UK firm, for the packed profile `uk-ledger`.

use super::{
    day::Day,
    random::Random,
    table::{Row, settle},
};

/// Eight weeks from receipt.
const MAIN: &str = "UK.DISP.FINAL";
const PAYMENT: &str = "UK.DISP.PSD.FINAL";

pub(super) const COLUMNS: &[&str] = &[
    "reference",
    "received",
    "product",
    "issue",
    "cause",
    "narrative",
    "channel",
    "respondent",
    "branch",
    "team",
    "handler",
    "payment_services",
    "motor_finance",
    "acknowledged",
    "acknowledgement_document",
    "resolution_accepted",
    "src_sent",
    "src_document",
    "holding_response_sent",
    "holding_reason",
    "holding_reply_by",
    "eight_week_response_sent",
    "eight_week_reason",
    "eight_week_reply_by",
    "final_response_sent",
    "outcome",
    "final_response_document",
    "fos_referred",
    "fos_number",
];

/// Bank holidays of England and Wales near the default day of the report, as GOV.UK lists them.
fn holidays() -> Vec<Day> {
    [(2025, 4, 18), (2025, 4, 21), (2025, 5, 5), (2025, 5, 26), (2025, 8, 25), (2025, 12, 25), (2025, 12, 26)]
        .into_iter()
        .chain([(2026, 1, 1), (2026, 4, 3), (2026, 4, 6), (2026, 5, 4), (2026, 5, 25), (2026, 8, 31)])
        .chain([(2026, 12, 25), (2026, 12, 28)])
        .map(|(y, m, d)| Day::ymd(y, m, d))
        .collect()
}

const SITUATIONS: &[(&str, i64)] = &[
    ("answered_in_time", 22),
    ("answered_on_the_last_day", 4),
    ("answered_late", 5),
    ("open", 30),
    ("due_today", 2),
    ("overdue", 6),
    ("summary_resolution", 10),
    ("payment_open", 8),
    ("payment_answered", 6),
    ("payment_holding", 4),
    ("eight_week_letter", 4),
    ("referred_to_the_ombudsman", 3),
    ("received_blank", 2),
    ("received_unreadable", 2),
];

const MATTERS: &[(&str, &str, &str)] = &[
    ("Credit card", "Interest and charges", "Disputes interest charged after paying the statement balance."),
    ("Credit card", "Section 75", "Says the claim against the merchant was turned down without reasons."),
    ("Current account", "Account closure", "Account closed with two months' notice; asks why."),
    ("Home insurance", "Claim declined", "Escape of water claim declined for gradual damage."),
    ("Motor insurance", "Valuation", "Disagrees with the market value offered for a written-off car."),
    ("Mortgage", "Early repayment charge", "Says the early repayment charge was not explained."),
    ("Personal loan", "Affordability", "Says the loan should not have been granted."),
];

const PAYMENTS: &[(&str, &str, &str)] = &[
    ("Payment account", "Payment not executed", "A standing order was not paid and a late fee followed."),
    ("Payment account", "Unauthorised payment", "Two card payments were not made by the customer."),
    ("E-money account", "Blocked funds", "Balance frozen during a review; no date given."),
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
                    .map_or("open", |(situation, _)| situation)
            }
        };
        rows.push(row(random, situation, as_of, &off));
    }
    rows.sort_by_key(|row: &Row| row.order);
    for (index, row) in rows.iter_mut().enumerate() {
        row.set("reference", format!("UK-2026-{:04}", index + 1));
    }
    rows
}

fn date(random: &mut Random, day: Day) -> String {
    let (y, m, d) = day.parts();
    match random.range(0, 4) {
        0 => format!("{d:02}/{m:02}/{y}"),
        1 => {
            let (hour, minute) = (random.range(8, 16), random.range(0, 59));
            format!("{day} {hour:02}:{minute:02}")
        }
        _ => day.to_string(),
    }
}

fn stamp(random: &mut Random, row: &mut Row, column: &'static str, day: Day) {
    let text = date(random, day);
    row.set(column, text);
}

fn answered(random: &mut Random, row: &mut Row, day: Day) {
    stamp(random, row, "final_response_sent", day);
    row.set("outcome", random.pick(&["upheld", "partly upheld", "not upheld", "settled"]));
    let number = random.range(1000, 9999);
    row.set("final_response_document", format!("FRL-{number}"));
}

fn row(random: &mut Random, situation: &'static str, as_of: Day, off: &[Day]) -> Row {
    let payment = situation.starts_with("payment");
    let weeks = 56;
    let (from, to) = match situation {
        "answered_in_time" | "answered_on_the_last_day" => (57, 110),
        "answered_late" => (80, 130),
        "due_today" => (weeks, weeks),
        "overdue" => (57, 80),
        "eight_week_letter" => (58, 75),
        "referred_to_the_ombudsman" => (75, 110),
        "summary_resolution" => (10, 50),
        "payment_open" => (1, 40),
        "payment_answered" => (31, 50),
        "payment_holding" => (25, 45),
        _ => (0, 55),
    };
    let day = as_of.plus(-random.range(from, to));
    let mut row = Row::new(situation, day);
    match situation {
        "received_blank" => {
            row.expect(MAIN, "undetermined", None);
        }
        "received_unreadable" => {
            row.set("received", random.pick(&["31/02/2026", "last Tuesday", "2026-02-30", "TBC"]));
            row.expect(MAIN, "undetermined", None);
        }
        _ => stamp(random, &mut row, "received", day),
    }
    let due = day.plus(weeks);
    let done = match situation {
        "answered_in_time" => Some(day.plus(random.range(10, 55))),
        "answered_on_the_last_day" => Some(due),
        "answered_late" => Some(day.plus(random.range(57, 79))),
        "payment_answered" => Some(day.plus(random.range(8, 30))),
        "referred_to_the_ombudsman" => Some(day.plus(random.range(20, 50))),
        _ => None,
    };
    if let Some(done) = done {
        answered(random, &mut row, done);
    }
    let mut finished = done;
    if situation == "summary_resolution" {
        let agreed = day.business(random.range(1, 3), off);
        row.set("resolution_accepted", agreed.to_string());
        row.set("src_sent", agreed.to_string()).set("src_document", "SRC-1001");
        finished = Some(agreed);
    }
    if situation == "eight_week_letter" {
        // A letter in time that says why and until when meets the eight-week rule. It extends nothing.
        finished = Some(due.plus(-1));
        row.set("eight_week_response_sent", due.plus(-1))
            .set("eight_week_reason", "Awaiting a third-party report");
        row.set("eight_week_reply_by", due.plus(28));
    }
    if situation == "referred_to_the_ombudsman"
        && let Some(done) = done
    {
        row.set("fos_referred", done.plus(20)).set("fos_number", "FOS-DEMO-01");
    }
    // A payment-service complaint has its own period in place of the eight weeks.
    if row.truth.is_empty() && !payment {
        row.expect(MAIN, settle(due, finished, as_of), Some(due));
    }
    if payment {
        let mut last = day.business(15, off);
        if situation == "payment_holding" {
            row.set("holding_response_sent", day.business(12, off))
                .set("holding_reason", "System outage at a partner bank");
            last = day.business(35, off);
            row.set("holding_reply_by", last);
        }
        row.expect(PAYMENT, settle(last, finished, as_of), Some(last));
    }
    if !random.chance(1, 20) || payment {
        row.set("payment_services", if payment { "yes" } else { "no" });
    }
    if !random.chance(1, 20) {
        row.set("motor_finance", "none");
    }
    let matters: Vec<&(&str, &str, &str)> = if payment { PAYMENTS } else { MATTERS }.iter().collect();
    let (product, issue, words) = *random.pick(&matters);
    row.set("product", product).set("issue", issue).set("narrative", words);
    row.set("channel", random.pick(&["Phone", "Email", "Post", "Live chat", "In branch"]));
    row.set("respondent", "Example Bank plc").set("team", "Complaints");
    row.set("branch", random.pick(&["North office", "South office", "Digital", "Telephone centre"]));
    if !random.chance(1, 25) {
        let handler = random.range(1, 8);
        row.set("handler", format!("Handler {handler:02}"));
    }
    let acknowledged = day.plus(random.range(1, 5));
    if !situation.starts_with("received") && acknowledged <= as_of && random.chance(4, 5) {
        stamp(random, &mut row, "acknowledged", acknowledged);
    }
    row
}
