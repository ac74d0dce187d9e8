//! The values that the tests of the calculators decide with: those of the source page.

use policy::{PolicyValues, table};

const VALUES: &str = "\
close-date.push\ttext\t\t\tPush day\tClose dates\t/close/\tHow a push is read.
\t2020-02-01\tFriday
close-date.tie\ttext\t\t\tTie\tClose dates\t/close/\tHow a tie is read.
\t2020-02-01\tlater
close-date.window\tdays\t\t\tWindow\tClose dates\t/close/\tHow the window is read.
\t2020-02-01\t60
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
";

/// The values of the page.
pub(crate) fn values() -> PolicyValues {
    table::decode(VALUES).expect("the table is in the format")
}

#[allow(dead_code, reason = "not every file of tests changes a value")]
/// The values with a line of the table replaced.
pub(crate) fn values_with(line: &str, other: &str) -> PolicyValues {
    assert!(VALUES.contains(line), "{line}");
    table::decode(&VALUES.replace(line, other)).expect("the table is in the format")
}
