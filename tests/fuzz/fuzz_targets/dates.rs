//! Calendar arithmetic against a second, plain reckoning of the Gregorian calendar.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use ombud::model::{Date, Instant, Weekday, Zone};

#[derive(Arbitrary, Debug)]
struct Input {
    day: i32,
    days: i64,
    months: i64,
    ymd: (i16, i8, i8),
    minute: u16,
    zone: u8,
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

const ZONES: [&str; 6] =
    ["Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Sydney", "UTC", "Asia/Kathmandu"];

fuzz_target!(|input: Input| {
    let (year, month, day) = input.ymd;
    match Date::from_ymd(year, month, day) {
        Ok(date) => {
            assert_eq!((date.year(), date.month(), date.day()), input.ymd);
            assert_eq!(i64::from(date.days()), day_number(i64::from(year), i64::from(month), i64::from(day)));
        }
        Err(_) => assert!(
            !(1..=9999).contains(&year)
                || !(1..=12).contains(&month)
                || day < 1
                || i64::from(day) > month_length(i64::from(year), i64::from(month))
        ),
    }

    let zone = Zone::new(ZONES[usize::from(input.zone) % ZONES.len()]).expect("a zone of the database");
    for seconds in [input.days, input.days % 300_000_000_000] {
        instants(seconds, input.months, &zone);
        instants(seconds, input.months % 1_000_000_000, &zone);
    }

    // Two readings of the same number: as it comes, which tries the ends, and folded into the range.
    for day in [input.day, input.day.rem_euclid(3_652_059) - 719_162] {
        if let Ok(date) = Date::from_days(day) {
            holds(date, &input);
        } else {
            assert!(day < Date::MIN.days() || day > Date::MAX.days());
        }
    }
});

fn holds(date: Date, input: &Input) {
    assert_eq!(date.to_string().parse::<Date>(), Ok(date));
    assert_eq!(Date::from_ymd(date.year(), date.month(), date.day()), Ok(date));

    // 1970-01-01 was a Thursday.
    let weekday = usize::try_from((i64::from(date.days()) + 3).rem_euclid(7)).expect("0 to 6");
    assert_eq!(date.weekday(), WEEK[weekday]);
    if date < Date::MAX {
        assert_eq!(date.tomorrow().yesterday(), date);
        assert_eq!(date.tomorrow().since(date), 1);
    }

    for days in [input.days, input.days % 100_000] {
        match date.add_days(days) {
            Ok(later) => {
                assert_eq!(later.since(date), days);
                assert_eq!(later.add_days(-days), Ok(date));
            }
            Err(_) => {
                let sum = i128::from(date.days()) + i128::from(days);
                assert!(sum < i128::from(Date::MIN.days()) || sum > i128::from(Date::MAX.days()));
            }
        }
    }

    for months in [input.months, input.months % 2_400] {
        let count = i128::from(date.year()) * 12 + i128::from(date.month()) - 1 + i128::from(months);
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        match date.add_months(months) {
            Ok(later) => {
                assert_eq!((i128::from(later.year()), i128::from(later.month())), (year, month));
                let last = month_length(i64::from(later.year()), i64::from(later.month()));
                assert_eq!(i64::from(later.day()), i64::from(date.day()).min(last), "months clamp");
            }
            Err(_) => assert!(!(1..=9999).contains(&year), "{date} and {months} months"),
        }
    }

    // A local day begins at an instant of that day, and ends no earlier than it begins.
    let zone = Zone::new(ZONES[usize::from(input.zone) % ZONES.len()]).expect("a zone of the database");
    if let (Ok(start), Ok(end)) = (zone.start_of(date), zone.at(date, 1440)) {
        assert_eq!(zone.date_of(start), date);
        assert!(start <= end, "{date} in {}", zone.name());
        assert_eq!(zone.show(start), start);
        let minute = input.minute % 1440;
        let at = zone.at(date, minute).expect("a minute of a day that begins and ends");
        assert!(start <= at && at <= end);
        assert_eq!(at.to_string().parse(), Ok(at), "an instant of {} reads back", zone.name());
    }
}

/// What must hold of every instant, wherever it is shown.
fn instants(seconds: i64, add: i64, zone: &Zone) {
    let inside = (-62_135_503_201..=253_402_207_200).contains(&seconds);
    let Ok(instant) = Instant::from_unix_seconds(seconds) else {
        assert!(!inside, "{seconds} is an instant");
        return;
    };
    assert!(inside && instant.unix_seconds() == seconds);
    let shown = zone.show(instant);
    for text in [instant.to_string(), shown.to_string()] {
        assert_eq!(text.parse(), Ok(instant), "{text} reads back");
    }
    let date = zone.date_of(instant);
    assert!(date <= zone.date_of(shown) && (1..=9999).contains(&date.year()));
    match instant.add_seconds(add) {
        Ok(later) => assert_eq!(later.unix_seconds().checked_sub(add), Some(seconds)),
        Err(_) => {
            let sum = seconds.checked_add(add);
            assert!(sum.is_none_or(|sum| Instant::from_unix_seconds(sum).is_err()), "{seconds} and {add}");
        }
    }
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days after 1970-01-01, by whole years and months.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let y = year - 1;
    let before_year = y * 365 + y / 4 - y / 100 + y / 400;
    let before_month: i64 = (1..month).map(|m| month_length(year, m)).sum();
    before_year + before_month + day - 1 - 719_162
}
