//! A panic that is stopped at the door has been told to the host's hook, which is as it was.

#![allow(clippy::expect_used, reason = "a test says what it relied on")]

use std::{
    panic,
    ptr::null_mut,
    sync::atomic::{AtomicUsize, Ordering},
};

use ombud_ffi::{
    engine::{ombud_engine_call, ombud_engine_free, ombud_engine_new},
    error::{ombud_error_code, ombud_error_free},
};

static CALLED: AtomicUsize = AtomicUsize::new(0);

#[test]
fn the_hook_of_the_host_is_called_and_stays() {
    panic::set_hook(Box::new(|_| {
        CALLED.fetch_add(1, Ordering::SeqCst);
    }));
    let internal = ombud::ErrorCode::Internal.number();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            std::thread::spawn(move || {
                let mut engine = null_mut();
                // SAFETY: as the header asks: no settings, room for a pointer, no wish for the error.
                assert_eq!(unsafe { ombud_engine_new(null_mut(), 0, &raw mut engine, null_mut()) }, 0);
                for _ in 0..25 {
                    let (mut out, mut error) = (null_mut(), null_mut());
                    let request = br#"{"really":true}"#;
                    // SAFETY: an engine, a name, a document, room for an answer and for an error.
                    let number = unsafe {
                        ombud_engine_call(
                            engine,
                            c"test.panic".as_ptr(),
                            request.as_ptr(),
                            request.len(),
                            &raw mut out,
                            &raw mut error,
                        )
                    };
                    assert_eq!(number, internal);
                    assert!(out.is_null());
                    // SAFETY: the error that was just handed over, freed once.
                    unsafe {
                        assert_eq!(ombud_error_code(error), internal);
                        ombud_error_free(error);
                    }
                }
                // SAFETY: the engine made above, freed once.
                unsafe { ombud_engine_free(engine) };
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("no panic leaves the door");
    }
    assert_eq!(CALLED.load(Ordering::SeqCst), 100, "each panic was told to the hook");
    let _ = panic::catch_unwind(|| panic::panic_any("one of the host's own"));
    assert_eq!(CALLED.load(Ordering::SeqCst), 101, "the hook is still set");
    drop(panic::take_hook());
}
