//! Large handbooks: what grows does so in step with the pages, and every page is reached by plain links.
//!
//! The largest take minutes in a debug build, and print what they took:
//! `cargo test --release -p tests --test large -- --ignored --nocapture --test-threads 1`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::PathBuf,
    process::Command,
};

use handbook::{RenderedSite, read, render};
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

/// Where the links of each page lead, by its address.
type Links = BTreeMap<String, BTreeSet<String>>;

/// The address of a page by its path in the site, and where its links lead; none for other files.
fn links_of(path: &str, html: &[u8]) -> Option<(String, BTreeSet<String>)> {
    let address = path.strip_suffix("index.html")?;
    let html = String::from_utf8_lossy(html);
    let links = html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split(['"', '#']).next());
    Some((format!("/{address}"), links.map(str::to_owned).collect()))
}

fn links(site: &RenderedSite) -> Links {
    let files = site.files();
    files
        .filter_map(|(path, bytes)| links_of(path.as_str(), bytes))
        .collect()
}

/// How many steps away from the home page each page is; links lead to all of them.
fn steps(links: &Links) -> BTreeMap<String, usize> {
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
    let steps = steps(&links(&site));
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
fn in_a_large_section_a_mistyped_address_still_finds_its_page() {
    let mut files = siblings(1_000);
    files.push(page("s/discounts.md", "Discounts", "Text."));
    let broken = [
        "/s/discuonts/",
        "/s/iscounts/",
        "/s/discount/",
        "/s/p1234/",
        "/s/zebra/",
    ];
    files.push(page(
        "a.md",
        "A",
        &broken.map(|address| format!("[x]({address})")).join(" "),
    ));
    let folder = Folder::of("//- content/_index.md\n---\ntitle: Home\n---\n");
    for (path, text) in &files {
        folder.write(&format!("content/{path}"), text);
    }
    let source = read(&project(folder.path(), theme::shipped())).expect("it can be read");
    let (_, findings) = render(&source);
    let hints: Vec<&str> = findings
        .iter()
        .filter_map(|finding| finding.hints.first())
        .map(String::as_str)
        .collect();
    let meant = "did you mean `/s/discounts/`?";
    let (discounts, others) = hints.split_at(3);
    assert_eq!(discounts, [meant; 3]);
    assert!(
        others[0].starts_with("did you mean `/s/p") && others[1].starts_with("write "),
        "{others:?}"
    );
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

/// A site on disk, built in a process of its own, so that what is told of its memory is that of this one build.
struct Built {
    folder: Folder,
}

/// Builds a large handbook as its users do, into a folder, and prints what that took.
#[track_caller]
fn build_on_disk(name: &str, files: impl IntoIterator<Item = (String, String)>) -> Built {
    let folder = Folder::of("//- content/_index.md\n---\ntitle: Home\n---\n\nHome.\n");
    for (path, text) in files {
        folder.write(&format!("content/{path}"), text);
    }
    let told = measured_build(&folder);
    // Nobody is left to tell when standard output is closed.
    let _ = writeln!(io::stdout(), "{name}: {told}");
    Built { folder }
}

/// One build in a process of its own; what it tells of itself. It has to be without findings.
#[track_caller]
fn measured_build(folder: &Folder) -> String {
    let program = env!("CARGO_BIN_EXE_measured-build");
    let run = Command::new(program).arg(folder.path()).output();
    let run = run.expect("it can be started");
    let told = String::from_utf8_lossy(&run.stdout).trim().to_owned();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    told
}

impl Built {
    fn html(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.folder.read(&format!("target/site/{path}"))).into_owned()
    }

    /// The pages and redirects, each by its path in the site.
    fn pages(&self) -> impl Iterator<Item = (String, PathBuf)> {
        let root = self.folder.join("target/site");
        let mut waiting = vec![root.clone()];
        std::iter::from_fn(move || {
            loop {
                let path = waiting.pop()?;
                if path.is_dir() {
                    let entries = fs::read_dir(&path).expect("it can be read");
                    waiting.extend(entries.map(|entry| entry.expect("it can be read").path()));
                } else if path.ends_with("index.html") {
                    let below = path.strip_prefix(&root).expect("it is below");
                    return Some((below.to_string_lossy().into_owned(), path));
                }
            }
        })
    }
}

#[test]
#[ignore = "minutes in a debug build"]
fn a_section_of_20_000_pages() {
    let built = build_on_disk("20,000 siblings", siblings(20_000));
    let mut largest = 0;
    let pages = built.pages().map(|(name, path)| {
        let html = fs::read(path).expect("it can be read");
        largest = largest.max(html.len());
        links_of(&name, &html).expect("it is a page")
    });
    let steps = steps(&pages.collect());
    assert_eq!(steps.len(), 20_000 + 2 + 99);
    assert!(steps.values().all(|steps| *steps <= 3));
    assert!(largest < 100_000, "{largest}");
}

#[test]
#[ignore = "minutes in a debug build"]
fn a_handbook_of_100_000_pages() {
    let body = "Text of some length, with a [link](/g0/). ".repeat(20);
    let groups = (0..1000).flat_map(|group| {
        let section = page(&format!("g{group}/_index.md"), &format!("Group {group}"), &body);
        let pages = (0..100).map(|number| {
            let path = format!("g{group}/p{number}.md");
            page(&path, &format!("Page {number}"), &body)
        });
        [section].into_iter().chain(pages.collect::<Vec<_>>())
    });
    let built = build_on_disk("101,000 pages", groups);
    // The home page lists the thousand groups on five pages.
    assert_eq!(built.pages().count(), 101_000 + 5);
    let last = built.html("g999/p99/index.html");
    assert_eq!(last.matches("<a href=\"/g0/\">link</a>").count(), 20);
    let again = measured_build(&built.folder);
    assert!(again.contains("0 files written"), "{again}");
    let _ = writeln!(io::stdout(), "101,000 pages once more: {again}");
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
    let headings = body.matches("\n## ").count();
    let built = build_on_disk("a page of 20 MB", [page("big.md", "Big", &body)]);
    let html = built.html("big/index.html");
    assert_eq!(html.matches("<h2").count(), headings);
    assert!(html.contains(&format!("id=\"heading-{}\"", headings - 1)));
}

#[test]
#[ignore = "minutes in a debug build"]
fn a_page_with_50_000_links() {
    let targets = (0..1000).map(|number| page(&format!("t/p{number}.md"), "Target", "## Here\n\nText."));
    let links = (0..50_000).map(|number| format!("[to {number}](/t/p{}/#here)\n", number % 1000));
    let pages = [
        page("t/_index.md", "Targets", "All."),
        page("links.md", "Links", &links.collect::<String>()),
    ];
    let built = build_on_disk("a page of 50,000 links", targets.chain(pages));
    assert_eq!(built.html("links/index.html").matches("/#here\"").count(), 50_000);
}

#[test]
#[ignore = "minutes in a debug build"]
fn ten_thousand_redirects() {
    let rules = (0..10_000)
        .map(|number| format!("/old/{number}/: /a/\n"))
        .collect();
    let files = [page("a.md", "A", "Text."), ("redirects.yaml".to_owned(), rules)];
    let built = build_on_disk("10,000 redirects", files);
    assert_eq!(built.html("_redirects").lines().count(), 10_000);
    assert!(built.html("old/9999/index.html").contains("href=\"/a/\""));
}

/// So many values, in so many groups, with a page that shows the first group.
fn values(count: usize, groups: usize) -> Vec<(String, String)> {
    let value = |number: usize| {
        let (group, amount) = (number % groups, number + 1);
        format!(
            "g{group}.v{number}:\n  title: Value {number}\n  unit: usd\n  source: /a/\n  from:\n    2020-02-01: ${amount}\n"
        )
    };
    let uses = (0..groups).map(|group| format!("{{{{< policy-table \"g{group}\" >}}}}\n\n"));
    vec![
        page("a.md", "A", &uses.collect::<String>()),
        ("policy/many.yaml".to_owned(), (0..count).map(value).collect()),
    ]
}

/// One value with so many entries, one a day from 1900 on.
fn days(count: i32) -> Vec<(String, String)> {
    let first = policy::Date::parse("1900-01-01").expect("this is a day of the calendar");
    let entries =
        (0..count).map(|number| format!("    {}: ${}\n", first.plus_days(number).iso(), number + 1));
    let value = "g.v:\n  title: Value\n  unit: usd\n  source: /a/\n  from:\n";
    vec![
        page("a.md", "A", "{{< policy \"g.v\" >}}"),
        (
            "policy/one.yaml".to_owned(),
            value.to_owned() + &entries.collect::<String>(),
        ),
    ]
}

#[test]
#[ignore = "minutes in a debug build"]
fn a_data_file_of_100_000_values() {
    let built = build_on_disk("100,000 values in a file", values(100_000, 1_000));
    assert!(built.html("policy/g999.v99999/index.html").contains("$100,000"));
    assert_eq!(
        built.html("a/index.html").matches("href=\"/policy/g").count(),
        100_000
    );
}

#[test]
#[ignore = "minutes in a debug build"]
fn a_value_of_100_000_days() {
    let built = build_on_disk("a value of 100,000 entries", days(100_000));
    assert!(built.html("policy/g.v/index.html").contains("$100,000"));
}
