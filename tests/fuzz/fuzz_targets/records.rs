//! The files of firms: whatever the bytes, every record is kept or rejected, and counted.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use ombud::Engine;
use ombud_intake::{Input, Outcome, Profile, read};

/// Separated values in UTF-8 and in GB 18030, JSON Lines, and records of a fixed width; gzipped where
/// the bytes say so.
const SOURCES: [&str; 5] = ["cfpb", "cn-ledger-csv", "uk-ledger", "us-ledger", "cn-night-batch"];

static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let engine = Engine::builtin().expect("built-in packs");
    let taxonomies = &engine.bundle().taxonomies;
    let profile = |id: &&str| {
        let source = engine.source(id).expect("a source");
        Profile::new(source, engine.catalogue(), taxonomies).expect("a profile")
    };
    let mut profiles: Vec<Profile> = SOURCES.iter().map(profile).collect();
    // The same records without line ends.
    let mut blocks = engine.source("cn-night-batch").expect("a source").clone();
    blocks.fixed.as_mut().expect("a layout").record_length = Some(693);
    profiles.push(Profile::new(&blocks, engine.catalogue(), taxonomies).expect("a profile"));
    profiles
});

fuzz_target!(|data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    let Some(profile) = PROFILES.get(usize::from(*which) % PROFILES.len()) else { return };
    let (mut kept, mut rejected) = (0_u64, 0_u64);
    let report = read(profile, &Input::bytes("file", bytes), &mut |outcome| {
        match outcome {
            Outcome::Kept(row) => {
                kept += 1;
                assert!(row.number > 0, "records are numbered from 1");
                assert!(row.problems.iter().all(|problem| !problem.reason.rejects()), "a kept row");
            }
            Outcome::Rejected(problem) => {
                rejected += 1;
                assert!(problem.reason.rejects(), "a rejected record says why");
            }
        }
        Ok(())
    });
    if let Ok(report) = report {
        assert_eq!((report.kept, report.rejected), (kept, rejected));
    }
});
