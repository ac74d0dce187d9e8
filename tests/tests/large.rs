//! Large handbooks: what grows does so in step with the pages, and every page is reached by plain links.
//!
//! The largest take minutes in a debug build: `cargo test --release -p tests --test large -- --ignored`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use handbook::{RenderedSite, read, render, write};
use tests::{folder::Folder, project, theme};

/// Builds a handbook of these files below a home page, which has to be without findings.
#[track_caller]
fn build(files: &[(String, String)]) -> RenderedSite {
    let folder = Folder::of("//- content/_index.md\n---\ntitle: Home\n---\n\nHome.\n");
    for (path, text) in files {
        folder.write(&format!("content/{path}"), text);
    }
    let source = read(&project(folder.path(), theme::shipped())).expect("it can be read");
    let (site, findings) = render(&source);
    assert!(
        findings.is_empty(),
        "{}",
        tests::findings::listed(&source, &findings)
    );
    site.expect("there are no errors")
}

fn page(path: &str, title: &str, body: &str) -> (String, String) {
    (path.to_owned(), format!("---\ntitle: {title}\n---\n\n{body}\n"))
}

/// A section with so many pages.
fn siblings(count: usize) -> Vec<(String, String)> {
    let pages =
        (0..count).map(|number| page(&format!("s/p{number}.md"), &format!("Sibling {number}"), "Text."));
    std::iter::once(page("s/_index.md", "Section", "All."))
        .chain(pages)
        .collect()
}

/// The pages of a site by address, and where their links lead.
fn links(site: &RenderedSite) -> BTreeMap<String, BTreeSet<String>> {
    let pages = site.files().filter_map(|(path, bytes)| {
        let address = path.as_str().strip_suffix("index.html")?;
        let html = String::from_utf8_lossy(bytes);
        let links = html
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split(['"', '#']).next());
        Some((format!("/{address}"), links.map(str::to_owned).collect()))
    });
    pages.collect()
}

/// How many steps away from the home page each page is.
fn steps(site: &RenderedSite) -> BTreeMap<String, usize> {
    let links = links(site);
    let mut steps = BTreeMap::from([("/".to_owned(), 0)]);
    let mut waiting = std::collections::VecDeque::from(["/".to_owned()]);
    while let Some(address) = waiting.pop_front() {
        let next = steps.get(&address).map_or(0, |step| step + 1);
        for link in links.get(&address).into_iter().flatten() {
            if links.contains_key(link) && !steps.contains_key(link) {
                steps.insert(link.clone(), next);
                waiting.push_back(link.clone());
            }
        }
    }
    let missed: Vec<&String> = links
        .keys()
        .filter(|address| !steps.contains_key(*address))
        .collect();
    assert!(missed.is_empty(), "no link leads to {missed:?}");
    steps
}

fn bytes(site: &RenderedSite) -> usize {
    site.files().map(|(_, bytes)| bytes.len()).sum()
}

fn html(site: &RenderedSite, path: &str) -> String {
    String::from_utf8_lossy(site.get(path).unwrap_or_default()).into_owned()
}

#[test]
fn a_section_of_200_pages_is_shown_whole() {
    let site = build(&siblings(200));
    assert!(site.get("s/page/2/index.html").is_none());
    for path in ["s/index.html", "s/p77/index.html"] {
        assert_eq!(
            html(&site, path).matches("href=\"/s/p").count() / 200,
            1 + usize::from(path == "s/index.html")
        );
    }
}

#[test]
fn a_larger_section_goes_on_on_pages_of_its_own_and_each_page_shows_those_near() {
    let site = build(&siblings(450));
    let section = html(&site, "s/index.html");
    assert!(
        section.contains("href=\"/s/page/2/\"") && section.contains("href=\"/s/page/3/\""),
        "{section}"
    );
    assert!(
        section.contains("href=\"#page:children\">All 450 pages</a>"),
        "{section}"
    );
    assert!(site.get("s/page/4/index.html").is_none());
    let last = html(&site, "s/page/3/index.html");
    assert!(
        last.contains("Pages 401 to 450 of the 450 in this section."),
        "{last}"
    );
    assert!(
        last.contains("<link rel=\"canonical\" href=\"/s/page/3/\">"),
        "{last}"
    );
    assert!(
        last.contains("href=\"/s/page/2/\" rel=\"prev\"") && !last.contains("rel=\"next\""),
        "{last}"
    );
    // By title, page 99 is the last of all, and page 300 stands after page 3 and before page 301.
    let near = html(&site, "s/p300/index.html");
    assert!(
        near.contains("All 450 pages") && near.contains("href=\"/s/p301/\""),
        "{near}"
    );
    assert!(near.matches("href=\"/s/p").count() < 50, "{near}");
    let steps = steps(&site);
    assert!(steps.values().all(|steps| *steps <= 3), "{steps:?}");
    for number in 0..450 {
        let listed = ["s/index.html", "s/page/2/index.html", "s/page/3/index.html"]
            .iter()
            .filter(|path| {
                let html = html(&site, path);
                let list = html
                    .split_once("id=\"page:children\"")
                    .map_or("", |(_, list)| list);
                list.split("</ul>")
                    .next()
                    .unwrap_or_default()
                    .contains(&format!("href=\"/s/p{number}/\""))
            });
        assert_eq!(listed.count(), 1, "page {number} is listed once");
    }
}

#[test]
fn a_site_grows_in_step_with_its_pages() {
    let sizes = [500, 1000, 2000].map(|count| bytes(&build(&siblings(count))));
    let [first, second] = [sizes[1] - sizes[0], sizes[2] - sizes[1]];
    assert!(second < first * 21 / 10, "{sizes:?}");
}

#[test]
fn a_page_where_a_list_goes_on_is_a_clear_mistake() {
    let mut files = siblings(201);
    files.push(page("s/page/2.md", "Mine", "Text."));
    let folder = Folder::of("//- content/_index.md\n---\ntitle: Home\n---\n");
    for (path, text) in &files {
        folder.write(&format!("content/{path}"), text);
    }
    let source = read(&project(folder.path(), theme::shipped())).expect("it can be read");
    let (site, findings) = render(&source);
    let listed = tests::findings::listed(&source, &findings);
    assert!(
        site.is_none() && listed.contains("the list of the pages of `content/s/_index.md` goes on"),
        "{listed}"
    );
}

#[test]
#[ignore = "minutes in a debug build"]
fn a_section_of_20_000_pages() {
    let site = build(&siblings(20_000));
    assert!(steps(&site).values().all(|steps| *steps <= 3));
    let largest = site.files().map(|(_, bytes)| bytes.len()).max();
    assert!(largest < Some(100_000), "{largest:?}");
}

#[test]
#[ignore = "minutes in a debug build"]
fn a_handbook_of_100_000_pages() {
    let body = "Text of some length, with a [link](/g0/). ".repeat(20);
    let mut files = Vec::new();
    for group in 0..1000 {
        files.push(page(
            &format!("g{group}/_index.md"),
            &format!("Group {group}"),
            &body,
        ));
        files.extend((0..100).map(|number| {
            page(
                &format!("g{group}/p{number}.md"),
                &format!("Page {number}"),
                &body,
            )
        }));
    }
    let site = build(&files);
    let folder = Folder::empty();
    let written = write(&site, &folder.join("site")).expect("it can be written");
    assert_eq!(written.written, site.files().count());
    let again = write(&site, &folder.join("site")).expect("it can be written");
    assert_eq!((again.written, again.unchanged), (0, written.written));
}

#[test]
#[ignore = "minutes in a debug build"]
fn a_page_of_20_megabytes() {
    let mut body = String::new();
    for number in 0.. {
        if body.len() > 20_000_000 {
            break;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(
            body,
            "\n## Heading {number}\n\n{} [Up](#heading-0).\n\n- one\n- two",
            "Some words. ".repeat(60)
        );
    }
    let site = build(&[page("big.md", "Big", &body)]);
    assert!(html(&site, "big/index.html").len() > 20_000_000);
}

#[test]
#[ignore = "minutes in a debug build"]
fn a_page_with_50_000_links() {
    let mut files: Vec<_> = (0..1000)
        .map(|number| page(&format!("t/p{number}.md"), "Target", "## Here\n\nText."))
        .collect();
    files.push(page("t/_index.md", "Targets", "All."));
    let links = (0..50_000).map(|number| format!("[to {number}](/t/p{}/#here)\n", number % 1000));
    files.push(page("links.md", "Links", &links.collect::<String>()));
    let site = build(&files);
    assert_eq!(
        html(&site, "links/index.html").matches("/#here\"").count(),
        50_000
    );
}

#[test]
#[ignore = "minutes in a debug build"]
fn ten_thousand_redirects() {
    let rules = (0..10_000)
        .map(|number| format!("/old/{number}/: /a/\n"))
        .collect();
    let site = build(&[page("a.md", "A", "Text."), ("redirects.yaml".to_owned(), rules)]);
    assert_eq!(html(&site, "_redirects").lines().count(), 10_000);
    assert!(site.get("old/9999/index.html").is_some());
}
