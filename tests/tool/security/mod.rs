//! Nobody else gets in, and nothing of the user's is touched: each attack of `SECURITY.md`, replayed.

mod attack;
mod children;
mod confinement;
mod containers;
mod environment;
mod foreign_text;
mod live_database;
mod other_user;
mod replaced_files;
mod server_files;
mod taken_names;
mod tcp;
mod who_connects;

use std::path::Path;

use other_user::{OtherUser, ProgramForAll};

/// What every other test here rests on: an attacker who could do nothing would show nothing.
#[test]
#[ignore = "needs root and two other users: just test-users"]
fn other_users_can_run_the_program_and_are_not_root() {
    let program = ProgramForAll::new();
    for user in [
        OtherUser::alice(),
        OtherUser::mallory(),
        OtherUser::nobody(),
    ] {
        let output = user.command(program.path()).arg("--version").output();
        assert!(output.expect("it can be started").status.success());
        let output = user.shell("id -u; touch /root/attacked");
        assert_eq!(
            String::from_utf8_lossy(&output.stdout).trim(),
            user.uid().to_string()
        );
        assert!(!Path::new("/root/attacked").exists());
    }
}
