"""Writes pooled.json: torch's pooling of the tower's features, as both LLaVA families do it.

    python3 test/golden/families/make_pooled.py   # any torch >= 1.13; Debian: python3-torch

LLaVA-OneVision: transformers, `apply_pooling`. LLaVA-Video: LLaVA-NeXT, llava_arch.py, `get_2dPool`.
The features are drawn again by the tests from the same seed.
"""

import json
import math
import pathlib

import torch
from torch.nn.functional import avg_pool2d, interpolate

from seeded import features

CASES = [  # mode, side of the features, stride, channels
    ("bilinear", 27, 2, 3),
    ("bilinear", 11, 2, 4),
    ("bilinear", 12, 2, 2),
    ("average", 27, 2, 3),
    ("average", 12, 2, 2),
    ("average", 11, 3, 2),
]
FRAMES = 2


def pool(mode, grid, stride):
    if mode == "average":
        return avg_pool2d(grid, stride)
    return interpolate(grid, size=[math.ceil(side / stride) for side in grid.shape[2:]], mode="bilinear")


def main():
    cases = []
    for seed, (mode, side, stride, channels) in enumerate(CASES, start=1):
        rows = torch.from_numpy(features((FRAMES, side, side, channels), seed)).double()
        pooled = pool(mode, rows.permute(0, 3, 1, 2), stride).permute(0, 2, 3, 1)
        cases.append(
            {
                "mode": mode,
                "side": side,
                "stride": stride,
                "channels": channels,
                "frames": FRAMES,
                "seed": seed,
                "tokens": pooled.shape[1],
                "pooled": [round(value, 7) for value in pooled.flatten().tolist()],
            }
        )
    out = pathlib.Path(__file__).with_name("pooled.json")
    out.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
