//! The `ombud` program.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    // A workbook built to break its reader is refused in words; the panic that the library caught
    // on the way would only be printed before them.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|at| at.file().contains("calamine")) {
            usual(panic);
        }
    }));
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    ExitCode::from(ombud_cli::run(&arguments))
}
