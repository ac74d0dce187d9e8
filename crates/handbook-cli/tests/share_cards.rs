//! Pictures of pages for whoever shares their addresses: which page has which, and what becomes of them from build to build.

mod support;

use std::{collections::BTreeMap, fs, time::SystemTime};

use support::Folder;
use tests::folder::tree;

const SETTINGS: &str = "title: Small & Co\nbase_url: https://handbook.example.com/x/\nshare_cards: true\nsearch: false\nhistory: false\n";

fn handbook() -> Folder {
    let folder = Folder::empty();
    folder
        .write("handbook.yaml", SETTINGS)
        .write("content/_index.md", "---\ntitle: Home\n---\n\nText.\n")
        .write("content/sales/_index.md", "---\ntitle: Sales\n---\n\nText.\n")
        .write(
            "content/sales/quotes.md",
            "---\ntitle: \"Quotes & <offers>\"\nowner: Sales Operations\n---\n\nText.\n",
        );
    folder
}

fn build(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let run = folder.run(&["build"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    tree(&folder.join("target/site"))
}

/// The path of the picture of a page, as the page tells it.
fn card_of(site: &BTreeMap<String, Vec<u8>>, page: &str) -> String {
    let html = String::from_utf8(site[page].clone()).expect("a page is text");
    let (_, after) = html
        .split_once("<meta property=\"og:image\" content=\"https://handbook.example.com/x/")
        .expect("the page has a picture");
    after.split('"').next().unwrap_or_default().to_owned()
}

fn cards(site: &BTreeMap<String, Vec<u8>>) -> Vec<&str> {
    let paths = site.keys().map(String::as_str);
    paths.filter(|path| path.starts_with("cards/")).collect()
}

fn written(folder: &Folder, card: &str) -> SystemTime {
    let place = folder.join(&format!("target/site/{card}"));
    fs::metadata(place)
        .and_then(|file| file.modified())
        .expect("the picture is there")
}

#[test]
fn each_page_has_a_picture_of_its_own() {
    let folder = handbook();
    let site = build(&folder);
    let mut own: Vec<String> = ["index.html", "sales/index.html", "sales/quotes/index.html"]
        .iter()
        .map(|page| card_of(&site, page))
        .collect();
    for card in &own {
        let png = &site[card];
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "{card}");
        assert_eq!(png[16..24], [0, 0, 4, 176, 0, 0, 2, 118], "1200 by 630: {card}");
        assert!(png.len() < 60_000, "{card}: {}", png.len());
    }
    own.sort();
    own.dedup();
    assert_eq!(own.len(), 3);
    let html = String::from_utf8(site["sales/quotes/index.html"].clone()).unwrap();
    assert!(
        html.contains("<meta property=\"og:title\" content=\"Quotes &amp; &lt;offers&gt;\">"),
        "{html}"
    );
    assert!(html.contains("<meta name=\"twitter:card\" content=\"summary_large_image\">"));
    // Another build from nothing has the same bytes.
    let run = folder.run(&["build", "--fresh", "--output", "target/fresh"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(site == tree(&folder.join("target/fresh")));
}

#[test]
fn only_what_is_on_a_picture_makes_it_another() {
    let folder = handbook();
    let before = build(&folder);
    let page = "sales/quotes/index.html";
    let card = card_of(&before, page);
    let first = written(&folder, &card);
    folder.write(
        "content/sales/quotes.md",
        "---\ntitle: \"Quotes & <offers>\"\nowner: Sales Operations\n---\n\nOther text.\n",
    );
    let site = build(&folder);
    assert!(site[page] != before[page]);
    assert_eq!(
        (card_of(&site, page), written(&folder, &card)),
        (card.clone(), first)
    );

    folder.write("content/sales/_index.md", "---\ntitle: Selling\n---\n\nText.\n");
    let site = build(&folder);
    let other = card_of(&site, page);
    assert!(other != card && site.contains_key(&other) && !site.contains_key(&card));

    folder.write(
        "content/sales/quotes.md",
        "---\ntitle: \"Quotes & <offers>\"\nowner: Legal\n---\n\nOther text.\n",
    );
    let site = build(&folder);
    assert!(card_of(&site, page) != other && !site.contains_key(&other));
    assert_eq!(
        cards(&site).len(),
        site.keys().filter(|path| has_card(&site, path)).count()
    );
}

fn has_card(site: &BTreeMap<String, Vec<u8>>, path: &str) -> bool {
    path.ends_with(".html") && String::from_utf8_lossy(&site[path]).contains("og:image")
}

#[test]
fn a_damaged_picture_is_drawn_again() {
    let folder = handbook();
    let before = build(&folder);
    let card = card_of(&before, "index.html");
    let place = format!("target/site/{card}");
    for damage in [&before[&card][..99], b"", b"something else"] {
        folder.write(&place, damage);
        assert!(build(&folder) == before);
        // Facts that are of another state know nothing of it, so that the picture alone has to tell.
        folder.write(&place, damage);
        folder.write("handbook.yaml", format!("{SETTINGS}navigation_depth: 2\n"));
        assert!(build(&folder)[&card] == before[&card]);
        folder.write("handbook.yaml", SETTINGS);
        build(&folder);
    }
    fs::remove_file(folder.join(&place)).unwrap();
    assert!(build(&folder) == before);
}

#[test]
fn there_are_none_where_nobody_asked_for_them() {
    let folder = handbook();
    build(&folder);
    folder.write("handbook.yaml", SETTINGS.replace("share_cards: true\n", ""));
    let site = build(&folder);
    assert_eq!(cards(&site), Vec::<&str>::new());
    assert!(!has_card(&site, "index.html"));
}

#[test]
fn a_template_that_is_no_picture_is_told_and_the_site_stays() {
    let folder = handbook();
    let before = build(&folder);
    let template = "themes/handbook/templates/card.svg";
    folder.write(template, "<p>{{ card.title }}</p>");
    folder
        .run(&["build"])
        .fails(1, &[template, "no picture that can be drawn", "one `<svg>`"]);
    folder.write(template, "<svg>{{ wrap(text=card.title) }}</svg>");
    folder.run(&["build"]).fails(1, &[template, "family"]);
    assert!(tree(&folder.join("target/site")) == before);
}

#[test]
fn the_icon_of_the_site_is_there_for_all_who_ask() {
    let folder = handbook();
    let site = build(&folder);
    assert!(site["favicon.ico"].starts_with(&[0, 0, 1, 0, 2, 0]));
    assert!(site["apple-touch-icon.png"].starts_with(b"\x89PNG"));
    let html = String::from_utf8(site["index.html"].clone()).unwrap();
    let (_, after) = html.split_once("<link rel=\"manifest\" href=\"/x/").unwrap();
    let manifest = after.split('"').next().unwrap();
    let text = String::from_utf8(site[manifest].clone()).unwrap();
    assert!(
        text.contains("\"name\":\"Small & Co\"") && text.contains("\"start_url\":\"/x/\""),
        "{text}"
    );
    for part in text.split("\"src\":\"").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(site.contains_key(name), "{name}");
    }
    // A file of one's own is the one that is meant.
    folder.write("www/favicon.ico", b"own");
    assert_eq!(build(&folder)["favicon.ico"], b"own");
}
