//! Every golden case of a whole site.

#[test]
fn every_site_case_holds() {
    let (cases, failures) = tests::site_cases::run_all();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    assert!(cases >= 40, "only {cases} cases of sites");
}
