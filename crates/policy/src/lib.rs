//! Figures in, decisions with reasons out.
//!
//! Owns every rule of the handbook: money in whole cents, civil dates, the dated values of the policy, and the
//! calculators that decide from them. It cannot reach the world: no I/O, no clock, no floating point. "Today" and the
//! values in force are arguments.
//!
//! The one shape of a calculator is [`Calculator`]: a [`Description`](calculator::Description) of what it asks for and
//! [`evaluate`](Calculator::evaluate). Start from [`calculators::find`].

#![no_std]

extern crate alloc;

pub mod calculator;
pub mod calculators;
pub mod date;
pub mod declared;
pub mod json;
pub mod markdown;
pub mod money;
pub mod number;
pub mod question;
pub mod table;
mod text;
pub mod values;

pub use calculator::{Answer, Answers, Calculator, FieldError};
pub use date::{Date, Moment, Month};
pub use money::Money;
pub use number::{Hundredths, InputError};
pub use values::PolicyValues;
