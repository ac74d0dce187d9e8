//! Carries the numbers of a list on when bullets at the margin stand between its items.
//!
//! Handbooks written for other engines put the bullets of a step at the margin, and every step as `1.`. The parser sees
//! a new list after the bullets, which would start at 1 again. When all steps are written `1.`, their author left the
//! counting to the engine, so it goes on.

/// The lists of a page, as far as the next one may carry on their numbers.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    open: Vec<Open>,
    run: Option<Run>,
}

#[derive(Debug)]
struct Open {
    /// The first number; none for bullets.
    first: Option<u64>,
    items: u64,
    lazy: bool,
}

/// A numbered list, and perhaps bullets, that ended right before the next block.
#[derive(Debug)]
struct Run {
    depth: usize,
    next: u64,
    bullets: bool,
}

impl Numbering {
    /// Takes note of a list at `depth` blocks deep whose source is `text`; tells the first number that it gets.
    pub(super) fn start(&mut self, first: Option<u64>, depth: usize, text: &str) -> Option<u64> {
        let lazy = first == Some(1) && is_lazy(text);
        let number = match (&self.run, first) {
            (Some(run), Some(_)) if run.depth == depth && run.bullets && lazy => Some(run.next),
            _ => first,
        };
        if number == first
            && !self
                .run
                .as_ref()
                .is_some_and(|run| run.depth == depth && !run.bullets && first.is_none())
        {
            self.run = None;
        }
        self.open.push(Open {
            first: number,
            items: 0,
            lazy,
        });
        number
    }

    /// Takes note of an item.
    pub(super) fn item(&mut self) {
        if let Some(list) = self.open.last_mut() {
            list.items += 1;
        }
    }

    /// Takes note of the end of a list at `depth`.
    pub(super) fn end(&mut self, depth: usize) {
        let Some(list) = self.open.pop() else { return };
        match (list.first, &mut self.run) {
            (Some(first), run) => {
                *run = list.lazy.then_some(Run {
                    depth,
                    next: first + list.items,
                    bullets: false,
                });
            }
            (None, Some(run)) if run.depth == depth => run.bullets = true,
            (None, run) => *run = None,
        }
    }

    /// Takes note of another block at `depth`: numbers do not go on across it.
    pub(super) fn interrupt(&mut self, depth: usize) {
        if self.run.as_ref().is_some_and(|run| depth <= run.depth) {
            self.run = None;
        }
    }
}

/// Whether no item at the margin of the list is written with another number than 1.
fn is_lazy(text: &str) -> bool {
    let marker = |line: &str| {
        let digits = line.len()
            - line
                .trim_start_matches(|letter: char| letter.is_ascii_digit())
                .len();
        (digits > 0 && line[digits..].starts_with(['.', ')'])).then(|| line[..digits].to_owned())
    };
    text.lines().filter_map(marker).all(|number| number == "1")
}
