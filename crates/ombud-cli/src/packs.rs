//! `ombud packs`: rule packs, for readers and authors.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use ombud::{
    Engine, Error, ErrorCode,
    model::{
        Json, Label, Lang,
        canon::{self, HashName},
    },
    pack::{self, Bundle, ChangeKind, PackFile},
};
use ombud_intake::Profile;

use crate::{
    args::{self, Language},
    failure::{Failure, REFUSED, Result},
    input, nearest,
    output::{self, Lines},
};

/// What may be given.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Read a pack and list every fault with file, line, expected and found
    Check {
        /// The pack's directory or bundle; without one, the built-in packs are checked
        #[arg(value_name = "DIR")]
        path: Option<PathBuf>,
        #[command(flatten)]
        language: Language,
    },
    /// Build the canonical bundle that is embedded in the library, and its hash beside it
    Build {
        /// The authors' files
        #[arg(long, value_name = "DIR", default_value = "crates/ombud/packs")]
        packs: PathBuf,
        /// The bundle; its hash goes beside it, with the ending .hash
        #[arg(long, value_name = "FILE", default_value = "crates/ombud/packs/bundle.json")]
        out: PathBuf,
        /// Write nothing; fail where the bundle is not what the files give
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        language: Language,
    },
    /// List items: regimes, clocks, provisions, suspensions, calendars, taxonomies, sources, instruments, facts, events
    List {
        /// One kind only
        #[arg(value_name = "KIND")]
        kind: Option<String>,
        #[command(flatten)]
        language: Language,
        #[command(flatten)]
        packs: args::Packs,
    },
    /// Show one item whole, as JSON; where several bear the id (versions, kinds), an array of them
    Show {
        /// Its id, as `packs list` prints it, or KIND:ID
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        language: Language,
        #[command(flatten)]
        packs: args::Packs,
    },
    /// Say what changed between two packs; `builtin` names the built-in ones
    Diff {
        /// The pack before: a directory, a bundle, or `builtin`
        #[arg(value_name = "A")]
        before: PathBuf,
        /// The pack after
        #[arg(value_name = "B")]
        after: PathBuf,
        #[command(flatten)]
        language: Language,
    },
}

/// What a pack is read from.
pub(crate) enum Source {
    /// Authors' files.
    Files(Vec<PackFile>),
    /// A bundle.
    Bytes(Vec<u8>),
}

/// Reads a pack: a directory of TOML files, or a bundle.
pub(crate) fn read(path: &Path) -> Result<Source> {
    if !path.is_dir() {
        return input::bytes(path).map(Source::Bytes);
    }
    let mut files = Vec::new();
    collect(path, &mut files)?;
    if files.is_empty() {
        return Err(Failure::refused(
            Error::new(ErrorCode::FileAccess)
                .file(path.display().to_string())
                .expected("TOML files of a pack")
                .found("none"),
        ));
    }
    // The order of a directory differs between machines; that of names does not.
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Source::Files(files))
}

fn collect(directory: &Path, files: &mut Vec<PackFile>) -> Result<()> {
    let entries = fs::read_dir(directory).map_err(|error| Failure::file(directory, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| Failure::file(directory, &error))?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let text = input::text(&path)?;
            files.push(PackFile { path: path.display().to_string(), text });
        }
    }
    Ok(())
}

/// Runs the command.
pub(crate) fn run(options: &Options, lang: Lang) -> Result<u8> {
    match &options.action {
        Action::Check { path, .. } => check(path.as_deref(), lang),
        Action::Build { packs, out, check, .. } => build(packs, out, *check, lang),
        Action::List { kind, packs, .. } => list(&packs.engine()?, kind.as_deref(), lang),
        Action::Show { id, packs, .. } => show(&packs.engine()?, id),
        Action::Diff { before, after, .. } => diff(before, after, lang),
    }
}

/// The engine of a pack. A pack with the built-in name stands alone; any other stands over the
/// built-in packs, as it would in use.
fn compile(path: &Path) -> Result<Engine> {
    let of = |error| within(path, error);
    let builder = Engine::builder();
    let builder = match read(path)? {
        Source::Bytes(bytes) => {
            let bundle = Bundle::from_bytes(&bytes, None).map_err(|error| Failure::refused(of(error)))?;
            let alone = is_builtin(&bundle.manifest.id)?;
            let builder = if alone { builder.without_builtin() } else { builder };
            builder.pack_bytes(&bytes)
        }
        Source::Files(files) => {
            // The files may have faults: the engine finds them all, in their fields and between items.
            let alone = pack::pack_id(&files).map_or(Ok(false), |id| is_builtin(&id))?;
            let builder = if alone { builder.without_builtin() } else { builder };
            builder.pack_files(files)
        }
    };
    builder.build().map_err(|errors| Failure::findings(errors.into_iter().map(of).collect()))
}

/// An error with the pack that it is of, where it names no file of it.
pub(crate) fn within(path: &Path, error: Error) -> Error {
    match error.detail().file {
        Some(_) => error,
        None => error.file(path.display().to_string()),
    }
}

fn is_builtin(id: &str) -> Result<bool> {
    let builtin = Engine::builtin().map_err(Failure::refused)?;
    Ok(builtin.bundle().manifest.id == id)
}

fn check(path: Option<&Path>, lang: Lang) -> Result<u8> {
    let engine = match path {
        Some(path) => compile(path)?,
        None => {
            // Embedded bytes are trusted at load; here they are proved again.
            let (bytes, hash) = pack::BUILTIN;
            let bundle = Bundle::from_bytes(bytes, Some(hash)).map_err(Failure::refused)?;
            pack::check(bundle, &pack::Origins::default()).map_err(Failure::findings)?;
            Engine::builtin().map_err(Failure::refused)?
        }
    };
    profiles(&engine)?;
    let regimes = engine.regimes().count();
    let clocks: usize = engine.bundle().regimes.iter().map(|rules| rules.clocks.len()).sum();
    let provisions: usize = engine.bundle().regimes.iter().map(|rules| rules.provisions.len()).sum();
    let hash = engine.bundle_hash();
    args::done(&match lang {
        Lang::Zh => {
            format!("没有发现问题:{regimes}个制度、{clocks}个时限、{provisions}条其他规则。\n{hash}\n")
        }
        Lang::En => {
            format!("No findings: {regimes} regimes, {clocks} clocks, {provisions} other rules.\n{hash}\n")
        }
    })
}

/// Makes every source profile ready to read with, as triage would: the shapes of dates are read only
/// there.
fn profiles(engine: &Engine) -> Result<()> {
    let bundle = engine.bundle();
    let findings: Vec<Error> = bundle
        .sources
        .iter()
        .filter_map(|source| Profile::new(source, engine.catalogue(), &bundle.taxonomies).err())
        .flatten()
        .collect();
    if findings.is_empty() { Ok(()) } else { Err(Failure::findings(findings)) }
}

fn build(packs: &Path, out: &Path, check: bool, lang: Lang) -> Result<u8> {
    let Source::Files(files) = read(packs)? else {
        return Err(Failure::usage(
            Error::new(ErrorCode::FileAccess)
                .file(packs.display().to_string())
                .path("--packs")
                .expected("a directory"),
        ));
    };
    let book = pack::check_files(&files, None).map_err(Failure::findings)?;
    let bytes = book.bundle().to_bytes().map_err(Failure::refused)?;
    let hash = format!("{}\n", canon::hash(HashName::Sha256, &bytes));
    let beside = out.with_extension("hash");
    if check {
        let same = |path: &Path, wanted: &[u8]| fs::read(path).is_ok_and(|found| found == wanted);
        if same(out, &bytes) && same(&beside, hash.as_bytes()) {
            return args::done(&match lang {
                Lang::Zh => format!("{} 与规则文件一致。\n", out.display()),
                Lang::En => format!("{} is what the files give.\n", out.display()),
            });
        }
        let found = fs::read(out)
            .map_or_else(|_| "no bundle".to_owned(), |found| canon::hash(HashName::Sha256, &found));
        return Err(Failure::refused(
            Error::new(ErrorCode::HashMismatch)
                .file(out.display().to_string())
                .expected(hash.trim())
                .found(found),
        ));
    }
    output::file(out, &bytes)?;
    output::file(&beside, hash.as_bytes())?;
    args::done(&format!("{} {}", out.display(), hash))
}

fn list(engine: &Engine, kind: Option<&str>, lang: Lang) -> Result<u8> {
    // `regimes` is as good as `regime`.
    let singular = |kind: &str| {
        let bare = kind.strip_suffix("ies").map(|stem| format!("{stem}y"));
        bare.or_else(|| kind.strip_suffix('s').map(ToOwned::to_owned)).unwrap_or_else(|| kind.to_owned())
    };
    let wanted = kind.map(|kind| if pack::KINDS.contains(&kind) { kind.to_owned() } else { singular(kind) });
    if let (Some(wanted), Some(kind)) = (&wanted, kind)
        && !pack::KINDS.contains(&wanted.as_str())
    {
        return Err(Failure::usage(
            Error::new(ErrorCode::InvalidValue).path("KIND").expected(pack::KINDS.join(", ")).found(kind),
        )
        .hint(nearest::suggest(kind, pack::KINDS)));
    }
    let mut out = Lines::default();
    for item in pack::list(engine.bundle(), wanted.as_deref()) {
        out.add(match kind {
            Some(_) => format!("{:<32} {}", item.id, item.title.get(lang)),
            None => format!("{:<12} {:<32} {}", item.kind, item.id, item.title.get(lang)),
        });
    }
    args::done(&out.text())
}

fn show(engine: &Engine, id: &str) -> Result<u8> {
    let shown = pack::show(engine.bundle(), id).map_err(|error| {
        let items = pack::list(engine.bundle(), None);
        let bare = id.rsplit(':').next().unwrap_or(id);
        Failure::usage(error.expected("an id that `ombud packs list` prints"))
            .hint(nearest::suggest(bare, items.iter().map(|item| item.id.as_str())))
    })?;
    let items: Vec<Json> = shown.into_iter().map(|shown| shown.item).collect();
    args::done(&match items.as_slice() {
        [item] => output::pretty(item),
        _ => output::pretty(&Json::List(items)),
    })
}

fn bundle(path: &Path) -> Result<Bundle> {
    if path == Path::new("builtin") {
        return Engine::builtin().map(|engine| engine.bundle().clone()).map_err(Failure::refused);
    }
    match read(path)? {
        Source::Bytes(bytes) => Bundle::from_bytes(&bytes, None)
            .map_err(|error| Failure::refused(error.file(path.display().to_string()))),
        Source::Files(files) => pack::read_files(&files).map(|(bundle, _)| bundle).map_err(Failure::findings),
    }
}

fn diff(before: &Path, after: &Path, lang: Lang) -> Result<u8> {
    let changes = pack::diff(&bundle(before)?, &bundle(after)?).map_err(Failure::refused)?;
    let shown = |json: &Option<Json>| {
        json.as_ref()
            .map_or_else(|| "-".to_owned(), |json| String::from_utf8_lossy(&json.to_bytes()).into_owned())
    };
    let mut out = Lines::default();
    for change in &changes {
        let title = change.title.as_ref().map(|title| format!(" ({})", title.get(lang))).unwrap_or_default();
        let word = match (change.kind, lang) {
            (ChangeKind::Added, Lang::Zh) => "新增",
            (ChangeKind::Added, Lang::En) => "added  ",
            (ChangeKind::Removed, Lang::Zh) => "删除",
            (ChangeKind::Removed, Lang::En) => "removed",
            (ChangeKind::Changed, Lang::Zh) => "变更",
            (ChangeKind::Changed, Lang::En) => "changed",
        };
        let place = change.path.as_ref();
        let place =
            place.map(|path| format!(" {path}: {} → {}", shown(&change.before), shown(&change.after)));
        out.add(format!("{word} {}{title}{}", change.item, place.unwrap_or_default()));
    }
    if changes.is_empty() {
        out.add(Label::new("没有差异。", "No difference.").get(lang));
    }
    output::print(&out.text())?;
    // As of other programs of this kind: a difference is a finding.
    Ok(if changes.is_empty() { 0 } else { REFUSED })
}
