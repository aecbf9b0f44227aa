//! The free texts of a plan and of moves: what somebody wrote, and where.

use super::{Move, Note, Precision, Raise, Release, Terms};
use crate::{
    error::Result,
    model::{Label, length},
};

impl Terms {
    /// Every free text, with its place. Each of them ends on paper.
    pub(crate) fn texts<'a>(&'a self) -> Vec<(String, &'a str)> {
        let mut out = Vec::new();
        let mut label = |path: String, label: &'a Label| {
            out.push((format!("{path}.zh"), &*label.zh));
            out.push((format!("{path}.en"), &*label.en));
        };
        if let Precision::Itemised(items) = &self.precision {
            for (nth, item) in items.iter().enumerate() {
                label(format!("precision.itemised[{nth}].title"), &item.title);
            }
        }
        for (nth, package) in self.packages.iter().enumerate() {
            label(format!("packages[{nth}].title"), &package.title);
            for (at, item) in package.items.iter().enumerate() {
                label(format!("packages[{nth}].items[{at}].title"), &item.title);
            }
        }
        let one = [
            ("approver", &self.approver),
            ("approver_role", &self.approver_role),
            ("approver_reason", &self.approver_reason),
            ("handler", &self.handler),
            ("sign_off", &self.sign_off),
        ];
        let one = one.into_iter().filter_map(|(path, text)| Some((path.to_owned(), text.as_deref()?)));
        out.extend(one);
        if let Some(Raise { by, role, reason }) = &self.raised {
            let of_it = [("raised.by", by), ("raised.role", role), ("raised.reason", reason)];
            out.extend(of_it.map(|(path, text)| (path.to_owned(), &**text)));
        }
        out.extend(self.caps.iter().enumerate().map(|(nth, cap)| (format!("caps[{nth}].role"), &*cap.role)));
        out
    }

    pub(super) fn lines(&self) -> Result<()> {
        self.texts().iter().try_for_each(|(path, text)| length::line(text, path))
    }
}

impl Move {
    pub(super) fn short(&self) -> Result<()> {
        self.texts().iter().try_for_each(|(path, text)| length::short(text, path))
    }

    /// Every free text, with its place. None of them ends on paper.
    fn texts(&self) -> Vec<(&'static str, &str)> {
        match self {
            Move::Listen(Note { note })
            | Move::Ask(Note { note })
            | Move::End(Note { note })
            | Move::Resume(Note { note }) => vec![("note", note)],
            Move::Release(Release { by, reason }) => vec![("by", by), ("reason", reason)],
            _ => Vec::new(),
        }
    }
}
