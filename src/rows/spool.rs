//! Rows in an unnamed temporary file: they take no memory, and the file ends with its handle.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;

use super::{Key, Row};

/// The mark of a NULL, in place of a value's length.
const NULL: u64 = u64::MAX;

/// Rows that were written out.
#[derive(Debug)]
pub(super) struct Spool {
    file: File,
    count: usize,
    /// The sum of all their keys, which is another one for other rows, in whatever order they stand.
    sum: u128,
}

/// A spool that is written.
pub(super) struct Writer {
    file: BufWriter<File>,
    count: usize,
    sum: u128,
}

impl Writer {
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(tempfile::tempfile()?),
            count: 0,
            sum: 0,
        })
    }

    pub fn push(&mut self, row: &[Option<&str>]) -> io::Result<()> {
        self.file.write_all(&(row.len() as u64).to_le_bytes())?;
        for value in row {
            let length = value.map_or(NULL, |it| it.len() as u64);
            self.file.write_all(&length.to_le_bytes())?;
            self.file.write_all(value.unwrap_or_default().as_bytes())?;
        }
        self.count += 1;
        let key = Key::of_values(row.iter().copied());
        self.sum = self.sum.wrapping_add(key.number());
        Ok(())
    }

    pub fn end(self) -> io::Result<Spool> {
        Ok(Spool {
            file: self
                .file
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?,
            count: self.count,
            sum: self.sum,
        })
    }
}

impl Spool {
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether two hold the same rows, each as often.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.count, self.sum) == (other.count, other.sum)
    }

    pub fn reader(&self) -> Reader<'_> {
        let from = Place {
            file: &self.file,
            at: 0,
        };
        Reader {
            from: BufReader::new(from),
            left: self.count,
        }
    }
}

/// Reads a spool from its beginning; several do so at a time.
pub struct Reader<'a> {
    from: BufReader<Place<'a>>,
    left: usize,
}

/// A place of its own in a file that is shared.
struct Place<'a> {
    file: &'a File,
    at: u64,
}

impl Read for Place<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(into, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Reader<'_> {
    fn number(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.from.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn row(&mut self) -> io::Result<Row> {
        (0..self.number()?).map(|_| self.value()).collect()
    }

    fn value(&mut self) -> io::Result<Option<String>> {
        let length = self.number()?;
        if length == NULL {
            return Ok(None);
        }
        let length = usize::try_from(length).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes)?;
        String::from_utf8(bytes).map(Some).map_err(io::Error::other)
    }
}

impl Iterator for Reader<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.left = self.left.checked_sub(1)?;
        Some(self.row().expect("what was written there can be read"))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}
