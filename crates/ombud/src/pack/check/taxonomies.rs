//! Taxonomies and how their codes map to each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, Checker, numbered, rings};
use crate::{Error, ErrorCode, pack::Code};

impl<'a> Checker<'a> {
    pub(super) fn taxonomies(&mut self) {
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

    pub(super) fn code(&mut self, at: At<'_>, i: usize, codes: &BTreeSet<(&str, &str)>, code: &Code) {
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
}
