//! The rules that lines keep to, and which of them a kind of line keeps to.

use serde::{Deserialize, Serialize};

use super::LineKind;

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// A rule for lines; its wording and its words are those of the taxonomy `talk-rules`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Rule { $($(#[$doc])* $variant,)* }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant,)*];

            /// The code in the taxonomy.
            #[must_use]
            pub fn id(self) -> &'static str { match self { $(Rule::$variant => $name,)* } }
        }
    };
}

rules! {
    /// A label opens neutrally.
    NeutralOpener = "neutral_opener";
    /// A label does not say “I”.
    NoFirstPerson = "no_first_person";
    /// A mirror adds nothing.
    MirrorOnly = "mirror_only";
    /// A mirror is short.
    MirrorShort = "mirror_short";
    /// A minimal encourager is short.
    MinimalShort = "minimal_short";
    /// A calibrated question asks how or what.
    OpenQuestion = "open_question";
    /// A calibrated question is no yes-or-no question.
    NoClosedQuestion = "no_closed_question";
    /// Nobody is asked why.
    NoWhy = "no_why";
    /// A no-oriented question can be answered no.
    NoOriented = "no_oriented";
    /// What is admitted is apologised for.
    Apology = "apology";
    /// What is contested is how it looks to them.
    AsPerception = "as_perception";
    /// What was not found is not conceded.
    NoConcession = "no_concession";
    /// What is contested is voiced without an answer in the same breath.
    NoRebuttal = "no_rebuttal";
    /// What is unknown is checked.
    ToCheck = "to_check";
    /// No protected trait is named.
    NoProtectedTrait = "no_protected_trait";
    /// No label is put on a person.
    NoLabelOnPerson = "no_label_on_person";
    /// No false scarcity.
    NoFalseScarcity = "no_false_scarcity";
    /// No withdrawal, silence, deletion or secrecy is asked for.
    NoSilence = "no_silence";
    /// No odds.
    NoOdds = "no_odds";
    /// Nobody is threatened or told that they must.
    NoPressure = "no_pressure";
    /// No feeling is denied.
    NoDeniedFeeling = "no_denied_feeling";
    /// Nobody is blamed for asking.
    NoBlame = "no_blame";
    /// What is quoted was given.
    QuotesGiven = "quotes_given";
}

impl Rule {
    /// What every line keeps to.
    pub const EVERY_LINE: &'static [Rule] = &[
        Rule::NoProtectedTrait,
        Rule::NoLabelOnPerson,
        Rule::NoFalseScarcity,
        Rule::NoSilence,
        Rule::NoOdds,
        Rule::NoPressure,
        Rule::NoDeniedFeeling,
        Rule::NoBlame,
        Rule::QuotesGiven,
    ];

    /// What lines of a kind keep to beside that.
    #[must_use]
    pub fn of(kind: LineKind) -> &'static [Rule] {
        match kind {
            LineKind::Label => &[Rule::NeutralOpener, Rule::NoFirstPerson],
            LineKind::Mirror => &[Rule::MirrorOnly, Rule::MirrorShort],
            LineKind::Question => &[Rule::OpenQuestion, Rule::NoClosedQuestion, Rule::NoWhy],
            LineKind::NoOriented => &[Rule::NoOriented, Rule::NoWhy],
            LineKind::Admitted => &[Rule::Apology],
            LineKind::Contested => &[Rule::AsPerception, Rule::NoConcession, Rule::NoRebuttal],
            LineKind::Unknown => &[Rule::ToCheck, Rule::NoConcession],
            LineKind::Minimal => &[Rule::MinimalShort],
            LineKind::Plain => &[],
        }
    }
}
