//! What the check may take for granted.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::workflow::{Actor, Chart, Delay, chart::Timer};

/// Somebody who works with the workflow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Person {
    /// Who it is.
    pub id: String,
    /// The roles they have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
}

impl Person {
    /// Somebody with these roles.
    #[must_use]
    pub fn new<'r>(id: &str, roles: impl IntoIterator<Item = &'r str>) -> Self {
        Person { id: id.to_owned(), roles: roles.into_iter().map(str::to_owned).collect() }
    }

    pub(super) fn actor(&self, chart: &Chart) -> Actor {
        chart.actor(&self.id, self.roles.iter().map(String::as_str))
    }
}

/// What is known of the house a workflow runs in. By default each role has two persons who have no
/// other, and nothing is known of times.
///
/// ```
/// use ombud::workflow::check::{Given, Person};
/// let given = Given::default()
///     .person(Person::new("li", ["handler", "reviewer"]))
///     .limit("answer", "15d".parse()?)
///     .delay("CN-CM-012", "15d".parse()?);
/// # let _ = given;
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    pub(super) staff: Vec<Person>,
    pub(super) limits: BTreeMap<String, Delay>,
    pub(super) delays: BTreeMap<String, Delay>,
    pub(super) seconds: BTreeMap<String, Vec<String>>,
}

impl Given {
    /// Adds somebody. Once somebody is named, nobody else is there.
    #[must_use]
    pub fn person(mut self, person: Person) -> Self {
        self.staff.push(person);
        self
    }

    /// That somebody else, with one of these roles, must agree to a transition.
    #[must_use]
    pub fn second<'r>(mut self, transition: &str, roles: impl IntoIterator<Item = &'r str>) -> Self {
        self.seconds.insert(transition.to_owned(), roles.into_iter().map(str::to_owned).collect());
        self
    }

    /// How long a clock may run at most, by the id of the clock or its rule.
    #[must_use]
    pub fn limit(mut self, clock: &str, longest: Delay) -> Self {
        self.limits.insert(clock.to_owned(), longest);
        self
    }

    /// How long a timer runs.
    pub(super) fn length(&self, timer: &Timer) -> Option<Delay> {
        timer.after.or_else(|| self.delays.get(timer.clock.as_ref()?.as_str()).copied())
    }

    /// How long a timer runs at most that waits for the due date of a rule.
    #[must_use]
    pub fn delay(mut self, rule: &str, longest: Delay) -> Self {
        self.delays.insert(rule.to_owned(), longest);
        self
    }
}
