//! What is made for a consumer, before it is put into the structs of C.

use std::ffi::c_void;

use ombud::error::Result;

/// The type of a table or a column.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) format: String,
    pub(crate) nullable: bool,
    pub(crate) children: Vec<Shape>,
}

/// The memory of one buffer, in the type that gives it its alignment.
#[derive(Debug)]
pub(crate) enum Block {
    /// No buffer: nothing is null.
    None,
    Bytes(Vec<u8>),
    I32(Vec<i32>),
    I64(Vec<i64>),
}

impl Block {
    pub(super) fn start(&self) -> *const c_void {
        match self {
            Block::None => std::ptr::null(),
            Block::Bytes(bytes) => bytes.as_ptr().cast(),
            Block::I32(numbers) => numbers.as_ptr().cast(),
            Block::I64(numbers) => numbers.as_ptr().cast(),
        }
    }
}

/// A table or a column, its blocks as its format has them.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) length: usize,
    pub(crate) nulls: usize,
    pub(crate) blocks: Vec<Block>,
    pub(crate) children: Vec<Made>,
}

/// Gives tables of one shape, one after the other.
pub(crate) trait Source: Send {
    fn shape(&self) -> Shape;

    /// # Errors
    /// Nothing comes after one.
    fn next(&mut self) -> Result<Option<Made>>;
}
