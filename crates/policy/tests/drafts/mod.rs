//! Drafts of declared calculators, and the values that they read.

use policy::{
    PolicyValues,
    declared::{Draft, DraftField, DraftResult, DraftRow, DraftVerdict},
    table,
    values::Source,
};

const VALUES: &str = "\
command-plan.full\tusd\tabove\tiacv\tFull command plan\tPlans\t/plans/\tThe full plan stands above the other.
\t2020-02-01\t10000.00\t20000.00
command-plan.overview\tusd\tabove\tamount\tOverview and close plan\tPlans\t/plans/\t
\t2020-02-01\t5000.00\t10000.00
deck.threshold\tusd\tabove\tamount\tDeck threshold\tDecks\t/decks/\t
\t2020-02-01\t5000.00\t10000.00
forecast.deadline\ttext\t\t\tDeadline\tForecast\t/forecast/\t
\t2020-02-01\tWednesday at 17:00
leave.days\tdays\t\t\tDays of leave\tLeave\t/leave/\t
\t2020-02-01\t25
\t2021-01-01\t28
leave.grace\tdays\t\t\tDays of grace\tLeave\t/leave/\t
\t2020-02-01\t75
segment.employees-from\temployees\tat-or-above\temployees\tEmployees, from\tSegments\t/segments/\t
\t2020-02-01\t1\t100
segment.employees-to\temployees\tat-most\temployees\tEmployees, up to\tSegments\t/segments/\t
\t2020-02-01\t99\t1999
";

/// The values.
pub(crate) fn values() -> PolicyValues {
    table::decode(VALUES).expect("the table is in the format")
}

/// A required field.
pub(crate) fn field(name: &str, kind: &str) -> DraftField {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    DraftField {
        name: name.into(),
        label: first.into_iter().chain(letters).collect(),
        kind: kind.into(),
        ..DraftField::default()
    }
}

/// A result that is told by its formula.
pub(crate) fn result(name: &str, formula: &str) -> DraftResult {
    DraftResult {
        name: name.into(),
        formula: formula.into(),
        ..DraftResult::default()
    }
}

/// A row that is told by its conditions.
pub(crate) fn row(conditions: &[&str], verdict: &str) -> DraftRow {
    DraftRow {
        conditions: conditions.iter().map(|condition| (*condition).into()).collect(),
        verdict: verdict.into(),
        because: None,
    }
}

/// A verdict with nothing but its sentence.
pub(crate) fn verdict(name: &str, sentence: &str) -> DraftVerdict {
    DraftVerdict {
        name: name.into(),
        sentence: sentence.into(),
        ..DraftVerdict::default()
    }
}

/// The segment by the number of employees.
pub(crate) fn segment() -> Draft {
    Draft {
        id: "segment".into(),
        title: "Which segment is this company in?".into(),
        summary: "Decides the segment from the number of employees.".into(),
        fields: vec![DraftField {
            label: "Company head count".into(),
            minimum: Some("1".into()),
            ..field("employees", "whole-number")
        }],
        rows: vec![
            row(
                &[
                    "employees meets segment.employees-from[smb]",
                    "employees meets segment.employees-to[smb]",
                ],
                "smb",
            ),
            row(
                &[
                    "employees meets segment.employees-from[mid-market]",
                    "employees meets segment.employees-to[mid-market]",
                ],
                "mid-market",
            ),
            row(
                &["employees > segment.employees-to[mid-market]"],
                "outside-commercial",
            ),
        ],
        verdicts: vec![
            verdict("smb", "SMB: {why}"),
            verdict("mid-market", "Mid-Market: {why}"),
            verdict("outside-commercial", "Outside Commercial Sales: {why}"),
        ],
        ..Draft::default()
    }
}

/// The command plan that an opportunity needs.
pub(crate) fn command_plan() -> Draft {
    Draft {
        id: "command-plan".into(),
        title: "Which command plan does this opportunity need?".into(),
        summary: "Decides from the segment, the Amount and the iACV.".into(),
        fields: vec![
            DraftField {
                choices: vec![
                    ("smb".into(), "SMB".into()),
                    ("mid-market".into(), "Mid-Market".into()),
                ],
                default: Some("smb".into()),
                ..field("segment", "choice")
            },
            field("amount", "money"),
            DraftField {
                label: "iACV".into(),
                minimum: Some("-$1,000,000,000,000".into()),
                ..field("iacv", "money")
            },
            field("channel-managed", "yes-no"),
        ],
        first_match: true,
        rows: vec![
            row(&["channel-managed = yes"], "none"),
            row(&["iacv meets command-plan.full"], "full"),
            row(&["amount meets command-plan.overview"], "overview-and-close-plan"),
            row(&["otherwise"], "none"),
        ],
        verdicts: vec![
            verdict("full", "A full command plan is needed: {why}"),
            verdict(
                "overview-and-close-plan",
                "An overview and a close plan are needed: {why}",
            ),
            verdict("none", "No plan is needed: {why}"),
        ],
        ..Draft::default()
    }
}

/// The days of leave that are left.
pub(crate) fn annual_leave() -> Draft {
    Draft {
        id: "annual-leave".into(),
        title: "How many days of leave are left?".into(),
        summary: "Decides from the contract and the days taken.".into(),
        fields: vec![
            DraftField {
                hint: "What the contract says.".into(),
                default: Some("2020-01-01".into()),
                ..field("start", "date")
            },
            DraftField {
                label: "Months worked".into(),
                maximum: Some("12".into()),
                ..field("months", "whole-number")
            },
            DraftField {
                label: "Days taken".into(),
                default: Some("5".into()),
                maximum: Some("60".into()),
                optional: true,
                ..field("days-taken", "whole-number")
            },
            DraftField {
                choices: vec![
                    ("full".into(), "Full time".into()),
                    ("part".into(), "Part time".into()),
                ],
                ..field("plan", "choice")
            },
        ],
        results: vec![
            result("earned", "round_up(leave.days * months / 12)"),
            DraftResult {
                step: Some(
                    "{earned} days are earned and {days-taken} taken, so {days-left} are left.".into(),
                ),
                ..result("days-left", "earned - days-taken")
            },
            result("expires", "last_day(start) + leave.grace"),
        ],
        figures: vec!["days-left".into(), "expires".into()],
        rows: vec![
            row(&["days-left < 0"], "overdrawn"),
            row(&["days-left >= 0", "plan = full"], "left"),
            row(&["days-left >= 0", "plan != full"], "ask"),
        ],
        verdicts: vec![
            DraftVerdict {
                next: vec!["Talk to <People> about {days-left} days.".into()],
                warnings: vec!["The limit is {leave.days} days.".into()],
                sources: vec![Source {
                    title: "Leave".into(),
                    href: "/leave/#overdrawn".into(),
                }],
                ..verdict("overdrawn", "More is taken than earned: {why}")
            },
            DraftVerdict {
                steps: vec!["The year ends in December.".into()],
                ..verdict("left", "{days-left} days are left until {expires}.")
            },
            verdict("ask", "{plan}: ask, since {earned} days may differ."),
        ],
        ..Draft::default()
    }
}

/// An amount for each of some people, of whom there may be none.
pub(crate) fn quotient() -> Draft {
    Draft {
        id: "quotient".into(),
        title: "How much each?".into(),
        summary: "Divides an amount.".into(),
        fields: vec![field("amount", "money"), field("people", "whole-number")],
        results: vec![result("each", "round_up(amount / people)")],
        figures: vec!["each".into()],
        rows: vec![row(&["each >= $0"], "done")],
        verdicts: vec![verdict("done", "{each} each.")],
        ..Draft::default()
    }
}
