//! The check of workflows: what it finds, that its witnesses show it, and what it leaves alone.

mod build;
mod large;
mod life;
mod mutants;
mod shows;
mod small;
mod sound;
mod walks;
