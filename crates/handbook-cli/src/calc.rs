//! `handbook calc`: a question of the policy, answered for people or for programs.
//!
//! Nothing here knows a calculator: flags, help and checks come from its description.

mod answer;
pub(crate) mod question;

use handbook::{Drafts, Failure};
use policy::{Answer, Answers, Date, FieldError, PolicyValues, calculator};

use crate::{
    Outcome,
    arguments::{Calc, Format},
    project, report,
    terminal::{self, Colour},
};
use question::Question;

/// The field that is the local day when it is left out, in whichever calculator asks for it.
const TODAY: &str = "today";

/// Answers, or lists the calculators when none is named.
pub(crate) fn run(options: &Calc) -> Result<Outcome, Failure> {
    let Some(question) = &options.question else {
        terminal::output(&question::list(options.format))?;
        return Ok(Outcome::Clean);
    };
    let Some(values) = values(options)? else {
        return Ok(Outcome::Findings);
    };
    match evaluate(question, &values) {
        Ok((as_of, answer)) => {
            let id = &question.calculator.description().id;
            terminal::output(&match options.format {
                Format::Json => policy::json::answer(id, as_of, &answer) + "\n",
                Format::Text => answer::text(&answer, as_of, &values),
            })?;
            Ok(Outcome::Clean)
        }
        Err(mistakes) => {
            refuse(&mistakes, options.format)?;
            Ok(Outcome::BadInput)
        }
    }
}

/// The values of the handbook; none when their files have errors, which are reported.
fn values(options: &Calc) -> Result<Option<PolicyValues>, Failure> {
    let root = project::find(&options.source)?;
    let source = handbook::read(&project::open(&root, None, Drafts::LeaveOut))?;
    let (values, findings) = handbook::policy_values(&source);
    terminal::errors(&report::text(
        &findings,
        &|path| source.text(path),
        Colour::of_errors(),
    ));
    Ok(if findings.errors() == 0 {
        Some(values)
    } else {
        None
    })
}

fn evaluate(question: &Question, values: &PolicyValues) -> Result<(Date, Answer), Vec<FieldError>> {
    let repeated = question.repeated();
    if !repeated.is_empty() {
        return Err(repeated);
    }
    let today = project::today();
    let answers: Answers = question.given.iter().cloned().collect();
    let answers = answers.with_default(TODAY, today.iso());
    match calculator::as_of(&answers, today) {
        Ok(as_of) => Ok((as_of, question.calculator.evaluate(values, &answers, as_of)?)),
        // The other fields are looked at too, so that all mistakes are told at once.
        Err(mistake) => {
            let mut mistakes = question
                .calculator
                .evaluate(values, &answers, today)
                .err()
                .unwrap_or_default();
            mistakes.retain(|other| other.field != calculator::AS_OF);
            mistakes.push(mistake);
            Err(mistakes)
        }
    }
}

/// Says what is wrong with the input: one line a field, or one JSON object.
pub(crate) fn refuse(mistakes: &[FieldError], format: Format) -> Result<(), Failure> {
    match format {
        Format::Json => terminal::output(&(policy::json::errors(mistakes) + "\n")),
        Format::Text => {
            let lines: String = mistakes.iter().map(answer::mistake).collect();
            terminal::errors(&lines);
            Ok(())
        }
    }
}
