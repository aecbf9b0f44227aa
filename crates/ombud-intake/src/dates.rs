//! Date shapes: how a file writes days and times.

use ombud::{
    Error, ErrorCode,
    model::{Date, Instant, Moment, Zone},
};

use crate::fold::narrow;

/// The longest cell that is tried as a date, in bytes.
const LONGEST: usize = 64;
/// The most shapes that a profile has: each is compared with every other, and tried on every cell.
const SHAPES: usize = 100;
/// The longest shape that is shown, in characters.
const SHOWN: usize = 40;

/// A part of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Digits: which number, at least and at most how many.
    Digits(Number, u8, u8),
    /// An offset, `Z` or `+08:00` or `+0800`.
    Offset,
    /// White space, one or more.
    Space,
    /// Any other sign, itself.
    Sign(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Parts(Vec<Part>),
    Rfc3339,
}

/// The date shapes of a profile, compiled.
///
/// ```
/// use ombud::model::Zone;
/// use ombud_intake::{DateError, DateShapes};
/// let shapes = DateShapes::compile(&["d/m/yyyy", "yyyy-mm-dd HH:MM"], Zone::new("Asia/Shanghai")?).unwrap();
/// assert_eq!(shapes.read("2/3/2026").unwrap().to_string(), "2026-03-02");
/// assert_eq!(shapes.read("2026-03-02 14:05").unwrap().to_string(), "2026-03-02T14:05:00+08:00");
/// assert_eq!(shapes.read("30/2/2026"), Err(DateError::NoSuchDay));
/// assert_eq!(shapes.read("spring"), Err(DateError::NoShape));
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct DateShapes {
    shapes: Vec<Shape>,
    zone: Zone,
}

/// Why a cell is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateError {
    /// No shape fits.
    NoShape,
    /// A shape fits, but there is no such day or time.
    NoSuchDay,
}

#[derive(Debug, Default, Clone, Copy)]
struct Parts {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    hour: Option<i64>,
    minute: Option<i64>,
    second: Option<i64>,
    /// Seconds east of Greenwich.
    offset: Option<i64>,
}

impl DateShapes {
    /// Compiles shapes; times without an offset are of `zone`.
    ///
    /// # Errors
    /// Every shape that cannot be read, and every pair that reads one text as two days.
    pub fn compile(shapes: &[impl AsRef<str>], zone: Zone) -> Result<Self, Vec<Error>> {
        if shapes.len() > SHAPES {
            let error = Error::new(ErrorCode::TooLarge).path("dates").found(shapes.len());
            return Err(vec![error.expected(format_args!("at most {SHAPES} date shapes"))]);
        }
        let mut compiled = Vec::new();
        let mut errors = Vec::new();
        for text in shapes {
            let text = text.as_ref();
            match compile(text) {
                Ok(shape) => compiled.push((text, shape)),
                Err(expected) => errors
                    .push(Error::new(ErrorCode::InvalidField).path("dates").expected(expected).found(text)),
            }
        }
        for (i, (text, shape)) in compiled.iter().enumerate() {
            for (earlier, other) in compiled.iter().take(i) {
                if clash(shape, other) {
                    errors.push(
                        Error::new(ErrorCode::InvalidField)
                            .path("dates")
                            .expected("shapes that read a text as one day only")
                            .found(format_args!("{earlier} and {text}")),
                    );
                }
            }
        }
        if errors.is_empty() {
            Ok(DateShapes { shapes: compiled.into_iter().map(|(_, shape)| shape).collect(), zone })
        } else {
            Err(errors)
        }
    }

    /// Reads a cell: a date, or an instant where it has a time of day.
    ///
    /// # Errors
    /// Where no shape fits, or there is no such day.
    pub fn read(&self, text: &str) -> Result<Moment, DateError> {
        let mut buffer = [0u8; LONGEST];
        let text = narrowed(text, &mut buffer).ok_or(DateError::NoShape)?;
        let mut error = DateError::NoShape;
        for shape in &self.shapes {
            let read = match shape {
                Shape::Rfc3339 => rfc3339(text),
                Shape::Parts(parts) => fit(parts, text).map(|parts| self.moment(parts)),
            };
            match read {
                Some(Some(moment)) => return Ok(moment),
                Some(None) => error = DateError::NoSuchDay,
                None => {}
            }
        }
        Err(error)
    }

    /// The zone of times without an offset.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// A date, or an instant of the profile's zone where there is a time of day.
    pub(crate) fn local(&self, date: Date, hour: i64, minute: i64, second: i64) -> Option<Moment> {
        if !(0..24).contains(&hour) || !(0..60).contains(&minute) || !(0..60).contains(&second) {
            return None;
        }
        let minute = u16::try_from(hour.saturating_mul(60).saturating_add(minute)).ok()?;
        self.zone.at(date, minute).and_then(|at| at.add_seconds(second)).ok().map(Moment::Instant)
    }

    fn moment(&self, parts: Parts) -> Option<Moment> {
        let year = i16::try_from(parts.year?).ok()?;
        let month = i8::try_from(parts.month?).ok()?;
        let day = i8::try_from(parts.day?).ok()?;
        let date = Date::from_ymd(year, month, day).ok()?;
        let Some(hour) = parts.hour else { return Some(Moment::Date(date)) };
        let (minute, second) = (parts.minute.unwrap_or(0), parts.second.unwrap_or(0));
        match parts.offset {
            None => self.local(date, hour, minute, second),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let east = offset.abs() / 60;
                let text = format!(
                    "{date}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}",
                    east / 60,
                    east % 60
                );
                if second > 59 { None } else { text.parse().ok().map(Moment::Instant) }
            }
        }
    }
}

/// The cell in half width, in a fixed buffer; `None` where it is too long for a date.
fn narrowed<'a>(text: &'a str, buffer: &'a mut [u8; LONGEST]) -> Option<&'a str> {
    let text = crate::fold::trim(text);
    if text.is_ascii() {
        return (text.len() <= LONGEST).then_some(text);
    }
    let mut length = 0usize;
    for c in text.chars().map(narrow) {
        let end = length.checked_add(c.len_utf8())?;
        c.encode_utf8(buffer.get_mut(length..end)?);
        length = end;
    }
    std::str::from_utf8(buffer.get(..length)?).ok()
}

fn compile(text: &str) -> Result<Shape, String> {
    if text == "rfc3339" {
        return Ok(Shape::Rfc3339);
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = rest.chars().take_while(|c| *c == first).count();
        let (part, used) = match (first, run) {
            ('y', 4) => (Part::Digits(Number::Year, 4, 4), 4),
            ('y', 2) => (Part::Digits(Number::Year, 2, 2), 2),
            ('m', 2) => (Part::Digits(Number::Month, 2, 2), 2),
            ('m', 1) => (Part::Digits(Number::Month, 1, 2), 1),
            ('d', 2) => (Part::Digits(Number::Day, 2, 2), 2),
            ('d', 1) => (Part::Digits(Number::Day, 1, 2), 1),
            ('H', 2) => (Part::Digits(Number::Hour, 2, 2), 2),
            ('H', 1) => (Part::Digits(Number::Hour, 1, 2), 1),
            ('M', 2) => (Part::Digits(Number::Minute, 2, 2), 2),
            ('S', 2) => (Part::Digits(Number::Second, 2, 2), 2),
            ('z', 3) => (Part::Offset, 3),
            ('y' | 'm' | 'd' | 'H' | 'M' | 'S' | 'z', _) => {
                return Err("yyyy, yy, mm, m, dd, d, HH, H, MM, SS, zzz, other signs, or rfc3339".to_owned());
            }
            ('0'..='9', _) => return Err("no digits".to_owned()),
            (' ', run) => (Part::Space, run),
            (other, _) => (Part::Sign(narrow(other)), other.len_utf8()),
        };
        if let (Some(Part::Digits(_, low, high)), Part::Digits(..)) = (parts.last(), part)
            && low != high
        {
            return Err("a sign between a number of one or two digits and the next number".to_owned());
        }
        parts.push(part);
        rest = rest.get(used..).unwrap_or("");
    }
    let count = |wanted: Number| {
        parts.iter().filter(|part| matches!(part, Part::Digits(number, ..) if *number == wanted)).count()
    };
    let offsets = parts.iter().filter(|part| **part == Part::Offset).count();
    if count(Number::Year) != 1 || count(Number::Month) != 1 || count(Number::Day) != 1 {
        return Err("one year, one month and one day".to_owned());
    }
    let (hours, minutes, seconds) = (count(Number::Hour), count(Number::Minute), count(Number::Second));
    if hours > 1 || minutes != hours || seconds > minutes || offsets > hours {
        return Err("hours with minutes, once; seconds and an offset only with them".to_owned());
    }
    Ok(Shape::Parts(parts))
}

/// Whether there is a text that both shapes read, as different days.
fn clash(a: &Shape, b: &Shape) -> bool {
    let (Shape::Parts(a), Shape::Parts(b)) = (a, b) else { return false };
    if a.len() != b.len() {
        return false;
    }
    let mut differ = false;
    for pair in a.iter().zip(b) {
        match pair {
            (Part::Digits(x, low, high), Part::Digits(y, other_low, other_high)) => {
                if low.max(other_low) > high.min(other_high) {
                    return false;
                }
                differ |= x != y;
            }
            (x, y) if x == y => {}
            _ => return false,
        }
    }
    differ
}

fn fit(parts: &[Part], text: &str) -> Option<Parts> {
    let mut out = Parts::default();
    let mut rest = text;
    for part in parts {
        match part {
            Part::Sign(sign) => rest = rest.strip_prefix(*sign)?,
            Part::Space => {
                let trimmed = rest.trim_start_matches(' ');
                if trimmed.len() == rest.len() {
                    return None;
                }
                rest = trimmed;
            }
            Part::Digits(number, low, high) => {
                let (value, digits) = digits(rest, *high);
                if digits < *low {
                    return None;
                }
                rest = rest.get(usize::from(digits)..)?;
                let field = match number {
                    Number::Year => &mut out.year,
                    Number::Month => &mut out.month,
                    Number::Day => &mut out.day,
                    Number::Hour => &mut out.hour,
                    Number::Minute => &mut out.minute,
                    Number::Second => &mut out.second,
                };
                // Two digits of a year: 70 to 99 are of the last century.
                *field = Some(match (number, digits, value) {
                    (Number::Year, 2, 70..) => value.saturating_add(1900),
                    (Number::Year, 2, _) => value.saturating_add(2000),
                    _ => value,
                });
            }
            Part::Offset => {
                let (seconds, after) = offset(rest)?;
                out.offset = Some(seconds);
                rest = after;
            }
        }
    }
    rest.is_empty().then_some(out)
}

/// The number at the start of the text, of at most `most` digits, and how many it has.
fn digits(text: &str, most: u8) -> (i64, u8) {
    let mut value = 0i64;
    let mut count = 0u8;
    for byte in text.bytes().take(usize::from(most)) {
        if !byte.is_ascii_digit() {
            break;
        }
        value = value.saturating_mul(10).saturating_add(i64::from(byte.saturating_sub(b'0')));
        count = count.saturating_add(1);
    }
    (value, count)
}

fn offset(text: &str) -> Option<(i64, &str)> {
    if let Some(rest) = text.strip_prefix(['Z', 'z']) {
        return Some((0, rest));
    }
    let sign = match text.chars().next()? {
        '+' => 1i64,
        '-' => -1,
        _ => return None,
    };
    let rest = text.get(1..)?;
    let (hours, 2) = digits(rest, 2) else { return None };
    let rest = rest.get(2..)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let (minutes, 2) = digits(rest, 2) else { return None };
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = hours.saturating_mul(3600).saturating_add(minutes.saturating_mul(60));
    Some((sign.saturating_mul(seconds), rest.get(2..)?))
}

/// `Some(None)` where it has the form but there is no such time.
fn rfc3339(text: &str) -> Option<Option<Moment>> {
    let bytes = text.as_bytes();
    let form = bytes.len() >= 20
        && bytes.iter().take(19).enumerate().all(|(i, byte)| match i {
            4 | 7 => *byte == b'-',
            10 => matches!(byte, b'T' | b't' | b' '),
            13 | 16 => *byte == b':',
            _ => byte.is_ascii_digit(),
        });
    if !form {
        return None;
    }
    let mut rest = text.get(19..)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=9).contains(&count) {
            return None;
        }
        rest = fraction.get(count..)?;
    }
    let (_, "") = offset(rest)? else { return None };
    // A sixtieth second is written now and then; no clock can hold it.
    if text.get(17..19) == Some("60") {
        return Some(None);
    }
    Some(text.parse::<Instant>().ok().map(Moment::Instant))
}

/// The shape of a text: digits as 9, letters as `A` and `a`, other signs as they stand.
#[must_use]
pub fn shape_of(text: &str) -> String {
    let mut out = String::new();
    shape_into(text, &mut out);
    out
}

/// [`shape_of`] into a buffer that is used again.
pub(crate) fn shape_into(text: &str, out: &mut String) {
    out.clear();
    for (i, c) in text.chars().enumerate() {
        if i == SHOWN {
            out.push('…');
            return;
        }
        out.push(match narrow(c) {
            '0'..='9' => '9',
            'A'..='Z' => 'A',
            'a'..='z' => 'a',
            c if c.is_control() => ' ',
            c => c,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(list: &[&str]) -> DateShapes {
        DateShapes::compile(list, Zone::new("America/New_York").unwrap()).unwrap()
    }

    fn findings(list: &[&str]) -> Vec<String> {
        DateShapes::compile(list, Zone::new("Asia/Shanghai").unwrap())
            .unwrap_err()
            .iter()
            .map(|e| e.message(ombud::model::Lang::En))
            .collect()
    }

    #[test]
    fn there_are_as_many_shapes_as_can_be_compared() {
        let list = vec!["yyyy-mm-dd"; SHAPES + 1];
        assert_eq!(
            findings(&list),
            ["the document is too large; at: dates; expected: at most 100 date shapes; found: 101"]
        );
    }

    #[test]
    fn each_shape_of_the_public_file_is_read() {
        let shapes = shapes(&["m/d/yyyy", "yyyy/m/d", "yyyy-mm-dd", "dd-mm-yyyy", "rfc3339"]);
        for (text, day) in [
            ("3/19/2015", "2015-03-19"),
            ("3/9/2015", "2015-03-09"),
            ("12/31/2015", "2015-12-31"),
            ("2015/10/19", "2015-10-19"),
            ("2015/3/9", "2015-03-09"),
            ("2023-06-09", "2023-06-09"),
            ("27-04-2023", "2023-04-27"),
            ("2023-09-13T12:00:00-05:00", "2023-09-13T12:00:00-05:00"),
            ("　２０１５/３/９ ", "2015-03-09"),
        ] {
            assert_eq!(shapes.read(text).unwrap().to_string(), day, "{text}");
        }
    }

    #[test]
    fn chinese_shapes_and_times_are_read() {
        let zone = Zone::new("Asia/Shanghai").unwrap();
        let list = [
            "yyyy年m月d日",
            "yyyymmddHHMMSS",
            "yyyy年m月d日HH时MM分",
            "yyyy-mm-dd HH:MM:SS zzz",
            "yy.m.d H:MM",
        ];
        let shapes = DateShapes::compile(&list, zone).unwrap();
        for (text, moment) in [
            ("2026年3月2日", "2026-03-02"),
            ("20260302140501", "2026-03-02T14:05:01+08:00"),
            ("2026年3月2日09时05分", "2026-03-02T09:05:00+08:00"),
            ("2026-03-02 14:05:01 Z", "2026-03-02T14:05:01+00:00"),
            ("2026-03-02   14:05:01   +0530", "2026-03-02T14:05:01+05:30"),
            ("69.1.2 9:05", "2069-01-02T09:05:00+08:00"),
            ("70.1.2 9:05", "1970-01-02T09:05:00+08:00"),
        ] {
            assert_eq!(shapes.read(text).unwrap().to_string(), moment, "{text}");
        }
    }

    #[test]
    fn a_time_that_occurs_twice_or_never_is_settled() {
        let shapes = shapes(&["yyyy-mm-dd HH:MM"]);
        assert_eq!(shapes.read("2025-11-02 01:30").unwrap().to_string(), "2025-11-02T01:30:00-04:00");
        assert_eq!(shapes.read("2025-03-09 02:30").unwrap().to_string(), "2025-03-09T03:30:00-04:00");
    }

    #[test]
    fn what_is_no_date_is_told_apart() {
        let shapes = shapes(&["m/d/yyyy", "yyyy-mm-dd HH:MM", "rfc3339"]);
        for text in [
            "2/30/2015",
            "13/1/2015",
            "0/1/2015",
            "1/1/0000",
            "2015-01-01 24:00",
            "2015-01-01 10:60",
            "2015-02-30T10:00:00Z",
            "2015-02-03T10:00:60Z",
            "2015-02-03T25:00:00Z",
        ] {
            assert_eq!(shapes.read(text), Err(DateError::NoSuchDay), "{text}");
        }
        for text in [
            "",
            "soon",
            "1/1/15",
            "1/1/20155",
            "1/1/2015 ?",
            "2015-01-01",
            "2015-01-01T10:00:00",
            "1//2015",
            "2015-01-01T10:00:00.Z",
            "2015-01-01T10:00:00+8",
            "2015-01-01T10:00:00[UTC]",
        ] {
            assert_eq!(shapes.read(text), Err(DateError::NoShape), "{text}");
        }
        assert_eq!(shapes.read(&"9".repeat(1 << 20)), Err(DateError::NoShape));
        assert_eq!(shapes.read(&"年".repeat(1 << 10)), Err(DateError::NoShape));
    }

    #[test]
    fn faulty_shapes_are_refused_all_at_once() {
        assert_eq!(
            findings(&[
                "yyyy-mm",
                "yyy-mm-dd",
                "mmmm d yyyy",
                "yyyymd",
                "2026-mm-dd",
                "yyyy-mm-dd HH",
                "yyyy-mm-dd zzz"
            ]),
            [
                "a field is missing, unknown or of the wrong type; at: dates; expected: one year, one month and one day; found: yyyy-mm",
                "a field is missing, unknown or of the wrong type; at: dates; expected: yyyy, yy, mm, m, dd, d, HH, H, MM, SS, zzz, other signs, or rfc3339; found: yyy-mm-dd",
                "a field is missing, unknown or of the wrong type; at: dates; expected: yyyy, yy, mm, m, dd, d, HH, H, MM, SS, zzz, other signs, or rfc3339; found: mmmm d yyyy",
                "a field is missing, unknown or of the wrong type; at: dates; expected: a sign between a number of one or two digits and the next number; found: yyyymd",
                "a field is missing, unknown or of the wrong type; at: dates; expected: no digits; found: 2026-mm-dd",
                "a field is missing, unknown or of the wrong type; at: dates; expected: hours with minutes, once; seconds and an offset only with them; found: yyyy-mm-dd HH",
                "a field is missing, unknown or of the wrong type; at: dates; expected: hours with minutes, once; seconds and an offset only with them; found: yyyy-mm-dd zzz",
            ]
        );
    }

    #[test]
    fn a_text_must_not_be_two_days() {
        assert_eq!(
            findings(&["dd/mm/yyyy", "yyyy-mm-dd", "m/d/yyyy"]),
            [
                "a field is missing, unknown or of the wrong type; at: dates; expected: shapes that read a text as one day only; found: dd/mm/yyyy and m/d/yyyy"
            ]
        );
    }

    #[test]
    fn shapes_are_shown() {
        assert_eq!(shape_of("3/19/2015"), "9/99/9999");
        assert_eq!(shape_of("2023-09-13T12:00:00-05:00"), "9999-99-99A99:99:99-99:99");
        assert_eq!(shape_of("2026年３月"), "9999年9月");
        assert_eq!(shape_of(&"x".repeat(99)), format!("{}…", "a".repeat(40)));
    }
}
