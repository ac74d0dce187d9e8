//! Prints questions drawn at random and their native answers, for the comparison with the compiled calculators.
//!
//! `drawn-answers CALCULATOR SEED COUNT` reads the table of values from standard input, as a page carries it, and prints one
//! JSON object a line: `answers` as the compiled calculators take them, `as_of`, and `answer`, a JSON text.

use std::{
    io::{self, BufWriter, Read, Write},
    process::ExitCode,
};

use policy::{Moment, calculator, json, table};
use tests::drawn::Drawing;

fn main() -> ExitCode {
    tests::end(run())
}

fn run() -> Result<(), String> {
    let words = tests::words();
    let [id, seed, count] = words.as_slice() else {
        return Err("usage: drawn-answers CALCULATOR SEED COUNT < table".to_owned());
    };
    let (seed, count) = (tests::number(seed)?, tests::number(count)?);
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    let values = table::decode(&text).map_err(|error| error.to_string())?;
    let found = values
        .calculator(id)
        .ok_or_else(|| format!("there is no calculator {id}"))?;
    let mut out = BufWriter::new(io::stdout().lock());
    for question in Drawing::new(found, &values, seed).take(count) {
        let answers = question.answers().with_clock(Moment::at(question.as_of, 0, 0));
        let answer = match calculator::decide(found, &values, &answers, question.as_of) {
            Ok(answer) => json::answer(id, question.as_of, &answer),
            Err(mistakes) => json::errors(&mistakes),
        };
        let typed: String = question
            .given
            .iter()
            .map(|(name, text)| format!("{name}={text}\n"))
            .collect();
        let line = serde_json::json!({ "answers": typed, "as_of": question.as_of.iso(), "answer": answer });
        writeln!(out, "{line}").map_err(|error| error.to_string())?;
    }
    out.flush().map_err(|error| error.to_string())
}
