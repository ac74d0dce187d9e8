//! What an answer says it rests on is what it rests on: every value that it used, and no other.

use policy::{
    Calculator, PolicyValues, calculator, json,
    values::{Amount, Amounts, Entry, Value},
};
use tests::drawn::Drawing;

/// The values with all amounts of one of them changed so much that a figure or a sentence has to differ.
fn with_other_amounts(values: &PolicyValues, key: &str) -> Option<PolicyValues> {
    let other = |amount: &Amount| match amount {
        Amount::Usd(money) => Amount::Usd(policy::Money::from_cents(money.cents() + 700).unwrap_or(*money)),
        Amount::Percent(number) => Amount::Percent(doubled(*number)),
        Amount::Multiple(number) => Amount::Multiple(doubled(*number)),
        Amount::Hours(number) => Amount::Hours(doubled(*number)),
        Amount::Count(count) => Amount::Count(count + 7),
        Amount::Text(text) => Amount::Text(match text.as_str() {
            "later" => "earlier".to_owned(),
            "Friday" => "Thursday".to_owned(),
            "Wednesday at 17:00" => "Tuesday at 16:00".to_owned(),
            other => other.to_owned(),
        }),
    };
    let changed = |value: &Value| Value {
        from: value
            .from
            .iter()
            .map(|entry| Entry {
                from: entry.from,
                amounts: match &entry.amounts {
                    Amounts::All(amount) => Amounts::All(other(amount)),
                    Amounts::ByTier { smb, mid_market } => Amounts::ByTier {
                        smb: other(smb),
                        mid_market: other(mid_market),
                    },
                },
            })
            .collect(),
        ..value.clone()
    };
    let all = values.iter().map(|value| match value.key == key {
        true => changed(value),
        false => value.clone(),
    });
    // Some changes contradict another value; the set as it stands is then no case.
    let values_only = PolicyValues::new(all.collect()).ok()?;
    let declared = values
        .calculators()
        .filter_map(|one| values.declared(&one.description().id));
    Some(values_only.with_calculators(declared.cloned().collect()))
}

fn doubled(number: policy::Hundredths) -> policy::Hundredths {
    policy::Hundredths::from_hundredths(number.hundredths() * 2)
}

fn answered(
    found: &dyn Calculator,
    values: &PolicyValues,
    question: &tests::drawn::Question,
) -> Option<String> {
    let answer = calculator::decide(found, values, &question.answers(), question.as_of).ok()?;
    Some(json::answer(&found.description().id, question.as_of, &answer))
}

#[test]
fn an_answer_names_every_value_that_it_used_and_no_other() {
    let values = tests::shipped_values();
    for found in values.calculators() {
        let id = &found.description().id;
        let keys = values.keys_of(found);
        let changed: Vec<(&str, PolicyValues)> = keys
            .iter()
            .filter_map(|key| Some((*key, with_other_amounts(&values, key)?)))
            .collect();
        let mut asked = 0;
        for question in Drawing::new(found, &values, 7).take(2_000) {
            let Ok(answer) = calculator::decide(found, &values, &question.answers(), question.as_of) else {
                continue;
            };
            asked += 1;
            let before = answered(found, &values, &question);
            for (key, values) in &changed {
                let is_named = answer.in_force.iter().any(|(named, _)| named == key);
                let after = answered(found, values, &question);
                if is_named {
                    assert_ne!(
                        before, after,
                        "{id} names {key} and does not use it: {question:?}"
                    );
                } else {
                    assert_eq!(
                        before, after,
                        "{id} uses {key} and does not name it: {question:?}"
                    );
                }
            }
        }
        assert!(asked > 100, "{id}: only {asked} questions had an answer");
    }
}
