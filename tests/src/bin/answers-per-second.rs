//! Prints how many questions a second the shipped handbook's calculators answer in this process, one calculator a line.
//!
//! The questions are drawn from a fixed seed, those that are refused included. Run by `cargo xtask bench`.

use std::{
    hint,
    io::{self, Write},
    time::{Duration, Instant},
};

use policy::{Moment, calculator};
use tests::drawn::Drawing;

const QUESTIONS: usize = 200;
const LEAST: Duration = Duration::from_millis(250);

fn main() -> io::Result<()> {
    let values = tests::shipped_values();
    let mut out = io::stdout().lock();
    for calculator in values.calculators() {
        let questions: Vec<_> = Drawing::new(calculator, &values, 1)
            .take(QUESTIONS)
            .map(|question| {
                let now = Moment::at(question.as_of, 0, 0);
                (question.answers().with_clock(now), question.as_of)
            })
            .collect();
        let mut asked = 0_u32;
        let started = Instant::now();
        while started.elapsed() < LEAST {
            for (answers, as_of) in &questions {
                let _ = hint::black_box(calculator::decide(calculator, &values, answers, *as_of));
                asked += 1;
            }
        }
        let second = f64::from(asked) / started.elapsed().as_secs_f64();
        writeln!(out, "{} {second:.0}", calculator.description().id)?;
    }
    Ok(())
}
