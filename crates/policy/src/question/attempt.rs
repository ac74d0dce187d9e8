//! One calculator tried on what was typed: which of its fields are filled, and whether all words are its own.

use alloc::{string::String, vec::Vec};

use super::{
    Filled, How, Reading, days,
    known::{Kind, Known, KnownChoice, KnownField},
    things::{Number, Thing, Word},
};
use crate::{
    Date, Moment, Money,
    calculator::AnswerValue,
    number::{parse_hours, parse_percent, parse_whole},
    text::{Part, shown},
};

/// From here on the words that tell of a calculator are enough: of one with fields, and of one without.
const ENOUGH: u32 = 3;
const ENOUGH_ALONE: u32 = 5;
/// What a word of the calculator counts beside a field that is filled.
const WORD: u32 = 8;

pub(super) struct Attempt<'a> {
    known: &'a Known,
    things: &'a [Thing],
    now: Moment,
    /// Of each thing whether it is understood.
    understood: Vec<bool>,
    /// Of each field what it is given: the value and the value as it is shown.
    given: Vec<Option<(String, String)>>,
}

/// A number, the field that it is for, and the things that say so.
struct Bound {
    number: usize,
    field: usize,
    words: core::ops::Range<usize>,
}

impl<'a> Attempt<'a> {
    pub(super) fn new(known: &'a Known, things: &'a [Thing], now: Moment) -> Self {
        Self {
            known,
            things,
            now,
            understood: things.iter().map(|_| false).collect(),
            given: known.fields.iter().map(|_| None).collect(),
        }
    }

    /// How well the calculator fits, and what its fields are given; nothing when it does not.
    pub(super) fn reading(mut self) -> Option<(u32, Reading)> {
        let told = self.told()?;
        self.choose();
        self.confirm();
        self.date();
        self.bind_numbers();
        self.fill_numbers();
        if !self.understands() {
            return None;
        }
        let said = self.given.iter().flatten().count() as u32;
        let has_fields = self.known.fields.iter().any(|field| field.kind != Kind::Clock);
        if has_fields && (said == 0 || !self.is_measured()) {
            return None;
        }
        Some((told * WORD + said, self.filled()))
    }

    /// How much the words tell of the calculator, when that is enough.
    fn told(&self) -> Option<u32> {
        let (mut sum, mut count) = (0, 0);
        for (word, weight) in &self.known.words {
            let is_said = self
                .things
                .iter()
                .filter_map(Thing::word)
                .any(|said| said.stem == *word);
            if is_said && *weight > 0 {
                sum += u32::from(*weight);
                count += 1;
            }
        }
        let is_clocked = self.known.fields.iter().all(|field| field.kind == Kind::Clock);
        let is_enough = if is_clocked {
            sum >= ENOUGH_ALONE && count > 1
        } else {
            sum >= ENOUGH
        };
        is_enough.then_some(sum)
    }

    fn field(&self, place: usize) -> Option<&'a KnownField> {
        self.known.fields.get(place)
    }

    fn word(&self, place: usize) -> Option<&'a Word> {
        self.things.get(place).and_then(Thing::word)
    }

    fn is_given(&self, field: usize) -> bool {
        self.given.get(field).is_none_or(Option::is_some)
    }

    fn is_free(&self, thing: usize) -> bool {
        self.understood.get(thing) == Some(&false)
    }

    fn understand(&mut self, things: core::ops::Range<usize>) {
        for thing in self.understood.get_mut(things).unwrap_or_default() {
            *thing = true;
        }
    }

    fn give(&mut self, field: usize, value: String, shown: String) {
        if let Some(place) = self.given.get_mut(field) {
            *place = Some((value, shown));
        }
    }

    /// Whether a thing is a word of a field.
    fn is_of(&self, thing: usize, field: &KnownField) -> bool {
        self.word(thing)
            .is_some_and(|word| field.words.contains(&word.stem))
    }

    /// Fills choices by their names.
    fn choose(&mut self) {
        for at in 0..self.things.len() {
            let mut longest = 0;
            let mut found: Vec<(usize, &'a KnownChoice)> = Vec::new();
            for (place, field) in self.known.fields.iter().enumerate() {
                for choice in &field.choices {
                    let length = self.length_of(choice, at, field);
                    if length == 0 || length < longest || !self.is_free(at) {
                        continue;
                    }
                    if length > longest {
                        found.clear();
                    }
                    longest = length;
                    found.push((place, choice));
                }
            }
            if let [(field, choice)] = *found.as_slice()
                && !self.is_given(field)
            {
                self.understand(at..at + longest);
                self.give(field, choice.value.clone(), choice.label.clone());
            }
        }
    }

    /// How many things from a place on name a choice; a number does only beside a word of the field.
    fn length_of(&self, choice: &KnownChoice, at: usize, field: &KnownField) -> usize {
        if let Some(Thing::Number(number)) = self.things.get(at) {
            let is_named = self.is_of(at.wrapping_sub(1), field) || self.is_of(at + 1, field);
            return usize::from(is_named && number.typed == choice.value);
        }
        let phrases = choice.phrases.iter();
        phrases
            .map(|phrase| self.length_of_phrase(phrase, at))
            .max()
            .unwrap_or(0)
    }

    fn length_of_phrase(&self, phrase: &[String], at: usize) -> usize {
        let is_said =
            |(place, part): (usize, &String)| self.word(at + place).is_some_and(|word| word.stem == *part);
        if phrase.iter().enumerate().all(is_said) {
            return phrase.len();
        }
        let (Some(first), Some(word)) = (phrase.first(), self.word(at)) else {
            return 0;
        };
        let is_begun = word.is_begun && word.typed.len() > 1 && first.starts_with(&*word.typed);
        // The first of several words may stand for all of them.
        let is_first = phrase.len() > 1 && word.stem == *first && !word.is_common;
        usize::from((is_begun || is_first) && self.known.words.iter().all(|(known, _)| *known != word.stem))
    }

    /// Fills fields of yes or no, where all words of their name stand together.
    fn confirm(&mut self) {
        for (place, field) in self.known.fields.iter().enumerate() {
            let name = field.words.get(..field.name_words).unwrap_or_default();
            let is_said = |at: usize| {
                let mut words = name.iter().enumerate();
                words.all(|(place, part)| self.word(at + place).is_some_and(|word| word.stem == *part))
            };
            if field.kind != Kind::YesNo || name.is_empty() {
                continue;
            }
            let Some(at) = (0..self.things.len()).find(|at| is_said(*at)) else {
                continue;
            };
            let said = |thing: usize| self.word(thing).map_or("", |word| &*word.typed);
            let (before, after) = (said(at.wrapping_sub(1)), said(at + name.len()));
            let is_no = matches!(before, "no" | "not" | "without") || after == "no";
            let value = if is_no { "no" } else { "yes" };
            self.understand(at..at + name.len());
            self.give(place, value.into(), value.into());
        }
    }

    /// Fills days and months.
    fn date(&mut self) {
        let mut listed: Vec<Date> = Vec::new();
        for (at, thing) in self.things.iter().enumerate() {
            let (kind, value, text) = match thing {
                Thing::Day { day, is_dated } => {
                    let today = self.now.date;
                    listed.push(if *is_dated {
                        *day
                    } else {
                        days::last_up_to(*day, today)
                    });
                    (Kind::Date, day.iso(), shown(day))
                }
                Thing::Month(month) => (Kind::Month, month.iso(), shown(month)),
                _ => continue,
            };
            let candidates: Vec<usize> = self.candidates(|field| field.kind == kind).collect();
            if let Some(field) = self
                .named_before(at, &candidates)
                .or_else(|| self.only(&candidates))
            {
                self.give(field, value, text);
            }
            if !candidates.is_empty() {
                self.understand(at..at + 1);
            }
        }
        let lists: Vec<usize> = self.candidates(|field| field.kind == Kind::Dates).collect();
        if let ([field], false) = (lists.as_slice(), listed.is_empty()) {
            let days: Vec<String> = listed.iter().map(|day| day.iso()).collect();
            let texts: Vec<String> = listed.iter().map(|day| shown(day)).collect();
            self.give(*field, days.join(","), texts.join(", "));
            let places = self.things.iter().enumerate();
            let places: Vec<usize> = places
                .filter(|(_, thing)| matches!(thing, Thing::Day { .. }))
                .map(|(at, _)| at)
                .collect();
            places.into_iter().for_each(|at| self.understand(at..at + 1));
        }
    }

    /// Fields of a kind that nothing was given to.
    fn candidates(&self, is_meant: impl Fn(&KnownField) -> bool) -> impl Iterator<Item = usize> {
        let fields = self.known.fields.iter().enumerate();
        fields
            .filter(move |(place, field)| !self.is_given(*place) && is_meant(field))
            .map(|(place, _)| place)
    }

    /// The one of several fields whose whole name stands before a thing.
    fn named_before(&self, at: usize, candidates: &[usize]) -> Option<usize> {
        candidates.iter().copied().find(|place| {
            self.field(*place).is_some_and(|field| {
                let name = field.words.get(..field.name_words).unwrap_or_default();
                let mut words = name.iter().rev().enumerate();
                let back = 1 + usize::from(self.word(at.wrapping_sub(1)).is_some_and(|word| word.is_common));
                words.all(|(place, part)| {
                    self.word(at.wrapping_sub(place + back))
                        .is_some_and(|word| word.stem == *part)
                })
            })
        })
    }

    /// The field that is meant where no name is said: the only one that is required, or else the only one there is. What counts as
    /// zero when it is left out takes nothing without its name.
    fn only(&self, candidates: &[usize]) -> Option<usize> {
        for is_required in [true, false] {
            let mut fields = candidates.iter().copied().filter(|place| {
                self.field(*place)
                    .is_some_and(|field| field.is_required == is_required && !field.is_zero)
            });
            if let Some(first) = fields.next() {
                return fields.next().is_none().then_some(first);
            }
        }
        None
    }

    /// Gives numbers to the fields whose words stand beside them. Words may stand before all numbers or behind all of them:
    /// what joins more is meant.
    fn bind_numbers(&mut self) {
        let (behind, before) = (self.bound(true), self.bound(false));
        let bound = if before.len() > behind.len() {
            before
        } else {
            behind
        };
        for Bound { number, field, words } in bound {
            self.understand(words);
            self.fill(number, field);
        }
    }

    fn bound(&self, behind_first: bool) -> Vec<Bound> {
        let mut bound: Vec<Bound> = Vec::new();
        for (at, thing) in self.things.iter().enumerate() {
            let (Thing::Number(number), true) = (thing, self.is_free(at)) else {
                continue;
            };
            for is_behind in [behind_first, !behind_first] {
                let found = self.bound_at(at, number, is_behind, &bound);
                if let Some(found) = found {
                    bound.push(found);
                    break;
                }
            }
        }
        bound
    }

    fn bound_at(&self, number: usize, typed: &Number, is_behind: bool, bound: &[Bound]) -> Option<Bound> {
        let mut best: Option<(usize, Bound)> = None;
        let mut is_tied = false;
        for (place, field) in self.known.fields.iter().enumerate() {
            let is_taken = self.is_given(place) || bound.iter().any(|bound| bound.field == place);
            if is_taken || read_number(field, typed).is_none() {
                continue;
            }
            let words = self.words_beside(number, field, is_behind);
            let is_used = |thing: usize| bound.iter().any(|bound| bound.words.contains(&thing));
            if words.is_empty() || words.clone().any(is_used) {
                continue;
            }
            let name = field.words.get(..field.name_words).unwrap_or_default();
            let said = |part: &String| {
                words
                    .clone()
                    .any(|at| self.word(at).is_some_and(|word| word.stem == *part))
            };
            let score =
                words.len() * 4 + usize::from(name.iter().all(said)) * 2 + usize::from(field.is_required);
            let most = best.as_ref().map_or(0, |(most, _)| *most);
            is_tied = score == most || (is_tied && score < most);
            if score > most {
                best = Some((
                    score,
                    Bound {
                        number,
                        field: place,
                        words,
                    },
                ));
            }
        }
        best.filter(|_| !is_tied).map(|(_, bound)| bound)
    }

    /// The words of a field that stand beside a number without anything else between them but one word that says nothing.
    fn words_beside(&self, number: usize, field: &KnownField, is_behind: bool) -> core::ops::Range<usize> {
        if is_behind {
            let first = number + 1;
            let mut end = first;
            while self.is_of(end, field) {
                end += 1;
            }
            return first..end;
        }
        let is_link = |at: usize| self.word(at).is_some_and(|word| word.is_common) && !self.is_of(at, field);
        let end = if is_link(number.wrapping_sub(1)) {
            number - 1
        } else {
            number
        };
        let mut first = end;
        while self.is_of(first.wrapping_sub(1), field) {
            first -= 1;
        }
        first..end
    }

    /// Gives the numbers that are left to the fields that can only be meant.
    fn fill_numbers(&mut self) {
        for (at, thing) in self.things.iter().enumerate() {
            let (Thing::Number(number), true) = (thing, self.is_free(at)) else {
                continue;
            };
            let candidates: Vec<usize> = self
                .candidates(|field| read_number(field, number).is_some())
                .collect();
            if number.is_year || candidates.is_empty() {
                continue;
            }
            match self.only(&candidates) {
                Some(field) => self.fill(at, field),
                None => self.understand(at..at + 1),
            }
        }
    }

    fn fill(&mut self, number: usize, field: usize) {
        let (Some(Thing::Number(typed)), Some(known)) = (self.things.get(number), self.field(field)) else {
            return;
        };
        if let Some(shown) = read_number(known, typed) {
            self.understand(number..number + 1);
            self.give(field, typed.typed.clone(), shown);
        }
    }

    /// Whether every thing says something to the calculator, but for a last word that is still being typed.
    fn understands(&self) -> bool {
        self.things
            .iter()
            .zip(&self.understood)
            .all(|(thing, is_understood)| {
                let Thing::Word(word) = thing else {
                    return *is_understood;
                };
                *is_understood || word.is_common || self.knows(word)
            })
    }

    /// Whether a number or a day was said, where the calculator asks for one: words alone look for pages.
    fn is_measured(&self) -> bool {
        let takes_words = |field: &KnownField| matches!(field.kind, Kind::Choice | Kind::YesNo | Kind::Clock);
        let is_said = |(thing, is_understood): (&Thing, &bool)| *is_understood && thing.word().is_none();
        self.known.fields.iter().all(takes_words) || self.things.iter().zip(&self.understood).any(is_said)
    }

    fn knows(&self, word: &Word) -> bool {
        let is_same =
            |known: &String| *known == word.stem || (word.is_begun && known.starts_with(&*word.typed));
        let fields = &self.known.fields;
        self.known.words.iter().any(|(known, _)| is_same(known))
            || fields.iter().flat_map(|field| &field.words).any(is_same)
            || fields
                .iter()
                .flat_map(|field| &field.choices)
                .flat_map(|choice| choice.phrases.iter().flatten())
                .any(is_same)
    }

    fn filled(self) -> Reading {
        let mut fields = Vec::new();
        for (field, given) in self.known.fields.iter().zip(self.given) {
            let (how, value, shown) = match given {
                Some((value, shown)) => (How::Said, value, shown),
                None if field.kind == Kind::Clock => continue,
                None if field.is_zero => (How::Zero, String::from("0"), String::from("0")),
                None if field.is_filled => (How::Empty, String::new(), String::new()),
                None => continue,
            };
            fields.push(Filled {
                how,
                name: field.name.clone(),
                value,
                label: field.label.clone(),
                shown,
            });
        }
        Reading {
            id: self.known.id.clone(),
            now: self.now,
            fields,
        }
    }
}

/// A number as people read it, where a field takes it.
fn read_number(field: &KnownField, number: &Number) -> Option<String> {
    let text = &*number.typed;
    let is_plain = !number.is_money && !number.is_share;
    let (value, part): (i64, AnswerValue) = match field.kind {
        Kind::Money(sign) if !number.is_share => {
            let money = Money::parse(text, sign).ok()?;
            (money.cents(), AnswerValue::Money(money))
        }
        Kind::Whole if is_plain => {
            let count = parse_whole(text).ok()?;
            (count, AnswerValue::Count(count))
        }
        Kind::Hours if is_plain => {
            let hours = parse_hours(text).ok()?;
            (hours.hundredths(), AnswerValue::Multiple(hours))
        }
        Kind::Percentage if !number.is_money => {
            let percent = parse_percent(text).ok()?;
            (percent.hundredths(), AnswerValue::Percent(percent))
        }
        _ => return None,
    };
    if field
        .bounds
        .is_some_and(|(least, greatest)| value < least || value > greatest)
    {
        return None;
    }
    let mut text = String::new();
    part.push_to(&mut text);
    Some(text)
}
