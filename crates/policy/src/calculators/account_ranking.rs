//! What the rank of an account means, and which of its fields have to be filled in.
//!
//! Owns the definitions of the ranks for both segments, and which field SMB asks for at which rank.

use alloc::borrow::Cow;

use super::fields::{SEGMENT, choice, fixed, on_the_page, optional, required};
use crate::{
    calculator::{Case, Choice, Description, Field, FieldKind, Rule},
    values::Tier,
};

static FIELDS: [Field; 4] = [
    SEGMENT,
    required(
        "rank",
        "Rank",
        "The rank that you give the account.",
        FieldKind::Choice(Cow::Borrowed(&RANKS)),
        fixed("1"),
    ),
    optional(required(
        "potential-users",
        "Potential users",
        "The number in the field of the account; empty where nothing stands there.",
        FieldKind::WholeNumber,
        fixed("40"),
    )),
    optional(required(
        "notes",
        "Notes filled in",
        "Whether the notes of the account say why it has this rank.",
        FieldKind::YesNo,
        fixed("no"),
    )),
];

const TOP_RANK: &str = "1";
const RISING_RANK: &str = "1.5";
const SECOND_RANK: &str = "2";

static RANKS: [Choice; 4] = [
    choice(TOP_RANK, TOP_RANK),
    choice(RISING_RANK, RISING_RANK),
    choice(SECOND_RANK, SECOND_RANK),
    choice("3", "3"),
];

const TOP: &str = "account-ranking.top";
const HORIZON: &str = "account-ranking.horizon";
const CONTACT: &str = "account-ranking.contact";

static VALUES: [Cow<'static, str>; 3] = [Cow::Borrowed(TOP), Cow::Borrowed(HORIZON), Cow::Borrowed(CONTACT)];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("account-ranking"),
    title: on_the_page("What does the rank of this account mean, and is it complete?"),
    summary: on_the_page(
        "Says for the segment what a rank means, and decides which of the account\u{2019}s fields are still missing.",
    ),
    fields: Cow::Borrowed(&FIELDS),
    values: Cow::Borrowed(&VALUES),
    calls: Cow::Borrowed(&[]),
};

pub(super) static RULE: Rule = Rule {
    description: &DESCRIPTION,
    check: |_, _| None,
    decide,
};

fn decide(case: &mut Case<'_>) {
    let top = case.count_value(TOP);
    let horizon = case.count_value(HORIZON);
    let contact = case.text_value(CONTACT);
    case.fact("top", &top);
    case.fact("horizon", &horizon);
    case.fact("contact", &contact);
    let rank = case.inputs.choice("rank");
    if case.inputs.tier() == Some(Tier::MidMarket) {
        decide_mid_market(rank, case);
    } else {
        decide_smb(rank, case);
    }
    case.then("Log your sources; where the rank stays as it was, note that it does, and why.");
}

fn decide_smb(rank: &str, case: &mut Case<'_>) {
    case.step(match rank {
        TOP_RANK => {
            "Rank 1 for SMB: one of your top {top} accounts where new business or an upsell is possible within the next {horizon} months."
        }
        RISING_RANK => {
            "Rank 1.5 for SMB: a future opportunity not to lose track of; there is something to sell, and no timeline."
        }
        SECOND_RANK => {
            "Rank 2 for SMB: you believe in an opportunity, but it takes more work before you open it and begin a sales cycle."
        }
        _ => "Rank 3 for SMB: greenfield, for the attention of the SDRs, perhaps with a drip campaign.",
    });
    if matches!(rank, TOP_RANK | RISING_RANK) {
        if case.inputs.given("potential-users") {
            if case.inputs.count("potential-users") == 0 {
                case.warn(
                    "The account has 0 potential users, which hardly fits rank {rank}; check the field.",
                );
            }
            case.because(
                "SMB asks for the potential users at rank {rank}; they are filled in: {potential-users}.",
            );
            complete(case);
        } else {
            case.because("SMB asks for the potential users at rank {rank}, and they are missing.");
            incomplete(case);
            case.then("Fill in the potential users on the account object.");
        }
    } else if case.inputs.is_yes("notes") {
        case.because("SMB asks for notes at rank {rank}, and they are filled in.");
        complete(case);
    } else {
        case.because("SMB asks for notes at rank {rank}, and they are missing.");
        incomplete(case);
        case.then("Write into the notes of the account why its rank is {rank}.");
    }
    if rank == TOP_RANK {
        case.used(TOP);
        case.used(HORIZON);
    }
    case.cited(TOP);
}

fn decide_mid_market(rank: &str, case: &mut Case<'_>) {
    case.step(match rank {
        TOP_RANK => "Rank 1 for Mid-Market: an account whose iACV you work to maximise this fiscal year.",
        RISING_RANK => {
            "Rank 1.5 for Mid-Market: of rank 2 the best part, which is on its way to becoming rank 1."
        }
        SECOND_RANK => {
            "Rank 2 for Mid-Market: an account that you work to grow, and with which you speak at least {contact}."
        }
        _ => "Rank 3 for Mid-Market: an account that you keep informed about GitLab and DevOps each month.",
    });
    case.because("The page asks for no field of a Mid-Market account, whatever its rank.");
    complete(case);
    if rank == SECOND_RANK {
        case.used(CONTACT);
    }
    case.cited(CONTACT);
}

fn complete(case: &mut Case<'_>) {
    case.conclude("complete", "The account of rank {rank} is complete: {why}");
}

fn incomplete(case: &mut Case<'_>) {
    case.conclude("incomplete", "The account of rank {rank} is not complete: {why}");
}
