//! The tree that edits begin with.

use super::{Editor, Tree, blocks::Places};
use crate::{folder, repository};

/// A picture, 3 by 2 pixels.
pub(super) fn picture(width: u8, height: u8) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend([width, 0, height, 0]);
    bytes.extend(
        b"\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x03\x00\x02\x00\x00\x02\x03D\x02\x05\x00;",
    );
    bytes
}

const CONFIGURATION: &str = "\
title: A generated handbook
base_url: https://handbook.example.com/
language: en
theme: own
repository: https://gitlab.com/example/handbook
branch: main
hosts:
  - www.handbook.example.com
navigation_depth: 3
";

const TRAVEL: &str = "\
travel.limit:
  title: Travel without asking
  unit: usd
  measure: amount
  comparison: at-most
  source: /area-0/#limits
  owner: Sales Operations
  review_by: 2028-10-31
  from:
    2020-02-01:
      smb: $1,000
      mid-market: $2,000
    2026-03-01:
      smb: $1,500
      mid-market: $2,500

travel.share:
  title: Share that is paid back
  unit: percent
  source: /area-0/#limits
  from:
    2020-02-01: 30%
    2025-01-01: 40%
";

const TRAVEL_DAYS: &str = "\
travel.days:
  title: Days before a journey
  unit: days
  measure: days
  comparison: at-or-above
  source: /area-0/#limits
  reading: The day of the journey does not count.
  from:
    2020-02-01: 14

calculators:
  journey:
    title: May I travel?
    summary: Decides whether a journey has to be asked for.
    fields:
      amount:
        label: Costs of the journey
        kind: money
        default: $500
      days:
        label: Days until the journey
        kind: whole-number
        unit: days
        default: 20
    rows:
      - if: not (days meets travel.days)
        verdict: too-late
        because: \"{days} days are fewer than {travel.days}.\"
      - if:
          - days meets travel.days
          - amount meets travel.limit[smb]
        verdict: go
        because: \"{amount} is at most {travel.limit[smb]}.\"
      - if:
          - days meets travel.days
          - not (amount meets travel.limit[smb])
        verdict: ask
        because: \"{amount} is more than {travel.limit[smb]}.\"
    verdicts:
      too-late:
        sentence: \"It is too late: {why}\"
        next: [Choose a later day.]
      go:
        sentence: \"You may go: {why}\"
        next: [Book it.]
      ask:
        sentence: \"Ask first: {why}\"
        next: [Ask your manager.]
";

const GIFTS: &str = "\
gift.limit:
  title: Gifts
  unit: usd
  measure: amount
  comparison: below
  source: /area-1/#gifts
  from:
    2020-02-01: $50
gift.words:
  title: Words on a gift
  unit: text
  source: /area-1/#gifts
  from:
    2020-02-01: With thanks
";

const WIDE: &str = "\
{% extends \"base.html\" %}
{% block title %}{{ page.title }} (wide){% endblock title %}
{% block body %}
<main id=\"page:content\"><h1>{{ page.title }}</h1>
<p>{{ page.summary }} | {{ page.permalink }} | {{ page.canonical }} | {{ page.department or \"-\" }} | {{ page.owner or \"-\" }} | {{ page.tags | join(sep=\", \") }}</p>
{% if page.last_reviewed %}<p>{{ page.last_reviewed.iso }}</p>{% endif %}
{% if page.extra.colour %}<p>{{ page.extra.colour }}</p>{% endif %}
<ul>{% for entry in toc %}<li>{{ entry.level }} {{ entry.id }} {{ entry.text }}</li>{% endfor %}</ul>
<ul>{% for line in navigation.groups %}<li>{{ line.level }} {{ line.title }} {{ line.href }} {{ line.current }} {{ line.open_ancestor }}</li>{% endfor %}</ul>
<ul>{% for child in children %}<li>{{ child.title }} {{ child.href }} {{ child.description or \"\" }}</li>{% endfor %}</ul>
{% if previous %}<p>{{ previous.title }}</p>{% endif %}{% if next %}<p>{{ next.title }}</p>{% endif %}
{{ content | safe }}</main>
{% endblock body %}
";

const FOOTER: &str = "<footer class=\"site-footer\"><p>{{ site.title }}, own</p></footer>\n";

const BADGE: &str = "<span class=\"badge\">{{ named.text or args?[0] or \"?\" }}</span>";

const BOX: &str =
    "<div class=\"box\">{% if named.title %}<p>{{ named.title }}</p>{% endif %}\n{{ body | safe }}\n</div>\n";

/// A handbook of `pages` pages with every construct: the one of this repository, its starter's leave policy, and generated
/// pages with values, a calculator and a theme of their own.
pub fn whole(pages: usize, seed: u64) -> Tree {
    let mut tree = Tree::default();
    for (path, bytes) in folder::tree(&repository().join("content")) {
        tree.set(&format!("content/{path}"), bytes);
    }
    tree.set(
        "content/redirects.yaml",
        "/old/area/: /area-0/\n/old/limits/: /area-0/#limits\n/old/all/*: /area-1/\n/away/: https://example.org/\n",
    );
    let present = tree
        .paths("content/")
        .iter()
        .filter(|path| path.ends_with(".md"))
        .count();
    grow(&mut tree, pages.saturating_sub(present), seed);
    tree
}

/// A handbook of `pages` generated pages that stays the same whatever the real handbook says: for counts that are compared
/// from one change to the next.
pub fn fixed(pages: usize) -> Tree {
    let mut tree = Tree::default();
    tree.set(
        "content/_index.md",
        "---\ntitle: Fixed\n---\n\n[Limits](/area-0/#limits), [gifts](/area-1/#gifts)\n",
    );
    tree.set("content/policy/decks.yaml", DECKS);
    grow(&mut tree, pages.saturating_sub(1), 4);
    tree
}

/// What the constructs of [`blocks`](super::blocks) name beside the starter's values.
const DECKS: &str = "\
deck.threshold:
  title: Custom deck threshold
  unit: usd
  measure: amount
  comparison: above
  source: /area-0/#limits
  from:
    2020-02-01:
      smb: $5,000
      mid-market: $10,000

deck.requirements:
  title: Requirements of a custom deck
  unit: requirements
  source: /area-0/#limits
  from:
    2020-02-01: 5
";

fn grow(tree: &mut Tree, pages: usize, seed: u64) {
    let mut editor = Editor::new(seed);
    let starter = repository().join("crates/handbook-cli/starter/content/policy");
    for name in ["leave.md", "leave.yaml"] {
        let bytes = std::fs::read(starter.join(name)).expect("the starter has a policy of leave");
        let text = String::from_utf8(bytes).expect("it is text");
        let text = text.replace("(/policy/write-a-calculator/)", "(/area-0/)");
        tree.set(&format!("content/policy/{name}"), text);
    }
    for (path, text) in [
        ("handbook.yaml", CONFIGURATION),
        ("content/policy/travel.yaml", TRAVEL),
        ("content/policy/travel-days.yaml", TRAVEL_DAYS),
        ("content/policy/gifts.yaml", GIFTS),
        ("themes/own/templates/wide.html", WIDE),
        ("themes/own/templates/partials/footer.html", FOOTER),
        ("themes/own/templates/shortcodes/badge.html", BADGE),
        ("themes/own/templates/shortcodes/box.html", BOX),
        (
            "themes/own/styles/components/field.css",
            "@layer components { .field { margin: 0 } }\n",
        ),
        ("www/extra.txt", "Passed on.\n"),
        (
            "www/icons/extra.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n",
        ),
        ("content/files/notes.txt", "Notes.\n"),
        ("content/files/a b.txt", "A blank.\n"),
    ] {
        tree.set(path, text);
    }
    for number in 0..6 {
        tree.set(
            &format!("content/files/picture-{number}.gif"),
            picture(3 + number, 2),
        );
    }
    tree.set(
        "content/area-0/_index.md",
        "---\ntitle: Area 0\ndescription: The first.\nweight: 5\naliases: [/first/, /old-first.html]\n---\n\n## Limits\n\nUp to {{< policy \"travel.limit\" segment=\"smb\" >}}, paid back by {{< policy \"travel.share\" >}}, {{< policy \"travel.days\" >}} days before.\n\n{{< calculator \"journey\" >}}\n",
    );
    tree.set(
        "content/area-1/_index.md",
        "---\ntitle: Area 1\n---\n\n## Gifts\n\nBelow {{< policy \"gift.limit\" >}}, with the words {{< policy \"gift.words\" >}}. {{< policy \"deck.requirements\" >}}\n",
    );
    let paths: Vec<String> = (3..pages).map(|number| path_of(number, &mut editor)).collect();
    // Links lead to pages that are there in the end, and to no anchor that a later draw may not give.
    let mut places = Places::of(tree);
    for path in &paths {
        let stem = path["content/".len()..].trim_end_matches(".md");
        places.pages.push((super::blocks::address(stem), Vec::new()));
    }
    for path in &paths {
        let page = editor.new_page(&places);
        if path.ends_with("/index.md") {
            let folder = path.trim_end_matches("index.md");
            tree.set(&format!("{folder}beside.gif"), picture(7, 5));
            tree.set(
                path,
                format!("{page}\n![Beside](beside.gif) [itself](./) [file](beside.gif)\n"),
            );
        } else {
            tree.set(path, page);
        }
    }
}

/// Areas with topics; some topics have an index page, some pages have a folder of their own.
fn path_of(number: usize, editor: &mut Editor) -> String {
    let (area, topic) = (number % 5, number / 5 % 8);
    match number {
        3..=7 if area > 1 => format!("content/area-{area}/_index.md"),
        8..=30 if editor.one_in(2) => format!("content/area-{area}/topic-{topic}/{number}/_index.md"),
        _ if editor.one_in(12) => format!("content/area-{area}/topic-{topic}/page-{number}/index.md"),
        _ => format!("content/area-{area}/topic-{topic}/page-{number}.md"),
    }
}

impl Editor {
    /// The text of a new page.
    pub(super) fn new_page(&mut self, places: &Places) -> String {
        let mut page = String::new();
        if !self.one_in(10) {
            page.push_str("---\n");
            page.push_str(&format!("title: {} {}\n", self.words(1, 4), self.made));
            if self.one_in(2) {
                page.push_str(&format!("description: {}\n", self.words(3, 9)));
            }
            if self.one_in(3) {
                page.push_str(&format!("weight: {}\n", self.below(90)));
            }
            if self.one_in(6) {
                page.push_str(&format!(
                    "owner: {}\ntags: [{}, {}]\n",
                    self.words(1, 2),
                    self.word(),
                    self.word()
                ));
            }
            if self.one_in(10) {
                page.push_str(&format!("aliases:\n  - /was/{}/\n", self.name()));
            }
            if self.one_in(14) {
                page.push_str("draft: true\n");
            }
            if self.one_in(10) {
                page.push_str("layout: wide\nextra:\n  colour: blue\n");
            }
            if self.one_in(12) {
                page.push_str("toc: false\nlast_reviewed: 2026-01-05\ndepartment: Sales\n");
            }
            page.push_str("---\n\n");
        } else {
            page.push_str(&format!("# {} {}\n\n", self.words(1, 3), self.made));
        }
        for part in 0..self.random.usize(2..6) {
            if part > 0 {
                page.push_str(&self.heading());
                page.push_str("\n\n");
            }
            for _ in 0..self.random.usize(1..4) {
                let block = self.block(places);
                // Two calculators on a page need anchors of their own.
                let again = block.contains("{{< calculator") && page.contains("{{< calculator");
                page.push_str(if again { "Another paragraph." } else { &block });
                page.push_str("\n\n");
            }
        }
        page
    }
}
