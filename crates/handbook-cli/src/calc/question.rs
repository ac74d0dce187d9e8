//! The calculators as commands of their own: each field of a description is a flag.

use std::fmt;

use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, Subcommand, error::ErrorKind};
use policy::{
    Calculator, FieldError,
    calculator::{AS_OF, Field, FieldKind},
    calculators,
};

use crate::{arguments::Format, json};

/// A calculator and what was typed for its fields.
#[derive(Clone)]
pub(crate) struct Question {
    /// The calculator.
    pub(super) calculator: &'static dyn Calculator,
    /// Field names and texts as typed, `as-of` included, in the order of the description; a field that was typed twice is
    /// here twice.
    pub(super) given: Vec<(String, String)>,
}

impl fmt::Debug for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = &self.calculator.description().id;
        formatter
            .debug_struct("Question")
            .field("calculator", id)
            .field("given", &self.given)
            .finish()
    }
}

impl FromArgMatches for Question {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let named = matches
            .subcommand()
            .and_then(|(id, fields)| Some((calculators::find(id)?, fields)));
        let Some((calculator, fields)) = named else {
            return Err(clap::Error::new(ErrorKind::InvalidSubcommand));
        };
        let names = calculator
            .description()
            .fields
            .iter()
            .map(|field| field.name.as_ref());
        let given = names
            .chain([AS_OF])
            .flat_map(|name| {
                let texts = fields.get_many::<String>(name).into_iter().flatten();
                texts.map(move |text| (name.to_owned(), text.clone()))
            })
            .collect();
        Ok(Self { calculator, given })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Question {
    /// The fields that were typed more than once, each with all that was typed for it.
    pub(super) fn repeated(&self) -> Vec<FieldError> {
        let mut mistakes: Vec<FieldError> = Vec::new();
        for (index, (field, _)) in self.given.iter().enumerate() {
            let texts = self.given.iter().filter(|(other, _)| other == field);
            let texts: Vec<&str> = texts.map(|(_, text)| text.as_str()).collect();
            let is_first = self.given[..index].iter().all(|(other, _)| other != field);
            if texts.len() > 1 && is_first {
                mistakes.push(FieldError {
                    field: field.clone(),
                    given: texts.join(", "),
                    message: format!("Type --{field} once, with one of these values."),
                });
            }
        }
        mistakes
    }
}

impl Subcommand for Question {
    fn augment_subcommands(command: Command) -> Command {
        command.subcommands(
            calculators::all()
                .iter()
                .map(|calculator| calculator_command(*calculator)),
        )
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        calculators::find(name).is_some()
    }
}

/// The calculators, one a line, or as a JSON array.
pub(super) fn list(format: Format) -> String {
    let mut out = String::new();
    if format == Format::Json {
        for calculator in calculators::all() {
            let description = calculator.description();
            out.push_str(if out.is_empty() {
                "[\n  {\"calculator\": "
            } else {
                ",\n  {\"calculator\": "
            });
            json::string(&mut out, &description.id);
            out.push_str(", \"title\": ");
            json::string(&mut out, &description.title);
            out.push_str(", \"summary\": ");
            json::string(&mut out, &description.summary);
            out.push_str(", \"fields\": ");
            json::strings(
                &mut out,
                description.fields.iter().map(|field| field.name.as_ref()),
            );
            out.push('}');
        }
        out.push_str("\n]\n");
        return out;
    }
    for calculator in calculators::all() {
        let description = calculator.description();
        out.push_str(&format!("{:<22} {}\n", description.id, description.summary));
    }
    out.push_str("\n`handbook calc ID --help` tells what a calculator asks for.\n");
    out
}

fn calculator_command(calculator: &'static dyn Calculator) -> Command {
    let description = calculator.description();
    let as_of = Arg::new(AS_OF)
        .long(AS_OF)
        .value_name("DATE")
        .action(ArgAction::Append)
        .help("The day for which the answer holds, such as 2020-04-23 [default: today]");
    Command::new(description.id.as_ref())
        .about(description.summary.as_ref())
        .disable_help_flag(true)
        .override_usage(format!(
            "handbook calc {} [--FIELD VALUE]... [OPTIONS]",
            description.id
        ))
        .next_help_heading("Fields")
        .args(description.fields.iter().map(field_argument))
        .arg(as_of)
}

fn field_argument(field: &'static Field) -> Arg {
    let mut help = field.label.to_string();
    if !field.hint.is_empty() {
        help.push_str(": ");
        help.push_str(&field.hint);
    }
    if let FieldKind::Choice(options) = &field.kind {
        let values: Vec<&str> = options.iter().map(|option| option.value.as_ref()).collect();
        help.push_str(&format!(" [{}]", values.join(", ")));
    }
    if super::CLOCK.contains(&&*field.name) {
        help.push_str(" [default: now]");
    } else if !field.required {
        help.push_str(" (may be left out)");
    }
    Arg::new(field.name.as_ref())
        .long(field.name.as_ref())
        .value_name(value_name(&field.kind))
        .action(ArgAction::Append)
        .help(help)
}

fn value_name(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Choice(_) => "CHOICE",
        FieldKind::YesNo => "YES|NO",
        FieldKind::Money(_) => "MONEY",
        FieldKind::WholeNumber => "NUMBER",
        FieldKind::Hours => "HOURS",
        FieldKind::Percentage => "PERCENT",
        FieldKind::Date => "DATE",
        FieldKind::Dates => "DATE,...",
        FieldKind::Moment => "DATE-AND-TIME",
        FieldKind::Month => "MONTH",
        FieldKind::Likelihood => "MONTH=PERCENT,...",
    }
}
