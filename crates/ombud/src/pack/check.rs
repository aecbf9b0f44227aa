//! The author's check: everything a pack may get wrong, found at once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Book, Bundle, ColumnType, Target, authoring::Origins, items::*};
use crate::{
    Error, ErrorCode,
    clock::Citation,
    cond::{Condition, RESERVED},
    model::{Catalogue, FactClass, FactDef, Label, Value, ValueType, Zone},
};

/// Checks a bundle and compiles it.
///
/// `origins` are those that [`read_files`](super::read_files) gave, for files and lines.
///
/// # Errors
/// Every finding at once: ids used twice, references to nothing, facts whose level or class
/// contradicts what they are derived from, rings of derived facts, wordings whose places differ
/// between languages, mappings and profiles that point nowhere, and all that
/// [`Book::compile`] refuses.
pub fn check(bundle: Bundle, origins: &Origins) -> Result<Book, Vec<Error>> {
    let mut checker = Checker { bundle: &bundle, faults: Vec::new() };
    checker.manifest();
    checker.unique();
    checker.facts();
    checker.events();
    checker.citations();
    checker.rules();
    checker.taxonomies();
    checker.sources();
    checker.phrases();
    checker.confirmations();
    let mut faults = checker.faults;
    let book = match Book::compile(bundle) {
        Ok(book) => Some(book),
        Err(errors) => {
            faults.extend(errors);
            None
        }
    };
    match book {
        Some(book) if faults.is_empty() => Ok(book),
        _ => {
            let mut located: Vec<Error> = faults.into_iter().map(|fault| origins.locate(fault)).collect();
            located.sort_by(|a, b| {
                let key = |e: &Error| (e.detail().file.clone(), e.detail().line, e.to_string());
                key(a).cmp(&key(b))
            });
            located.dedup();
            Err(located)
        }
    }
}

struct Checker<'a> {
    bundle: &'a Bundle,
    faults: Vec<Error>,
}

impl Checker<'_> {
    fn fault(
        &mut self,
        item: impl std::fmt::Display,
        path: &str,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) {
        self.faults
            .push(Error::new(ErrorCode::InvalidValue).item(item).path(path).expected(expected).found(found));
    }

    fn manifest(&mut self) {
        let version = &self.bundle.manifest.version;
        if version.is_empty() || version.chars().any(char::is_whitespace) {
            self.fault(&self.bundle.manifest.id, "manifest.version", "a version without spaces", version);
        }
    }

    fn twice<'b>(&mut self, kind: &str, ids: impl Iterator<Item = &'b str>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id) {
                self.fault(id, "id", format_args!("each {kind} once"), "the same id again");
            }
        }
    }

    fn unique(&mut self) {
        let bundle = self.bundle;
        self.twice("fact", bundle.facts.iter().map(|x| x.id.as_str()));
        self.twice("event", bundle.events.iter().map(|x| x.id.as_str()));
        self.twice("instrument", bundle.instruments.iter().map(|x| x.id.as_str()));
        self.twice("calendar", bundle.calendars.iter().map(|x| x.id.as_str()));
        self.twice("regime", bundle.regimes.iter().map(|x| x.regime.id.as_str()));
        self.twice("taxonomy", bundle.taxonomies.iter().map(|x| x.id.as_str()));
        self.twice("source", bundle.sources.iter().map(|x| x.id.as_str()));
        self.twice("phrase", bundle.phrases.iter().map(|x| x.id.as_str()));
        for rules in &bundle.regimes {
            let clocks: BTreeSet<&str> = rules.clocks.iter().map(|x| x.id.as_str()).collect();
            self.twice("id that is no rule", rules.not_a_rule.iter().map(|x| x.id.as_str()));
            for item in &rules.not_a_rule {
                let is_rule = clocks.contains(item.id.as_str())
                    || rules.provisions.iter().any(|provision| provision.id == item.id);
                if is_rule {
                    self.fault(&item.id, "id", "either a rule or not a rule", "both");
                }
            }
            let mut versions: BTreeMap<&str, Vec<&Provision>> = BTreeMap::new();
            for provision in &rules.provisions {
                if clocks.contains(provision.id.as_str()) {
                    self.fault(&provision.id, "id", "a clock or a provision", "both");
                }
                versions.entry(provision.id.as_str()).or_default().push(provision);
            }
            for list in versions.values_mut() {
                list.sort_by_key(|provision| provision.effective_from.or(provision.in_force_by));
                for pair in list.windows(2) {
                    if let [earlier, later] = pair {
                        let next = later.effective_from.or(later.in_force_by);
                        if earlier.effective_to.is_none_or(|to| next.is_none_or(|next| to >= next)) {
                            self.fault(&earlier.id, "effective_to", "versions without overlap", "an overlap");
                        }
                    }
                }
            }
        }
    }

    fn facts(&mut self) {
        let by_id: BTreeMap<&str, &FactDef> = self.bundle.facts.iter().map(|x| (x.id.as_str(), x)).collect();
        for fact in &self.bundle.facts {
            if RESERVED.contains(&fact.id.as_str()) {
                self.fault(&fact.id, "id", "a name that is no word of conditions", &fact.id);
            }
            if fact.level > 3 {
                self.fault(&fact.id, "level", "0 to 3", fact.level);
            }
            let listed = matches!(fact.kind, ValueType::Enum | ValueType::Set);
            if listed == fact.values.is_empty() {
                let found = fact.values.len();
                self.fault(&fact.id, "values", "values for enum and set, and only there", found);
            }
            self.choices(fact.id.as_str(), "values", fact.values.iter().map(|x| x.id.as_str()));
            for (i, input) in fact.from.iter().enumerate() {
                let path = format!("from[{i}]");
                match by_id.get(input.as_str()) {
                    None => self.fault(&fact.id, &path, "a fact of the catalogue", input),
                    Some(input) => {
                        // A producer reads lower levels; a derived fact is at least as high as its inputs.
                        if input.level > fact.level {
                            let expected = format!("a level of at least {}", input.level);
                            self.fault(&fact.id, "level", expected, fact.level);
                        }
                        if input.class == FactClass::Assessment && fact.class != FactClass::Assessment {
                            let found = format!("{} → {} (class assessment)", fact.id, input.id);
                            self.fault(&fact.id, "class", "assessment, as what it is derived from", found);
                        }
                    }
                }
            }
            let mut trail = vec![fact.id.as_str()];
            if ring(&by_id, fact, &mut trail) {
                self.fault(&fact.id, "from", "facts not derived from themselves", trail.join(" → "));
            }
        }
    }

    fn choices<'b>(&mut self, item: &str, path: &str, ids: impl Iterator<Item = &'b str>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let plain =
                !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
            if !plain {
                self.fault(item, path, "ids of letters, digits, `_`, `-`, `.`", id);
            }
            if !seen.insert(id) {
                self.fault(item, path, "each value once", id);
            }
        }
    }

    fn events(&mut self) {
        for event in &self.bundle.events {
            self.choices(event.id.as_str(), "fields", event.fields.iter().map(|x| x.id.as_str()));
            for field in &event.fields {
                if ["type", "at", "part", "ref", "by", "stated_timely"].contains(&field.id.as_str()) {
                    self.fault(&event.id, "fields", "no name that every event has", &field.id);
                }
                let listed = matches!(field.kind, ValueType::Enum | ValueType::Set);
                if listed == field.values.is_empty() {
                    self.fault(&event.id, "fields", "values for enum and set, and only there", &field.id);
                }
                self.choices(event.id.as_str(), "fields", field.values.iter().map(|x| x.id.as_str()));
            }
        }
    }

    fn cite(&mut self, item: &str, path: &str, list: &[Citation]) {
        for (i, citation) in list.iter().enumerate() {
            if !self.bundle.instruments.iter().any(|x| x.id == *citation.instrument()) {
                self.fault(item, &format!("{path}[{i}]"), "an instrument of the pack", citation);
            }
        }
    }

    fn citations(&mut self) {
        let bundle = self.bundle;
        for rules in &bundle.regimes {
            for (i, instrument) in rules.regime.instruments.iter().enumerate() {
                if !bundle.instruments.iter().any(|x| x.id == *instrument) {
                    let path = format!("instruments[{i}]");
                    self.fault(&rules.regime.id, &path, "an instrument of the pack", instrument);
                }
            }
            for clock in &rules.clocks {
                let item = clock.id.as_str();
                self.cite(item, "cite", &clock.cite);
                for (kind, steps) in [
                    ("extend", &clock.extend),
                    ("pause", &clock.pause),
                    ("reset", &clock.reset),
                    ("merge", &clock.merge),
                    ("cancel", &clock.cancel),
                    ("agree", &clock.agree),
                ] {
                    for (i, step) in steps.iter().enumerate() {
                        self.cite(item, &format!("{kind}[{i}].cite"), &step.cite);
                    }
                }
                for (i, instead) in clock.instead.iter().enumerate() {
                    self.cite(item, &format!("instead[{i}].cite"), &instead.cite);
                }
            }
            for provision in &rules.provisions {
                if provision.cite.is_empty() {
                    self.fault(&provision.id, "cite", "at least one citation", "none");
                }
                self.cite(provision.id.as_str(), "cite", &provision.cite);
            }
            for suspension in &rules.suspensions {
                self.cite(suspension.id.as_str(), "cite", &suspension.cite);
            }
        }
    }

    fn rules(&mut self) {
        let bundle = self.bundle;
        let catalogue = Catalogue::new(bundle.facts.iter().cloned(), bundle.events.iter().cloned());
        let ids = rule_ids(bundle);
        for rules in &bundle.regimes {
            for provision in &rules.provisions {
                if provision.effective_from.is_some() == provision.in_force_by.is_some() {
                    let expected = "one of `effective_from`, `in_force_by`";
                    self.fault(&provision.id, "effective_from", expected, "both or none");
                }
                if let Some(when) = &provision.when
                    && let Err(errors) = Condition::parse(when, &catalogue)
                {
                    let item = &provision.id;
                    self.faults.extend(errors.into_iter().map(|e| e.item(item).within("when")));
                }
                if let Some(by) = &provision.superseded_by
                    && !ids.contains(by.as_str())
                {
                    self.fault(&provision.id, "superseded_by", "a rule of the pack", by);
                }
                if provision.kind == ProvisionKind::Notice && provision.contents.is_empty() {
                    self.fault(&provision.id, "contents", "what the notice must contain", "nothing");
                }
            }
            for clock in &rules.clocks {
                for (i, raised) in clock.on_expiry.iter().enumerate() {
                    if !ids.contains(raised.rule.as_str()) {
                        let path = format!("on_expiry[{i}].rule");
                        self.fault(&clock.id, &path, "a rule of the pack", &raised.rule);
                    }
                }
            }
        }
    }

    fn taxonomies(&mut self) {
        let bundle = self.bundle;
        for taxonomy in &bundle.taxonomies {
            self.twice("code of a taxonomy", taxonomy.code.iter().map(|x| x.id.as_str()));
            for (i, code) in taxonomy.code.iter().enumerate() {
                if let Some(parent) = &code.parent
                    && (parent == &code.id || !taxonomy.code.iter().any(|x| x.id == *parent))
                {
                    let path = format!("code[{i}].parent");
                    self.fault(&taxonomy.id, &path, "another code of the taxonomy", parent);
                }
                for (j, map) in code.maps.iter().enumerate() {
                    let known = map.to.split_once(':').is_some_and(|(name, code)| {
                        bundle
                            .taxonomies
                            .iter()
                            .any(|t| t.id.as_str() == name && t.code.iter().any(|c| c.id.as_str() == code))
                    });
                    if !known {
                        let path = format!("code[{i}].maps[{j}].to");
                        self.fault(&taxonomy.id, &path, "taxonomy:code of the pack", &map.to);
                    }
                }
            }
        }
    }

    fn sources(&mut self) {
        let bundle = self.bundle;
        let catalogue = Catalogue::new(bundle.facts.iter().cloned(), bundle.events.iter().cloned());
        for source in &bundle.sources {
            let item = source.id.as_str();
            if let Err(error) = Zone::new(&source.zone) {
                self.faults.push(error.item(item).path("zone"));
            }
            for (i, regime) in source.regimes.iter().enumerate() {
                if !bundle.regimes.iter().any(|rules| rules.regime.id == *regime) {
                    self.fault(item, &format!("regimes[{i}]"), "a regime of the pack", regime);
                }
            }
            let mut headers = BTreeSet::new();
            for (i, column) in source.column.iter().enumerate() {
                for header in std::iter::once(&column.name).chain(&column.aliases) {
                    if !headers.insert(header.as_str()) {
                        self.fault(item, &format!("column[{i}]"), "each header once", header);
                    }
                }
                let path = format!("column[{i}].to");
                match (column.target(), &column.to) {
                    (None, Some(to)) => {
                        let expected = "id, complaint.FIELD, event:TYPE, event:TYPE.FIELD, fact:ID, \
                                        stated:timely or extra:NAME";
                        self.fault(item, &path, expected, to);
                    }
                    (None, None) if column.kind != ColumnType::Ignore => {
                        self.fault(item, &path, "a target, or type `ignore`", "none");
                    }
                    (Some(Target::Event(event)), _) => {
                        if catalogue.event(event).is_err() {
                            self.fault(item, &path, "an event type of the catalogue", event);
                        } else if column.kind != ColumnType::Date {
                            self.fault(
                                item,
                                &path,
                                "a column of type date",
                                format_args!("{:?}", column.kind),
                            );
                        }
                    }
                    (Some(Target::EventField(event, field)), _) => {
                        let known = catalogue.event(event).is_ok_and(|def| def.field(field).is_some());
                        if !known {
                            self.fault(item, &path, "a field of an event of the catalogue", field);
                        }
                    }
                    (Some(Target::Fact(fact)), _) if catalogue.fact(fact).is_err() => {
                        self.fault(item, &path, "a fact of the catalogue", fact);
                    }
                    _ => {}
                }
                self.code_maps(item, i, column, &catalogue);
            }
        }
    }

    fn code_maps(&mut self, item: &str, index: usize, column: &super::ColumnDef, catalogue: &Catalogue) {
        for (j, map) in column.map.iter().enumerate() {
            let path = format!("column[{index}].map[{j}]");
            for (fact, json) in &map.facts {
                if let Err(error) = catalogue.read_fact(fact, json) {
                    self.faults.push(error.item(item).path(&path));
                }
            }
            for event in &map.events {
                if let Err(error) = catalogue.event(event.kind.as_str()) {
                    self.faults.push(error.item(item).path(&path).found(&event.kind));
                }
                for (field, json) in &event.fields {
                    if let Err(error) = catalogue.read_field(event.kind.as_str(), field, json) {
                        self.faults.push(error.item(item).path(&path));
                    }
                }
            }
            if let (Some(Target::EventField(event, field)), Some(to)) = (column.target(), &map.to)
                && let Ok(def) = catalogue.event(event)
                && let Some(field) = def.field(field)
                && let Err(error) = Value::from_text(to, field.kind, &field.values)
            {
                self.faults.push(error.item(item).path(&path));
            }
        }
    }

    fn phrases(&mut self) {
        for phrase in &self.bundle.phrases {
            let (zh, en) = (places(&phrase.zh), places(&phrase.en));
            if zh != en {
                let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
                let expected = format!("the same places in zh and en ({})", list(&zh));
                self.fault(&phrase.id, "en", expected, list(&en));
            }
        }
    }

    fn confirmations(&mut self) {
        let ids = rule_ids(self.bundle);
        for entry in &self.bundle.confirmations {
            for id in &entry.items {
                if !ids.contains(id.as_str()) {
                    self.fault(id, "confirmation.items", "a rule of the pack", id);
                }
            }
        }
    }
}

/// The names in braces of a wording.
fn places(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

/// Whether a fact is derived from itself; the way round is left in `trail`.
fn ring<'a>(by_id: &BTreeMap<&str, &'a FactDef>, fact: &'a FactDef, trail: &mut Vec<&'a str>) -> bool {
    for input in &fact.from {
        if trail.first() == Some(&input.as_str()) {
            trail.push(input.as_str());
            return true;
        }
        if trail.contains(&input.as_str()) {
            continue;
        }
        if let Some(next) = by_id.get(input.as_str()) {
            trail.push(next.id.as_str());
            if ring(by_id, next, trail) {
                return true;
            }
            trail.pop();
        }
    }
    false
}

/// Every rule id of a bundle: clocks, their steps, provisions, suspensions.
#[must_use]
pub(super) fn rule_ids(bundle: &Bundle) -> BTreeSet<&str> {
    let mut ids = BTreeSet::new();
    for rules in &bundle.regimes {
        for clock in &rules.clocks {
            ids.insert(clock.id.as_str());
            let steps =
                [&clock.extend, &clock.pause, &clock.reset, &clock.merge, &clock.cancel, &clock.agree];
            ids.extend(steps.into_iter().flatten().map(|step| step.id.as_str()));
            ids.extend(
                clock.instead.iter().filter_map(|instead| instead.rule.as_ref()).map(|id| id.as_str()),
            );
        }
        ids.extend(rules.provisions.iter().map(|x| x.id.as_str()));
        ids.extend(rules.suspensions.iter().map(|x| x.id.as_str()));
    }
    ids
}

/// The title of a rule, for lists: the first version's.
#[must_use]
pub(super) fn rule_title<'a>(bundle: &'a Bundle, id: &str) -> Option<&'a Label> {
    bundle.regimes.iter().find_map(|rules| {
        let clock = rules.clocks.iter().find(|x| x.id.as_str() == id).map(|x| &x.title);
        let steps = || {
            rules.clocks.iter().flat_map(|clock| {
                [&clock.extend, &clock.pause, &clock.reset, &clock.merge, &clock.cancel, &clock.agree]
            })
        };
        clock
            .or_else(|| steps().flatten().find(|x| x.id.as_str() == id).map(|x| &x.title))
            .or_else(|| rules.provisions.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
            .or_else(|| rules.suspensions.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
    })
}
