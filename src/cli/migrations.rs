//! Loads the migrations of a command.

use std::path::Path;

use pgconform::migrations::{self, Commands, Migrations, Reading};
use pgconform::postgres::Server;
use pgconform::rows::Seeds;
use pgconform::runner::{self, CommandStep};

use super::arguments::{FolderArgs, ProofArgs};
use super::{Context, Failure, output, server};

/// In whichever layout, to be proved; where a tool's own program lists them, it is asked.
pub async fn load(context: &Context, arguments: &ProofArgs) -> Result<Migrations, Failure> {
    let reading = Reading::of(&context.settings, arguments.folder.gaps())?;
    let tool = &arguments.tool;
    let Some(list) = &tool.list_command else {
        return read(context, &reading);
    };
    let source = server::source(context).await?.with_tcp();
    let mut server = Server::blank(&source).await?;
    let run_in = server::commands(context);
    let commands = Commands {
        up: tool.up_command.clone().unwrap_or_default(),
        down: tool.down_command.clone(),
        context: run_in,
    };
    // It may read the database to list them, and is then who moves it.
    let limits = arguments.moving.limits();
    runner::set_up(&mut server, &reading.unlisted(&commands)?, &limits).await?;
    let step = CommandStep {
        version: "",
        target: "",
    };
    let url = server.command_url();
    let target = (&url, &commands.context);
    let listed = runner::run_command(list, target, step, &limits).await;
    let listed = listed.map_err(|why| Failure::Command {
        command: list.clone(),
        why,
    })?;
    Ok(reading.listed(&commands, &listed)?)
}

/// In our own layout, to be applied: any other tool applies its own.
pub fn load_own(context: &Context, arguments: &FolderArgs) -> Result<Migrations, Failure> {
    let migrations = read(context, &reading(context, arguments)?)?;
    if migrations.layout().is_ours() {
        return Ok(migrations);
    }
    Err(Failure::NotOurs {
        folder: folder(context).to_owned(),
        layout: migrations.layout().name(),
    })
}

/// Where they are.
pub fn folder(context: &Context) -> &Path {
    &context.settings.migrations.value
}

/// The rows that a project keeps: those that were named; else those of our own layout, where they are.
pub fn own_rows(context: &Context, migrations: &Migrations) -> Result<Seeds, Failure> {
    if let Some(rows) = &context.settings.rows {
        return Ok(Seeds::load(rows.folder()?)?);
    }
    let usual = context.usual_rows();
    if migrations.layout().is_ours() && usual.is_dir() {
        return Ok(Seeds::load(&usual)?);
    }
    Ok(Seeds::default())
}

fn read(context: &Context, reading: &Reading) -> Result<Migrations, Failure> {
    let folder = folder(context);
    let read = reading.read(folder);
    if let Err(migrations::Error::NoFolder(_) | migrations::Error::Elsewhere { .. }) = read {
        // Where a variable or a file named it, the error names those.
        context.settings.migrations.folder()?;
    }
    let migrations = read?;
    let layout = migrations.layout();
    let has_no_down = migrations.are_forward_only();
    if reading.layout.is_none() && (!layout.is_ours() || has_no_down) {
        let folder = folder.display();
        output::note(
            context,
            &format!("the layout of {folder} is {layout}; --layout NAME overrides it"),
        );
    }
    Ok(migrations)
}

/// Without a set-up, which only new servers need.
fn reading(context: &Context, arguments: &FolderArgs) -> Result<Reading, Failure> {
    Ok(Reading {
        setup: Vec::new(),
        search_path: Vec::new(),
        as_role: None,
        ..Reading::of(&context.settings, arguments.gaps())?
    })
}
