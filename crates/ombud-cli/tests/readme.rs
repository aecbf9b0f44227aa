//! The samples of the README are what the program prints.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

const README: &str = include_str!("../../../README.md");

#[test]
fn the_samples_are_what_the_program_prints() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    let blocks: Vec<&str> =
        README.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        // A block without a command is the demonstration's. After the dots there is more.
        let (command, sample) = match block.strip_prefix("$ ombud ") {
            Some(rest) => rest.split_once('\n').unwrap(),
            None => ("demo", block),
        };
        let sample: Vec<&str> = sample.lines().take_while(|line| *line != "…").collect();
        let output = Command::new(env!("CARGO_BIN_EXE_ombud"))
            .args(command.split(' '))
            .current_dir(&directory)
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", "C")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let printed: Vec<&str> = printed.lines().take(sample.len()).collect();
        assert_eq!(
            sample, printed,
            "README.md, ombud {command}: the block is the first, the program the second"
        );
    }
}
