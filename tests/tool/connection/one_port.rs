//! A command that is to reach one server reaches no other by TCP, and neither does what it starts.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use pgconform::connection::connects_only_to;

/// What it starts connects, since what a command starts is often what connects.
fn connecting(port: u16) -> Command {
    let mut command = Command::new("bash");
    command
        .args([
            "-c",
            r#"bash -c "exec 3<>/dev/tcp/127.0.0.1/$0" "$0"; exit $?"#,
        ])
        .arg(port.to_string())
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let port = listener.local_addr().expect("it is bound").port();
    (listener, port)
}

fn succeeds(command: &mut Command) -> bool {
    command.status().expect("bash runs").success()
}

#[test]
fn a_command_connects_to_the_port_that_it_is_given() {
    let (_listener, port) = listener();
    let mut command = connecting(port);
    connects_only_to(&mut command, port).expect("the kernel takes the rules");
    assert!(succeeds(&mut command));
    assert!(succeeds(&mut command), "started again");
}

#[test]
fn a_command_connects_to_no_other_port_where_the_kernel_can_prevent_it() {
    let ((_own, own), (_other, other)) = (listener(), listener());
    assert!(succeeds(&mut connecting(other)), "nothing restricts it yet");
    let mut command = connecting(other);
    let can = connects_only_to(&mut command, own).expect("the kernel takes the rules");
    assert_eq!(succeeds(&mut command), !can);
    assert_eq!(succeeds(&mut command), !can, "started again");
}
