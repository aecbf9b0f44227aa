//! What the phrasebook says, in the form the terminal shows it.

use ombud::{
    Engine,
    clock::{Citation, Effect, Need, NeedKind, Step},
    model::Lang,
};

/// A citation.
pub(crate) fn cite(engine: &Engine, cite: &Citation, lang: Lang) -> String {
    let instrument = engine.bundle().instruments.iter().find(|item| item.id == *cite.instrument());
    let short = instrument.map_or_else(|| cite.instrument().to_string(), |item| item.short.get(lang).to_owned());
    format!("{short} {}", cite.locator()).trim().to_owned()
}

/// What a step did, where that is worth a line.
pub(crate) fn step(_: &Engine, step: &Step, lang: Lang) -> Option<String> {
    let missing = step.missing.join(", ");
    let title = step.title.get(lang);
    let text = match (step.effect, lang) {
        (Effect::Applied, Lang::Zh) => format!("已生效:{title}"),
        (Effect::Applied, Lang::En) => format!("Took effect: {title}"),
        (Effect::PapersMissing, Lang::Zh) => format!("未生效:{title}(缺少 {missing})"),
        (Effect::PapersMissing, Lang::En) => format!("No effect: {title} (missing {missing})"),
        (_, Lang::Zh) => format!("未生效:{title}"),
        (_, Lang::En) => format!("No effect: {title}"),
    };
    Some(text)
}

/// What is missing.
pub(crate) fn need(engine: &Engine, need: &Need, lang: Lang) -> String {
    let title = match need.kind {
        NeedKind::Fact => engine.catalogue().fact(&need.id).ok().map(|def| def.title.get(lang).to_owned()),
        NeedKind::Event | NeedKind::EventTime => {
            engine.catalogue().event(&need.id).ok().map(|def| def.title.get(lang).to_owned())
        }
        _ => None,
    };
    let name = title.unwrap_or_else(|| need.id.clone());
    match lang {
        Lang::Zh => format!("缺少:{name}({})", need.id),
        Lang::En => format!("Missing: {name} ({})", need.id),
    }
}
