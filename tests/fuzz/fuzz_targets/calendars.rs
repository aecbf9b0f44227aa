//! Calendars: a definition that compiles counts the same in every direction.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ombud::{
    clock::{Calendar, CalendarDef},
    model::{Date, canon},
};

fuzz_target!(|data: &[u8]| {
    let Ok(def) = canon::from_bytes::<CalendarDef>(data) else { return };
    let calendar = match Calendar::compile(def) {
        Ok(calendar) => calendar,
        Err(faults) => {
            assert!(!faults.is_empty());
            assert!(faults.iter().all(|fault| fault.detail().expected.is_some()));
            return;
        }
    };
    let (first, last) = calendar.published();
    assert!(first < last);
    assert!(calendar.minutes().windows(2).all(|pair| pair[0].1 <= pair[1].0));
    assert!(calendar.closing().0 <= 24 * 60);
    let span = last.since(first);
    // Every day of the first and last weeks, and some between.
    let step = (span / 40).max(1);
    let days =
        (-3..10).chain((0..span).step_by(usize::try_from(step).expect("a step"))).chain(span - 9..span + 4);
    for offset in days {
        let Ok(date) = first.add_days(offset) else { continue };
        assert_eq!(calendar.day(date).is_work(), calendar.is_work(date), "{date}");
        for n in [1, 2, 5, 23] {
            holds(&calendar, date, n);
        }
    }
});

fn holds(calendar: &Calendar, date: Date, n: u32) {
    let (first, last) = calendar.published();
    let inside = first <= date && date <= last;
    if let Ok(after) = calendar.nth_after(date, n) {
        assert!(after > date && calendar.is_work(after), "{n} after {date} is {after}");
        if inside {
            assert_eq!(calendar.count(date, after), Ok(i64::from(n)), "{n} after {date}");
            // Back again: to the day itself, or to the last working day before it.
            if let Ok(back) = calendar.nth_before(after, n) {
                assert!(back <= date && calendar.is_work(back), "{n} before {after} is {back}");
                assert_eq!(back == date, calendar.is_work(date), "{n} before {after} is {back}");
                assert_eq!(calendar.count(back, date), Ok(0));
            }
        }
    }
    if let Ok(before) = calendar.nth_before(date, n) {
        assert!(before < date && calendar.is_work(before), "{n} before {date} is {before}");
        if let (true, Ok(again)) = (inside, calendar.nth_after(before, n)) {
            assert!(
                again >= date && (again == date) == calendar.is_work(date),
                "{n} after {before} is {again}"
            );
        }
    }
}
