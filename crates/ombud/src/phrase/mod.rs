//! Words.
use crate::{
    clock::{Obligation, Proof},
    error::Result,
    model::{Catalogue, Lang},
    pack::{Instrument, PhraseDef},
};
/// The wordings.
#[derive(Debug)]
pub struct Phrasebook;
impl Phrasebook {
    /// Stands in until the room is built.
    pub fn new(
        _: impl IntoIterator<Item = PhraseDef>,
        _: impl IntoIterator<Item = Instrument>,
        _: &Catalogue,
    ) -> Result<Self> {
        Ok(Phrasebook)
    }
    /// Stands in.
    #[must_use]
    pub fn sentence(&self, o: &Obligation, _: Lang) -> String {
        format!("{} {}", o.clock, o.status.name())
    }
    /// Stands in.
    #[must_use]
    pub fn proof(&self, p: &Proof, _: Lang) -> String {
        format!("{} {}", p.clock, p.due)
    }
    /// Stands in.
    #[must_use]
    pub fn proof_page(&self, p: &Proof, _: Lang) -> String {
        format!("{} {}", p.clock, p.due)
    }
}
