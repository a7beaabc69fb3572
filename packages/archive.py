"""Makes the archive of the program: program, manual pages, completions, licences. PostgreSQL is not in it."""

import argparse
import io
import subprocess
import tarfile
from pathlib import Path

from platforms import ROOT, cargo, of_target

TEXTS = ("CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md")


def generated(program: Path) -> dict[str, bytes]:
    """What the program writes about itself, where it runs on this machine."""
    texts = {}
    for shell in ("bash", "fish", "zsh"):
        texts[f"completions/pgconform.{shell}"] = run(program, "completions", shell)
    texts["man/pgconform.1"] = run(program, "man")
    return {name: text for name, text in texts.items() if text}


def run(program: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run([program.resolve(), *arguments], check=True, capture_output=True).stdout
    except OSError:
        return b""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", required=True)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    top = f"pgconform-{cargo()['version']}-{of_target(arguments.target).target}"
    contents = {name: (ROOT / name).read_bytes() for name in TEXTS} | generated(arguments.program)
    arguments.out.mkdir(parents=True, exist_ok=True)
    archive = arguments.out / f"{top}.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=6) as tar:

        def add(name: str, content: bytes, mode: int) -> None:
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mode = len(content), mode
            tar.addfile(entry, io.BytesIO(content))

        add("pgconform", arguments.program.read_bytes(), 0o755)
        for name, content in sorted(contents.items()):
            add(name, content, 0o644)
    print(archive)


if __name__ == "__main__":
    main()
