//! The system's files that every program needs, and none of a user's.

use std::env::consts::ARCH;
use std::path::PathBuf;

/// Programs, libraries, time zones, locales. `/bin` and its like are links into `/usr` on most machines.
const PROGRAMS: [&str; 9] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    // NixOS and Guix, where everybody may read everything.
    "/nix/store",
    "/gnu/store",
];

/// What the C library and PostgreSQL read. `/proc` is not among them: it shows other processes, and their environment.
const READABLE: [&str; 25] = [
    // The dynamic linker.
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    // Who the server's user is; PostgreSQL does not start without.
    "/etc/passwd",
    "/etc/group",
    "/etc/nsswitch.conf",
    "/var/lib/sss/mc",
    "/var/lib/sss/pipes",
    "/run/nscd",
    "/run/systemd/userdb",
    // Names such as localhost.
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
    // Time zone and locale.
    "/etc/localtime",
    "/etc/timezone",
    "/etc/locale.alias",
    // OpenSSL, which pgcrypto uses too; never /etc/ssl/private.
    "/etc/ssl/openssl.cnf",
    "/etc/ssl/certs",
    "/etc/pki/tls/openssl.cnf",
    "/etc/crypto-policies",
    // Languages for functions.
    "/etc/perl",
    // Debian's dictionaries, to which /usr/share/postgresql/16/tsearch_data links.
    "/var/cache/postgresql/dicts",
    "/dev/urandom",
];

/// Devices that hold nothing.
pub const DEVICES: [&str; 3] = ["/dev/null", "/dev/zero", "/dev/full"];

/// Those that are there, resolved, and none within another.
pub fn programs() -> Vec<PathBuf> {
    resolved(PROGRAMS.map(PathBuf::from))
}

/// The same of what is read.
pub fn readable() -> Vec<PathBuf> {
    let of_musl = PathBuf::from(format!("/etc/ld-musl-{ARCH}.path"));
    let random = PathBuf::from("/dev/random");
    resolved(
        READABLE
            .into_iter()
            .map(PathBuf::from)
            .chain([of_musl, random]),
    )
}

fn resolved(paths: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for path in paths {
        if let Ok(path) = path.canonicalize()
            && !found.iter().any(|outer| path.starts_with(outer))
        {
            found.push(path);
        }
    }
    found
}
