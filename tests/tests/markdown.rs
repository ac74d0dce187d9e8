//! Every golden case of Markdown.

#[test]
fn every_markdown_case_holds() {
    let (cases, failures) = tests::markdown_cases::run_all();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    assert!(cases >= 600, "only {cases} cases of Markdown");
}
