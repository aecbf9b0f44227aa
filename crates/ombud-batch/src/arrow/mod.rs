//! The Arrow C data interface: what comes in as columns that can be read, what goes out as structs.

mod abi;
mod cell;
mod column;
mod field;
mod made;
#[cfg(test)]
mod miri_can;
mod reader;
mod table;

use ombud::{Error, ErrorCode};

pub use abi::{ArrowArray, ArrowArrayStream, ArrowSchema};
pub(crate) use cell::{Cell, clock};
pub(crate) use field::Field;
pub(crate) use made::{Block, Made, Shape, Source};
pub use reader::Input;
pub(crate) use reader::{Batch, Reader};
pub(crate) use table::{Kind, Line, Table, shape};

impl ArrowArrayStream {
    /// The stream of a source.
    pub(crate) fn of(source: Box<dyn Source>) -> Self {
        ArrowArrayStream::made(source)
    }
}

/// A struct that breaks the rules of the interface; the column where it is known.
fn malformed(column: &str) -> Error {
    let error = Error::new(ErrorCode::InvalidArgument);
    if column.is_empty() { error } else { error.item(column) }
}
