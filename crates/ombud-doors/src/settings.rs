//! The settings of an engine as a document.

use ombud::{
    Engine, Error, ErrorCode,
    model::{Json, canon},
    pack::PackFile,
};
use serde::Deserialize;

use crate::{Door, Fault, Result};

impl Door {
    /// The JSON Schema of the settings of an engine.
    ///
    /// ```
    /// let door = ombud_doors::Door::with_settings(br#"{"format_version": 1, "packs": [{"files": [
    ///     {"path": "pack.toml", "text": "[manifest]\nid = \"firm\"\nversion = \"1\"\ntitle = { zh = \"x\", en = \"x\" }\n"}
    /// ]}]}"#);
    /// assert!(door.is_ok(), "{door:?}");
    /// ```
    pub const SETTINGS: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["format_version"],
  "properties": {
    "format_version": {"const": 1},
    "builtin": {"type": "boolean", "description": "whether the built-in packs lie at the bottom; by default they do"},
    "packs": {"type": "array", "description": "layers, each over those before it", "items": {
      "type": "object", "additionalProperties": false,
      "properties": {
        "bundle": {"type": "object", "description": "a bundle"},
        "files": {"type": "array", "description": "or the files of a pack as authors write them", "items": {
          "type": "object", "additionalProperties": false, "required": ["path", "text"],
          "properties": {"path": {"type": "string"}, "text": {"type": "string"}}}}}}}
  }
}"#;
}

const FORMAT_VERSION: i64 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    format_version: i64,
    #[serde(default = "yes")]
    builtin: bool,
    #[serde(default)]
    packs: Vec<Layer>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layer {
    #[serde(default)]
    bundle: Option<Json>,
    #[serde(default)]
    files: Vec<File>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    path: String,
    text: String,
}

pub(crate) fn engine(document: &[u8]) -> Result<Engine> {
    let settings: Settings = canon::from_bytes(document)?;
    if settings.format_version != FORMAT_VERSION {
        return Err(Error::new(ErrorCode::UnsupportedFormat)
            .path("format_version")
            .expected(FORMAT_VERSION)
            .found(settings.format_version)
            .into());
    }
    let mut builder = Engine::builder();
    if !settings.builtin {
        builder = builder.without_builtin();
    }
    for (i, layer) in settings.packs.into_iter().enumerate() {
        builder = match (layer.bundle, layer.files) {
            (Some(bundle), files) if files.is_empty() => builder.pack_bytes(&bundle.to_bytes()),
            (None, files) if !files.is_empty() => builder.pack_files(
                files.into_iter().map(|file| PackFile { path: file.path, text: file.text }).collect(),
            ),
            (bundle, _) => {
                return Err(Error::new(ErrorCode::InvalidField)
                    .path(format_args!("packs[{i}]"))
                    .expected("either bundle or files")
                    .found(if bundle.is_some() { "both" } else { "neither" })
                    .into());
            }
        };
    }
    builder.build().map_err(Fault::packs)
}
