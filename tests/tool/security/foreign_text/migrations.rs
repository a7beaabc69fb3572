//! Migrations that hold such text wherever PostgreSQL takes one, each with the status of its proof.

use super::{PIECES, each, literal, name};
use crate::support::folder::Folder;

/// Some migrations, and the status of their proof.
pub struct Source {
    files: Vec<(&'static str, String)>,
    pub status: i32,
}

impl Source {
    pub fn folder(&self) -> Folder {
        let folder = Folder::empty();
        for (file, text) in &self.files {
            folder.write(file, text);
        }
        folder
    }
}

fn source(files: impl IntoIterator<Item = (&'static str, String)>, status: i32) -> Source {
    Source {
        files: files.into_iter().collect(),
        status,
    }
}

/// Everything that has a name is left over.
pub fn names() -> Source {
    let up = each(|piece| {
        let name = name(piece);
        format!("CREATE TABLE {name} (id INT, {name} INT, CONSTRAINT {name} CHECK (id > 0));\n")
    });
    source(
        [
            ("V1__a.sql", up),
            ("V1__a.down.sql", "SELECT 1;\n".to_owned()),
        ],
        1,
    )
}

/// The down leaves other bodies, comments, defaults and labels than it found.
pub fn values() -> Source {
    let scene = "CREATE TABLE t (c TEXT);\n\
        CREATE FUNCTION f() RETURNS TEXT LANGUAGE sql AS 'SELECT NULL::text';\n";
    let change = each(|piece| {
        let text = literal(piece);
        format!(
            "COMMENT ON TABLE t IS {text};\nALTER TABLE t ALTER c SET DEFAULT {text};\n\
             CREATE OR REPLACE FUNCTION f() RETURNS TEXT LANGUAGE sql AS $x$SELECT {text}::text$x$;\n\
             CREATE TYPE {} AS ENUM ({text});\n",
            name(piece)
        )
    });
    source(
        [
            ("V1__a.sql", scene.to_owned()),
            (
                "V1__a.down.sql",
                "DROP FUNCTION f(); DROP TABLE t;\n".to_owned(),
            ),
            ("V2__b.sql", change),
            ("V2__b.down.sql", "SELECT 1;\n".to_owned()),
        ],
        1,
    )
}

/// A message, its detail and its hint are the migration's own.
pub fn raised() -> Source {
    let text = literal(&PIECES.concat());
    let up = format!(
        "DO $x$ BEGIN RAISE NOTICE USING MESSAGE = {text}; RAISE WARNING USING MESSAGE = {text};\n\
         RAISE EXCEPTION USING MESSAGE = {text}, DETAIL = {text}, HINT = {text}; END $x$;\n"
    );
    source([("V1__a.sql", up)], 1)
}

/// The file's own line is shown, and the name in it.
pub fn lines() -> Source {
    let (before, after) = (PIECES[1], PIECES[2]);
    let named = name(PIECES[0]);
    let up = format!("SELECT /* {before} */ {named} FROM nowhere /* {after} */;\n");
    source([("V1__a.sql", up)], 1)
}

/// A server shows the value that stands twice.
pub fn rows() -> Source {
    let text = literal(&PIECES.concat());
    let rows = format!("INSERT INTO t VALUES ({text}), ({text});\n");
    let up = format!("CREATE TABLE t (c TEXT);\n{rows}CREATE UNIQUE INDEX ON t (c);\n");
    source([("V1__a.sql", up)], 1)
}

/// Data of such names is lost.
pub fn losses() -> Source {
    let up = each(|piece| {
        format!(
            "CREATE TABLE {name} (id INT PRIMARY KEY, {name} INT);\n",
            name = name(piece)
        )
    });
    let down = each(|piece| {
        format!(
            "ALTER TABLE {name} DROP {name}; ALTER TABLE {name} ADD {name} INT;\n",
            name = name(piece)
        )
    });
    source(
        [
            ("V1__a.sql", up),
            (
                "V1__a.down.sql",
                each(|piece| format!("DROP TABLE {};\n", name(piece))),
            ),
            ("V2__b.sql", "SELECT 1;\n".to_owned()),
            ("V2__b.down.sql", down),
        ],
        1,
    )
}

/// A declaration's own words are shown.
pub fn declared() -> Source {
    let reason = PIECES
        .map(|piece| piece.replace(['\n', '\r'], " "))
        .concat();
    source(
        [
            ("V1__a.sql", "CREATE TABLE t ();\n".to_owned()),
            (
                "V1__a.down.sql",
                format!("-- pgconform: irreversible because {reason}\n"),
            ),
        ],
        0,
    )
}
