//! The way in: packs compiled once, questions asked many times.

mod advice;
mod bargain;
mod case;
mod review;
mod ruling;
mod talk;

pub use advice::Declined;
pub use bargain::{Bargain, BargainTalk};
pub use case::Case;
pub use review::Opinion;
pub use ruling::{Ruling, Scoring};

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
    sync::{Arc, OnceLock},
};

use crate::{
    Error, ErrorCode,
    clock::{self, Calendar, ClockDef, Column, Obligation, PassedOver, Proof, Query, RegimeDef, Status},
    error::Result,
    model::{
        Catalogue, Date, Event, Fact, FactId, Facts, Lang, Moment, PartId, RegimeId, RuleId, canon::HashName,
    },
    pack::{self, BUILTIN, Book, Bundle, PackFile, PhraseDef, Provision, SourceDef, Taxonomy},
    phrase::Phrasebook,
    talk::Lexicon,
};

/// Packs, compiled: cheap to clone, safe to share between threads.
///
/// ```
/// use ombud::{Engine, model::{Date, Lang}};
///
/// let engine = Engine::builtin()?;
/// let received: Date = "2026-03-02".parse()?;
/// let as_of: Date = "2026-03-10".parse()?;
/// let duties = engine.regime("cn-complaints-2020")?.received(received).due(as_of)?;
/// let decide = duties.iter().find(|duty| duty.rule().as_str() == "CN-CM-018a").unwrap();
/// assert_eq!(decide.due().unwrap().to_string(), "2026-03-17");
/// println!("{}", decide.proof()?.render(Lang::En));
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Engine(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    book: Book,
    hash: String,
    phrasebook: Phrasebook,
    /// The rules for lines of a talk, once they were asked for.
    lexicon: OnceLock<Lexicon>,
}

impl Engine {
    /// The engine with the built-in packs.
    ///
    /// # Errors
    /// `hash_mismatch` where the embedded bundle was altered.
    pub fn builtin() -> Result<Self> {
        let bundle = Bundle::from_bytes(BUILTIN.0, Some(BUILTIN.1))?;
        let hash = BUILTIN.1.trim().to_owned();
        let book = Book::compile(bundle).map_err(|faults| first(faults, "the built-in bundle"))?;
        let phrases = book.bundle().phrases.clone();
        Self::of(book, hash, phrases)
    }

    /// An engine with packs of your own over the built-in ones.
    #[must_use]
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    fn of(book: Book, hash: String, phrases: Vec<PhraseDef>) -> Result<Self> {
        let bundle = book.bundle();
        let phrasebook = Phrasebook::new(phrases, bundle.instruments.iter().cloned(), book.catalogue())
            .map_err(|faults| first(faults, "the phrases"))?;
        let phrasebook = book.regimes().fold(phrasebook, |words, regime| words.with_regime(regime));
        Ok(Engine(Arc::new(Inner { book, hash, phrasebook, lexicon: OnceLock::new() })))
    }

    /// The facts and events that the packs declare.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        self.0.book.catalogue()
    }

    /// Everything the packs say.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        self.0.book.bundle()
    }

    /// The hash that names the bundle, with its algorithm.
    #[must_use]
    pub fn bundle_hash(&self) -> &str {
        &self.0.hash
    }

    /// The wordings.
    #[must_use]
    pub fn phrasebook(&self) -> &Phrasebook {
        &self.0.phrasebook
    }

    /// A calendar.
    ///
    /// # Errors
    /// `unknown_calendar`.
    pub fn calendar(&self, id: &str) -> Result<&Calendar> {
        self.0.book.calendar(id).map(Arc::as_ref)
    }

    /// A regime.
    ///
    /// # Errors
    /// `unknown_regime`.
    pub fn regime(&self, id: &str) -> Result<Regime> {
        let rules = Arc::clone(self.0.book.regime(id)?);
        Ok(Regime { engine: self.clone(), rules })
    }

    /// The regimes of these ids, each named once.
    ///
    /// # Errors
    /// `unknown_regime`; `invalid_field` for one that is named twice, with its place in `regimes`.
    pub fn regimes_of(&self, ids: &[RegimeId]) -> Result<Vec<Regime>> {
        let mut known = BTreeSet::new();
        let regime = |(at, id): (usize, &RegimeId)| {
            if known.insert(id.clone()) {
                return self.regime(id.as_str());
            }
            let error = Error::new(ErrorCode::InvalidField).path(format_args!("regimes[{at}]"));
            Err(error.expected("each regime once").found(id))
        };
        ids.iter().enumerate().map(regime).collect()
    }

    /// Every regime, by id.
    pub fn regimes(&self) -> impl Iterator<Item = Regime> {
        self.0.book.regimes().map(|rules| Regime { engine: self.clone(), rules: Arc::clone(rules) })
    }

    /// A source profile.
    ///
    /// # Errors
    /// `unknown_source`.
    pub fn source(&self, id: &str) -> Result<&SourceDef> {
        self.0.book.source(id)
    }

    /// A taxonomy.
    ///
    /// # Errors
    /// `unknown_item`.
    pub fn taxonomy(&self, id: &str) -> Result<&Taxonomy> {
        self.0.book.taxonomy(id)
    }
}

/// Builds an [`Engine`] from packs in layers, the built-in ones at the bottom.
#[derive(Debug, Clone, Default)]
pub struct EngineBuilder {
    layers: Vec<Layer>,
    without_builtin: bool,
    hash: HashName,
}

#[derive(Debug, Clone)]
enum Layer {
    Bytes(Vec<u8>),
    Files(Vec<PackFile>),
}

impl EngineBuilder {
    /// Adds a bundle over those before it.
    #[must_use]
    pub fn pack_bytes(mut self, bytes: &[u8]) -> Self {
        self.layers.push(Layer::Bytes(bytes.to_vec()));
        self
    }

    /// Adds a pack of authored files over those before it.
    #[must_use]
    pub fn pack_files(mut self, files: Vec<PackFile>) -> Self {
        self.layers.push(Layer::Files(files));
        self
    }

    /// Leaves the built-in packs out; what the packs have no phrase for is still said in the built-in words.
    #[must_use]
    pub fn without_builtin(mut self) -> Self {
        self.without_builtin = true;
        self
    }

    /// The algorithm that names the bundle.
    #[must_use]
    pub fn hash(mut self, name: HashName) -> Self {
        self.hash = name;
        self
    }

    /// Loads, layers, checks and compiles.
    ///
    /// A pack replaces an item below only where its manifest names it; nothing is merged inside
    /// an item.
    ///
    /// # Errors
    /// Every finding at once.
    pub fn build(self) -> Result<Engine, Vec<Error>> {
        let one = |error| vec![error];
        let mut layers = pack::Layers::default();
        if !self.without_builtin {
            layers.bundle(Bundle::from_bytes(BUILTIN.0, Some(BUILTIN.1)).map_err(one)?)?;
        }
        for layer in self.layers {
            match layer {
                Layer::Bytes(bytes) => layers.bundle(Bundle::from_bytes(&bytes, None).map_err(one)?)?,
                Layer::Files(files) => layers.files(&files)?,
            }
        }
        let hash = layers.bundle.as_ref().map(|bundle| bundle.hash(self.hash)).transpose().map_err(one)?;
        let book = layers.check()?;
        let mut phrases = book.bundle().phrases.clone();
        if self.without_builtin {
            // What packs leave unsaid is said in the built-in words: the code relies on every phrase.
            let own: BTreeSet<&str> = book.bundle().phrases.iter().map(|phrase| phrase.id.as_str()).collect();
            let builtin = Bundle::from_bytes(BUILTIN.0, Some(BUILTIN.1)).map_err(one)?;
            phrases.extend(builtin.phrases.into_iter().filter(|phrase| !own.contains(phrase.id.as_str())));
        }
        Engine::of(book, hash.unwrap_or_default(), phrases).map_err(one)
    }
}

fn first(faults: Vec<Error>, item: &str) -> Error {
    faults.into_iter().next().unwrap_or_else(|| Error::new(ErrorCode::Internal).item(item))
}

/// A regime of an engine.
#[derive(Debug, Clone)]
pub struct Regime {
    engine: Engine,
    rules: Arc<clock::Regime>,
}

impl Regime {
    /// The name.
    #[must_use]
    pub fn id(&self) -> &RegimeId {
        &self.rules.def().id
    }

    /// The definition.
    #[must_use]
    pub fn def(&self) -> &RegimeDef {
        self.rules.def()
    }

    /// The compiled rules.
    #[must_use]
    pub fn rules(&self) -> &clock::Regime {
        &self.rules
    }

    /// The clocks, every version.
    pub fn clocks(&self) -> impl Iterator<Item = &ClockDef> {
        self.rules.clocks()
    }

    /// The rules that are not clocks.
    #[must_use]
    pub fn provisions(&self) -> &[Provision] {
        self.engine.0.book.provisions(self.id())
    }

    /// A clock made ready for whole columns of dates.
    ///
    /// # Errors
    /// `unknown_clock`, or `invalid_value` for a clock whose date needs more than its trigger.
    pub fn column(&self, clock: &str) -> Result<Column> {
        self.rules.column(clock)
    }

    /// What every clock says.
    ///
    /// # Errors
    /// Those of [`clock::Regime::obligations`].
    pub fn duties(&self, query: &Query<'_>) -> Result<Vec<Duty>> {
        Ok(self.answer(query)?.duties)
    }

    /// What every clock says, and the clocks that say nothing because no version of them was in
    /// force on the day: a row without duties has its reason there.
    ///
    /// # Errors
    /// Those of [`clock::Regime::obligations`].
    pub fn answer(&self, query: &Query<'_>) -> Result<Answer> {
        let clock::Answer { obligations, passed_over } = self.rules.answer(query)?;
        let duty = |obligation| Duty { regime: self.clone(), obligation };
        Ok(Answer { duties: obligations.into_iter().map(duty).collect(), passed_over })
    }

    /// A question about a complaint of which nothing is known yet.
    #[must_use]
    pub fn inquiry(&self) -> Inquiry {
        Inquiry {
            regime: self.clone(),
            facts: Facts::new(),
            events: Vec::new(),
            parts: BTreeMap::new(),
            fault: None,
        }
    }

    /// A question about a complaint received at this time.
    pub fn received(&self, at: impl Into<Moment>) -> Inquiry {
        let mut inquiry = self.inquiry();
        match self.engine.catalogue().event("received") {
            Ok(def) => inquiry.events.push(Event::new(def.id.clone(), at)),
            // Only a book without the event has this fault; it is given when the question is asked.
            Err(error) => inquiry.fault = Some(error),
        }
        inquiry
    }
}

/// What is recorded of an event: when, and its fields as text, typed when it is added.
///
/// ```
/// use ombud::Entry;
/// # use ombud::Engine;
/// # let engine = Engine::builtin()?;
/// let extension = Entry::on("2026-03-10".parse::<ombud::model::Date>()?)
///     .set("ground", "complex")
///     .set("reason", "evidence is held by a hospital");
/// let duties = engine
///     .regime("cn-complaints-2020")?
///     .received("2026-03-02".parse::<ombud::model::Date>()?)
///     .event("extended", &extension)?
///     .due("2026-03-20".parse::<ombud::model::Date>()?)?;
/// assert_eq!(duties.iter().find_map(|d| d.due()).unwrap().to_string(), "2026-04-01");
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    at: Option<Moment>,
    fields: BTreeMap<String, String>,
}

impl Entry {
    /// An event at this time.
    pub fn on(at: impl Into<Moment>) -> Self {
        Entry { at: Some(at.into()), fields: BTreeMap::new() }
    }

    /// An event that is known to have happened, but not when.
    #[must_use]
    pub fn undated() -> Self {
        Entry::default()
    }

    /// Sets a field. `part`, `ref`, `by` and `stated_timely` are the event's own.
    #[must_use]
    pub fn set(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.insert(field.into(), value.into());
        self
    }

    /// The event, its fields typed by the catalogue.
    ///
    /// # Errors
    /// `unknown_event`, `invalid_field`, `invalid_value`, `invalid_id`.
    pub fn event(&self, kind: &str, catalogue: &Catalogue) -> Result<Event> {
        let mut event = Event::undated(catalogue.event(kind)?.id.clone());
        event.at = self.at;
        for (field, text) in &self.fields {
            match field.as_str() {
                "part" => event.part = Some(text.parse().map_err(|e: Error| e.path("part"))?),
                "ref" => event.reference = Some(text.clone()),
                "by" => event.by = Some(text.clone()),
                "stated_timely" => event.stated_timely = Some(text == "true" || text == "yes"),
                _ => {
                    let value = catalogue.parse_field(kind, field, text)?;
                    event.fields.insert(field.clone(), value);
                }
            }
        }
        Ok(event)
    }
}

/// A question about one complaint: facts and events, then [`due`](Inquiry::due).
#[derive(Debug, Clone)]
pub struct Inquiry {
    regime: Regime,
    facts: Facts,
    events: Vec<Event>,
    parts: BTreeMap<PartId, Facts>,
    fault: Option<Error>,
}

impl Inquiry {
    /// Adds a fact, its value as text.
    ///
    /// # Errors
    /// `unknown_fact`, `invalid_value`.
    pub fn fact(mut self, id: &str, value: &str) -> Result<Self> {
        let (id, fact) = self.regime.engine.catalogue().parse_fact(id, value)?;
        self.facts.insert(id, fact);
        Ok(self)
    }

    /// Adds a fact of one part of the complaint.
    ///
    /// # Errors
    /// `invalid_id`, `unknown_fact`, `invalid_value`.
    pub fn part_fact(mut self, part: &str, id: &str, value: &str) -> Result<Self> {
        let (id, fact): (FactId, Fact) = self.regime.engine.catalogue().parse_fact(id, value)?;
        self.parts.entry(PartId::new(part)?).or_default().insert(id, fact);
        Ok(self)
    }

    /// Adds an event.
    ///
    /// # Errors
    /// `unknown_event`, `invalid_field`, `invalid_value`.
    pub fn event(mut self, kind: &str, entry: &Entry) -> Result<Self> {
        self.events.push(entry.event(kind, self.regime.engine.catalogue())?);
        Ok(self)
    }

    /// What every clock says, as of a time.
    ///
    /// # Errors
    /// Those of [`clock::Regime::obligations`].
    pub fn due(self, as_of: impl Into<Moment>) -> Result<Vec<Duty>> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let query =
            Query { facts: &self.facts, events: &self.events, as_of: as_of.into(), parts: &self.parts };
        self.regime.duties(&query)
    }
}

/// What a regime says of one complaint.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What every clock says.
    pub duties: Vec<Duty>,
    /// Clocks that something would start, had they been in force;
    /// [`Phrasebook::passed_over`](crate::phrase::Phrasebook::passed_over) says it in words.
    pub passed_over: Vec<PassedOver>,
}

/// What one clock says, able to explain itself. Reads as the [`Obligation`] it holds.
#[derive(Debug, Clone)]
pub struct Duty {
    regime: Regime,
    obligation: Obligation,
}

impl Duty {
    /// The rule.
    #[must_use]
    pub fn rule(&self) -> &RuleId {
        &self.obligation.clock
    }

    /// The legal date, where there is one.
    #[must_use]
    pub fn due(&self) -> Option<Date> {
        self.obligation.due
    }

    /// The date to work to, where there is one.
    #[must_use]
    pub fn prudent_due(&self) -> Option<Date> {
        self.obligation.prudent_due
    }

    /// The state.
    #[must_use]
    pub fn status(&self) -> Status {
        self.obligation.status
    }

    /// What the clock says, as data.
    #[must_use]
    pub fn obligation(&self) -> &Obligation {
        &self.obligation
    }

    /// The regime.
    #[must_use]
    pub fn regime(&self) -> &Regime {
        &self.regime
    }

    /// In one sentence.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        self.regime.engine.phrasebook().sentence(&self.obligation, lang)
    }

    /// Why that day.
    ///
    /// # Errors
    /// `unknown_item` where there is no date.
    pub fn proof(&self) -> Result<Explanation> {
        let proof = self.regime.rules.prove(&self.obligation)?;
        Ok(Explanation { engine: self.regime.engine.clone(), proof })
    }
}

impl Deref for Duty {
    type Target = Obligation;

    fn deref(&self) -> &Obligation {
        &self.obligation
    }
}

/// A proof that can be read.
#[derive(Debug, Clone)]
pub struct Explanation {
    engine: Engine,
    proof: Proof,
}

impl Explanation {
    /// The proof as data.
    #[must_use]
    pub fn proof(&self) -> &Proof {
        &self.proof
    }

    /// The proof in words.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        self.engine.phrasebook().proof(&self.proof, lang)
    }

    /// The proof as one printable page (HTML).
    #[must_use]
    pub fn page(&self, lang: Lang) -> String {
        self.engine.phrasebook().proof_page(&self.proof, lang)
    }
}
