"""Writes inside.json: what SparseVLM's own code keeps and merges of small seeded rows, the oracle of test/reference.

    python3 test/golden/make_inside.py FOLDER   # torch and numpy; FOLDER holds a clone of the repository below by its name

    SparseVLMs     github.com/Gumpest/SparseVLMs at 26a5f48, llava/model/language_model/{score,utils}.py

Its functions are taken out of those files and run as they are, in float64; none of their text is here. Two things of theirs
are replaced: the noise that breaks ties is 0, and the table of numbers is short, because there are few tokens. What its
forward pass does between them (raters, and the attention that rows of ones would get) is written here from its description.
"""

import ast
import json
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch

from make_rivals import scenes, seeded

COMMIT = "26a5f48"
SHAPES = [(4, 9, 16), (6, 16, 24), (5, 25, 32)]  # frames, tokens a frame, channels
HEADS, HEAD_SIZE, THETA, BEFORE, TEXT = 16, 8, 10000.0, 3, 6
KEEP = [20, 9, 4]
LAYERS = {2: 0, 6: 1, 15: 2}


class QuietTorch:
    """Torch whose noise is 0."""

    def __getattr__(self, name: str):
        return getattr(torch, name)

    @staticmethod
    def rand(shape, **options) -> torch.Tensor:
        return torch.zeros(shape, **options)


def rearrange(x: torch.Tensor, pattern: str) -> torch.Tensor:
    """The two patterns of einops that the code uses: a new axis."""
    return x.unsqueeze({"b l r -> b l () r": 2, "b l r -> b () l r": 1}[pattern])


def take(folder: Path, path: str, wanted: list[str]) -> dict:
    text = subprocess.check_output(
        ["git", "-C", str(folder / "SparseVLMs"), "show", f"{COMMIT}:llava/model/language_model/{path}"], text=True
    )
    space = {
        "torch": QuietTorch(),
        "ein": SimpleNamespace(rearrange=rearrange),
        "RETAIN_TOKN": 0,
        "sparse_token_dict": {0: KEEP},
        "layer_dict": LAYERS,
    }
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in wanted:
            exec(textwrap.dedent(ast.get_source_segment(text, node, padded=True)), space)
    return space


def merged(folder: Path, points: torch.Tensor, count: int) -> list:
    space = take(folder, "utils.py", ["cluster_and_merge", "index_points"])
    return space["cluster_and_merge"](points[None], count)[0].tolist()


def attention(rows: int, seed: int) -> torch.Tensor:
    """A causal map [1, heads, rows, rows]."""
    draw = seeded(seed)
    products = torch.from_numpy(np.array([6 * draw() for _ in range(HEADS * rows * rows)])).reshape(HEADS, rows, rows)
    later = torch.ones(rows, rows, dtype=torch.bool).triu(1)
    return products.masked_fill(later, float("-inf")).softmax(-1)[None]


def of_ones(rows: int) -> torch.Tensor:
    """What queries and keys of ones, rotated to their places, give each other: [rows, rows]."""
    speeds = THETA ** (-torch.arange(0, HEAD_SIZE, 2, dtype=torch.float64) / HEAD_SIZE)
    angles = torch.arange(rows, dtype=torch.float64)[:, None] * speeds
    turned = torch.polar(torch.ones_like(angles), angles) * (1 + 1j)
    return torch.view_as_real(turned).flatten(1) @ torch.view_as_real(turned).flatten(1).T / HEAD_SIZE**0.5


def kept(folder: Path, x: torch.Tensor, text: torch.Tensor, seed: int, plus: bool) -> dict:
    space = take(folder, "score.py", ["attn_postprocess_topk", "select_attn_head_by_sum"])
    tokens = len(x)
    weights = (x @ text.T).softmax(1).mean(0)
    raters = torch.where(weights > weights.mean())[0]
    start = BEFORE + tokens
    rows = start + len(text)
    maps = attention(rows, seed)
    if plus:
        maps = space["select_attn_head_by_sum"](maps / of_ones(rows), raters + start, BEFORE, start)
    found = {}
    for layer in LAYERS:
        mask, _, _ = space["attn_postprocess_topk"](
            maps, BEFORE, tokens, start, (torch.zeros_like(raters), raters), layer
        )
        found[str(KEEP[LAYERS[layer]])] = torch.where(mask[0])[0].tolist()
    return {"raters": raters.tolist(), "kept": found}


def main() -> None:
    folder = Path(sys.argv[1])
    cases = []
    for seed, (frames, tokens, width) in enumerate(SHAPES, start=1):
        x = scenes(frames, tokens, width, seed).flatten(0, 1)
        text = scenes(1, TEXT, width, seed + 50).flatten(0, 1)
        cases.append(
            {
                "seed": seed,
                "frames": frames,
                "tokens": tokens,
                "width": width,
                "clusters": {str(count): merged(folder, x, count) for count in (1, 3, 7)},
                "sparsevlm": kept(folder, x, text, seed + 90, plus=False),
                "plus": kept(folder, x, text, seed + 90, plus=True),
            }
        )
    settings = {"heads": HEADS, "headSize": HEAD_SIZE, "theta": THETA, "before": BEFORE, "text": TEXT}
    document = json.dumps({**settings, "cases": cases}, separators=(",", ":"))
    Path(__file__).with_name("inside.json").write_text(document + "\n")


if __name__ == "__main__":
    main()
