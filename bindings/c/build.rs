//! The soname of the shared library carries the number of the ABI, so that a program never loads one
//! that it was not linked for.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libombud.so.0");
    }
}
