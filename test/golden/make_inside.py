"""Writes inside.json: what SparseVLM's, V2Drop's and DyCoke's own code keeps of small seeded rows, the oracle of test/reference.

    python3 test/golden/make_inside.py FOLDER   # torch and numpy; FOLDER holds the clones below by their names

    SparseVLMs     github.com/Gumpest/SparseVLMs at 26a5f48, llava/model/language_model/{score,utils}.py
    V2Drop         github.com/xuyang-liu16/V2Drop at 219e03e, llava/model/language_model/V2Drop.py
    DyCoke         github.com/KD-TAO/DyCoke at dd74634, llava/model/language_model/modeling_qwen2.py

Their functions are taken out of those files and run as they are, in float64; none of their text is here. Two things of
SparseVLM's are replaced: the noise that breaks ties is 0, and the table of numbers is short, because there are few tokens.
What its forward pass does between them (raters, and the attention that rows of ones would get) is written here from its
description. V2Drop's forward pass runs over layers that add a sine of the row to it, and tells by positions what stays.
DyCoke's cache gets the attention of one step after another, as its forward pass gives it in the layer that chooses.
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
from typing import List, Optional, Tuple, Union

from make_rivals import scenes, seeded

COMMIT = "26a5f48"
V2DROP = "219e03e"
DYCOKE = "dd74634"
DYCOKE_SEED, DYCOKE_STEPS, DYCOKE_HEADS, DYCOKE_BEFORE, DYCOKE_TOKENS, DYCOKE_TEXT = 11, 7, 4, 3, 41, 5
V2DROP_LAYERS, V2DROP_WIDTH, V2DROP_BEFORE, V2DROP_TOKENS, V2DROP_TEXT = 32, 4, 35, 576, 7
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


def v2drop(folder: Path) -> dict:
    """The tokens that its forward pass leaves, by the layers that have fewer than the one before."""
    text = subprocess.check_output(
        ["git", "-C", str(folder / "V2Drop"), "show", f"{V2DROP}:llava/model/language_model/V2Drop.py"], text=True
    )
    space = {"torch": torch, "List": List, "Optional": Optional, "Tuple": Tuple, "Union": Union}
    space["BaseModelOutputWithPast"] = SimpleNamespace
    space["_prepare_4d_causal_attention_mask"] = lambda *of: None
    space["Cache"] = dict
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == "forward":
            exec(textwrap.dedent(ast.get_source_segment(text, node, padded=True)), space)
    left = {}

    class Layer:
        def __init__(self, index: int) -> None:
            self.self_attn = SimpleNamespace(layer_idx=index)

        def __call__(self, hidden_states, position_ids, **options):
            end = V2DROP_BEFORE + V2DROP_TOKENS
            visual = [p - V2DROP_BEFORE for p in position_ids[0].tolist() if V2DROP_BEFORE <= p < end]
            left[self.self_attn.layer_idx] = visual
            return (hidden_states + torch.sin(hidden_states * (self.self_attn.layer_idx + 1)) / 8,)

    config = SimpleNamespace(output_attentions=False, output_hidden_states=False, use_cache=False, use_return_dict=True)
    model = SimpleNamespace(
        config=config,
        layers=[Layer(index) for index in range(V2DROP_LAYERS)],
        norm=lambda rows: rows,
        gradient_checkpointing=False,
        training=False,
        _use_flash_attention_2=False,
        _use_sdpa=False,
        prev_hidden_states=None,
        image_token_amount_after_selection=0,
    )
    rows = V2DROP_BEFORE + V2DROP_TOKENS + V2DROP_TEXT
    draw = seeded(7)
    embeds = torch.tensor([draw() - 0.5 for _ in range(rows * V2DROP_WIDTH)], dtype=torch.float64)
    space["forward"](model, inputs_embeds=embeds.reshape(1, rows, V2DROP_WIDTH))
    cuts = [i for i in range(1, V2DROP_LAYERS) if len(left[i]) < len(left[i - 1])]
    return {"layers": V2DROP_LAYERS, "width": V2DROP_WIDTH, "before": V2DROP_BEFORE, "tokens": V2DROP_TOKENS,
            "seed": 7, "cuts": [{"layer": i, "kept": left[i]} for i in cuts]}


def step_attention(step: int, draw) -> torch.Tensor:
    """A step's attention [1, heads, 1, rows]; that of every third step peaks, those of two steps between are nearly flat and so alike."""
    rows = DYCOKE_BEFORE + DYCOKE_TOKENS + DYCOKE_TEXT + step + 1
    peaks = 9 if step % 3 == 0 else 0.2
    weights = np.array([np.exp(peaks * draw()) for _ in range(DYCOKE_HEADS * rows)]).reshape(1, DYCOKE_HEADS, 1, rows)
    return torch.from_numpy(weights / weights.sum(-1, keepdims=True))


def dycoke(folder: Path) -> dict:
    """The tokens that each step of an answer looks at; null where it looks at all."""
    text = subprocess.check_output(
        ["git", "-C", str(folder / "DyCoke"), "show", f"{DYCOKE}:llava/model/language_model/modeling_qwen2.py"], text=True
    )
    space = {"torch": torch, "F": torch.nn.functional, "List": List, "Tuple": Tuple, "DynamicCache": object}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.name == "PrunableDynamicCache":
            exec(ast.get_source_segment(text, node), space)
    cache = space["PrunableDynamicCache"]()
    config = SimpleNamespace(
        image_token_start_index=DYCOKE_BEFORE, image_token_length=DYCOKE_TOKENS, dycoke_radio=0.7, attention_score=None
    )
    draw = seeded(DYCOKE_SEED)
    looked, end = [], DYCOKE_BEFORE + DYCOKE_TOKENS
    for step in range(DYCOKE_STEPS):
        maps = step_attention(step, draw)
        config.seq_length_with_past = maps.shape[-1]
        cache.kv_cache = None  # as the layers before the one that chooses leave it
        cache.dycoke_pruning((None, maps), 3, config)
        rows = cache.kv_cache
        looked.append(rows and sorted(row - DYCOKE_BEFORE for row in rows if DYCOKE_BEFORE <= row < end))
        assert rows is None or len(rows) - len(looked[-1]) == maps.shape[-1] - DYCOKE_TOKENS
    return {"seed": DYCOKE_SEED, "heads": DYCOKE_HEADS, "before": DYCOKE_BEFORE, "tokens": DYCOKE_TOKENS,
            "text": DYCOKE_TEXT, "looked": looked}


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
    document = json.dumps({**settings, "cases": cases, "v2drop": v2drop(folder), "dycoke": dycoke(folder)}, separators=(",", ":"))
    Path(__file__).with_name("inside.json").write_text(document + "\n")


if __name__ == "__main__":
    main()
