"""
Everything, end to end: tokenizer, tower, decoder, evaluation, export. Stopped and started again, it goes on.

With `--world hard` the exported model of the plain world is trained further, on the hard one.
"""

import argparse
import os
import subprocess
import sys
import time

from clips import ROOT, WORLDS

RUNS = os.path.join(ROOT, "tools", "train", "runs")
TSX = os.path.join("node_modules", ".bin", "tsx")
PYTHON = [sys.executable, "-W", "ignore"]
FINAL = "tools/train/runs/further.pt"
FURTHER = ["--out", FINAL, "--head", "tools/train/runs/decoder.pt", "--rate", "1e-3", "--steps", "2500"]
PLAIN = [
    [TSX, "tools/train/make-tokenizer.ts"],
    [*PYTHON, "tools/train/train_vision.py", "--resume"],
    [*PYTHON, "tools/train/train_decoder.py", "--tower", "tools/train/runs/vision.pt", "--resume"],
    [*PYTHON, "tools/train/train_lookup.py"],
    [*PYTHON, "tools/train/train_decoder.py", "--start", "tools/train/runs/lookup.pt", "--resume", *FURTHER],
    [*PYTHON, "tools/train/evaluate.py", FINAL, "--named"],
    [*PYTHON, "tools/train/export.py", "--checkpoint", FINAL],
    [TSX, "tools/train/write-topics.ts"],
    [*PYTHON, "tools/train/reference.py", FINAL],
    [TSX, "tools/train/check.ts"],
]
HARD_TOWER, HARD_FINAL = "tools/train/runs/hard-vision.pt", "tools/train/runs/hard.pt"
BEGUN = ["--world", "hard", "--start", "tools/train/runs/plain.pt", "--resume"]
HARD = [
    [*PYTHON, "tools/train/from_folder.py", "tools/train/runs/plain.pt"],
    [*PYTHON, "tools/train/train_vision.py", *BEGUN, "--out", HARD_TOWER, "--steps", "400", "--rate", "4e-4"],
    [
        *[*PYTHON, "tools/train/train_decoder.py", *BEGUN, "--out", HARD_FINAL],
        *["--tower", HARD_TOWER, "--steps", "1500", "--rate", "5e-4"],
    ],
    [*PYTHON, "tools/train/evaluate.py", HARD_FINAL, "--world", "hard"],
    [*PYTHON, "tools/train/evaluate.py", HARD_FINAL],
]
STAGES = {"plain": PLAIN, "hard": HARD}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", choices=WORLDS, default="plain")
    os.makedirs(RUNS, exist_ok=True)
    for stage in STAGES[parser.parse_args().world]:
        began = time.time()
        subprocess.run(stage, cwd=ROOT, check=True)
        print(f"{' '.join(stage[-3:])}: {(time.time() - began) / 60:.1f} min", flush=True)
