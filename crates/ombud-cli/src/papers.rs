//! `ombud triage --papers`: the review sheets of declined claims.

use std::path::Path;

use ombud::{Error, ErrorCode, model::Lang};
use ombud_intake::papers::{Papers, Written};

use crate::{
    failure::{Failure, Result},
    triage::Job,
};

/// The sheets of a run, in a directory of their own.
pub(crate) fn open<'a>(job: &Job<'a>, place: &Path, cases: Option<&Path>) -> Result<Papers<'a>> {
    if place == job.out || cases == Some(place) {
        let error = Error::new(ErrorCode::InvalidField).path("--papers");
        let error = error.expected("a directory of its own that is empty or not there yet");
        return Err(Failure::usage(error.found(place.display())));
    }
    Papers::new(job.engine, job.regimes, job.as_of, job.lang, place)
        .map_err(|error| Failure::usage(error.path("--papers")))
}

/// How many were written, how many were not, and why; and why there is no plan of offers.
pub(crate) fn sentence(written: &Written, place: &Path, lang: Lang) -> String {
    let Written { declined, written, over, refused, .. } = *written;
    let place = place.display();
    if declined == 0 {
        return match lang {
            Lang::Zh => "拒付复核表：没有载明拒付的理赔。\n".to_owned(),
            Lang::En => "Review sheets: no row says that a claim was declined.\n".to_owned(),
        };
    }
    let left: Vec<String> = [
        (
            over,
            format!("{over}件超出一次出表的件数"),
            format!("{over} past the most that are written at once"),
        ),
        (
            refused,
            format!("{refused}件所载无法复核（见问题清单）"),
            format!("{refused} whose facts cannot be reviewed together (see the problems)"),
        ),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(_, zh, en)| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    })
    .collect();
    match lang {
        Lang::Zh => {
            let left =
                if left.is_empty() { String::new() } else { format!("；未出表：{}", left.join("，")) };
            format!(
                "拒付复核表{place}：拒付{declined}件，出表{written}件{left}。未编制方案审批单：台账没有经认定的应付金额。\n"
            )
        }
        Lang::En => {
            let left =
                if left.is_empty() { String::new() } else { format!("; none for {}", left.join(" and ")) };
            format!(
                "Review sheets: {place}, {written} of {declined} declined claims{left}. No plan of offers: a file has no amount that a person found to be owed.\n"
            )
        }
    }
}
