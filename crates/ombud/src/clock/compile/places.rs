//! Where a regime counts: a zone and a calendar, or one of each for every place.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Place, class::assessment_under};
use crate::{
    Error, ErrorCode,
    clock::{Calendar, RegimeDef},
    model::{CalendarId, Catalogue, Zone},
};

/// The places of a regime, or the one it is without them.
pub(super) fn places(
    def: &RegimeDef,
    catalogue: &Catalogue,
    calendars: &BTreeMap<CalendarId, Arc<Calendar>>,
    faults: &mut Vec<Error>,
) -> Vec<Place> {
    let mut places = Vec::new();
    let error = |code: ErrorCode, path: &str| Error::new(code).item(&def.id).kind("regime").path(path);
    let mut add = |path: &str, id: Option<String>, zone_name: &str, calendar_id: &CalendarId| {
        let zone = Zone::new(zone_name);
        if zone.is_err() {
            let error = error(ErrorCode::UnknownZone, &format!("{path}zone"));
            faults.push(error.expected("a zone of the time-zone database").found(zone_name));
        }
        let calendar = calendars.get(calendar_id);
        if calendar.is_none() {
            let error = error(ErrorCode::UnknownCalendar, &format!("{path}calendar"));
            faults.push(error.expected("a calendar of the pack").found(calendar_id));
        }
        if let (Ok(zone), Some(calendar)) = (zone, calendar) {
            places.push(Place { id, zone, calendar: Arc::clone(calendar) });
        }
    };
    match (&def.zone, &def.calendar, &def.place_fact) {
        (Some(zone), Some(calendar), None) if def.place.is_empty() => add("", None, zone, calendar),
        (None, None, Some(_)) if !def.place.is_empty() => {
            for (i, place) in def.place.iter().enumerate() {
                add(&format!("place[{i}]."), Some(place.id.clone()), &place.zone, &place.calendar);
            }
        }
        _ => {
            let given = [
                ("`zone`", def.zone.is_some()),
                ("`calendar`", def.calendar.is_some()),
                ("`place_fact`", def.place_fact.is_some()),
                ("places", !def.place.is_empty()),
            ];
            let given: Vec<&str> = given.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
            faults.push(
                Error::new(ErrorCode::InvalidField)
                    .item(&def.id)
                    .kind("regime")
                    .expected("either `zone` and `calendar`, or `place_fact` and places")
                    .found(if given.is_empty() { "none of them".to_owned() } else { given.join(", ") }),
            );
        }
    }
    let Some(fact) = &def.place_fact else { return places };
    match catalogue.fact(fact.as_str()) {
        Ok(known) => {
            if let Some(fault) = assessment_under(catalogue, def.id.as_str(), fact) {
                faults.push(fault.item(&def.id).kind("regime").path("place_fact"));
            } else if known.level > 0 {
                let error = error(ErrorCode::InvalidValue, "place_fact");
                let found = format!("{fact} (level {})", known.level);
                faults.push(error.expected("a supplied fact (level 0)").found(found));
            }
            let mut seen = BTreeSet::new();
            for (i, place) in def.place.iter().enumerate() {
                let error = error(ErrorCode::InvalidValue, &format!("place[{i}].id"));
                if !known.values.iter().any(|value| value.id == place.id) {
                    faults.push(error.expected(format_args!("a value of `{fact}`")).found(&place.id));
                } else if !seen.insert(&place.id) {
                    faults.push(error.expected("each place once").found(&place.id));
                }
            }
        }
        Err(_) => {
            let error = error(ErrorCode::UnknownFact, "place_fact");
            faults.push(error.expected("a fact of the catalogue").found(fact));
        }
    }
    places
}
