//! The rows of a table: few are kept in memory, many in a file.

use std::borrow::Cow;
use std::io;
use std::slice;
use std::sync::Arc;

use super::Row;
use super::spool::{Reader, Spool, Writer};

/// More than so many bytes of values are written out: what a proof generates is far less.
const MOST: usize = 4 << 20;
/// What a row and a value take beside their text.
const EACH: usize = 24;

/// Rows, in no order; equal ones as often as they are there.
#[derive(Debug, Clone)]
pub struct RowSet(Kept);

#[derive(Debug, Clone)]
enum Kept {
    InMemory(Vec<Row>),
    InFile(Arc<Spool>),
}

impl RowSet {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Kept::InMemory(rows) => rows.len(),
            Kept::InFile(spool) => spool.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One after the other, always in the same order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        match &self.0 {
            Kept::InMemory(rows) => Iter::InMemory(rows.iter()),
            Kept::InFile(spool) => Iter::InFile(spool.reader()),
        }
    }

    /// The one at this place of their order.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Cow<'_, Row>> {
        match &self.0 {
            Kept::InMemory(rows) => rows.get(at).map(Cow::Borrowed),
            Kept::InFile(_) => self.iter().nth(at),
        }
    }

    /// Takes out the one at this place.
    pub fn remove(&mut self, at: usize) {
        if let Kept::InMemory(rows) = &mut self.0 {
            rows.remove(at);
            return;
        }
        let others = self.iter().enumerate().filter(|(place, _)| *place != at);
        *self = others.map(|(_, row)| row.into_owned()).collect();
    }

    /// Takes out all.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Default for RowSet {
    fn default() -> Self {
        Self(Kept::InMemory(Vec::new()))
    }
}

/// Those in a file are compared by the sum of their keys.
impl PartialEq for RowSet {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kept::InMemory(some), Kept::InMemory(others)) => some == others,
            (Kept::InFile(some), Kept::InFile(others)) => some.is_like(others),
            _ => false,
        }
    }
}

impl Eq for RowSet {}

impl From<Vec<Row>> for RowSet {
    fn from(rows: Vec<Row>) -> Self {
        Self(Kept::InMemory(rows))
    }
}

impl FromIterator<Row> for RowSet {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        let mut filling = Filling::default();
        let mut rows = rows.into_iter();
        let filled = rows.try_for_each(|row| filling.push(row));
        let ended = filled.and_then(|()| filling.end());
        ended.expect("the temporary folder has room for some more of the rows that it holds")
    }
}

impl<'a> IntoIterator for &'a RowSet {
    type Item = Cow<'a, Row>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Goes through rows.
pub enum Iter<'a> {
    /// Through those in memory.
    InMemory(slice::Iter<'a, Row>),
    /// Through those in a file, of which one is in memory at a time.
    InFile(Reader<'a>),
}

impl<'a> Iterator for Iter<'a> {
    type Item = Cow<'a, Row>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::InMemory(rows) => rows.next().map(Cow::Borrowed),
            Self::InFile(rows) => rows.next().map(Cow::Owned),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::InMemory(rows) => rows.size_hint(),
            Self::InFile(rows) => rows.size_hint(),
        }
    }
}

/// Rows that come one by one, and go to a file once they are many.
#[derive(Default)]
pub(super) struct Filling {
    rows: Vec<Row>,
    bytes: usize,
    file: Option<Writer>,
}

impl Filling {
    /// Takes one.
    pub fn push(&mut self, row: Row) -> io::Result<()> {
        if self.file.is_some() {
            let values: Vec<Option<&str>> = row.iter().map(Option::as_deref).collect();
            return self.push_borrowed(&values);
        }
        self.bytes += row.iter().flatten().map(String::len).sum::<usize>() + EACH * (row.len() + 1);
        self.rows.push(row);
        if self.bytes > MOST {
            self.write_out()?;
        }
        Ok(())
    }

    /// Takes one of which a copy is made only where it stays in memory.
    pub fn push_borrowed(&mut self, row: &[Option<&str>]) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.push(row),
            None => self.push(row.iter().map(|it| it.map(str::to_owned)).collect()),
        }
    }

    fn write_out(&mut self) -> io::Result<()> {
        let mut file = Writer::new()?;
        for row in std::mem::take(&mut self.rows) {
            let values: Vec<Option<&str>> = row.iter().map(Option::as_deref).collect();
            file.push(&values)?;
        }
        self.file = Some(file);
        Ok(())
    }

    pub fn end(self) -> io::Result<RowSet> {
        match self.file {
            None => Ok(self.rows.into()),
            Some(file) => Ok(RowSet(Kept::InFile(Arc::new(file.end()?)))),
        }
    }
}
