//! The search of the shipped handbook, held against questions that people have judged.
//!
//! `cargo test -p tests --test search -- --nocapture` lists the questions whose answer does not stand first.

use tests::judged::{self, FIRST, Judged};

/// So much may be lost by an edit of the handbook before somebody has to look.
const SLACK: f64 = 0.03;

#[test]
fn questions_of_readers_find_the_page_that_answers() {
    let judged = Judged::read();
    let asked = judged.ask(&judged::site());
    for asked in asked.iter().filter(|asked| asked.rank != Some(1)) {
        let rank = asked.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        let wanted: Vec<&str> = asked.query.places().map(|(address, _)| address).collect();
        println!(
            "{rank:>3}  {:<40} {}\n     before it: {}",
            asked.query.ask,
            wanted.join(", "),
            asked.first
        );
    }
    for asked in asked.iter().filter(|asked| asked.section == Some(false)) {
        println!("another section: {:<40} first: {}", asked.query.ask, asked.first);
    }
    let mean = judged::mean_reciprocal_rank(&asked);
    println!("mean reciprocal rank of {} questions: {mean:.3}", asked.len());

    let lost: Vec<&str> = asked
        .iter()
        .filter(|asked| asked.rank.is_none())
        .map(|asked| asked.query.ask.as_str())
        .collect();
    assert!(lost.is_empty(), "not among the first {FIRST}: {lost:?}");
    assert!(
        mean >= judged.reached - SLACK,
        "the mean reciprocal rank was {:.3} and is {mean:.3}",
        judged.reached
    );
}

#[test]
fn judged_places_exist() {
    let (judged, site) = (Judged::read(), judged::site());
    for query in &judged.queries {
        for (address, anchor) in query.places() {
            let path = format!("{}index.html", address.trim_start_matches('/'));
            let html = site
                .get(&path)
                .unwrap_or_else(|| panic!("{}: no page at {address}", query.ask));
            let html = String::from_utf8_lossy(html);
            let has = |anchor| html.contains(&format!("id=\"{anchor}\""));
            assert!(
                anchor.is_none_or(has),
                "{}: {address} has no #{}",
                query.ask,
                anchor.unwrap_or_default()
            );
        }
    }
}

#[test]
fn judged_questions_differ_and_are_enough() {
    let judged = Judged::read();
    let mut asked: Vec<String> = judged
        .queries
        .iter()
        .map(|query| query.ask.to_lowercase())
        .collect();
    asked.sort_unstable();
    assert!(asked.len() >= 60, "{} questions", asked.len());
    assert!(
        asked.windows(2).all(|two| two[0] != two[1]),
        "a question is there twice"
    );
}
