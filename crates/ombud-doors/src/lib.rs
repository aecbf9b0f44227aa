//! What the doors share, so that C, Python, Java and the program give the same answers: the
//! operations there are, an engine with a firm's own packs over the built-in ones, and what went
//! wrong as one document.
//!
//! A capability that is registered here is in every language, without a line in any of them.
//!
//! ```
//! let door = ombud_doors::Door::builtin()?;
//! let answer = door.call("clock.count", br#"{"calendar": "cn", "from": "2026-02-12", "to": "2026-02-28"}"#)?;
//! assert!(String::from_utf8_lossy(&answer).contains(r#""business_days":7"#));
//! # Ok::<(), ombud_doors::Fault>(())
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects))]

mod case;
mod contained;
mod fault;
mod settings;
#[cfg(feature = "test-operations")]
mod testing;
mod workflow;

use std::sync::Arc;

use ombud::{Engine, model::canon, ops::Registry, pack::BUILTIN};

pub use case::Case;
pub use contained::{Handle, contained};
pub use fault::{Fault, Result};
pub use workflow::{Machine, Workflow};

/// Every operation of every crate that the doors carry.
#[must_use]
pub fn registry() -> Registry {
    let registry = Registry::core().with(ombud_intake::OPERATIONS);
    #[cfg(feature = "test-operations")]
    let registry = registry.with(testing::OPERATIONS);
    registry
}

/// The version of the library, as `major.minor.patch`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(serde::Serialize)]
struct BuildInfo {
    version: &'static str,
    target: String,
    optimised: bool,
    bundle: &'static str,
    test_operations: bool,
}

/// How the library was built, as a document: `version`, `target`, `optimised`, `bundle` (the hash of
/// the built-in packs), `test_operations`.
///
/// # Errors
/// `internal`.
pub fn build_info() -> Result<Vec<u8>> {
    let libc = if cfg!(target_env = "musl") { "-musl" } else { "" };
    Ok(canon::to_bytes(&BuildInfo {
        version: VERSION,
        target: format!("{}-{}{libc}", std::env::consts::ARCH, std::env::consts::OS),
        optimised: !cfg!(debug_assertions),
        bundle: BUILTIN.1.trim(),
        test_operations: cfg!(feature = "test-operations"),
    })?)
}

/// An engine and the operations that it is asked by. Cheap to clone, never changed.
#[derive(Debug, Clone)]
pub struct Door {
    engine: Engine,
    registry: Arc<Registry>,
}

impl Door {
    /// The door of an engine.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        Door { engine, registry: Arc::new(registry()) }
    }

    /// With the built-in packs.
    ///
    /// # Errors
    /// Those of [`Engine::builtin`].
    pub fn builtin() -> Result<Self> {
        Ok(Door::new(Engine::builtin()?))
    }

    /// With packs of one's own: the JSON document that [`Door::SETTINGS`] describes.
    ///
    /// # Errors
    /// Those of a document that cannot be read; `pack_refused`, with every finding.
    pub fn with_settings(settings: &[u8]) -> Result<Self> {
        Ok(Door::new(settings::engine(settings)?))
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The operations.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Calls an operation: JSON in, canonical JSON out.
    ///
    /// # Errors
    /// Those of [`Registry::call`].
    pub fn call(&self, operation: &str, request: &[u8]) -> Result<Vec<u8>> {
        Ok(self.registry.call(&self.engine, operation, request)?)
    }
}
