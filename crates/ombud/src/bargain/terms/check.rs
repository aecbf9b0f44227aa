//! What no terms are: refused with the place.

use super::{Item, Mode, Precision, Terms};
use crate::{
    Error, ErrorCode,
    bargain::{Schedule, band::not_negative},
    error::Result,
    model::{Decimal, Money},
};

impl Terms {
    /// Every amount of one currency and none below zero; what a mode does not use is not given.
    pub(in crate::bargain) fn check(&self) -> Result<()> {
        let one = [
            ("entitlement", Some(self.entitlement)),
            ("service", self.service),
            ("target", Some(self.target)),
            ("authority", Some(self.authority)),
            ("demand", self.demand),
            ("like_case", self.like_case),
            ("disputed", self.disputed),
            ("floor", self.floor),
        ];
        for (path, amount) in one.into_iter().filter_map(|(path, amount)| Some((path, amount?))) {
            self.amount(path, amount)?;
        }
        self.lines()?;
        let lists = [
            ("like_cases", self.like_cases.len(), 1_000),
            ("caps", self.caps.len(), 100),
            ("release", self.release.len(), 20),
        ];
        for (path, given, most) in lists {
            few(path, given, most)?;
        }
        for (at, amount) in self.like_cases.iter().enumerate() {
            self.amount(&format!("like_cases[{at}]"), *amount)?;
        }
        for (at, cap) in self.caps.iter().enumerate() {
            self.amount(&format!("caps[{at}].most"), cap.most)?;
        }
        if let Some(service) = self.service.filter(|service| service.minor() > self.entitlement.minor()) {
            let error = Error::new(ErrorCode::OutOfRange).path("service");
            return Err(error.expected(format_args!("at most {}", self.entitlement)).found(service));
        }
        if let (Some(closing), Some(as_of)) = (&self.closing, self.as_of)
            && closing.by < as_of
        {
            let error = Error::new(ErrorCode::OutOfRange).path("closing.by");
            return Err(error.expected(format_args!("{as_of} or a later day")).found(closing.by));
        }
        self.fits_the_mode()
    }

    fn amount(&self, path: &str, amount: Money) -> Result<()> {
        self.entitlement.compare(&amount).map_err(|error| error.path(path))?;
        not_negative(path, amount)
    }

    /// What shapes offers has no place where it would shape nothing.
    fn fits_the_mode(&self) -> Result<()> {
        use Mode::{Ackerman, Packages, SplitTheDifference, TimeDependent, TitForTat};
        let haggling = [Ackerman, SplitTheDifference, TimeDependent, TitForTat];
        let fields: [(&str, bool, &[Mode]); 9] = [
            ("opening", self.opening.is_some(), &haggling),
            ("raises", self.raises.is_some(), &[Ackerman, TimeDependent]),
            ("shrink", self.shrink.is_some(), &[Ackerman]),
            ("ratios", self.ratios.is_some(), &[Ackerman]),
            ("beta", self.beta.is_some(), &[TimeDependent]),
            ("curve", self.curve.is_some(), &[TimeDependent]),
            ("imitation", self.imitation.is_some(), &[TitForTat]),
            ("acceptance", self.acceptance.is_some(), &haggling),
            ("packages", !self.packages.is_empty(), &[Packages]),
        ];
        for (path, given, modes) in fields {
            if given && !modes.contains(&self.mode) {
                let modes: Vec<&str> = modes.iter().map(|mode| mode.id()).collect();
                let error = Error::new(ErrorCode::InvalidField).path(path);
                return Err(error
                    .expected(format_args!("only with mode {}", modes.join(", ")))
                    .found(self.mode.id()));
            }
        }
        if let Some(imitation) = self.imitation {
            imitation.check().map_err(|error| error.within("imitation"))?;
        }
        if let Some(condition) = self.acceptance {
            condition.check().map_err(|error| error.within("acceptance"))?;
        }
        let timed = self.acceptance.is_some_and(|condition| condition.looks_at_time());
        if timed != self.rounds.is_some() || self.rounds == Some(0) {
            let error = Error::new(ErrorCode::InvalidField).path("rounds");
            let found = self.rounds.map_or_else(|| "nothing".to_owned(), |rounds| rounds.to_string());
            return Err(error
                .expected("a number of 1 or more with a condition of acceptance that asks for the time, and only there")
                .found(found));
        }
        let closed = [
            ("opening", self.opening.is_some()),
            ("raises", self.raises.is_some()),
            ("shrink", self.shrink.is_some()),
        ];
        match closed.iter().find(|(_, given)| *given && self.ratios.is_some()) {
            Some((path, _)) => {
                let error = Error::new(ErrorCode::InvalidField).path(path);
                Err(error.expected("either `ratios`, or `opening`, `raises` and `shrink`").found("both"))
            }
            None => Ok(()),
        }
    }

    /// How the target is approached.
    pub(in crate::bargain) fn schedule(&self) -> Result<Schedule> {
        let or = |given: Option<Decimal>, usual: &str| given.map_or_else(|| usual.parse(), Ok);
        match self.mode {
            Mode::Principled | Mode::Packages => Schedule::listed(&[Decimal::from_int(1)]),
            Mode::Ackerman => match &self.ratios {
                Some(ratios) => Schedule::listed(ratios),
                None => Schedule::closed(
                    or(self.opening, "0.65")?,
                    self.raises.unwrap_or(3),
                    or(self.shrink, "0.5")?,
                ),
            },
            Mode::TimeDependent => Schedule::timed(
                self.curve.unwrap_or_default(),
                or(self.opening, "0.65")?,
                self.raises.unwrap_or(3),
                or(self.beta, "1")?,
            ),
            Mode::SplitTheDifference | Mode::TitForTat => {
                Schedule::closed(or(self.opening, "0.65")?, 1, or(None, "0.5")?)
            }
        }
    }

    /// The minor units to which offers are rounded.
    pub(in crate::bargain) fn unit(&self) -> Result<i64> {
        match &self.precision {
            Precision::Exact => Ok(1),
            Precision::Nearest(unit) => {
                self.amount("precision.nearest", *unit)?;
                if unit.minor() < 1 {
                    let error = Error::new(ErrorCode::OutOfRange).path("precision.nearest");
                    return Err(error.expected("an amount above zero").found(unit));
                }
                Ok(unit.minor())
            }
            Precision::Itemised(items) => {
                self.adds_up("precision.itemised", items)?;
                Ok(1)
            }
        }
    }

    /// Two or three packages, each worth the target.
    pub(in crate::bargain) fn packed(&self) -> Result<()> {
        if self.mode != Mode::Packages {
            return Ok(());
        }
        if !(2..=3).contains(&self.packages.len()) {
            let error = Error::new(ErrorCode::InvalidField).path("packages");
            return Err(error.expected("2 or 3 packages").found(self.packages.len()));
        }
        let mut each = self.packages.iter().enumerate();
        each.try_for_each(|(at, package)| self.adds_up(&format!("packages[{at}].items"), &package.items))
    }

    fn adds_up(&self, path: &str, items: &[Item]) -> Result<()> {
        few(path, items.len(), 100)?;
        let mut sum = Money::new(0, self.target.currency());
        for (at, item) in items.iter().enumerate() {
            let path = format!("{path}[{at}].amount");
            self.amount(&path, item.amount)?;
            sum = sum.checked_add(&item.amount).map_err(|error| error.path(&path))?;
        }
        if sum != self.target {
            let error = Error::new(ErrorCode::InvalidValue).path(path);
            return Err(error.expected(format_args!("a sum of {}", self.target)).found(sum));
        }
        Ok(())
    }
}

fn few(path: &str, given: usize, most: usize) -> Result<()> {
    if given <= most {
        return Ok(());
    }
    let error = Error::new(ErrorCode::TooLarge).path(path);
    Err(error.expected(format_args!("at most {most} entries")).found(given))
}
