//! How tests break a machine or a case.

/// Panics where the event or the act has the name of the operation that does.
pub(crate) fn panic_if(name: &str) {
    if name == "test.panic" {
        #[expect(clippy::panic, reason = "what the name asks for")]
        std::panic::panic_any("as the test asked");
    }
}
