//! Words, titles and sentences of the generated pages: plain English without sense, made of our own lists. The lists are
//! kept from the formatter, which would give each word a line.

use fastrand::Rng;

#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "annual", "open", "shared", "quarterly", "internal", "regional", "early", "late", "written", "agreed",
    "planned", "current", "former", "joint", "local", "global", "small", "large", "clear", "short", "regular",
    "urgent", "public", "remote", "new", "complete", "final", "first", "active", "direct", "monthly", "weekly",
    "common", "critical",
];

#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "account", "agenda", "answer", "approval", "audit", "backlog", "budget", "calendar", "candidate", "change",
    "channel", "checklist", "claim", "comment", "contract", "course", "customer", "dashboard", "deadline",
    "decision", "department", "discount", "document", "engineer", "estimate", "event", "expense", "feature",
    "feedback", "field", "forecast", "goal", "group", "handover", "incident", "interview", "invoice", "issue",
    "label", "leader", "lesson", "license", "manager", "meeting", "member", "message", "metric", "milestone",
    "notice", "offer", "office", "order", "outage", "owner", "partner", "payment", "person", "pipeline", "plan",
    "pricing", "process", "product", "project", "proposal", "quarter", "question", "quota", "record", "region",
    "release", "renewal", "report", "request", "resource", "result", "review", "risk", "roadmap", "role",
    "schedule", "security", "segment", "service", "session", "signature", "stage", "standard", "summary",
    "supplier", "support", "survey", "system", "target", "task", "team", "template", "territory", "ticket",
    "training", "transfer", "travel", "update", "user", "value", "vendor", "workshop",
];

#[rustfmt::skip]
const VERBS: &[&str] = &[
    "answers", "approves", "asks", "assigns", "begins", "brings", "checks", "closes", "collects", "completes",
    "describes", "discusses", "explains", "files", "finds", "follows", "gives", "holds", "informs", "joins",
    "keeps", "leads", "leaves", "links", "lists", "makes", "meets", "moves", "names", "needs", "opens", "plans",
    "prepares", "reads", "records", "reports", "requests", "reviews", "schedules", "sends", "shares", "shows",
    "signs", "starts", "supports", "takes", "tells", "updates", "uses", "writes",
];

#[rustfmt::skip]
const LINKING: &[&str] = &[
    "after", "and", "as soon as", "because", "before", "but", "if", "so that", "unless", "until", "when", "where",
    "while", "as long as",
];

#[rustfmt::skip]
const PREPOSITIONS: &[&str] = &[
    "about", "after", "against", "along with", "at", "before", "beside", "between", "by", "during", "for", "from",
    "in", "in front of", "of", "on", "through", "to", "under", "with", "within", "without",
];

#[rustfmt::skip]
const DETERMINERS: &[&str] = &[
    "the", "the", "the", "the", "a", "this", "each", "every", "our", "their", "one", "another", "any", "no", "some",
];

/// One of a list, each as likely.
pub(super) fn pick(rng: &mut Rng, list: &[&'static str]) -> &'static str {
    list.get(rng.usize(0..list.len().max(1)))
        .copied()
        .unwrap_or_default()
}

/// A noun, the first of the list more often: words of a language are not evenly used.
pub(super) fn noun(rng: &mut Rng) -> &'static str {
    let index = rng.usize(0..NOUNS.len()).min(rng.usize(0..NOUNS.len()));
    NOUNS.get(index).copied().unwrap_or_default()
}

/// A few words that name something, such as `the quarterly review`.
pub(super) fn thing(rng: &mut Rng, out: &mut String) {
    out.push_str(pick(rng, DETERMINERS));
    out.push(' ');
    if rng.u8(0..100) < 35 {
        out.push_str(pick(rng, ADJECTIVES));
        out.push(' ');
    }
    out.push_str(noun(rng));
}

/// A verb as it stands after one who does it.
pub(super) fn verb(rng: &mut Rng) -> &'static str {
    pick(rng, VERBS)
}

/// What joins a thing to a sentence.
pub(super) fn preposition(rng: &mut Rng) -> &'static str {
    pick(rng, PREPOSITIONS)
}

/// What joins two sentences.
pub(super) fn linking(rng: &mut Rng) -> &'static str {
    pick(rng, LINKING)
}

/// A heading or title of two to four words, the first with a capital.
pub(super) fn title(rng: &mut Rng) -> String {
    let mut title = String::new();
    if rng.bool() {
        title.push_str(pick(rng, ADJECTIVES));
        title.push(' ');
    }
    title.push_str(noun(rng));
    title.push(' ');
    title.push_str(noun(rng));
    if rng.u8(0..100) < 25 {
        title.push_str(" for ");
        title.push_str(noun(rng));
    }
    capital(&mut title, 0);
    title
}

/// Makes the letter at `at` a capital.
pub(super) fn capital(text: &mut String, at: usize) {
    if let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let upper = first.to_ascii_uppercase().to_string();
        text.replace_range(at..at + first.len_utf8(), &upper);
    }
}

/// How every generator here spells the anchor or the folder of a title made of these words.
pub(super) fn slug(title: &str) -> String {
    title.to_ascii_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_words_that_all_generators_spell_alike() {
        let mut rng = Rng::with_seed(3);
        for _ in 0..500 {
            let title = title(&mut rng);
            assert!(
                title.starts_with(|first: char| first.is_ascii_uppercase()),
                "{title}"
            );
            assert!(
                title
                    .chars()
                    .all(|letter| letter.is_ascii_alphabetic() || letter == ' '),
                "{title}"
            );
            assert!(!title.contains("  "), "{title}");
        }
        assert_eq!(slug("Open account for review"), "open-account-for-review");
    }
}
