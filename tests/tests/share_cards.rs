//! While a handbook is edited, the pictures of its pages are those of a clean build.

use std::path::PathBuf;

use handbook::{Changes, Engine};
use tests::{folder::Folder, project, theme, today};

const EDITS: [(&str, &str); 5] = [
    (
        "content/sales/quotes.md",
        "---\ntitle: Offers\nowner: Legal\n---\n\nText.\n",
    ),
    ("content/sales/_index.md", "---\ntitle: Selling\n---\n\nText.\n"),
    ("content/sales/quotes.md", "---\ntitle: 契約\n---\n\nText.\n"),
    ("content/more.md", "---\ntitle: More\n---\n\nText.\n"),
    (
        "handbook.yaml",
        "title: Other\nbase_url: https://example.com/\nshare_cards: true\n",
    ),
];

#[test]
fn after_every_edit_the_engine_has_the_pictures_of_a_clean_build() {
    let folder = Folder::empty();
    folder
        .write(
            "handbook.yaml",
            "title: Example\nbase_url: https://example.com/\nshare_cards: true\n",
        )
        .write("content/_index.md", "---\ntitle: Example\n---\n\nText.\n")
        .write("content/sales/_index.md", "---\ntitle: Sales\n---\n\nText.\n")
        .write("content/sales/quotes.md", "---\ntitle: Quotes\n---\n\nText.\n");
    let project = project(folder.path(), theme::shipped());
    let mut engine = Engine::new(&project);
    engine.apply(&Changes::Everything, today()).unwrap();
    let mut before = Vec::new();
    for (path, text) in EDITS {
        folder.write(path, text);
        engine
            .apply(&Changes::Paths(vec![PathBuf::from(path)]), today())
            .unwrap();
        engine.settle();
        let (site, findings) = handbook::render(&handbook::read(&project).unwrap());
        assert_eq!(
            engine.findings().iter().collect::<Vec<_>>(),
            findings.iter().collect::<Vec<_>>(),
            "{path}"
        );
        let site = site.unwrap();
        let drawn = site
            .files()
            .filter(|(path, _)| path.as_str().starts_with("cards/"));
        let drawn: Vec<(String, Vec<u8>)> = drawn
            .map(|(path, png)| (path.as_str().to_owned(), png.to_vec()))
            .collect();
        assert!(drawn != before, "{path}");
        let known = engine
            .paths()
            .into_iter()
            .filter(|path| path.starts_with("cards/"));
        let known: Vec<(String, Vec<u8>)> = known
            .map(|path| (path.clone(), engine.get(&path).unwrap().to_vec()))
            .collect();
        assert!(known == drawn, "{path}");
        before = drawn;
    }
}
