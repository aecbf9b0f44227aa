//! Records with a constructor and setters.

/// The field of a record itself, or of the record inside a builder.
macro_rules! place {
    ([], $this:ident, $field:ident) => {
        $this.$field
    };
    ([$inner:tt], $this:ident, $field:ident) => {
        $this.$inner.$field
    };
}

/// Setters: one that sets an optional field, one that adds to a list.
macro_rules! setters {
    ($name:ident, $inner:tt,
        { $($(#[$maydoc:meta])* $may:ident: $mayty:ty,)* },
        { $($(#[$manydoc:meta])* $many:ident / $one:ident: $manyty:ty,)* }
    ) => {
        impl $name {
            $(
                $(#[$maydoc])*
                #[must_use]
                pub fn $may(mut self, value: impl Into<$mayty>) -> Self {
                    place!($inner, self, $may) = Some(value.into());
                    self
                }
            )*
            $(
                #[doc = concat!("Adds one to `", stringify!($many), "`.")]
                #[must_use]
                pub fn $one(mut self, value: impl Into<$manyty>) -> Self {
                    place!($inner, self, $many).push(value.into());
                    self
                }
            )*
        }
    };
}

/// A record: fields it needs, may have, and has many of. Absent ones are left out of the JSON.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident {
        needs { $($(#[$needdoc:meta])* $need:ident: $needty:ty,)* }
        may { $($(#[$maydoc:meta])* $may:ident: $mayty:ty,)* }
        many { $($(#[$manydoc:meta])* $many:ident / $one:ident: $manyty:ty,)* }
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$needdoc])* pub $need: $needty,)*
            $($(#[$maydoc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $may: Option<$mayty>,)*
            $($(#[$manydoc])* #[serde(default, skip_serializing_if = "Vec::is_empty")] pub $many: Vec<$manyty>,)*
        }

        impl $name {
            /// With what it needs, and nothing else.
            #[must_use]
            pub fn new($($need: impl Into<$needty>),*) -> Self {
                $name { $($need: $need.into(),)* $($may: None,)* $($many: Vec::new(),)* }
            }
        }

        setters!($name, [], { $($(#[$maydoc])* $may: $mayty,)* }, { $($(#[$manydoc])* $many / $one: $manyty,)* });
    };
}
