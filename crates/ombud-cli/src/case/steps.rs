//! The steps of the methods that a case is worked by: those that are open in the stage that it is in.

use ombud::{
    Case,
    model::{Instant, Lang},
};

use crate::{
    failure::{Failure, Result},
    output::Lines,
};

/// The open steps, by methods; nothing where none is open.
pub(super) fn open(case: &Case, now: Instant, lang: Lang) -> Result<String> {
    let mut checks = case.checks(now).map_err(Failure::refused)?;
    checks.retain(|check| check.here && !check.done);
    let mut out = Lines::default();
    for (nth, check) in checks.iter().enumerate() {
        if nth == 0 {
            out.add("");
            out.add(match lang {
                Lang::Zh => "步骤",
                Lang::En => "Steps",
            });
        }
        let before = nth.checked_sub(1).and_then(|before| checks.get(before));
        if before.is_none_or(|before| before.checklist != check.checklist) {
            out.add(format!("  {}", check.method.get(lang)));
        }
        out.add(format!("    ·  {}", check.title.get(lang)));
    }
    Ok(out.text())
}
