//! The complaint: who, against whom, about what, asking for what.
