//! Enums that carry their wording.

/// What an enum with wording can say of itself.
macro_rules! wording {
    ($name:ident { $($variant:ident = $id:literal, $zh:literal, $en:literal;)* }) => {
        impl $name {
            /// The id that documents carry.
            #[must_use]
            pub fn id(&self) -> &'static str {
                match self { $($name::$variant { .. } => $id,)* }
            }

            /// The wording for a reader of `lang`.
            #[must_use]
            pub fn title(&self, lang: $crate::model::Lang) -> &'static str {
                match (self, lang) {
                    $(($name::$variant { .. }, $crate::model::Lang::Zh) => $zh,
                      ($name::$variant { .. }, $crate::model::Lang::En) => $en,)*
                }
            }

            /// The wording in both languages.
            #[must_use]
            pub fn label(&self) -> $crate::model::Label {
                match self { $($name::$variant { .. } => $crate::model::Label::new($zh, $en),)* }
            }

            /// Every id with its wording, in the order of declaration.
            #[must_use]
            pub fn labels() -> Vec<$crate::model::Choice> {
                vec![$($crate::model::Choice { id: $id.to_owned(), zh: $zh.to_owned(), en: $en.to_owned() },)*]
            }
        }
    };
}

/// A plain enum: its English wording is its documentation, its id is its JSON form.
macro_rules! worded {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $id:literal, $zh:literal, $en:literal;)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[non_exhaustive]
        pub enum $name { $(#[doc = $en] #[serde(rename = $id)] $variant,)* }

        $crate::model::wording!($name { $($variant = $id, $zh, $en;)* });

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> $crate::error::Result<Self> {
                $name::ALL.iter().copied().find(|value| value.id() == text).ok_or_else(|| {
                    $crate::Error::new($crate::ErrorCode::InvalidValue)
                        .expected(concat!("one of", $(" ", $id,)*))
                        .found(text)
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.id()) }
        }
    };
}

/// A sum: `kind` names the variant in JSON. Variants without fields are written `{}`, because
/// serde would let a plain one carry unknown fields.
macro_rules! worded_sum {
    ($(#[$meta:meta])* $name:ident {
        $($variant:ident $(($of:ty))? $({ $($none:tt)* })? = $id:literal, $zh:literal, $en:literal;)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[serde(tag = "kind")]
        #[non_exhaustive]
        pub enum $name { $(#[doc = $en] #[serde(rename = $id)] $variant $(($of))? $({ $($none)* })?,)* }

        $crate::model::wording!($name { $($variant = $id, $zh, $en;)* });

        impl $crate::model::reader::Tagged for $name {
            const IDS: &'static [&'static str] = &[$($id,)*];

            fn variant<'de, A: serde::de::VariantAccess<'de>>(id: &str, fields: A) -> Result<Self, A::Error> {
                match id {
                    $($id => $crate::model::fields_of!(fields, $name::$variant $(($of))? $({ $($none)* })?),)*
                    _ => Err(serde::de::Error::unknown_variant(id, Self::IDS)),
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::model::reader::sum(d)
            }
        }
    };
}

/// Reads the fields of one variant of a sum.
macro_rules! fields_of {
    ($fields:ident, $name:ident::$variant:ident ($of:ty)) => {
        $fields.newtype_variant::<$of>().map($name::$variant)
    };
    ($fields:ident, $name:ident::$variant:ident {}) => {
        $fields.unit_variant().map(|()| $name::$variant {})
    };
}

pub(crate) use {fields_of, worded, worded_sum, wording};
