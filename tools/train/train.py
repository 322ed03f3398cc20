"""Everything, end to end: tokenizer, tower, decoder, evaluation, export. Stopped and started again, it goes on."""

import os
import subprocess
import sys
import time

from clips import ROOT

RUNS = os.path.join(ROOT, "tools", "train", "runs")
TSX = os.path.join("node_modules", ".bin", "tsx")
PYTHON = [sys.executable, "-W", "ignore"]
FINAL = "tools/train/runs/further.pt"
FURTHER = ["--out", FINAL, "--rate", "1e-3", "--steps", "2500"]
STAGES = [
    [TSX, "tools/train/make-tokenizer.ts"],
    [*PYTHON, "tools/train/train_vision.py", "--resume"],
    [*PYTHON, "tools/train/train_decoder.py", "--resume"],
    [*PYTHON, "tools/train/train_lookup.py"],
    [*PYTHON, "tools/train/train_decoder.py", "--start", "tools/train/runs/lookup.pt", "--resume", *FURTHER],
    [*PYTHON, "tools/train/evaluate.py", FINAL, "--named"],
    [*PYTHON, "tools/train/export.py", "--checkpoint", FINAL],
    [TSX, "tools/train/write-topics.ts"],
    [*PYTHON, "tools/train/reference.py", FINAL],
    [TSX, "tools/train/check.ts"],
]

if __name__ == "__main__":
    os.makedirs(RUNS, exist_ok=True)
    for stage in STAGES:
        began = time.time()
        subprocess.run(stage, cwd=ROOT, check=True)
        print(f"{' '.join(stage[-3:])}: {(time.time() - began) / 60:.1f} min", flush=True)
