//! The values that the tests of the calculators decide with: those of the source page, and the calculators that are
//! declared beside them.

#[allow(dead_code, reason = "these tests take the drafts as they are")]
#[path = "../drafts/mod.rs"]
mod drafts;

use std::sync::OnceLock;

use policy::{Answer, Answers, Date, FieldError, PolicyValues, calculators, declared::check, table};

const VALUES: &str = "\
account-ranking.contact\ttext\t\t\tContact\tMid-Market ranks\t/ranks-mid-market/\t
\t2020-02-01\tonce a month
account-ranking.horizon\tmonths\t\t\tHorizon\tSMB ranks\t/ranks-smb/\t
\t2020-02-01\t12
account-ranking.top\taccounts\t\t\tTop accounts\tSMB ranks\t/ranks-smb/\t
\t2020-02-01\t10
close-date.push\ttext\t\t\tPush day\tClose dates\t/close/\tHow a push is read.
\t2020-02-01\tFriday
close-date.tie\ttext\t\t\tTie\tClose dates\t/close/\tHow a tie is read.
\t2020-02-01\tlater
close-date.window\tdays\t\t\tWindow\tClose dates\t/close/\tHow the window is read.
\t2020-02-01\t60
co-selling.days\tdays\t\t\tWindow\tCo-selling\t/co-selling/\t
\t2020-02-01\t7
co-selling.minimum\tcalls\tat-or-above\tcalls\tMinimum\tCo-selling\t/co-selling/\t
\t2020-02-01\t5
co-selling.target-from\tcalls\tat-or-above\tcalls\tTarget\tCo-selling\t/co-selling/\t
\t2020-02-01\t10
co-selling.target-to\tcalls\t\tcalls\tTarget, up to\tCo-selling\t/co-selling/\t
\t2020-02-01\t12
command-plan.full\tusd\tabove\tiacv\tFull command plan\tPlans\t/plans/\t
\t2020-02-01\t10000.00\t20000.00
command-plan.overview\tusd\tabove\tamount\tOverview and close plan\tPlans\t/plans/\t
\t2020-02-01\t5000.00\t10000.00
deal-review.consult\tusd\tat-or-above\tiacv\tConsult threshold\tReviews\t/reviews/\tThe consult stands in.
\t2020-02-01\t10000.00\t20000.00
deal-review.lightweight\tusd\tat-or-above\tiacv\tReview threshold\tReviews\t/reviews/\t
\t2020-02-01\t5000.00\t10000.00
deck.requirements\trequirements\t\t\tRequirements\tRequirements\t/requirements/\t
\t2020-02-01\t5
deck.threshold\tusd\tabove\tamount\tDeck threshold\tDecks\t/decks/\t
\t2020-02-01\t5000.00\t10000.00
\t2021-01-01\t6000.00\t12000.00
event.break-even\tmultiple\t\t\tBreak-even\tEvents\t/events/\tBelow the hours it is break-even.
\t2020-02-01\t1
event.close-rate\tpercent\t\t\tClose rate\tEvents\t/events/\t
\t2020-02-01\t30
event.hours\thours\tat-or-above\t\tHours\tEvents\t/events/\t
\t2020-02-01\t8
event.multiple\tmultiple\t\t\tReturn\tEvents\t/events/\tOnce, not per day.
\t2020-02-01\t5
forecast.deadline\ttext\t\t\tDeadline\tForecast\t/forecast/\tThe very minute is in time.
\t2020-02-01\tWednesday at 17:00
forecast.names\ttext\t\t\tNames\tForecast\t/forecast/\tOne name stands twice.
\t2020-02-01\tLoss, Loss, Best, Commit, Net
forecast.values\tvalues\t\t\tValues\tForecast\t/forecast/\t
\t2020-02-01\t5
leave.days\tdays\t\t\tDays of leave\tLeave\t/leave/\t
\t2020-02-01\t25
leave.grace\tdays\t\t\tDays of grace\tLeave\t/leave/\t
\t2020-02-01\t75
next-steps.horizon\tdays\tabove\t\tHorizon\tOpportunity management\t/opportunities/\t
\t2020-02-01\t30
next-steps.reading\tminutes\tat-most\t\tReading\tNext steps\t/next-steps/\t
\t2020-02-01\t3
segment.employees-from\temployees\tat-or-above\temployees\tEmployees, from\tSegments\t/segments/\t
\t2020-02-01\t1\t100
segment.employees-to\temployees\tat-most\temployees\tEmployees, up to\tSegments\t/segments/\t
\t2020-02-01\t99\t1999
";

/// The values of the page.
pub(crate) fn values() -> PolicyValues {
    static VALUES_OF_THE_PAGE: OnceLock<PolicyValues> = OnceLock::new();
    VALUES_OF_THE_PAGE.get_or_init(|| with_declared(VALUES)).clone()
}

#[allow(dead_code, reason = "not every file of tests changes a value")]
/// The values with a line of the table replaced.
pub(crate) fn values_with(line: &str, other: &str) -> PolicyValues {
    assert!(VALUES.contains(line), "{line}");
    with_declared(&VALUES.replace(line, other))
}

/// The values of a table, and declared calculators: the two that the opportunity checklist asks besides those of the
/// program, and two that count with days and divide.
fn with_declared(text: &str) -> PolicyValues {
    let values = table::decode(text).expect("the table is in the format");
    let drafts = [
        drafts::segment(),
        drafts::command_plan(),
        drafts::annual_leave(),
        drafts::quotient(),
    ];
    let declared = drafts.map(|draft| check(draft, &values).expect("the draft is right"));
    values.with_calculators(declared.into())
}

#[allow(dead_code, reason = "not every file of tests asks in this form")]
/// Asks a calculator with answers written as `field=text`, parted by blanks.
pub(crate) fn ask(
    id: &str,
    given: &str,
    values: &PolicyValues,
    as_of: &str,
) -> Result<Answer, Vec<FieldError>> {
    let answers: Answers = given
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect();
    let calculator = calculators::find(id).expect("the calculator exists");
    calculator.evaluate(values, &answers, Date::parse(as_of).expect("the day is one"))
}
