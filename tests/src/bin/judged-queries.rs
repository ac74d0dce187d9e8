//! Prints on one line how well the search of the shipped handbook answers the judged questions: the mean reciprocal rank,
//! how many questions there are, how many have their answer first and among the first three, and of those that ask for a
//! section, how many are led there and how many there are.

use std::io::{self, Write};

use tests::judged::{self, Judged};

fn main() -> io::Result<()> {
    let judged = Judged::read();
    let asked = judged.ask(&judged::site());
    let within = |most: usize| {
        asked
            .iter()
            .filter(|asked| asked.rank.is_some_and(|rank| rank <= most))
            .count()
    };
    let led: Vec<bool> = asked.iter().filter_map(|asked| asked.section).collect();
    writeln!(
        io::stdout(),
        "{:.3} {} {} {} {} {}",
        judged::mean_reciprocal_rank(&asked),
        asked.len(),
        within(1),
        within(3),
        led.iter().filter(|led| **led).count(),
        led.len()
    )
}
