//! Names of files: of whatever a complaint's number holds, a name that any system takes, and no two alike.

use std::collections::HashSet;

use crate::record::Row;

/// How much of a number stands in a name, in characters: with all of four bytes each, the name of the file
/// still has room for what follows.
const LENGTH: usize = 40;
/// Names that are devices on some systems, whatever follows a dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// Devices of which there are ten each.
const NUMBERED: [&str; 2] = ["com", "lpt"];

/// The names given so far, as systems compare them that know no capitals.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// A name for the files of a row: its number, else where it stands. Two rows may bear one number, or
    /// numbers that make one name; the second has its place in the file behind it.
    pub(super) fn give(&mut self, row: &Row) -> String {
        let own = row.id.as_deref().filter(|id| !id.trim().is_empty());
        let stem = own.map_or_else(|| safe(&format!("row-{}", row.number)), safe);
        if self.0.insert(stem.to_lowercase()) {
            return stem;
        }
        let placed = format!("{stem}-row-{}", row.number);
        let again = (2_u64..).map(|nth| format!("{placed}-{nth}"));
        let mut names = std::iter::once(placed.clone()).chain(again);
        names.find(|name| self.0.insert(name.to_lowercase())).unwrap_or(placed)
    }
}

/// A text as the name of a file on any system: letters, digits, hyphens and low lines.
fn safe(text: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
    let name: String = text.chars().take(LENGTH).map(plain).collect();
    let lower = name.to_lowercase();
    let numbered = |device: &&str| {
        let rest = lower.strip_prefix(*device).unwrap_or_default();
        rest.chars().count() == 1 && rest.chars().all(char::is_numeric)
    };
    if DEVICES.contains(&&*lower) || NUMBERED.iter().any(numbered) {
        return format!("_{name}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn no_number_leads_out_of_the_directory() {
        for (number, name) in [
            ("TS202600001", "TS202600001"),
            ("../../etc/passwd", "______etc_passwd"),
            ("C:\\x", "C__x"),
            ("..", "__"),
            ("a\0b\n", "a_b_"),
            ("投诉〔2026〕1号", "投诉_2026_1号"),
            ("CON", "_CON"),
            ("lpt1", "_lpt1"),
            ("lpt10", "lpt10"),
            ("--out=x", "--out_x"),
        ] {
            assert_eq!(safe(number), name, "{number:?}");
        }
        assert_eq!(safe(&"字".repeat(1000)).chars().count(), 40);
    }
}
