//! The book of rules: loaded from authors' TOML or from one canonical bundle, checked, layered,
//! compared, and compiled for the engines.

mod act;
mod authoring;
mod book;
mod bundle;
mod check;
mod decisions;
mod diff;
mod fixed;
mod ids;
mod items;
mod layers;
mod list;
mod shared;
mod source;

pub use act::{Act, ActDef, Basis, CheckDef, Checklist, ChecklistDef, Concludes, Does, GuardDef, SendDef};
pub(crate) use act::{Name, Slot, Whom};
pub use authoring::{Origins, PackFile, pack_id, read_files};
pub use book::Book;
pub use bundle::{BUILTIN, Bundle, FORMAT_VERSION, RegimeRules};
pub use diff::{Change, ChangeKind, diff};
pub use fixed::*;
pub use items::*;
pub(crate) use layers::Layers;
pub use layers::{check, check_files};
pub use list::{KINDS, Listed, Shown, list, show};
pub use source::*;
