//! A peer that speaks PostgreSQL's protocol badly ends in one error within the limit that was set, and never in a hang.

mod peer;

use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use rstest::rstest;

use super::limit::ended_within;
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::secret::{PASSWORD, encoded};
use peer::Act::{self, Deaf, Endlessly, Greet, Hang, LetIn, Say, Slowly};
use peer::{authentication, listen, message, welcome, words};

/// Far longer than the 3 s that each run is given, as the machine may be busy.
const LIMIT: Duration = Duration::from_secs(40);
const TO_CONNECT: &str = "no session started within";
const TO_ANSWER: &str = "did not answer for";

fn url(port: u16, more: &str) -> String {
    format!("postgresql://app:{}@127.0.0.1:{port}/shop{more}", encoded())
}

fn run(command: &[&str], url: &str) -> Ended {
    let folder = Folder::ours();
    let run = Pgconform::new(folder.project(), command).env("DATABASE_URL", url);
    ended_within(LIMIT, &format!("{command:?}"), run)
}

fn says(text: &str) -> Act {
    Say(text.as_bytes().to_vec())
}

#[rstest]
#[case::deaf_after_tcp(vec![Deaf], TO_CONNECT)]
#[case::silent_after_the_request_for_tls(vec![], TO_CONNECT)]
#[case::silent_after_it_agreed_to_tls(vec![says("S")], TO_CONNECT)]
#[case::tls_that_is_none(vec![says("Snot a record of TLS at all")], "cannot connect to")]
#[case::neither_tls_nor_none(vec![says("Q")], "cannot")]
#[case::silent_after_the_startup_message(vec![Greet], TO_CONNECT)]
#[case::silent_after_a_cleartext_password(vec![Greet, Say(authentication(3, ""))], TO_CONNECT)]
#[case::silent_after_an_md5_password(vec![Greet, Say(authentication(5, "salt"))], TO_CONNECT)]
#[case::silent_in_the_middle_of_scram(vec![Greet, Say(authentication(10, "SCRAM-SHA-256\0\0"))], TO_CONNECT)]
#[case::an_unknown_authentication(vec![Greet, Say(authentication(99, ""))], "unknown authentication")]
#[case::never_ready(vec![Greet, Say(welcome())], TO_CONNECT)]
#[case::endless_notices(vec![Greet, Say(welcome()), Endlessly(words('N', "00000", "hello"))], TO_CONNECT)]
#[case::endless_parameters(vec![Greet, Say(welcome()), Endlessly(message('S', "a\0b\0"))], TO_CONNECT)]
#[case::an_error_without_end(vec![Greet, says("E\x7f\0\0\0SFATAL\0M"), Endlessly(b"hello".to_vec())], TO_CONNECT)]
#[case::another_protocol(vec![Greet, says("HTTP/1.1 400 Bad Request\r\n\r\n")], TO_CONNECT)]
#[case::half_a_message(vec![Greet, says("R\0\0\0\x08\0")], TO_CONNECT)]
#[case::a_length_of_two_gigabytes(vec![Greet, Say(b"R\x7f\xff\xff\xff".to_vec())], TO_CONNECT)]
#[case::a_length_below_zero(vec![Greet, Say(b"R\xff\xff\xff\xff".to_vec())], "invalid message length")]
#[case::a_length_of_zero(vec![Greet, Endlessly(vec![0])], "invalid message length")]
#[case::a_byte_at_a_time(vec![Greet, Slowly(welcome())], TO_CONNECT)]
#[case::the_end_after_the_startup_message(vec![Greet, Hang], "cannot reach")]
#[case::the_password_in_its_words(vec![Greet, Say(words('E', "28P01", PASSWORD))], "refuses user 'app' (28P01)")]
#[case::silent_after_the_first_query(vec![LetIn], TO_ANSWER)]
#[case::notices_as_an_answer(vec![LetIn, Endlessly(words('N', "00000", "hello"))], TO_ANSWER)]
#[case::half_an_answer(vec![LetIn, says("T\0\0\0\x20\0")], TO_ANSWER)]
fn a_server_that_answers_badly_ends_status_with_one_error(
    #[case] acts: Vec<Act>,
    #[case] says: &str,
) {
    let port = listen(acts);
    let status = ["status", "--wait", "3", "--statement-timeout", "3"];
    run(&status, &url(port, "")).fails_with(&[&format!("app@127.0.0.1:{port}/shop"), says]);
}

#[rstest]
#[case::up(&["up"])]
#[case::down(&["down", "--to", "base"])]
#[case::reset(&["reset", "--force=shop"])]
#[case::seed(&["seed"])]
#[case::verify(&["verify"])]
#[case::adopt(&["adopt", "--at", "1"])]
fn every_command_gives_a_server_up_that_lets_it_in_and_is_silent(#[case] command: &[&str]) {
    let port = listen(vec![LetIn]);
    let limits = ["--wait", "3", "--statement-timeout", "3"];
    let ended = run(&[command, &limits].concat(), &url(port, ""));
    ended.fails_with(&[&format!("app@127.0.0.1:{port}/shop"), TO_ANSWER]);
}

/// `connect_timeout` bounds each try, and `--wait` how long tries are made.
#[rstest]
#[case::status(&["status", "--wait", "4"], 2)]
#[case::probe(&["status", "--reachable", "--wait", "4"], 1)]
#[case::up(&["up", "--wait", "4"], 2)]
#[case::down(&["down", "--to", "base", "--wait", "4"], 2)]
#[case::reset(&["reset", "--force=shop", "--wait", "4"], 2)]
#[case::seed(&["seed", "--wait", "4"], 2)]
#[case::verify(&["verify", "--wait", "4"], 2)]
#[case::adopt(&["adopt", "--at", "1", "--wait", "4"], 2)]
fn every_command_that_connects_gives_a_silent_server_up(
    #[case] command: &[&str],
    #[case] status: i32,
) {
    let port = listen(vec![]);
    let ended = run(command, &url(port, "?connect_timeout=1")).ends_with(status);
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert!(said.contains("no session started within 1.0 s"), "{said}");
}

/// As libpq does with each address that it has.
#[test]
fn a_host_that_is_silent_leaves_the_next_one_its_share_of_the_time() {
    let silent = listen(vec![]);
    let refusal = words('E', "3D000", "no such database");
    let other = listen(vec![Greet, Say(refusal)]);
    let url = format!(
        "postgresql://app:{}@127.0.0.1:{silent},127.0.0.1:{other}/shop",
        encoded()
    );
    run(&["status", "--wait", "4"], &url).fails_with(&["no database 'shop'"]);
}

/// As a firewall does; the system's own limit is minutes.
#[test]
fn a_port_that_takes_no_further_connection_is_given_up() {
    let full = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = full.local_addr().expect("it is bound");
    // The system takes some for a listener that never asks for them, and swallows the packets of the others.
    let first = |_| TcpStream::connect_timeout(&address, Duration::from_millis(200));
    let taken: Vec<_> = (0..5_000).map(first).take_while(Result::is_ok).collect();
    assert!(!taken.is_empty(), "nobody gets in at all");
    run(&["status", "--wait", "1"], &url(address.port(), "")).fails_with(&["cannot reach"]);
}
