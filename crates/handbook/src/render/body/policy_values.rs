//! Shortcodes about policy values: one in a sentence, a table of several, and a number that is meant as it is typed.

use policy::values::{Amount, NoAmount, Tier, Value};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::Filler;
use crate::{
    page::{Around, Shortcode},
    policy_pages,
    render::{figures, policy_table, scene::Scene, values},
    suggest::did_you_mean,
};

/// A value that a shortcode names, and for whom.
struct Named<'s> {
    value: &'s Value,
    tier: Option<Tier>,
}

impl<'a> Filler<'a> {
    /// A value in a sentence: its amount, and what it will be.
    pub(super) fn policy(&mut self, index: usize, shortcode: &'a Shortcode, out: &mut String) {
        let Some(named) = self.named(shortcode) else {
            return;
        };
        let Some(amount) = self.amount_in_force(&named, shortcode) else {
            return;
        };
        match shortcode.around {
            Around::Heading => push_amount(amount, out),
            Around::Link => {
                push_amount(amount, out);
                self.push_change(&named, out);
            }
            Around::Prose => {
                let id = format!("policy:{index}");
                out.push_str("<span class=\"policy-figure\"><a href=\"");
                push_attribute(&values::href(self.scene, &named.value.key), out);
                out.push_str(&format!("\" aria-describedby=\"{id}\">"));
                push_amount(amount, out);
                out.push_str(&format!("</a><span class=\"policy-note\" id=\"{id}\" hidden><b>"));
                push_text(&named.value.title, out);
                if let Some(tier) = named.tier.filter(|_| figures::has_tiers(named.value)) {
                    push_text(&format!(" ({})", tier.label()), out);
                }
                out.push_str("</b> ");
                if let Some(entry) = named.value.in_force(self.scene.source.today) {
                    push_text(&format!("Since {}. ", entry.from.display()), out);
                }
                let source = policy_table::SourceView::of(self.scene, named.value);
                push_text(&format!("Written in: {}", source.title), out);
                out.push_str("</span></span>");
                self.push_change(&named, out);
            }
        }
    }

    /// The amount of a value, or a number, as plain text in an attribute; what is wrong with it is told where it stands.
    pub(super) fn amount(&self, index: usize, out: &mut String) {
        if let Some(text) = self
            .body
            .shortcodes
            .get(index)
            .and_then(|shortcode| plain_text(self.scene, shortcode))
        {
            push_attribute(&text, out);
        }
    }

    /// A number that is meant as it is typed.
    pub(super) fn number(&mut self, shortcode: &'a Shortcode, out: &mut String) {
        self.refuse_arguments(
            shortcode,
            None,
            "it takes the number alone: `{{< number \"$5,000\" >}}`",
        );
        match shortcode.positional.first() {
            Some(number) => push_text(number, out),
            None => {
                let message = "`number` does not say which one".to_owned();
                let finding = self.error("invalid-shortcode", shortcode, message);
                self.findings
                    .push(finding.hint("write `{{< number \"$5,000\" >}}`"));
            }
        }
    }

    /// A table of a group of values.
    pub(super) fn policy_table(&mut self, shortcode: &'a Shortcode, out: &mut String) {
        let Some(group) = shortcode.positional.first() else {
            let message = "`policy-table` does not say which values".to_owned();
            let finding = self.error("invalid-shortcode", shortcode, message);
            self.findings.push(
                finding.hint(
                    "write `{{< policy-table \"deck\" >}}` for all values whose keys start with `deck.`",
                ),
            );
            return;
        };
        self.refuse_arguments(
            shortcode,
            Some("caption"),
            "it takes the first part of the values' names, and `caption=\"...\"`",
        );
        let members: Vec<&Value> = self.scene.policy.group(group).collect();
        if members.is_empty() {
            if !self.scene.mistaken.has_in_group(group) {
                let known = self.scene.policy.iter();
                let known = known.flat_map(|value| [policy_pages::group(&value.key), &value.key]);
                let message = format!("there is no policy value `{group}` and none below `{group}.`");
                let finding = self
                    .error("unknown-policy-value", shortcode, message)
                    .hint_maybe(did_you_mean(group, known))
                    .hint("the values are in `content/policy/`");
                self.findings.push(finding);
            }
            return;
        }
        let caption = shortcode.named.iter().find(|(name, _)| name == "caption");
        let table = policy_table::view(self.scene, &members, caption.map(|(_, text)| text.as_str()));
        match self
            .scene
            .templates
            .map(|templates| templates.partial("policy-table", "table", &table))
        {
            Some(Ok(html)) => {
                out.push_str(html.trim());
                out.push('\n');
            }
            Some(Err(finding)) => self.findings.push(*finding),
            None => {}
        }
    }

    /// Reports named arguments that the shortcode does not take.
    fn refuse_arguments(&mut self, shortcode: &Shortcode, taken: Option<&str>, hint: &str) {
        let unknown = shortcode.named.iter().map(|(name, _)| name.as_str());
        for name in unknown.filter(|name| Some(*name) != taken) {
            let message = format!("`{}` has no argument `{name}`", shortcode.name);
            let finding = self.error("unknown-argument", shortcode, message);
            self.findings.push(finding.hint(hint));
        }
    }

    fn named(&mut self, shortcode: &'a Shortcode) -> Option<Named<'a>> {
        let Some(key) = shortcode.positional.first() else {
            let message = "`policy` does not say which value".to_owned();
            let finding = self.error("invalid-shortcode", shortcode, message);
            self.findings
                .push(finding.hint("write `{{< policy \"deck.threshold\" segment=\"smb\" >}}`"));
            return None;
        };
        self.refuse_arguments(
            shortcode,
            Some("segment"),
            "it takes the value's name and `segment=\"smb\"` or `segment=\"mid-market\"`",
        );
        let scene = self.scene;
        let Some(value) = scene.policy.get(key) else {
            if !scene.mistaken.has(key) {
                let known = scene.policy.iter().map(|value| value.key.as_str());
                let message = format!("there is no policy value `{key}`");
                let finding = self
                    .error("unknown-policy-value", shortcode, message)
                    .hint_maybe(did_you_mean(key, known))
                    .hint("the values are in `content/policy/`");
                self.findings.push(finding);
            }
            return None;
        };
        let tier = match segment(shortcode).map(|segment| (segment, Tier::parse(segment))) {
            None => None,
            Some((_, Some(tier))) => Some(tier),
            Some((segment, None)) => {
                let message = format!("there is no segment `{segment}`");
                let finding = self
                    .error("unknown-segment", shortcode, message)
                    .hint_maybe(did_you_mean(segment, Tier::ALL.map(Tier::key)))
                    .hint("the segments are smb and mid-market");
                self.findings.push(finding);
                return None;
            }
        };
        Some(Named { value, tier })
    }

    fn amount_in_force(&mut self, named: &Named<'a>, shortcode: &Shortcode) -> Option<&'a Amount> {
        let key = &named.value.key;
        let today = self.scene.source.today;
        let (code, message, hint) = match named.value.amount(today, named.tier) {
            Ok(amount) => return Some(amount),
            Err(NoAmount::TierNeeded) => (
                "segment-needed",
                format!("`{key}` differs by segment, and none is given"),
                format!("write `{{{{< policy \"{key}\" segment=\"smb\" >}}}}`"),
            ),
            Err(NoAmount::NotYet { first }) => (
                "value-not-in-force",
                format!(
                    "`{key}` has no amount on {}; the first holds from {}",
                    today.display(),
                    first.display()
                ),
                "give it an earlier entry below `from:`, or build for a later day".to_owned(),
            ),
        };
        let finding = self.error(code, shortcode, message);
        self.findings.push(finding.hint(hint));
        None
    }

    /// Says beside the amount in force what it will be.
    fn push_change(&self, named: &Named<'_>, out: &mut String) {
        let today = self.scene.source.today;
        let Some((amount, from)) = figures::next_change(named.value, named.tier, today) else {
            return;
        };
        out.push_str(" <span class=\"policy-change\">(and ");
        push_amount(amount, out);
        out.push_str(" from <time datetime=\"");
        push_attribute(&from.iso(), out);
        out.push_str("\">");
        push_text(&from.display(), out);
        out.push_str("</time>)</span>");
    }
}

/// What a shortcode that is a part of a sentence says, without markup; none when there is nothing to say.
pub(crate) fn plain_text(scene: &Scene<'_>, shortcode: &Shortcode) -> Option<String> {
    let first = shortcode.positional.first()?;
    if shortcode.name == "number" {
        return Some(first.clone());
    }
    let value = scene.policy.get(first)?;
    let tier = segment(shortcode).and_then(Tier::parse);
    let amount = value.amount(scene.source.today, tier).ok()?;
    Some(amount.display())
}

fn segment(shortcode: &Shortcode) -> Option<&str> {
    let mut named = shortcode.named.iter();
    named
        .find(|(name, _)| name == "segment")
        .map(|(_, segment)| segment.as_str())
}

fn push_amount(amount: &Amount, out: &mut String) {
    out.push_str(match amount {
        Amount::Text(_) => "<data class=\"policy-value policy-phrase\" value=\"",
        _ => "<data class=\"policy-value\" value=\"",
    });
    push_attribute(&amount.plain(), out);
    out.push_str("\">");
    push_text(&amount.display(), out);
    out.push_str("</data>");
}

// Writing to a string cannot fail.
fn push_text(text: &str, out: &mut String) {
    let _ = escape_html_body_text(out, text);
}

fn push_attribute(text: &str, out: &mut String) {
    let _ = escape_html(out, text);
}
