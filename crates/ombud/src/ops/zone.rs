//! `bargain.zone`: where theory would have two sides meet.

use serde::{Deserialize, Serialize};

use super::{Operation, Stability};
use crate::{
    Error, ErrorCode,
    bargain::{Solution, Zone, first_mover_share},
    error::Result,
    model::{Decimal, FactClass, Label, Money, canon},
};

pub(super) const ZONE: Operation = Operation {
    name: "bargain.zone",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "双方底线之间的理论解（纳什、卡莱-斯莫罗丁斯基、平均主义、鲁宾斯坦）;只作评估,不得进入任何金额",
        "Where theory would have two sides meet who know each other's limit (Nash, Kalai-Smorodinsky, egalitarian, Rubinstein); enters no amount",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["least", "most"],
  "properties": {
    "least": {"type": "object", "description": "money: the least that the one side takes"},
    "most": {"type": "object", "description": "money: the most that the other pays"},
    "among": {"type": "object", "additionalProperties": false, "required": ["low", "high"], "description": "all figures that might be named: the ideals of the two, where they are taken outside the zone",
      "properties": {"low": {"type": "object", "description": "money"}, "high": {"type": "object", "description": "money"}}},
    "nearest": {"type": "object", "description": "money: figures are multiples of it; one minor unit where absent"},
    "patience": {"type": "object", "additionalProperties": false, "required": ["first", "second"], "description": "what a round's delay leaves of each side's gain, a decimal below 1: who speaks first, and the other",
      "properties": {"first": {"type": "string"}, "second": {"type": "string"}}}
  }
}"#,
    example: r#"{"least":{"currency":"CNY","minor":600000},"most":{"currency":"CNY","minor":900000},"among":{"low":{"currency":"CNY","minor":0},"high":{"currency":"CNY","minor":1000000}},"patience":{"first":"0.9","second":"0.95"}}"#,
    run: |engine, request| {
        let request: Request = canon::from_bytes(request)?;
        let words = engine.phrasebook();
        canon::to_bytes(&Answer {
            class: FactClass::Assessment,
            note: Label::said(|lang| words.enters_no_amount(lang)),
            points: request.points()?,
            first_mover_share: request.share()?,
        })
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    least: Money,
    most: Money,
    among: Option<Among>,
    nearest: Option<Money>,
    patience: Option<Patience>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Among {
    low: Money,
    high: Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patience {
    first: Decimal,
    second: Decimal,
}

#[derive(Serialize)]
struct Answer {
    class: FactClass,
    note: Label,
    /// None where the one side asks for more than the other pays.
    points: Vec<Point>,
    /// What part of the zone goes to who speaks first, where offers alternate without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_mover_share: Option<Decimal>,
}

#[derive(Serialize)]
struct Point {
    solution: Solution,
    title: Label,
    at: Money,
}

impl Request {
    fn points(&self) -> Result<Vec<Point>> {
        let zone = Zone::new(self.least, self.most).map_err(|error| error.path("most"))?;
        let among = self.among.as_ref().map(|among| (among.low, among.high));
        let Some(zone) = zone else { return Ok(Vec::new()) };
        let points = zone.solutions(among, self.unit()?)?;
        Ok(points.into_iter().map(|(solution, at)| Point { title: solution.label(), solution, at }).collect())
    }

    fn unit(&self) -> Result<i64> {
        let Some(nearest) = self.nearest else { return Ok(1) };
        nearest.compare(&self.least).map_err(|error| error.path("nearest"))?;
        if nearest.minor() < 1 {
            let error = Error::new(ErrorCode::OutOfRange).path("nearest");
            return Err(error.expected("an amount above zero").found(nearest));
        }
        Ok(nearest.minor())
    }

    fn share(&self) -> Result<Option<Decimal>> {
        let Some(Patience { first, second }) = self.patience else { return Ok(None) };
        let share = first_mover_share(first, second);
        share.map(Some).ok_or_else(|| {
            let error = Error::new(ErrorCode::OutOfRange).path("patience");
            error.expected("two factors from 0 to below 1").found(format_args!("{first}, {second}"))
        })
    }
}
