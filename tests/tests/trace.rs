//! What an answer says it rests on is what it rests on: every value that it used, and no other.

use policy::{
    Calculator, PolicyValues, calculator, json, table,
    values::{Amount, Amounts, Entry, Value},
};
use tests::{drawn::Drawing, parts};

/// How all amounts of a value are changed: a little, to almost nothing, to very much.
const CHANGES: [fn(&Amount) -> Amount; 3] = [
    |amount| match amount {
        Amount::Usd(money) => usd(money.cents() + 700),
        Amount::Percent(number) => Amount::Percent(hundredths(number.hundredths() * 2)),
        Amount::Multiple(number) => Amount::Multiple(hundredths(number.hundredths() * 2)),
        Amount::Hours(number) => Amount::Hours(hundredths(number.hundredths() * 2)),
        Amount::Count(count) => Amount::Count(count + 7),
        Amount::Text(text) => Amount::Text(match text.as_str() {
            "later" => "earlier".to_owned(),
            "Friday" => "Thursday".to_owned(),
            "Wednesday at 17:00" => "Tuesday at 16:00".to_owned(),
            other => format!("{other}, more or less"),
        }),
    },
    |amount| match amount {
        Amount::Usd(_) => usd(1),
        Amount::Count(_) => Amount::Count(1),
        other => other.clone(),
    },
    |amount| match amount {
        Amount::Usd(_) => usd(90_000_000_000_000),
        Amount::Count(_) => Amount::Count(900_000),
        other => other.clone(),
    },
];

fn usd(cents: i64) -> Amount {
    Amount::Usd(policy::Money::from_cents(cents).expect("it is within the limits"))
}

fn hundredths(number: i64) -> policy::Hundredths {
    policy::Hundredths::from_hundredths(number)
}

/// The values with all amounts of one of them changed, whether or not the others would allow it.
fn with_other_amounts(values: &PolicyValues, key: &str, change: fn(&Amount) -> Amount) -> PolicyValues {
    let value = values.get(key).expect("the value exists");
    let entry = |entry: &Entry| Entry {
        from: entry.from,
        amounts: match &entry.amounts {
            Amounts::All(amount) => Amounts::All(change(amount)),
            Amounts::ByTier { smb, mid_market } => Amounts::ByTier {
                smb: change(smb),
                mid_market: change(mid_market),
            },
        },
    };
    let changed = Value {
        from: value.from.iter().map(entry).collect(),
        ..value.clone()
    };
    let changed = PolicyValues::new(vec![changed]).expect("alone, the value is sound");
    let of = |value: &Value| {
        let all = if value.key == key { &changed } else { values };
        table::encode(all, &[&value.key])
    };
    let text: String = values.iter().map(of).collect();
    let others = table::decode(&text).expect("what was written can be read");
    others.with_calculators(values.all_declared().to_vec())
}

/// All that a question leads to: the answer, and for the checklist also the whole answers of the calculators it asks, of
/// which it tells the sentence alone.
fn answered(
    found: &dyn Calculator,
    values: &PolicyValues,
    question: &tests::drawn::Question,
) -> Option<Vec<String>> {
    let answers = question.answers();
    let answer = calculator::decide(found, values, &answers, question.as_of).ok()?;
    let mut all = vec![json::answer(&found.description().id, question.as_of, &answer)];
    if found.description().id == "opportunity-checklist" {
        let parts = parts::of(values, &answers, question.as_of);
        all.extend(
            parts
                .iter()
                .flatten()
                .map(|part| json::answer("part", question.as_of, part)),
        );
    }
    Some(all)
}

#[test]
fn an_answer_names_every_value_that_it_used_and_no_other() {
    let values = tests::shipped_values();
    for found in values.calculators() {
        let id = &found.description().id;
        let keys = values.keys_of(found);
        let known = keys.iter().filter(|key| values.get(key).is_some());
        let changed: Vec<(&str, [PolicyValues; 3])> = known
            .map(|key| {
                (
                    *key,
                    CHANGES.map(|change| with_other_amounts(&values, key, change)),
                )
            })
            .collect();
        let mut asked = 0;
        for question in Drawing::new(found, &values, 7).take(2_000) {
            let Ok(answer) = calculator::decide(found, &values, &question.answers(), question.as_of) else {
                continue;
            };
            asked += 1;
            let before = answered(found, &values, &question);
            for (key, sets) in &changed {
                let is_named = answer.in_force.iter().any(|(named, _)| named == key);
                let is_used = sets
                    .iter()
                    .any(|values| answered(found, values, &question) != before);
                assert_eq!(
                    is_named, is_used,
                    "{id}, {key}: named {is_named}, used {is_used}, {question:?}"
                );
            }
        }
        assert!(asked > 100, "{id}: only {asked} questions had an answer");
    }
}
