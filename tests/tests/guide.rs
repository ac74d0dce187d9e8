//! The guide "Write a calculator": what it tells the reader to copy makes a calculator that works.

use handbook::{read, render};
use policy::{Answers, Date, calculator::EXAMPLE_MOMENT, values::PolicyValues};
use tests::folder::{self, Folder};

/// Each handbook of the repository with the guide, and where the guide says that the page goes.
const GUIDES: [(&str, &str, &str); 2] = [
    (
        "crates/handbook-cli/starter/content",
        "policy/write-a-calculator.md",
        "policy/home-office.md",
    ),
    (
        "content",
        "handbook/write-a-calculator.md",
        "handbook/home-office.md",
    ),
];

#[test]
fn the_example_of_the_guide_works_as_it_stands() {
    for (handbook, guide, page) in GUIDES {
        let (copy, guide) = copied(handbook, guide);
        for path in [page, "policy/home-office.yaml"] {
            assert!(
                guide.contains(&format!("`content/{path}`")),
                "the guide names {path}"
            );
        }
        let rule = block(&guide, "```yaml", "```");
        let cases = block(&guide, "````markdown", "````");
        let text = [block(&guide, "```markdown", "```"), cases].join("\n");
        copy.write("content/policy/home-office.yaml", rule)
            .write(&format!("content/{page}"), text);
        let source = read(&tests::project(copy.path(), tests::theme::shipped())).expect("it can be read");
        let (site, findings) = render(&source);
        assert_eq!(tests::findings::listed(&source, &findings), "");
        let address = page.replace(".md", "/index.html");
        let html = site
            .as_ref()
            .and_then(|site| site.get(&address))
            .expect("the page is written");
        assert!(String::from_utf8_lossy(html).contains("You can order it: "));

        let (values, _) = handbook::policy_values(&source);
        let given = [("price", "201"), ("spent", "300"), ("safety", "no")];
        assert_eq!(verdict(&values, &given), "wait");
        assert_eq!(
            verdict(&values, &[("price", "$200"), given[1], given[2]]),
            "order"
        );
        assert_eq!(verdict(&values, &[given[0], given[1], ("safety", "yes")]), "ask");
        assert_eq!(verdict(&values, &[]), "order", "the form's first answer");

        let smaller = rule.replace("2026-01-01: $500", "2026-01-01: $499");
        copy.write("content/policy/home-office.yaml", smaller);
        let source = read(&tests::project(copy.path(), tests::theme::shipped())).expect("it can be read");
        let found = tests::findings::listed(&source, &render(&source).1);
        assert!(found.contains("policy-case-fails"), "{found}");
        assert!(found.contains("Exactly the budget"), "{found}");
    }
}

#[test]
fn every_message_that_the_guide_explains_is_one_of_the_program() {
    let mistakes = folder::tree(&tests::repository().join("tests/sites"));
    let told: String = mistakes
        .iter()
        .filter(|(path, _)| path.starts_with("declared-") && path.ends_with("diagnostics.txt"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes))
        .collect();
    for (handbook, guide, _) in GUIDES {
        let (_, guide) = copied(handbook, guide);
        let table = guide.split("| it says |").nth(1).expect("the table of messages");
        let messages = table.lines().skip(2).take_while(|line| line.starts_with('|'));
        let messages: Vec<&str> = messages
            .filter_map(|line| line.split('|').nth(1))
            .map(str::trim)
            .collect();
        assert!(messages.len() >= 5, "{messages:?}");
        for message in messages {
            assert!(
                message.split(" ... ").all(|part| told.contains(part)),
                "nothing says `{message}`"
            );
        }
    }
}

fn verdict(values: &PolicyValues, given: &[(&str, &str)]) -> String {
    let calculator = values.calculator("home-office").expect("it is declared");
    let mut answers = if given.is_empty() {
        calculator.description().default_answers(EXAMPLE_MOMENT)
    } else {
        Answers::new()
    };
    for (name, text) in given {
        answers.set(name, (*text).to_owned());
    }
    let day = Date::parse("2026-01-15").expect("a day of the calendar");
    let answer = calculator.evaluate(values, &answers, day);
    answer.map_or_else(
        |errors| format!("{errors:?}"),
        |answer| answer.verdict.into_owned(),
    )
}

/// A copy of a handbook, and the text of its guide.
fn copied(content: &str, guide: &str) -> (Folder, String) {
    let root = tests::repository().join(content);
    let copy = Folder::empty();
    for (path, bytes) in folder::tree(&root) {
        copy.write(&format!("content/{path}"), bytes);
    }
    let settings = std::fs::read(root.join("../handbook.yaml")).expect("every handbook has its settings");
    copy.write("handbook.yaml", settings);
    let guide = copy.read(&format!("content/{guide}"));
    (copy, String::from_utf8_lossy(&guide).into_owned())
}

/// What stands between two fences.
fn block<'g>(guide: &'g str, opening: &str, closing: &str) -> &'g str {
    let (_, after) = guide
        .split_once(&format!("\n{opening}\n"))
        .expect("there is such a block");
    let (block, _) = after
        .split_once(&format!("\n{closing}\n"))
        .expect("every fence is closed");
    block
}
