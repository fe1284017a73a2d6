//! The house as its own sources show it: rooms stand on floors and import only from those below, and no two files import
//! each other, in a circle of any length.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod circles;
mod floors;
mod imports;
mod tokens;
