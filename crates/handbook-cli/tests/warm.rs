//! A build that uses what an earlier one left under `target/` gives what a build from nothing gives, damaged or not.
//!
//! `SEED=` tries other edits and other damage, `COUNT=` more or fewer rounds.

use tests::warm::{Trial, run};

#[test]
fn a_build_with_what_another_left_is_as_one_from_nothing() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let trial = Trial {
        program: env!("CARGO_BIN_EXE_handbook").into(),
        seed: number("SEED").unwrap_or(2026),
        rounds: number("COUNT")
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or(40),
        pages: 120,
    };
    println!("seed {}", trial.seed);
    let report = run(&trial).unwrap_or_else(|difference| panic!("{difference}"));
    println!("{report:?}");
    assert!(report.sites * 3 > trial.rounds, "{report:?}");
}
