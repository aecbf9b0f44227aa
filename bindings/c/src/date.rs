//! Dates as numbers of days.

use ombud::{Error, ErrorCode, model::Date};
use ombud_doors::Result;

use crate::{error::ombud_error, guard::guard, input};

/// Stands for no date in an array of dates.
pub const OMBUD_NO_DATE: i32 = i32::MIN;

/// Turns a year, a month (1 to 12) and a day (1 to 31) into the number of days after 1970-01-01, which
/// is how dates stand in arrays.
///
/// Returns 0 and writes `out`; or OMBUD_ERROR_INVALID_DATE where there is no such day.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_date_days(
    year: i32,
    month: i32,
    day: i32,
    out: *mut i32,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over room for a number.
        let out = unsafe { input::out("out", out) }?;
        out.set(date(year, month, day)?.days());
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

fn date(year: i32, month: i32, day: i32) -> Result<Date> {
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    let date = match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::from_ymd(year, month, day).ok(),
        _ => None,
    };
    let error = || Error::new(ErrorCode::InvalidDate).expected("a day of the years 1 to 9999");
    date.ok_or_else(|| error().found(format_args!("year {year}, month {month}, day {day}")).into())
}

/// Turns a number of days after 1970-01-01 into a year, a month and a day.
///
/// Returns 0 and writes all three; or OMBUD_ERROR_OUT_OF_RANGE outside the years 1 to 9999, as for
/// OMBUD_NO_DATE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_date_ymd(
    days: i32,
    year: *mut i32,
    month: *mut i32,
    day: *mut i32,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over room for three numbers.
        let (year, month, day) =
            unsafe { (input::out("year", year)?, input::out("month", month)?, input::out("day", day)?) };
        let date = Date::from_days(days)?;
        year.set(i32::from(date.year()));
        month.set(i32::from(date.month()));
        day.set(i32::from(date.day()));
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}
