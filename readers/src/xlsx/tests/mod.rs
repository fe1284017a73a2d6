//! Workbooks as programs write them, as people leave them, and as nobody should.

mod against_calamine;
mod hostile;
mod made;
mod ordinary;
