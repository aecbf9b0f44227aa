//! Handles that change: one call at a time, and none after a panic.

use std::{
    cell::UnsafeCell,
    sync::atomic::{AtomicU8, Ordering},
};

use ombud::{Error, ErrorCode};
use ombud_doors::Result;

const FREE: u8 = 0;
const BUSY: u8 = 1;
const BROKEN: u8 = 2;

/// A value that C may reach from several threads at once: whoever comes second is refused instead of
/// waiting, and a panic inside leaves it marked.
pub(crate) struct Exclusive<T> {
    state: AtomicU8,
    value: UnsafeCell<T>,
}

// SAFETY: `enter` lets one thread at a time reach the value, so sharing the handle is as good as
// sending the value.
unsafe impl<T: Send> Sync for Exclusive<T> {}

/// Marks the handle as broken unless the call comes to its end.
struct Entered<'a> {
    state: &'a AtomicU8,
    leaves: u8,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.state.store(self.leaves, Ordering::Release);
    }
}

impl<T> Exclusive<T> {
    pub(crate) fn new(value: T) -> Self {
        Exclusive { state: AtomicU8::new(FREE), value: UnsafeCell::new(value) }
    }

    /// Works on the value, alone.
    pub(crate) fn enter<R>(&self, work: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        match self.state.compare_exchange(FREE, BUSY, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => {}
            Err(BROKEN) => return Err(Error::new(ErrorCode::HandleBroken).into()),
            Err(_) => return Err(Error::new(ErrorCode::HandleBusy).into()),
        }
        let mut entered = Entered { state: &self.state, leaves: BROKEN };
        // SAFETY: the exchange above let this thread in, and no other until `entered` is dropped.
        let result = work(unsafe { &mut *self.value.get() });
        entered.leaves = FREE;
        result
    }
}
