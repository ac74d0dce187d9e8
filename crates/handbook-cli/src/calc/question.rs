//! The calculators as commands of their own: each field of a description is a flag.

use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, Subcommand, error::ErrorKind};
use policy::{
    Calculator, FieldError, PolicyValues,
    calculator::{AS_OF, Description, Field, FieldKind},
};

use crate::{arguments::Format, json};

/// The flags that `calc` itself has; a field of the same name cannot be typed.
const OWN_FLAGS: [&str; 3] = ["source", "format", "help"];

/// A calculator by its id, and what was typed for its fields.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// The id of the calculator.
    pub(super) calculator: String,
    fields: ArgMatches,
}

impl FromArgMatches for Question {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let Some((id, fields)) = matches.subcommand() else {
            return Err(clap::Error::new(ErrorKind::InvalidSubcommand));
        };
        Ok(Self {
            calculator: id.to_owned(),
            fields: fields.clone(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Which calculators there are is known only once the handbook was read: [`with_calculators`] adds them.
impl Subcommand for Question {
    fn augment_subcommands(command: Command) -> Command {
        command
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        command
    }

    fn has_subcommand(_: &str) -> bool {
        true
    }
}

impl Question {
    /// Field names and texts as typed, `as-of` included, in the order of the description; a field that was typed twice is
    /// here twice.
    pub(super) fn given(&self, description: &Description) -> Vec<(String, String)> {
        let names = description.fields.iter().map(|field| field.name.as_ref());
        names
            .chain([AS_OF])
            .flat_map(|name| {
                let texts = self.fields.try_get_many::<String>(name).ok().flatten();
                let texts = texts.into_iter().flatten();
                texts.map(move |text| (name.to_owned(), text.clone()))
            })
            .collect()
    }
}

/// The fields that were typed more than once, each with all that was typed for it.
pub(super) fn repeated(given: &[(String, String)]) -> Vec<FieldError> {
    let mut mistakes: Vec<FieldError> = Vec::new();
    for (index, (field, _)) in given.iter().enumerate() {
        let texts = given.iter().filter(|(other, _)| other == field);
        let texts: Vec<&str> = texts.map(|(_, text)| text.as_str()).collect();
        let is_first = given[..index].iter().all(|(other, _)| other != field);
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

/// The command `handbook` whose `calc` knows the calculators of a handbook.
pub(crate) fn with_calculators(command: Command, values: &PolicyValues) -> Command {
    let mut commands: Vec<Command> = Vec::new();
    for calculator in values.calculators() {
        let added = calculator_command(calculator.description());
        // Two commands of one name would end the program; the first one is the one that answers.
        if commands.iter().all(|known| known.get_name() != added.get_name()) {
            commands.push(added);
        }
    }
    command.mut_subcommand("calc", |calc| calc.subcommands(commands))
}

/// The calculators, one a line, or as a JSON array.
pub(super) fn list(values: &PolicyValues, format: Format) -> String {
    let mut out = String::new();
    let descriptions = values.calculators().map(Calculator::description);
    if format == Format::Json {
        for description in descriptions {
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
    for description in descriptions {
        out.push_str(&format!("{:<22} {}\n", description.id, description.summary));
    }
    out.push_str("\n`handbook calc ID --help` tells what a calculator asks for.\n");
    out
}

fn calculator_command(description: &Description) -> Command {
    let as_of = Arg::new(AS_OF)
        .long(AS_OF)
        .value_name("DATE")
        .action(ArgAction::Append)
        .help("The day for which the answer holds, such as 2020-04-23 [default: today]");
    let mut command = Command::new(description.id.to_string())
        .about(description.summary.to_string())
        .disable_help_flag(true)
        .override_usage(format!(
            "handbook calc {} [--FIELD VALUE]... [OPTIONS]",
            description.id
        ))
        .next_help_heading("Fields");
    let mut flags: Vec<&str> = OWN_FLAGS.into_iter().chain([AS_OF]).collect();
    for field in description.fields.iter() {
        if !flags.contains(&&*field.name) {
            flags.push(&field.name);
            command = command.arg(field_argument(field));
        }
    }
    command.arg(as_of)
}

fn field_argument(field: &Field) -> Arg {
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
        help.push_str(if matches!(field.kind, FieldKind::Date) {
            " [default: today]"
        } else {
            " [default: now]"
        });
    } else if !field.required {
        help.push_str(" (may be left out)");
    }
    Arg::new(field.name.to_string())
        .long(field.name.to_string())
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
