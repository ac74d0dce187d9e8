//! `handbook calc`: a question of the policy, answered for people or for programs.
//!
//! Nothing here knows a calculator: flags, help and checks come from its description. Those declared in data are known
//! only once the handbook was read, so it is read before the arguments are parsed.

mod answer;
pub(crate) mod question;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use handbook::{Drafts, Failure, Source, diagnostics::Diagnostics};
use policy::{Answer, Answers, Calculator, Date, FieldError, PolicyValues, calculator};

use crate::{
    Outcome,
    arguments::{Calc, Format},
    project, report,
    terminal::{self, Colour},
};
use question::Question;

/// The fields that are the local day and time when they are left out, in whichever calculator asks for them.
const CLOCK: [&str; 2] = ["today", "now"];

/// The handbook that a question is asked of, as far as it could be read.
pub(crate) struct Asked {
    values: PolicyValues,
    read: Result<(Source, Diagnostics), Failure>,
}

impl Asked {
    /// Reads the handbook that the arguments name, when they are a question at all.
    pub(crate) fn by(typed: &[OsString]) -> Option<Self> {
        let mut words = typed.iter().skip(1).map(|text| text.to_str().unwrap_or_default());
        let is_question = match words.next() {
            Some("calc") => true,
            Some("help") => words.next() == Some("calc"),
            _ => false,
        };
        is_question.then(|| Self::of(&source_folder(typed)))
    }

    /// Reads the handbook in or around a folder.
    pub(crate) fn of(folder: &Path) -> Self {
        let read = project::find(folder)
            .and_then(|root| handbook::read(&project::open(&root, None, Drafts::LeaveOut, project::today())));
        match read {
            Ok(source) => {
                let (values, findings) = handbook::policy_values(&source);
                Self {
                    values,
                    read: Ok((source, findings)),
                }
            }
            Err(failure) => Self {
                values: PolicyValues::default(),
                read: Err(failure),
            },
        }
    }

    /// The values and calculators of the handbook; without a handbook, the program's own calculators.
    pub(crate) fn values(&self) -> &PolicyValues {
        &self.values
    }

    /// Says why a calculator that is asked for may be unknown: where nothing was read, or not without errors.
    pub(crate) fn explain_unknown(&self) -> Option<Outcome> {
        match &self.read {
            Ok((_, findings)) if findings.errors() == 0 => None,
            Ok(_) => {
                self.report();
                Some(Outcome::Findings)
            }
            Err(_) => {
                terminal::errors(
                    "There is no handbook here, so only the program's own calculators are known.\n",
                );
                None
            }
        }
    }

    /// Reports the findings in the values; whether there are errors among them.
    fn report(&self) -> bool {
        let Ok((source, findings)) = &self.read else {
            return false;
        };
        let texts = |path: &str| source.text(path);
        terminal::errors(&report::text(findings, &texts, Colour::of_errors()));
        findings.errors() > 0
    }
}

/// The folder that `--source` names, as far as that can be told before the arguments are parsed.
fn source_folder(typed: &[OsString]) -> PathBuf {
    for (index, text) in typed.iter().enumerate() {
        let text = text.to_str().unwrap_or_default();
        let joined = text.strip_prefix("--source=").or_else(|| {
            let short = text.strip_prefix("-s").filter(|rest| !rest.is_empty())?;
            Some(short.strip_prefix('=').unwrap_or(short))
        });
        match joined {
            Some(folder) => return folder.into(),
            None if text == "--source" || text == "-s" => {
                return typed.get(index + 1).map_or_else(|| ".".into(), PathBuf::from);
            }
            None => {}
        }
    }
    ".".into()
}

/// Answers, or lists the calculators when none is named.
pub(crate) fn run(options: &Calc, asked: Asked) -> Result<Outcome, Failure> {
    let Some(question) = &options.question else {
        if options.source.as_os_str() != "." {
            asked.read?;
        } else {
            asked.report();
        }
        terminal::output(&question::list(&asked.values, options.format))?;
        return Ok(Outcome::Clean);
    };
    let has_errors = asked.report();
    let values = match asked.read {
        Err(failure) => return Err(failure),
        Ok(_) if has_errors => return Ok(Outcome::Findings),
        Ok(_) => &asked.values,
    };
    let Some(calculator) = values.calculator(&question.calculator) else {
        let message = "There is no such calculator. `handbook calc` lists them.";
        let mistake = FieldError::new("calculator", &question.calculator, message);
        refuse(&[mistake], options.format)?;
        return Ok(Outcome::BadInput);
    };
    match evaluate(question, calculator, values) {
        Ok((as_of, answer)) => {
            let id = &calculator.description().id;
            terminal::output(&match options.format {
                Format::Json => policy::json::answer(id, as_of, &answer) + "\n",
                Format::Text => answer::text(&answer, as_of, values),
            })?;
            Ok(Outcome::Clean)
        }
        Err(mistakes) => {
            refuse(&mistakes, options.format)?;
            Ok(Outcome::BadInput)
        }
    }
}

fn evaluate(
    question: &Question,
    calculator: &dyn Calculator,
    values: &PolicyValues,
) -> Result<(Date, Answer), Vec<FieldError>> {
    let given = question.given(calculator.description());
    let repeated = question::repeated(&given);
    if !repeated.is_empty() {
        return Err(repeated);
    }
    let now = project::now();
    let today = now.date;
    let answers: Answers = given.into_iter().collect();
    let answers = answers.with_clock(now);
    match calculator::as_of(&answers, today) {
        Ok(as_of) => Ok((as_of, calculator::decide(calculator, values, &answers, as_of)?)),
        // The other fields are looked at too, so that all mistakes are told at once.
        Err(mistake) => {
            let mut mistakes = calculator
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
