//! No author's input crashes the program, hangs it, or breaks the HTML around it.

use handbook::{read, render};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy, proptest},
    sample::select,
};
use tests::{
    folder::Folder,
    markdown_cases::{html, outcome},
    project, theme, well_formed,
};

/// Pieces that mean something to one of the parsers, and what goes between them.
const FRAGMENTS: &[&str] = &[
    "text",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n    ",
    "\t",
    "\r\n",
    "\u{0}",
    "\u{e000}",
    "\u{e001}",
    "\u{a0}",
    "🚀",
    "日本",
    "\\",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```\n",
    "```policy-cases deck-threshold as-of=2020-04-23\n",
    "| case | amount | segment | verdict |\n|---|---|---|---|\n",
    "| a | 5 | smb | not-required |\n",
    "```",
    "~~~\n",
    "\"",
    "'",
    "--",
    "...",
    "&amp;",
    "&#0;",
    "&",
    "<",
    ">",
    "# ",
    "## ",
    "### Title {#id}",
    "\n===\n",
    "\n---\n",
    "- ",
    "* ",
    "1. ",
    "- [ ] ",
    "- [x] ",
    "> ",
    ">",
    "> [!NOTE]\n",
    "| a | b |\n|---|---|\n| c | d |\n",
    "|",
    "[",
    "]",
    "](",
    ")",
    "[a](",
    "[a](/)",
    "[a](#id)",
    "![a](picture.gif)",
    "![",
    "[^1]",
    "[^1]: ",
    "\n\n[^1]: note\n\n",
    "[TOC]",
    "https://example.com/a",
    "www.example.com",
    "a@example.com",
    "http://",
    "{:",
    "{: .a}",
    "\n{: .a #b}\n",
    "{:toc}",
    "\n{:toc}\n",
    "- TOC\n{:toc}\n",
    "}",
    "{::comment}",
    "{:/comment}",
    "{::nomarkdown}",
    "{:/}",
    "{#id}",
    "{.x}",
    "{{",
    "}}",
    "{{<",
    ">}}",
    "{{< mark \"x\" >}}",
    "{{< mark",
    "{{</* mark */>}}",
    "\n{{< mark 1 >}}\n",
    "{{< card >}}",
    "{{< /card >}}",
    "\n{{< card >}}\n",
    "\n{{< /card >}}\n",
    "{{% card %}}",
    "{{% /card %}}",
    "{{< policy \"event.close-rate\" >}}",
    "<a",
    "<a href=\"/\">",
    "<a name=\"x\">",
    "</a>",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<span style=\"color: red\">",
    "</span>",
    "<br>",
    "<hr>",
    "<ul><li>",
    "</li>",
    "</ul>",
    "<table><tr><td>",
    "</table>",
    "<td>",
    "<details>\n<summary>",
    "</summary>\n\n",
    "</details>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<svg>",
    "</svg>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<!",
    "<pre>",
    "</pre>",
    "<i class=\"fa fa-x\">",
    "</i>",
    "<customer>",
    "<img src=\"picture.gif\">",
    "<img src=x onerror=y>",
    "<iframe src=\"https://example.com/\">",
    "</iframe>",
    "<b title=\"",
    "<a href=\"javascript:x\">",
    "<h2 id=\"id\">",
    "</h2>",
    "<textarea>",
    "</textarea>",
    "<form>",
    "<input>",
];

fn any_page() -> impl Strategy<Value = String> {
    vec(select(FRAGMENTS), 1..24).prop_map(|fragments| fragments.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn any_page_gives_sound_html_twice_the_same(page in any_page()) {
        // `outcome` renders twice and compares.
        if let (Some(html), _) = outcome(&page) {
            let faults = well_formed::read(&html).faults;
            assert!(faults.is_empty(), "{page:?}\n{faults:?}\n{html}");
        }
    }
}

/// Pages of a size that no one writes, each of them built around one thing.
fn enormous_pages() -> Vec<(&'static str, String)> {
    let nested = |count: usize| -> String {
        (0..count)
            .map(|depth| format!("{}- x\n", "  ".repeat(depth)))
            .collect()
    };
    let numbered = |line: &dyn Fn(usize) -> String| -> String { (0..5_000).map(line).collect() };
    vec![
        ("quotes", ">".repeat(50_000)),
        ("brackets", "[".repeat(50_000)),
        ("links in links", "[a](".repeat(20_000)),
        ("images", "![".repeat(50_000)),
        ("emphasis", "*a ".repeat(50_000)),
        ("both emphases", "*_".repeat(30_000)),
        (
            "backticks",
            (1..400).map(|count| "`".repeat(count) + " ").collect(),
        ),
        ("shortcodes without an end", "{{< x".repeat(50_000)),
        ("unknown shortcodes", "{{< x >}}".repeat(5_000)),
        ("ends of shortcodes", "{{< /x >}}".repeat(5_000)),
        (
            "pairs in pairs",
            format!(
                "{}{}",
                "{{< card >}}".repeat(3_000),
                "{{< /card >}}".repeat(3_000)
            ),
        ),
        (
            "shortcodes in a line before an address",
            format!("{}https://example.com/", "{{< mark 1 >}} ".repeat(5_000)),
        ),
        ("attribute lists", "{:".repeat(50_000)),
        ("attribute lists on lines", "{: .a}\n".repeat(20_000)),
        ("paragraphs with attribute lists", "a\n{: .a}\n\n".repeat(10_000)),
        ("comments without an end", "{::comment}".repeat(10_000)),
        ("HTML comments without an end", "<!-- ".repeat(20_000)),
        ("elements", "<div>".repeat(50_000)),
        ("elements on lines", "<div>\n\n".repeat(10_000)),
        ("elements in a line", format!("a {}", "<b>".repeat(20_000))),
        (
            "ends of elements",
            format!("{}{}", "<b>".repeat(10_000), "</i>".repeat(10_000)),
        ),
        (
            "elements and other ends",
            format!("<p>{}{}", "<b>".repeat(10_000), "<div>".repeat(10_000)),
        ),
        (
            "elements in a link",
            format!("<a href=\"/\">{}", "<b>x *y* ".repeat(10_000)),
        ),
        ("scripts", "<script>".repeat(20_000)),
        ("closed images of another kind", "<svg/>".repeat(10_000)),
        ("tags without an end", "<a b='".repeat(20_000)),
        ("attributes", format!("<b {}>", "a=1 ".repeat(20_000))),
        (
            "many attributes",
            format!("<b {}>", numbered(&|n| format!("a{n}=1 "))),
        ),
        ("lists in lists", nested(2_000)),
        ("items", "- x\n".repeat(30_000)),
        ("tables", format!("|a|\n|-|\n{}", "|x|\n".repeat(20_000))),
        (
            "columns",
            format!(
                "{}\n{}\n{}\n",
                "|a".repeat(5_000),
                "|-".repeat(5_000),
                "|x".repeat(5_000)
            ),
        ),
        ("headings that repeat", "# x\n".repeat(20_000)),
        (
            "headings with chosen anchors",
            numbered(&|n| format!("## x {{#x-{n}}}\n\n## x\n\n")),
        ),
        ("footnotes", numbered(&|n| format!("[^{n}]\n\n[^{n}]: x\n\n"))),
        (
            "references to one footnote",
            format!("{}\n\n[^1]: x\n", "[^1]".repeat(20_000)),
        ),
        ("footnotes without a text", "[^x]".repeat(20_000)),
        ("addresses", "https://example.com/ ".repeat(10_000)),
        ("addresses that are none", "xwww.".repeat(20_000)),
        (
            "addresses with parentheses",
            format!("https://example.com/{}", ")".repeat(50_000)),
        ),
        ("mail addresses", "a@b.c".repeat(20_000)),
        (
            "anchors that are not there",
            numbered(&|n| format!("## heading {n}\n\n[a](#headnig-{n})\n\n")),
        ),
        (
            "a long anchor that is not there",
            format!("## {0}\n\n[a](#{0}y)\n", "x".repeat(100_000)),
        ),
        (
            "a long address that leads nowhere",
            format!("[a](/{}/)", "x".repeat(100_000)),
        ),
        (
            "a long name of a shortcode",
            format!("{{{{< {} >}}}}", "x".repeat(100_000)),
        ),
        ("links that lead nowhere", numbered(&|n| format!("[a](/x{n}/)\n"))),
        ("entities", "&amp;".repeat(40_000)),
        ("line ends", "\r\n".repeat(50_000)),
        ("one line", "word ".repeat(100_000)),
        (
            "front matter of brackets",
            format!("---\ntitle: {}\n---\n", "[".repeat(50_000)),
        ),
        (
            "front matter of many keys",
            format!("---\n{}---\n", numbered(&|n| format!("k{n}: 1\n"))),
        ),
        (
            "front matter without an end",
            format!("---\n{}", "a: b\n".repeat(20_000)),
        ),
    ]
}

#[test]
fn enormous_pages_come_back() {
    for (name, page) in enormous_pages() {
        let started = std::time::Instant::now();
        // In a thread of little stack, as those are that pages are parsed in.
        let rendered = std::thread::Builder::new()
            .stack_size(1024 * 1024)
            .spawn(move || html(&page))
            .expect("a thread can be started")
            .join()
            .expect("no page is too much");
        if std::env::var_os("TIMES").is_some() {
            println!("{:>8.2} s  {name}", started.elapsed().as_secs_f64());
        }
        if let Some(html) = rendered {
            let faults = well_formed::read(&html).faults;
            assert!(faults.is_empty(), "{name}: {:?}", faults.first());
        }
    }
}

#[test]
fn enormous_yaml_comes_back() {
    let laughs = |name: u8| {
        format!(
            "l{name}: &l{name} [{}]\n",
            vec![format!("*l{}", name - 1); 9].join(", ")
        )
    };
    let texts = [
        ("brackets", "[".repeat(100_000)),
        ("braces", "{a: ".repeat(50_000)),
        ("items", "- ".repeat(100_000)),
        ("questions", "? ".repeat(100_000)),
        ("blanks", format!("{}a: b\n", " ".repeat(100_000))),
        (
            "steps",
            (0..2_000)
                .map(|depth| format!("{}a:\n", " ".repeat(depth)))
                .collect(),
        ),
        (
            "laughs",
            format!("l0: &l0 [x]\n{}", (1..12).map(laughs).collect::<String>()),
        ),
        (
            "keys",
            (0..20_000)
                .map(|key| format!("k{key}: {{ title: x }}\n"))
                .collect(),
        ),
        ("one key", "a: b\n".repeat(20_000)),
        ("quotes", "\"".repeat(100_000)),
        ("anchors", "&a ".repeat(50_000)),
        ("tags", "!".repeat(100_000)),
        ("a text", format!("a: |\n{}", "  x\n".repeat(50_000))),
    ];
    for (name, text) in texts {
        for path in [
            "handbook.yaml",
            "content/policy/values.yaml",
            "content/redirects.yaml",
            "themes/handbook/theme.yaml",
        ] {
            let started = std::time::Instant::now();
            let folder = Folder::of("//- content/_index.md\n---\ntitle: Home\n---\n");
            folder.write(path, &text);
            let source = read(&project(folder.path(), theme::plain())).expect("readable");
            render(&source);
            if std::env::var_os("TIMES").is_some() {
                println!("{:>8.2} s  {name} in {path}", started.elapsed().as_secs_f64());
            }
        }
    }
}
