"""Writes rivals.json: what the authors' own code keeps of small seeded features, the oracle of test/reference.

    python3 test/golden/make_rivals.py FOLDER   # torch and numpy; FOLDER holds the clones below by their names

    divprune       github.com/vbdi/divprune at 799e2d9, LLaVA/llava/model/llava_arch.py
    DyCoke         github.com/KD-TAO/DyCoke at dd74634, llava/model/llava_arch.py
    UniComp        github.com/TimeMarker-LLM/UniComp at 1904269, unicomp/llava_arch.py
    LLaVA-Scissor  github.com/HumanMLLM/LLaVA-Scissor at b63354c, llava/model/llava_arch_zip.py
    V-CAST         github.com/xinyouu/V-CAST at c235ef3, compressor/v_cast/modeling_qwen3_vl_v_cast.py
    PruneVid       github.com/Visual-AI/PruneVid at b12600c, models/pllava/modeling_pllava.py

Their functions are taken out of those files and run as they are; none of their text is here. Features are made from a
seed by arithmetic that JavaScript repeats exactly (test/support/seeded-scenes.ts), and given to that code in float64, so
that rounding decides nothing.
"""

import ast
import json
import subprocess
import sys
import textwrap
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, List, Optional, Union

import numpy as np
import torch
from torch import nn

COMMITS = {
    "divprune": "799e2d950aa01ba7860907f5a6d86061f885dca6",
    "DyCoke": "dd7463498203479d0ff6f2d29c4e72928c0af244",
    "UniComp": "1904269ef68d183d530d6b1981acdba4f2bf8c7e",
    "V-CAST": "c235ef3c0a88a77edf5e84956a02d90d718325c6",
    "PruneVid": "b12600c6176c606ee4b6b7d9e26f4aa46d0dfd42",
    "LLaVA-Scissor": "b63354c81e55c82e5d48ced3c993454183b79425",
}
SHAPES = [(6, 9, 16), (8, 16, 24), (13, 25, 32)]  # frames, tokens a frame, channels
RETENTIONS = (1, 0.5, 0.25, 0.15, 0.1, 0.05)


def seeded(seed: int):
    """Mulberry32, as `seeded` of test/support/random.ts."""
    state = seed & 0xFFFFFFFF

    def draw() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (1 | state)) & 0xFFFFFFFF
        t = ((t + (((t ^ (t >> 7)) * (61 | t)) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t
        return ((t ^ (t >> 14)) & 0xFFFFFFFF) / 4294967296

    return draw


def scenes(frames: int, tokens: int, width: int, seed: int) -> torch.Tensor:
    """Three frames a scene; in a scene three places in a row show nearly the same."""
    draw = seeded(seed)
    kinds = -(-tokens // 3)
    back = np.array([draw() - 0.4 for _ in range(-(-frames // 3) * kinds * width)]).reshape(-1, kinds, width)
    noise = np.array([draw() - 0.5 for _ in range(frames * tokens * width)]).reshape(frames, tokens, width)
    t, n = np.arange(frames), np.arange(tokens)
    return torch.from_numpy((back[t // 3][:, n // 3] + noise / 4).astype(np.float32)).double()


def stills(x: torch.Tensor) -> torch.Tensor:
    """The same, but frames of a scene hardly differ from its first."""
    first = torch.arange(len(x)) // 3 * 3
    return ((7 * x[first] + x) / 8).float().double()


def turning(x: torch.Tensor) -> torch.Tensor:
    """The same, but in every other place channels move on by one a frame, so that frames of a scene differ there."""
    turned = x.clone()
    for frame in range(len(x)):
        turned[frame, ::2] = x[frame, ::2].roll(-frame, -1)
    return turned


def take(folder: Path, name: str, path: str, wanted: list[str]) -> dict:
    """Runs the definitions named `wanted` of a file at its commit, methods as plain functions."""
    text = subprocess.check_output(
        ["git", "-C", str(folder / name), "show", f"{COMMITS[name]}:{path}"], text=True
    )
    space = {"torch": torch, "nn": nn, "np": np, "F": nn.functional, "defaultdict": defaultdict}
    space |= {"Any": Any, "List": List, "Optional": Optional, "Union": Union}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in wanted:
            exec(textwrap.dedent(ast.get_source_segment(text, node, padded=True)), space)
    return space


def rows_of(rows: torch.Tensor, features: torch.Tensor) -> list[int]:
    """The places of `rows` among the features."""
    same = (rows[:, None] == features[None]).all(-1)
    assert (same.sum(1) == 1).all()
    return same.int().argmax(1).tolist()


def divprune(folder: Path, x: torch.Tensor) -> dict:
    space = take(folder, "divprune", "LLaVA/llava/model/llava_arch.py", ["DivPrune", "pairwise_cosine_similarity"])

    class Host:
        pairwise_cosine_similarity = space["pairwise_cosine_similarity"]

    flat = x.flatten(0, 1)
    picks, _ = space["DivPrune"](Host(), flat, len(flat), threshold_ratio=0.5)
    return {"order": picks.tolist()}


def dycoke(folder: Path, x: torch.Tensor) -> dict:
    space = take(folder, "DyCoke", "llava/model/llava_arch.py", ["dycole_ttm"])
    flat = x.flatten(0, 1)
    kept = {}
    for ratio in (0.3, 0.5, 0.7, 0.9):
        kept[str(ratio)] = sorted(rows_of(space["dycole_ttm"](flat, x.shape[1], ratio), flat))
    return {"byRatio": kept}


class Wide:
    """torch, but what asks for 32 bits gets 64, and what asks for noise zeros."""

    float32 = torch.float64

    @staticmethod
    def rand(*size, **kinds) -> torch.Tensor:
        return torch.zeros(*size, **kinds)

    def __getattr__(self, name: str):
        return getattr(torch, name)


def told(rows: list[torch.Tensor]) -> list[list[float]]:
    """Two numbers of each row, by which it is known: the sum of its channels, and the sum weighted by their places."""
    weights = torch.arange(1, rows[0].shape[-1] + 1, dtype=torch.float64) if rows else None
    return [[round(float(row.sum()), 6), round(float(row @ weights), 6)] for row in rows]


def is_tied(fused: torch.Tensor, budget: int) -> bool:
    """Whether a group's share of the budget is a whole number but for rounding, which then decides in their code."""
    levels = nn.functional.normalize(fused.mean(-1), dim=-1)
    likeness = (levels @ levels.T).mean(-1)
    shares = torch.softmax((likeness.mean() - likeness) * len(fused) ** 0.5, -1) * budget
    return bool(((shares - shares.round()).abs() < 1e-4).any())


def unicomp(folder: Path, x: torch.Tensor) -> dict:
    wanted = ["frame_group_fusion", "token_allocation", "spatial_dynamic_compression"]
    space = take(folder, "UniComp", "unicomp/llava_arch.py", wanted)
    space["torch"] = Wide()
    frames, tokens, width = x.shape
    by_retention = {}
    for retention in RETENTIONS:
        # As prepare_inputs_labels_for_multimodal puts them together, without a model of frames and without keys.
        fused, first = space["frame_group_fusion"](None, x.clone(), uniqueness=0.005, min_interval=int(1 / retention))
        budget = int(retention * frames * tokens)
        if len(fused) * tokens > budget:
            if is_tied(fused, budget):
                continue
            shares = space["token_allocation"](None, fused, max_tokens=budget, max_token_per_item=tokens)
            pieces = space["spatial_dynamic_compression"](
                None, fused, None, shares, uniqueness=0.2, nextline_token=torch.zeros(0, width)
            )
            fused = torch.cat(pieces)
        by_retention[str(retention)] = {"groups": len(first), "rows": told(list(fused.reshape(-1, width)))}
    return {"byRetention": by_retention}


def scissor(folder: Path, x: torch.Tensor) -> dict:
    space = take(folder, "LLaVA-Scissor", "llava/model/llava_arch_zip.py", ["UnionFind", "approximate_components"])

    def joined(rows: torch.Tensor, threshold: float) -> torch.Tensor:
        unit = rows / rows.norm(dim=1, keepdim=True)
        components = space["approximate_components"]((unit @ unit.T > threshold).numpy(), epsilon=0.05)
        # Their union-find now and then loses a vector whose parent is not a root yet.
        assert sum(len(component) for component in components) == len(rows)
        return torch.stack([rows[component].mean(0) for component in components])

    by_threshold = {}
    for threshold in (0.99, 0.96, 0.92, 0.88, 0.8, 0.5, 0.25):
        # As prepare_inputs_labels_for_multimodal puts them together.
        np.random.seed(0)
        means = joined(torch.cat([joined(frame, threshold) for frame in x]), threshold)
        flat = x.flatten(0, 1)
        cosines = nn.functional.normalize(flat, dim=1) @ nn.functional.normalize(means, dim=1).T
        nearest = cosines.argmax(1)
        sums = means.clone().index_add_(0, nearest, flat)
        counts = torch.bincount(nearest, minlength=len(means)) + 1
        by_threshold[str(threshold)] = told(list(sums / counts[:, None]))
    return {"byThreshold": by_threshold}


@contextmanager
def wide():
    """What is made 32 bits wide by `.float()` becomes 64 bits wide instead."""
    narrow = torch.Tensor.float
    torch.Tensor.float = torch.Tensor.double
    try:
        yield
    finally:
        torch.Tensor.float = narrow


def vcast(folder: Path, x: torch.Tensor) -> dict:
    wanted = ["_compute_curvature", "_allocate_budget_per_frame", "_v_cast_compress_frames"]
    space = take(folder, "V-CAST", "compressor/v_cast/modeling_qwen3_vl_v_cast.py", wanted)
    space |= {"DEFAULT_RETAIN_RATIO": 0.25, "DEFAULT_BUDGET_TEMP": 0.7}
    with wide():
        kept = {
            str(retention): space["_v_cast_compress_frames"](x, [], retention, 1)[2].tolist()
            for retention in RETENTIONS
        }
    return {"byRetention": kept}


def prunevid(folder: Path, x: torch.Tensor) -> dict:
    frames, tokens, _ = x.shape
    if frames < 7:
        return {"byRatio": {}}  # their code takes seven neighbours of each frame
    methods = ["compute_cluster_vectors", "spatial_merge_tokens", "merge_frames_dynamic"]
    plain = ["index_points", "cluster_dpc_knn", "segment_lengths", "refine_clusters"]
    space = take(folder, "PruneVid", "models/pllava/modeling_pllava.py", methods + plain)
    # Without the noise that breaks ties of densities.
    space |= {"torch": Wide(), "einsum": torch.einsum}
    host = type("Host", (), {name: space[name] for name in methods})()
    by_ratio = {}
    for ratio in (0.2, 0.3, 0.5, 0.7):
        host.config = SimpleNamespace(
            num_frames=frames, pooling_shape=(frames, tokens, 1), temporal_segment_ratio=0.25, cluster_ratio=ratio
        )
        with wide():
            rows, _, _, windows = host.merge_frames_dynamic(x.flatten(0, 1)[None], threshold=0.8, k=7)
        by_ratio[str(ratio)] = {"windows": windows, "rows": told(list(rows[0]))}
    return {"byRatio": by_ratio}


def main() -> None:
    folder = Path(sys.argv[1])
    cases = []
    for seed, (frames, tokens, width) in enumerate(SHAPES, start=1):
        x = scenes(frames, tokens, width, seed)
        cases.append(
            {
                "seed": seed,
                "frames": frames,
                "tokens": tokens,
                "width": width,
                "firstValues": x.flatten()[:4].tolist(),
                "divprune": divprune(folder, x),
                "dycoke": dycoke(folder, x),
                "unicomp": unicomp(folder, x),
                "unicompStills": unicomp(folder, stills(x)),
                "scissor": scissor(folder, x),
                "vcast": vcast(folder, x),
                "prunevidTurning": prunevid(folder, turning(x)),
                "prunevidStills": prunevid(folder, stills(x)),
            }
        )
    text = json.dumps(cases, separators=(",", ":"))
    Path(__file__).with_name("rivals.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
