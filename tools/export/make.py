"""Makes the export fixtures anew: an environment for each script, with the versions of its requirements, then the scripts.

    python3 tools/export/make.py                                    # all of test/fixtures/exports
    python3 tools/export/make.py qwen2-vl                           # one of them
    python3 tools/export/make.py llava-onevision --scale middle --out DIR  # large enough to measure; not for committing

Wants Python 3.11, the package index and 8 GB of disk. Environments stay in .cache/export for the next time.
"""

import argparse
import gzip
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ENVIRONMENTS = ROOT / ".cache/export"

FIXTURES = {
    "llava-onevision": [
        ("llava_onevision", ["OUT", "WORK"]),
        ("llava_onevision_decoder", ["WORK", "OUT"]),
    ],
    "qwen2-vl": [("qwen2_vl", ["OUT", "WORK"])],
    "smolvlm2": [("smolvlm2", ["OUT"])],
    "qwen3.5": [("qwen3_5", ["OUT"])],
    "lfm2.5-vl": [("lfm2_vl", ["OUT"])],
}
"""Scripts with their arguments: OUT is the model folder, WORK a folder for what is in between."""

SCALES = {"fixture": {}, "middle": {"llava_onevision": ["--scale", "middle"], "llava_onevision_decoder": ["--all-rows"]}}


def environment(script):
    """Returns the Python of `script`'s environment, which is made if its requirements have changed."""
    wanted = (HERE / f"requirements-{script}.txt").read_text()
    folder = ENVIRONMENTS / script
    done = folder / "requirements.txt"
    python = folder / "bin/python"
    if not done.exists() or done.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(HERE / f"requirements-{script}.txt")]
        subprocess.run(install, check=True)
        done.write_text(wanted)
    return python


def make(name, out, scale):
    with tempfile.TemporaryDirectory() as work:
        folders = {"OUT": str(out / name), "WORK": work}
        for script, arguments in FIXTURES[name]:
            more = SCALES[scale].get(script, [])
            given = [folders[argument] for argument in arguments]
            subprocess.run([str(environment(script)), str(HERE / f"{script}.py"), *given, *more], check=True)
    if scale == "fixture":
        pack(out / name)


def pack(folder):
    """Packs graphs and weights, which halves the fixtures. Without a date the same file is packed to the same bytes."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".onnx", ".onnx_data"):
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
            path.unlink()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(FIXTURES)}; all when left out")
    parser.add_argument("--out", type=Path, default=ROOT / "test/fixtures/exports")
    parser.add_argument("--scale", choices=SCALES, default="fixture")
    options = parser.parse_args()
    for each in options.names or FIXTURES:
        if each not in FIXTURES:
            parser.error(f"{each} is none of {', '.join(FIXTURES)}")
        make(each, options.out, options.scale)
