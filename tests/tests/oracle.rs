//! The engine has exactly what a clean build has, after every edit.
//!
//! `SEED=` tries another tree and other edits, `COUNT=` more or fewer of them, `KEEP=folder` keeps the trees before and after
//! an edit that showed a difference.

use tests::oracle::{Trial, run};

#[test]
fn after_every_edit_the_engine_has_what_a_clean_build_has() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let trial = Trial {
        seed: number("SEED").unwrap_or(2026),
        edits: number("COUNT")
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or(500),
        pages: 300,
        compared_every: 1,
        told: true,
        keep: std::env::var_os("KEEP").map(Into::into),
    };
    println!("seed {}", trial.seed);
    let report = run(&trial).unwrap_or_else(|difference| panic!("{difference}"));
    println!("{report:#?}");
    // Edits that only ever break the handbook would compare little.
    assert!(report.sites * 3 > report.edits, "{report:?}");
}

#[test]
fn an_engine_that_is_told_nothing_is_found_out() {
    let trial = Trial {
        seed: 1,
        edits: 10,
        pages: 60,
        compared_every: 1,
        told: false,
        keep: None,
    };
    let difference = run(&trial).err().unwrap_or_default();
    assert!(difference.contains("to try it again: SEED=1"), "{difference}");
}
