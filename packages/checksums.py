"""Writes SHA256SUMS of the files in a folder, as `sha256sum --check` reads it, and prints each with its size."""

import hashlib
import sys
from pathlib import Path

NAME = "SHA256SUMS"


def main() -> None:
    folder = Path(sys.argv[1])
    files = sorted(it for it in folder.iterdir() if it.is_file() and it.name != NAME)
    lines = []
    for file in files:
        lines.append(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n")
        print(f"{file.stat().st_size / 1e6:7.1f} MB  {file.name}")
    (folder / NAME).write_text("".join(lines))


if __name__ == "__main__":
    main()
