"""Holds every file that names a version to that of Cargo.toml, and PostgreSQL's to its lock: `versions.py [v0.1.0]`."""

import re
import sys
import tomllib

from platforms import PLATFORMS, ROOT, cargo, locked_postgres, release

# Where the program's own version stands, and what stands before and behind it.
OWN = {
    "action.yml": r"default: (\d+\.\d+\.\d+)$",
    "packages/gitlab/verify-rollback.yml": r"default: (\d+\.\d+\.\d+)$",
    "packages/gitlab/shards.yml": r"default: (\d+\.\d+\.\d+)$",
    "packages/kubernetes/merge.yaml": r"image: pgconform:(\S+)$",
    "packages/kubernetes/shards.yaml": r"image: pgconform:(\S+)$",
    "pyproject.toml": r'"pgconform==([^"]+)"',
}


def wrong() -> list[str]:
    version = cargo()["version"]
    found = []
    for file, pattern in OWN.items():
        named = re.findall(pattern, (ROOT / file).read_text(), re.MULTILINE)
        if named != [version]:
            found.append(f"{file} names {named}, and Cargo.toml {version}")
    pages = sorted((ROOT / "fixtures/layouts").glob("*/README.md"))
    for page in pages:
        named = set(re.findall(r"install .*pgconform(?:==|@)(\S+)", page.read_text()))
        if named != {version}:
            found.append(f"{page.relative_to(ROOT)} installs {named}, and Cargo.toml has {version}")
    project = tomllib.loads((ROOT / "packages/python/pyproject.toml").read_text())["project"]
    extras = [it for extra in project["optional-dependencies"].values() for it in extra]
    for dependency in project["dependencies"] + extras:
        major, named = re.fullmatch(r"pgconform-postgres-(\d+)==(.+)", dependency).groups()
        locked = release(locked_postgres(major, next(it for it in PLATFORMS if it.npm == "linux-x64")))
        if named != locked:
            found.append(f"packages/python wants PostgreSQL {named}, and the lock has {locked}")
    if len(sys.argv) > 1 and sys.argv[1] != f"v{version}":
        found.append(f"the tag is {sys.argv[1]}, and Cargo.toml has {version}")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(wrong()) or None)
