//! The author's check: everything a pack may get wrong, found at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use super::{
    Book, Bundle, COMMON_FIELDS, ColumnDef, ColumnType, Format, PackFile, RegimeRules, SourceDef, TARGETS,
    Target,
    authoring::{Draft, Origins, draft, place},
    decisions::prove,
    items::*,
};
use crate::{
    Error, ErrorCode,
    clock::{Citation, ClockDef, Confidence, StepDef, assessment_under, order, place_in},
    cond::{Condition, RESERVED},
    model::{
        Catalogue, Choice, Date, Dated, FOLLOW, FactClass, FactDef, Force, Json, Label, Value, ValueType,
        Zone, overlaps,
    },
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
    check_layers(bundle, std::slice::from_ref(origins), Vec::new())
}

/// Reads the files of one pack, lays it over the packs below, checks and compiles.
///
/// Unlike [`read_files`](super::read_files) and then [`check()`], it finds faults of both kinds at
/// once: where something in a file cannot be read, the rest is checked all the same.
///
/// # Errors
/// Every finding at once.
///
/// ```
/// use ombud::pack::{PackFile, check_files};
/// let text = r#"
/// [manifest]
/// id = "mine"
/// version = "1"
/// title = { zh = "甲", en = "Mine" }
/// weight = 3
/// [[phrase]]
/// id = "hello"
/// zh = "{name}您好"
/// en = "Hello"
/// "#;
/// let files = [PackFile { path: "mine.toml".into(), text: text.into() }];
/// let faults = check_files(&files, None).unwrap_err();
/// let lines: Vec<_> = faults.iter().map(|fault| fault.detail().line).collect();
/// assert_eq!(lines, [Some(6), Some(10)]);
/// ```
pub fn check_files(files: &[PackFile], below: Option<Bundle>) -> Result<Book, Vec<Error>> {
    let mut layers = Layers { bundle: below, ..Layers::default() };
    layers.files(files)?;
    layers.check()
}

/// Packs in layers, with the places where they were written.
#[derive(Default)]
pub(crate) struct Layers {
    pub(crate) bundle: Option<Bundle>,
    origins: Vec<Origins>,
}

impl Layers {
    /// Lays a bundle over those before it.
    pub(crate) fn bundle(&mut self, over: Bundle) -> Result<(), Vec<Error>> {
        let (bundle, conflicts) = self.over(over);
        // Where two packs contend for an item, what follows from that is no finding.
        if !conflicts.is_empty() {
            return Err(sorted(conflicts.iter().map(|fault| located(&self.origins, fault)).collect()));
        }
        self.bundle = Some(bundle);
        Ok(())
    }

    /// Lays authored files over those before.
    pub(crate) fn files(&mut self, files: &[PackFile]) -> Result<(), Vec<Error>> {
        let Draft { bundle, origins, mut faults, mended } = draft(files);
        self.origins.push(origins);
        let Some(bundle) = bundle else { return Err(faults) };
        let (bundle, conflicts) = self.over(bundle);
        if faults.is_empty() && conflicts.is_empty() {
            self.bundle = Some(bundle);
            return Ok(());
        }
        let (_, found) = findings(bundle);
        // What is left of an item with faults may contradict itself: that is no finding.
        let found =
            found.iter().filter(|fault| !mended.explains(fault)).map(|fault| located(&self.origins, fault));
        // Where two packs contend for an item, what follows from that for items below is no finding.
        faults.extend(found.filter(|fault| conflicts.is_empty() || fault.detail().file.is_some()));
        faults.extend(conflicts.iter().map(|fault| located(&self.origins, fault)));
        Err(sorted(faults))
    }

    fn over(&self, over: Bundle) -> (Bundle, Vec<Error>) {
        match &self.bundle {
            Some(below) => below.clone().laid_under(over),
            None => (over, Vec::new()),
        }
    }

    /// Checks and compiles.
    pub(crate) fn check(self) -> Result<Book, Vec<Error>> {
        match self.bundle {
            Some(bundle) => check_layers(bundle, &self.origins, Vec::new()),
            None => Err(vec![Error::new(ErrorCode::UnknownItem).expected("at least one pack").found("none")]),
        }
    }
}

fn check_layers(bundle: Bundle, origins: &[Origins], mut faults: Vec<Error>) -> Result<Book, Vec<Error>> {
    let (book, found) = findings(bundle);
    faults.extend(found);
    match book {
        Some(book) if faults.is_empty() => Ok(book),
        _ => Err(sorted(faults.iter().map(|fault| located(origins, fault)).collect())),
    }
}

/// The fault with its place in the uppermost pack that has its item.
fn located(origins: &[Origins], fault: &Error) -> Error {
    let found = origins.iter().rev().find_map(|origins| origins.find(fault));
    found.unwrap_or_else(|| fault.clone().settled())
}

fn sorted(mut faults: Vec<Error>) -> Vec<Error> {
    faults.sort_by_cached_key(place);
    faults.dedup();
    faults
}

fn findings(bundle: Bundle) -> (Option<Book>, Vec<Error>) {
    let catalogue = Catalogue::new(bundle.facts.iter().cloned(), bundle.events.iter().cloned());
    let mut checker = Checker {
        bundle: &bundle,
        catalogue: &catalogue,
        rules: rule_ids(&bundle),
        instruments: bundle.instruments.iter().map(|x| x.id.as_str()).collect(),
        faults: Vec::new(),
    };
    checker.manifest();
    checker.unique();
    checker.facts();
    checker.events();
    checker.instruments();
    for rules in &bundle.regimes {
        checker.regime(rules);
    }
    checker.taxonomies();
    checker.sources();
    checker.phrases();
    checker.confirmations();
    checker.decisions();
    let mut faults = checker.faults;
    faults.extend(prove(&bundle, &catalogue));
    let book = match Book::compile(bundle) {
        Ok(book) => Some(book),
        Err(errors) => {
            faults.extend(errors);
            None
        }
    };
    (book, faults)
}

/// The item whose faults are noted.
#[derive(Clone, Copy)]
struct At<'a> {
    kind: &'static str,
    id: &'a str,
    nth: usize,
    regime: Option<&'a str>,
}

impl<'a> At<'a> {
    fn new(kind: &'static str, id: &'a str) -> Self {
        At { kind, id, nth: 0, regime: None }
    }

    fn place(self, error: Error) -> Error {
        let error = error.item(self.id).kind(self.kind).nth(self.nth);
        match self.regime {
            Some(regime) => error.regime(regime),
            None => error,
        }
    }
}

/// The items, each with how many of its name stand before it.
fn numbered<'a, T>(
    items: &'a [T],
    id: impl Fn(&'a T) -> &'a str,
) -> impl Iterator<Item = (&'a T, &'a str, usize)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    items.iter().map(move |item| {
        let id = id(item);
        let count = seen.entry(id).or_default();
        let nth = *count;
        *count = nth.saturating_add(1);
        (item, id, nth)
    })
}

struct Checker<'a> {
    bundle: &'a Bundle,
    catalogue: &'a Catalogue,
    rules: BTreeSet<&'a str>,
    instruments: BTreeSet<&'a str>,
    faults: Vec<Error>,
}

impl<'a> Checker<'a> {
    fn fault(&mut self, at: At<'_>, path: &str, expected: impl Display, found: impl Display) {
        let error = Error::new(ErrorCode::InvalidValue).path(path).expected(expected).found(found);
        self.faults.push(at.place(error));
    }

    fn manifest(&mut self) {
        let manifest = &self.bundle.manifest;
        // Packs in layers have the names of all of them, the uppermost last.
        let at = At::new("manifest", manifest.id.rsplit('+').next().unwrap_or_default());
        if manifest.version.is_empty() || manifest.version.chars().any(char::is_whitespace) {
            self.fault(at, "version", "a version without spaces", format_args!("{:?}", manifest.version));
        }
    }

    fn unique(&mut self) {
        let bundle = self.bundle;
        self.once("fact", &bundle.facts, |x| x.id.as_str());
        self.once("event", &bundle.events, |x| x.id.as_str());
        self.once("instrument", &bundle.instruments, |x| x.id.as_str());
        self.once("calendar", &bundle.calendars, |x| x.id.as_str());
        self.once("regime", &bundle.regimes, |x| x.regime.id.as_str());
        self.once("taxonomy", &bundle.taxonomies, |x| x.id.as_str());
        self.once("source", &bundle.sources, |x| x.id.as_str());
        self.once("phrase", &bundle.phrases, |x| x.id.as_str());
    }

    fn once<T>(&mut self, kind: &'static str, items: &'a [T], id: impl Fn(&'a T) -> &'a str) {
        for (_, id, nth) in numbered(items, id).filter(|(_, _, nth)| *nth > 0) {
            let error = Error::new(ErrorCode::DuplicateId).path("id");
            let error = error.expected(format_args!("each {kind} once")).found(id);
            self.faults.push(At { nth, ..At::new(kind, id) }.place(error));
        }
    }

    fn facts(&mut self) {
        let by_id: BTreeMap<&str, &FactDef> = self.bundle.facts.iter().map(|x| (x.id.as_str(), x)).collect();
        let derived = |fact: &'a FactDef| fact.from.iter().map(|id| id.as_str()).collect();
        let derived: Vec<_> = self.bundle.facts.iter().map(|x| (x.id.as_str(), derived(x))).collect();
        let rings = rings(&derived);
        for (fact, id, nth) in numbered(&self.bundle.facts, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("fact", id) };
            if RESERVED.contains(&id) {
                self.fault(at, "id", "a name that is no word of conditions", id);
            }
            if fact.level > 3 {
                self.fault(at, "level", "0 to 3", fact.level);
            }
            self.values(at, "", fact.kind, &fact.values);
            for (i, input) in fact.from.iter().enumerate() {
                let path = format!("from[{i}]");
                match by_id.get(input.as_str()) {
                    None => {
                        let error = Error::new(ErrorCode::UnknownFact).path(path);
                        let error = error.expected("a fact of the catalogue").found(input);
                        self.faults.push(at.place(error));
                    }
                    Some(input) => {
                        // A producer reads lower levels; a derived fact is at least as high as its inputs.
                        if input.level > fact.level && fact.level <= 3 {
                            let expected = format!("at least {}, the level of `{}`", input.level, input.id);
                            self.fault(at, "level", expected, fact.level);
                        }
                        if input.class == FactClass::Assessment && fact.class != FactClass::Assessment {
                            let found = format!("{} → {} (class assessment)", fact.id, input.id);
                            self.fault(at, "class", "assessment, as what it is derived from", found);
                        }
                    }
                }
            }
            if let Some(ring) = rings.get(id).filter(|_| nth == 0) {
                self.fault(at, "from", "facts not derived from themselves", ring);
            }
        }
    }

    /// The values of an enum or a set: there, each once, and plain.
    fn values(&mut self, at: At<'_>, outer: &str, kind: ValueType, values: &[Choice]) {
        let listed = matches!(kind, ValueType::Enum | ValueType::Set);
        if listed && values.is_empty() {
            let path = if outer.is_empty() { "type".to_owned() } else { format!("{outer}.type") };
            self.fault(at, &path, format_args!("values beside the type {kind}"), "none");
        }
        let outer = if outer.is_empty() { "values".to_owned() } else { format!("{outer}.values") };
        if !listed && !values.is_empty() {
            self.fault(at, &outer, format_args!("no values beside the type {kind}"), values.len());
        }
        self.plain(at, &outer, values.iter().map(|x| x.id.as_str()));
    }

    fn plain<'b>(&mut self, at: At<'_>, list: &str, ids: impl Iterator<Item = &'b str>) {
        let mut seen = BTreeSet::new();
        for (i, id) in ids.enumerate() {
            let path = format!("{list}[{i}].id");
            let plain =
                !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
            if !plain {
                self.fault(at, &path, "letters, digits, `_`, `-` and `.`", format_args!("{id:?}"));
            }
            if !seen.insert(id) {
                self.fault(at, &path, "each id once", id);
            }
        }
    }

    fn events(&mut self) {
        for (event, id, nth) in numbered(&self.bundle.events, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("event", id) };
            self.plain(at, "fields", event.fields.iter().map(|x| x.id.as_str()));
            for (i, field) in event.fields.iter().enumerate() {
                let path = format!("fields[{i}]");
                if ["type", "at", "part", "ref", "by", "stated_timely"].contains(&field.id.as_str()) {
                    let expected = "no name that every event has of itself";
                    self.fault(at, &format!("{path}.id"), expected, &field.id);
                }
                self.values(at, &path, field.kind, &field.values);
            }
        }
    }

    fn instruments(&mut self) {
        for (item, id, nth) in numbered(&self.bundle.instruments, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("instrument", id) };
            self.days(at, item.effective_from, item.effective_to);
        }
    }

    fn days(&mut self, at: At<'_>, from: Option<Date>, to: Option<Date>) {
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            self.fault(at, "effective_to", format_args!("a day not before {from}"), to);
        }
    }

    /// Days in force: a known start or the day of reading, and an end not before it.
    fn force(&mut self, at: At<'_>, from: Option<Date>, read: Option<Date>, to: Option<Date>) {
        match (from, read) {
            (None, None) => {
                self.fault(at, "effective_from", "one of `effective_from`, `in_force_by`", "neither");
            }
            (Some(_), Some(_)) => {
                self.fault(at, "in_force_by", "one of `effective_from`, `in_force_by`", "both");
            }
            _ => {}
        }
        self.days(at, from.or(read), to);
    }

    fn cite(&mut self, at: At<'_>, path: &str, list: &[Citation]) {
        for (i, citation) in list.iter().enumerate() {
            if !self.instruments.contains(citation.instrument().as_str()) {
                let expected = "an instrument of the pack, then `/` and the place in it";
                self.fault(at, &format!("{path}[{i}]"), expected, citation);
            }
        }
    }

    fn cited(&mut self, at: At<'_>, path: &str, list: &[Citation]) {
        if list.is_empty() {
            self.fault(at, path, "at least one citation", "none");
        }
        self.cite(at, path, list);
    }

    fn rule(&mut self, at: At<'_>, path: &str, id: &str) {
        if !self.rules.contains(id) {
            let error = Error::new(ErrorCode::UnknownItem).path(path);
            self.faults.push(at.place(error.expected("a rule of the pack").found(id)));
        }
    }

    fn regime(&mut self, rules: &'a RegimeRules) {
        let regime = rules.regime.id.as_str();
        let at = At { regime: Some(regime), ..At::new("regime", regime) };
        for (i, instrument) in rules.regime.instruments.iter().enumerate() {
            if !self.instruments.contains(instrument.as_str()) {
                let path = format!("instruments[{i}]");
                self.fault(at, &path, "an instrument of the pack", instrument);
            }
        }
        for (clock, id, nth) in numbered(&rules.clocks, |x| x.id.as_str()) {
            self.clock(At { kind: "clock", id, nth, regime: Some(regime) }, clock);
        }
        let clocks: BTreeSet<&str> = rules.clocks.iter().map(|x| x.id.as_str()).collect();
        for (provision, id, nth) in numbered(&rules.provisions, |x| x.id.as_str()) {
            let at = At { kind: "provision", id, nth, regime: Some(regime) };
            if clocks.contains(id) {
                self.fault(at, "id", "either a clock or a provision", "both");
            }
            self.provision(at, provision);
        }
        self.versions("provision", Some(rules.regime.id.as_str()), &rules.provisions);
        for (suspension, id, nth) in numbered(&rules.suspensions, |x| x.id.as_str()) {
            let at = At { kind: "suspension", id, nth, regime: Some(regime) };
            self.cited(at, "cite", &suspension.cite);
            self.force(at, suspension.effective_from, suspension.in_force_by, suspension.effective_to);
            if suspension.clocks.is_empty() {
                self.fault(at, "clocks", "at least one clock", "none");
            }
        }
        let own: BTreeSet<&str> = rules_of(rules).collect();
        for (item, id, nth) in numbered(&rules.not_a_rule, |x| x.id.as_str()) {
            let at = At { kind: "not_a_rule", id, nth, regime: Some(regime) };
            if nth > 0 {
                let error = Error::new(ErrorCode::DuplicateId).path("id");
                self.faults.push(at.place(error.expected("each id once").found(&item.id)));
            } else if own.contains(id) {
                self.fault(at, "id", "either a rule or not a rule", "both");
            }
        }
    }

    fn clock(&mut self, at: At<'_>, clock: &ClockDef) {
        self.cite(at, "cite", &clock.cite);
        for (kind, steps) in steps_of(clock) {
            let mut seen = BTreeSet::new();
            for (i, step) in steps.iter().enumerate() {
                self.cited(at, &format!("{kind}[{i}].cite"), &step.cite);
                if !seen.insert((step.id.as_str(), format!("{:?}{:?}", step.event, step.fields))) {
                    let path = format!("{kind}[{i}].id");
                    let error = Error::new(ErrorCode::DuplicateId).path(path);
                    self.faults.push(at.place(error.expected("each step once").found(&step.id)));
                }
            }
        }
        for (i, instead) in clock.instead.iter().enumerate() {
            self.cite(at, &format!("instead[{i}].cite"), &instead.cite);
        }
        for (i, raised) in clock.on_expiry.iter().enumerate() {
            self.rule(at, &format!("on_expiry[{i}].rule"), raised.rule.as_str());
        }
    }

    fn provision(&mut self, at: At<'_>, provision: &Provision) {
        self.cited(at, "cite", &provision.cite);
        self.force(at, provision.effective_from, provision.in_force_by, provision.effective_to);
        if let Some(when) = &provision.when {
            match Condition::parse(when, self.catalogue) {
                Ok(condition) => self.class_rule(at, provision, when, &condition),
                Err(errors) => {
                    self.faults.extend(errors.into_iter().map(|error| at.place(error.within("when"))));
                }
            }
        }
        if let Some(by) = &provision.superseded_by {
            self.rule(at, "superseded_by", by.as_str());
        }
        if provision.kind == ProvisionKind::Notice && provision.contents.is_empty() {
            self.fault(at, "contents", "what the notice must contain", "nothing");
        }
        self.plain(at, "contents", provision.contents.iter().map(|x| x.id.as_str()));
        self.plain(at, "amounts", provision.amounts.iter().map(|x| x.id.as_str()));
        let route = [&provision.body, &provision.window, &provision.binding, &provision.cost];
        if provision.kind == ProvisionKind::Route && provision.body.is_none() {
            self.fault(at, "body", "the body that a route leads to", "nothing");
        }
        if provision.kind != ProvisionKind::Route && route.iter().any(|field| field.is_some()) {
            let expected = "`body`, `window`, `binding` and `cost` on a route only";
            self.fault(at, "kind", expected, "one of them on another kind");
        }
    }

    /// INVARIANT 3: no assessment says who has a right or a way to claim it, how far it goes or which
    /// amount is due. A duty towards more people than the law asks may rest on one.
    fn class_rule(&mut self, at: At<'_>, provision: &Provision, when: &Json, condition: &Condition) {
        let of_rights = matches!(
            provision.kind,
            ProvisionKind::Right | ProvisionKind::Route | ProvisionKind::Limit | ProvisionKind::Permission
        );
        if !of_rights && provision.amounts.is_empty() {
            return;
        }
        for fact in condition.facts() {
            if let Some(fault) = assessment_under(self.catalogue, at.id, fact) {
                let path = place_in(self.catalogue, "when", when, fact).unwrap_or_else(|| "when".to_owned());
                self.faults.push(at.place(fault.path(path)));
            }
        }
    }

    /// That versions of one item follow each other.
    fn versions<T: Dated>(&mut self, kind: &'static str, regime: Option<&str>, items: &'a [T]) {
        let mut versions: BTreeMap<&str, Vec<(usize, Force)>> = BTreeMap::new();
        for (item, id, nth) in numbered(items, |x| x.id().as_str()) {
            versions.entry(id).or_default().push((nth, item.force()));
        }
        for (id, forces) in versions {
            for (nth, found) in overlaps(forces) {
                self.fault(At { kind, id, nth, regime }, "effective_from", FOLLOW, found);
            }
        }
    }

    /// Tables and scorecards, but for what compiling them finds.
    fn decisions(&mut self) {
        let bundle = self.bundle;
        for (table, id, nth) in numbered(&bundle.tables, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("table", id) };
            self.ruled(at, table.force(), &table.cite);
            for (i, row) in table.rule.iter().enumerate() {
                self.cite(at, &format!("rule[{i}].cite"), &row.cite);
            }
        }
        for (card, id, nth) in numbered(&bundle.scorecards, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("scorecard", id) };
            self.ruled(at, card.force(), &card.cite);
            for (i, factor) in card.factor.iter().enumerate() {
                self.cite(at, &format!("factor[{i}].cite"), &factor.cite);
            }
            for (i, raise) in card.overrides.iter().enumerate() {
                self.cite(at, &format!("override[{i}].cite"), &raise.cite);
            }
        }
        self.versions("table", None, &bundle.tables);
        self.versions("scorecard", None, &bundle.scorecards);
        let mut producers: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        let tables = bundle.tables.iter().flat_map(|x| {
            x.output.iter().filter_map(|output| output.fact.as_ref()).map(|fact| ("table", &x.id, fact))
        });
        let cards = bundle.scorecards.iter().flat_map(|x| {
            [&x.score_fact, &x.band_fact].into_iter().flatten().map(|fact| ("scorecard", &x.id, fact))
        });
        for (kind, id, fact) in tables.chain(cards) {
            let mine = (kind, id.as_str());
            if *producers.entry(fact.as_str()).or_insert(mine) != mine {
                self.fault(At::new(kind, id.as_str()), "", "a fact with one producer", fact);
            }
        }
    }

    /// What every version of a table or scorecard says of itself.
    fn ruled(&mut self, at: At<'_>, force: Force, cite: &[Citation]) {
        self.cite(at, "cite", cite);
        self.force(at, force.from, force.by, force.to);
        if cite.is_empty() && force.confidence == Confidence::Text {
            self.fault(at, "confidence", "secondary or unverified where nothing is cited", "text");
        }
    }

    fn taxonomies(&mut self) {
        let bundle = self.bundle;
        let all = bundle
            .taxonomies
            .iter()
            .flat_map(|x| x.code.iter().map(|code| (x.id.as_str(), code.id.as_str())));
        let codes: BTreeSet<(&str, &str)> = all.collect();
        for (taxonomy, id, nth) in numbered(&bundle.taxonomies, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("taxonomy", id) };
            let above = |code: &'a Code| code.parent.iter().map(|id| id.as_str()).collect();
            let above: Vec<_> = taxonomy.code.iter().map(|x| (x.id.as_str(), above(x))).collect();
            let rings = rings(&above);
            if taxonomy.code.is_empty() {
                self.fault(at, "code", "at least one code", "none");
            }
            let mut spellings: BTreeMap<&str, &str> = BTreeMap::new();
            for (i, (code, code_id, seen)) in numbered(&taxonomy.code, |x| x.id.as_str()).enumerate() {
                if seen > 0 {
                    let error = Error::new(ErrorCode::DuplicateId).path(format_args!("code[{i}].id"));
                    self.faults.push(at.place(error.expected("each code once").found(code_id)));
                }
                if let Some(ring) = rings.get(code_id).filter(|_| seen == 0) {
                    let path = format!("code[{i}].parent");
                    self.fault(at, &path, "a code that does not stand above itself", ring);
                }
                self.code(at, i, &codes, code);
                for (j, alias) in code.aliases.iter().enumerate() {
                    if let Some(other) = spellings.insert(alias, code_id) {
                        let path = format!("code[{i}].aliases[{j}]");
                        let found = format!("{alias:?}, which `{other}` has as well");
                        self.fault(at, &path, "each spelling once in the taxonomy", found);
                    }
                }
            }
        }
    }

    fn code(&mut self, at: At<'_>, i: usize, codes: &BTreeSet<(&str, &str)>, code: &Code) {
        if let Some(parent) = &code.parent
            && !codes.contains(&(at.id, parent.as_str()))
        {
            let path = format!("code[{i}].parent");
            self.fault(at, &path, "another code of the taxonomy", parent);
        }
        for (j, map) in code.maps.iter().enumerate() {
            if !map.to.split_once(':').is_some_and(|to| codes.contains(&to)) {
                let path = format!("code[{i}].maps[{j}].to");
                self.fault(at, &path, "taxonomy:code of the pack", &map.to);
            }
        }
    }

    fn sources(&mut self) {
        let bundle = self.bundle;
        for (source, id, nth) in numbered(&bundle.sources, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("source", id) };
            if let Err(error) = Zone::new(&source.zone) {
                let error = error.path("zone").expected("a zone of the time-zone database");
                self.faults.push(at.place(error.found(&source.zone)));
            }
            self.layout(at, source);
            for (i, regime) in source.regimes.iter().enumerate() {
                if !bundle.regimes.iter().any(|rules| rules.regime.id == *regime) {
                    let error = Error::new(ErrorCode::UnknownRegime).path(format_args!("regimes[{i}]"));
                    self.faults.push(at.place(error.expected("a regime of the pack").found(regime)));
                }
            }
            let mut headers = BTreeSet::new();
            let mut targets = BTreeSet::new();
            for (i, column) in source.column.iter().enumerate() {
                let spellings = std::iter::once((format!("column[{i}].name"), &column.name));
                let aliases = column.aliases.iter().enumerate();
                let aliases = aliases.map(|(j, alias)| (format!("column[{i}].aliases[{j}]"), alias));
                for (path, header) in spellings.chain(aliases) {
                    if header.trim().is_empty() {
                        self.fault(at, &path, "a header", "an empty text");
                    } else if !headers.insert(header.as_str()) {
                        self.fault(at, &path, "each header once", header);
                    }
                }
                if let Some(to) = column.to.as_deref()
                    && column.kind != ColumnType::Ignore
                    && !targets.insert(to)
                {
                    self.fault(at, &format!("column[{i}].to"), "each target once", to);
                }
                self.column(at, i, column);
                self.code_maps(at, i, column);
            }
        }
    }

    fn layout(&mut self, at: At<'_>, source: &SourceDef) {
        if source.format != Format::Csv
            && let Some(delimiter) = &source.delimiter
        {
            self.fault(at, "delimiter", "a delimiter only for csv", format_args!("{delimiter:?}"));
        } else if let Some(delimiter) = source.delimiter.as_ref().filter(|x| x.len() != 1 || !x.is_ascii()) {
            self.fault(at, "delimiter", "one ASCII sign", format_args!("{delimiter:?}"));
        }
        if source.format != Format::Xlsx
            && let Some(sheet) = &source.sheet
        {
            self.fault(at, "sheet", "a sheet only for xlsx", sheet);
        }
        if source.dates.is_empty() && source.column.iter().any(|x| x.kind == ColumnType::Date) {
            self.fault(at, "dates", "at least one shape of dates for the columns of dates", "none");
        }
        if source.column.is_empty() {
            self.fault(at, "column", "at least one column", "none");
        }
    }

    fn column(&mut self, at: At<'_>, i: usize, column: &ColumnDef) {
        let path = format!("column[{i}].to");
        match (column.target(), &column.to) {
            (None, Some(to)) => {
                self.fault(at, &path, TARGETS, to);
            }
            (None, None) if column.kind != ColumnType::Ignore => {
                self.fault(at, &path, "a target, or type `ignore`", "none");
            }
            (Some(Target::Complaint(field)), _) if !COMPLAINT_FIELDS.contains(&field) => {
                let expected = format!("complaint. and one of {}", COMPLAINT_FIELDS.join(", "));
                self.fault(at, &path, expected, field);
            }
            (Some(Target::Event(event)), _) => {
                if self.catalogue.event(event).is_err() {
                    self.unknown_event(at, &path, event);
                } else if column.kind != ColumnType::Date {
                    let path = format!("column[{i}].type");
                    self.fault(at, &path, "date, for the time of an event", kind_name(column.kind));
                }
            }
            (Some(Target::EventField(event, field)), _) => match self.catalogue.event(event) {
                Err(_) => self.unknown_event(at, &path, event),
                Ok(def) if def.field(field).is_none() && !COMMON_FIELDS.contains(&field) => {
                    self.fault(at, &path, format_args!("a field of `{event}`"), field);
                }
                Ok(_) => {}
            },
            (Some(Target::Fact(fact)), _) if self.catalogue.fact(fact).is_err() => {
                let error = Error::new(ErrorCode::UnknownFact).path(path);
                self.faults.push(at.place(error.expected("a fact of the catalogue").found(fact)));
            }
            _ => {}
        }
    }

    fn unknown_event(&mut self, at: At<'_>, path: &str, event: &str) {
        let error = Error::new(ErrorCode::UnknownEvent).path(path);
        self.faults.push(at.place(error.expected("an event type of the catalogue").found(event)));
    }

    fn code_maps(&mut self, at: At<'_>, index: usize, column: &ColumnDef) {
        let mut seen = BTreeSet::new();
        for (j, map) in column.map.iter().enumerate() {
            let path = format!("column[{index}].map[{j}]");
            if !seen.insert(map.from.as_str()) {
                self.fault(at, &format!("{path}.from"), "each spelling once", &map.from);
            }
            for (fact, json) in &map.facts {
                if let Err(error) = self.catalogue.read_fact(fact, json) {
                    let error = match error.code() {
                        ErrorCode::UnknownFact => error.expected("a fact of the catalogue").found(fact),
                        _ => error,
                    };
                    self.faults.push(at.place(error.path(format_args!("{path}.facts.{fact}"))));
                }
            }
            for (k, event) in map.events.iter().enumerate() {
                let path = format!("{path}.events[{k}]");
                if self.catalogue.event(event.kind.as_str()).is_err() {
                    self.unknown_event(at, &format!("{path}.type"), event.kind.as_str());
                    continue;
                }
                for (field, json) in &event.fields {
                    if let Err(error) = self.catalogue.read_field(event.kind.as_str(), field, json) {
                        self.faults.push(at.place(error.path(format_args!("{path}.fields.{field}"))));
                    }
                }
            }
            if let (Some(Target::EventField(event, field)), Some(to)) = (column.target(), &map.to)
                && let Ok(def) = self.catalogue.event(event)
                && let Some(field) = def.field(field)
                && let Err(error) = Value::from_text(to, field.kind, &field.values)
            {
                self.faults.push(at.place(error.path(format_args!("{path}.to"))));
            }
            if let (Some(Target::Fact(fact)), Some(to)) = (column.target(), &map.to)
                && let Ok(def) = self.catalogue.fact(fact)
                && let Err(error) = Value::from_text(to, def.kind, &def.values)
            {
                self.faults.push(at.place(error.path(format_args!("{path}.to"))));
            }
        }
    }

    fn phrases(&mut self) {
        for (phrase, id, nth) in numbered(&self.bundle.phrases, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("phrase", id) };
            let (zh, en) = (places(&phrase.zh), places(&phrase.en));
            if zh != en {
                let list = |set: &BTreeSet<String>| match set.len() {
                    0 => "no places".to_owned(),
                    _ => set.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", "),
                };
                let expected = format!("the same places in zh and en: {}", list(&zh));
                self.fault(at, "en", expected, list(&en));
            }
        }
    }

    fn confirmations(&mut self) {
        for entry in &self.bundle.confirmations {
            for (i, id) in entry.items.iter().enumerate() {
                // The log stands under the ids that it names: one of them finds its entry.
                self.rule(At::new("confirmation", id.as_str()), &format!("items[{i}]"), id.as_str());
            }
        }
    }
}

/// The fields of a complaint that a column can fill.
const COMPLAINT_FIELDS: [&str; 14] = [
    "branch",
    "cause",
    "channel",
    "handler",
    "issue",
    "kind",
    "language",
    "narrative",
    "product",
    "respondent",
    "state",
    "sub_issue",
    "sub_product",
    "unit",
];

fn kind_name(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Date => "date",
        ColumnType::Text => "text",
        ColumnType::Code => "code",
        ColumnType::Money => "money",
        ColumnType::Int => "int",
        ColumnType::Bool => "bool",
        ColumnType::Ignore => "ignore",
    }
}

/// The steps of a clock, by the name of their table.
fn steps_of(clock: &ClockDef) -> [(&'static str, &[StepDef]); 6] {
    [
        ("extend", &clock.extend),
        ("pause", &clock.pause),
        ("reset", &clock.reset),
        ("merge", &clock.merge),
        ("cancel", &clock.cancel),
        ("agree", &clock.agree),
    ]
}

/// The names in braces of a wording.
fn places(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

/// The rings among named things that need each other, each under the least of its names.
fn rings<'a>(items: &[(&'a str, Vec<&'a str>)]) -> BTreeMap<&'a str, String> {
    let at: BTreeMap<&str, usize> = items.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect();
    let positions = |needed: &Vec<&str>| needed.iter().filter_map(|name| at.get(name).copied()).collect();
    let needs: Vec<Vec<usize>> = items.iter().map(|(_, needed)| positions(needed)).collect();
    let (_, rings) = order(&needs);
    let told = rings.iter().filter_map(|ring| {
        let mut names: Vec<&str> = ring.iter().filter_map(|at| items.get(*at)).map(|item| item.0).collect();
        let least = names.iter().enumerate().min_by_key(|(_, name)| **name)?.0;
        names.rotate_left(least);
        let first = *names.first()?;
        Some((first, format!("{} → {first}", names.join(" → "))))
    });
    told.collect()
}

/// Every rule id of a bundle: clocks, their steps, provisions, suspensions, tables and their rows,
/// scorecards and their factors.
#[must_use]
pub(super) fn rule_ids(bundle: &Bundle) -> BTreeSet<&str> {
    let tables = bundle.tables.iter().flat_map(|table| {
        std::iter::once(table.id.as_str()).chain(table.rule.iter().map(|row| row.id.as_str()))
    });
    let cards = bundle.scorecards.iter().flat_map(|card| {
        std::iter::once(card.id.as_str()).chain(card.factor.iter().map(|factor| factor.id.as_str()))
    });
    bundle.regimes.iter().flat_map(rules_of).chain(tables).chain(cards).collect()
}

fn rules_of(rules: &RegimeRules) -> impl Iterator<Item = &str> {
    let clocks = rules.clocks.iter().flat_map(|clock| {
        let steps = steps_of(clock).into_iter().flat_map(|(_, steps)| steps).map(|step| step.id.as_str());
        let instead = clock.instead.iter().filter_map(|instead| instead.rule.as_ref()).map(|id| id.as_str());
        std::iter::once(clock.id.as_str()).chain(steps).chain(instead)
    });
    let provisions = rules.provisions.iter().map(|x| x.id.as_str());
    clocks.chain(provisions).chain(rules.suspensions.iter().map(|x| x.id.as_str()))
}

/// The title of a rule, for lists: the first version's.
#[must_use]
pub(super) fn rule_title<'a>(bundle: &'a Bundle, id: &str) -> Option<&'a Label> {
    bundle
        .regimes
        .iter()
        .find_map(|rules| {
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
        .or_else(|| bundle.tables.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
        .or_else(|| bundle.scorecards.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
}
