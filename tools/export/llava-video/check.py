"""Exports a tiny random checkpoint in every precision and compares the graphs with the same network in numpy.

    python3 tools/export/llava-video/check.py [--keep DIR]   # needs onnxruntime beside what the export needs

`--keep` leaves the q4 folder there, for `npm run -s lab -- ask CLIP --question … --model DIR`.
"""

import argparse
import json
import struct
import tempfile
from math import erf
from pathlib import Path

import numpy as np
import onnxruntime

from checkpoint import Checkpoint
from export import PRECISIONS, TOWER, Tower, export
from graph import HALF, quantise

TOKENIZER = Path(__file__).resolve().parents[3] / "public" / "models" / "framewise-shapes"
TINY = Tower(side=42, heads=2, layers=2)
PATCH, TOWER_WIDTH, TOWER_MLP = 14, 36, 48  # 36 and 48 fill no whole block of 32
CONFIG = {
    "hidden_size": 64,
    "intermediate_size": 80,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "rms_norm_eps": 1e-6,
    "rope_theta": 10_000.0,
    "max_position_embeddings": 2048,
    "vocab_size": 960,
    "eos_token_id": 934,
    "mm_spatial_pool_mode": "bilinear",
    "mm_newline_position": "grid",
}
LIMITS = {"fp32": 2e-5, "q4": 2e-5, "fp16": 5e-3, "q4f16": 5e-3}
"""Largest error beside the largest value: f32 sums in another order; ten bits of a half through two layers."""


def tiny_checkpoint(folder):
    """Writes random weights under the names of LLaVA-NeXT's checkpoints, as bfloat16, in two files."""
    draw = np.random.RandomState(1)
    width, mlp = CONFIG["hidden_size"], CONFIG["intermediate_size"]
    head = width // CONFIG["num_attention_heads"]
    key_width = CONFIG["num_key_value_heads"] * head
    shapes = {
        f"{TOWER}.embeddings.patch_embedding": (TOWER_WIDTH, 3, PATCH, PATCH),
        "model.mm_projector.0": (width, TOWER_WIDTH),
        "model.mm_projector.2": (width, width),
    }
    for index in range(TINY.layers):
        layer = f"{TOWER}.encoder.layers.{index}"
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            shapes[f"{layer}.self_attn.{part}"] = (TOWER_WIDTH, TOWER_WIDTH)
        shapes[f"{layer}.mlp.fc1"] = (TOWER_MLP, TOWER_WIDTH)
        shapes[f"{layer}.mlp.fc2"] = (TOWER_WIDTH, TOWER_MLP)
    for index in range(CONFIG["num_hidden_layers"]):
        layer = f"model.layers.{index}"
        for part, rows in [("q", width), ("k", key_width), ("v", key_width)]:
            shapes[f"{layer}.self_attn.{part}_proj"] = (rows, width)
    tensors = {}
    for name, shape in shapes.items():
        tensors[f"{name}.weight"] = draw.randn(*shape) / np.sqrt(np.prod(shape[1:]))
        tensors[f"{name}.bias"] = draw.randn(shape[0]) * 0.1
    for index in range(TINY.layers):
        for part in ("layer_norm1", "layer_norm2"):
            name = f"{TOWER}.encoder.layers.{index}.{part}"
            tensors[f"{name}.weight"] = 1 + draw.randn(TOWER_WIDTH) * 0.1
            tensors[f"{name}.bias"] = draw.randn(TOWER_WIDTH) * 0.1
    for index in range(CONFIG["num_hidden_layers"]):
        layer = f"model.layers.{index}"
        for part, (rows, columns) in {
            "self_attn.o_proj": (width, width),
            "mlp.gate_proj": (mlp, width),
            "mlp.up_proj": (mlp, width),
            "mlp.down_proj": (width, mlp),
        }.items():
            tensors[f"{layer}.{part}.weight"] = draw.randn(rows, columns) / np.sqrt(columns)
        for part in ("input_layernorm", "post_attention_layernorm"):
            tensors[f"{layer}.{part}.weight"] = 1 + draw.randn(width) * 0.1
    patches = (TINY.side // PATCH) ** 2
    tensors[f"{TOWER}.embeddings.position_embedding.weight"] = draw.randn(patches, TOWER_WIDTH) * 0.5
    tensors["model.embed_tokens.weight"] = draw.randn(CONFIG["vocab_size"], width)
    tensors["model.norm.weight"] = 1 + draw.randn(width) * 0.1
    tensors["lm_head.weight"] = draw.randn(CONFIG["vocab_size"], width) / 8
    tensors["model.image_newline"] = draw.randn(width)
    names = sorted(tensors)
    files = {"part-1.safetensors": names[::2], "part-2.safetensors": names[1::2]}
    for file, inside in files.items():
        header, data = {}, b""
        for name in inside:
            bits = (np.ascontiguousarray(tensors[name], np.float32).view(np.uint32) >> 16).astype("<u2").tobytes()
            shape = list(np.shape(tensors[name]))
            header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [len(data), len(data) + len(bits)]}
            data += bits
        text = json.dumps(header).encode()
        (folder / file).write_bytes(struct.pack("<Q", len(text)) + text + data)
    weight_map = {name: file for file, inside in files.items() for name in inside}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))
    (folder / "config.json").write_text(json.dumps(CONFIG))


class Network:
    """The same network in float64, with rounded weights where the graph has 4 bits."""

    def __init__(self, weights, real, is_quantised):
        self.weights, self.real, self.is_quantised = weights, real, is_quantised

    def matrix(self, name):
        matrix = self.weights.tensor(name)
        if not self.is_quantised:
            return matrix.astype(np.float64)
        packed, scales = quantise(matrix, self.real)
        q = np.stack([packed & 15, packed >> 4], -1).reshape(*scales.shape, -1).astype(np.float64) - 8
        return (q * scales[..., None]).reshape(len(matrix), -1)[:, : matrix.shape[1]]

    def vector(self, name):
        return self.weights.tensor(name).astype(np.float64)

    def linear(self, x, name):
        bias = f"{name}.bias"
        return x @ self.matrix(f"{name}.weight").T + (self.vector(bias) if bias in self.weights else 0)

    def features(self, pixels):
        kernel = self.vector(f"{TOWER}.embeddings.patch_embedding.weight")
        n, _, side, _ = pixels.shape
        count = side // PATCH
        cut = pixels[:, :, : count * PATCH, : count * PATCH].reshape(n, 3, count, PATCH, count, PATCH)
        flat = cut.transpose(0, 2, 4, 1, 3, 5).reshape(n, count * count, -1)
        x = flat @ kernel.reshape(len(kernel), -1).T + self.vector(f"{TOWER}.embeddings.patch_embedding.bias")
        x = x + self.vector(f"{TOWER}.embeddings.position_embedding.weight")
        for index in range(TINY.layers):
            layer = f"{TOWER}.encoder.layers.{index}"
            normed = self.layer_norm(x, f"{layer}.layer_norm1")
            q, k, v = (split(self.linear(normed, f"{layer}.self_attn.{p}_proj"), TINY.heads) for p in "qkv")
            x = x + self.linear(join(softmax(scores(q, k)) @ v), f"{layer}.self_attn.out_proj")
            up = self.linear(self.layer_norm(x, f"{layer}.layer_norm2"), f"{layer}.mlp.fc1")
            tanh = 0.5 * up * (1 + np.tanh(np.sqrt(2 / np.pi) * (up + 0.044715 * up**3)))
            x = x + self.linear(tanh, f"{layer}.mlp.fc2")
        first = self.linear(x, "model.mm_projector.0")
        return self.linear(0.5 * first * (1 + np.vectorize(erf)(first / np.sqrt(2))), "model.mm_projector.2")

    def layer_norm(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + TINY.epsilon)
        return scaled * self.vector(f"{name}.weight") + self.vector(f"{name}.bias")

    def logits(self, x):
        heads, kv_heads = CONFIG["num_attention_heads"], CONFIG["num_key_value_heads"]
        count = x.shape[1]
        future = np.triu(np.full((count, count), -np.inf), 1)
        for index in range(CONFIG["num_hidden_layers"]):
            layer = f"model.layers.{index}"
            normed = self.rms_norm(x, f"{layer}.input_layernorm.weight")
            q = turned(split(self.linear(normed, f"{layer}.self_attn.q_proj"), heads))
            k = turned(split(self.linear(normed, f"{layer}.self_attn.k_proj"), kv_heads))
            v = split(self.linear(normed, f"{layer}.self_attn.v_proj"), kv_heads)
            k, v = (np.repeat(each, heads // kv_heads, 1) for each in (k, v))
            x = x + self.linear(join(softmax(scores(q, k) + future) @ v), f"{layer}.self_attn.o_proj")
            normed = self.rms_norm(x, f"{layer}.post_attention_layernorm.weight")
            gate, up = (self.linear(normed, f"{layer}.mlp.{part}_proj") for part in ("gate", "up"))
            x = x + self.linear(gate / (1 + np.exp(-gate)) * up, f"{layer}.mlp.down_proj")
        return self.linear(self.rms_norm(x, "model.norm.weight"), "lm_head")

    def rms_norm(self, x, name):
        return x / np.sqrt((x**2).mean(-1, keepdims=True) + CONFIG["rms_norm_eps"]) * self.vector(name)


def split(x, heads):
    return x.reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3)


def join(x):
    return x.transpose(0, 2, 1, 3).reshape(x.shape[0], x.shape[2], -1)


def scores(q, k):
    return q @ k.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1])


def softmax(x):
    weights = np.exp(x - x.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


def turned(x):
    """Applies rotary positions; the halves of a head are the pairs."""
    half = x.shape[-1] // 2
    angles = np.arange(x.shape[2])[:, None] * CONFIG["rope_theta"] ** (-np.arange(half) / half)
    low, high = x[..., :half], x[..., half:]
    return np.concatenate([low * np.cos(angles) - high * np.sin(angles), high * np.cos(angles) + low * np.sin(angles)], -1)


def compare(what, got, want, limit):
    error = np.abs(got - want).max() / np.abs(want).max()
    print(f"  {what}: {error:.1e} of the largest value, allowed {limit:.0e}")
    if not error <= limit:
        raise SystemExit(f"{what} differs.")


def check(precision, out, weights):
    suffix, real, is_quantised = PRECISIONS[precision]
    network, limit = Network(weights, real, is_quantised), LIMITS[precision]
    open_graph = lambda name: onnxruntime.InferenceSession(str(out / "onnx" / f"{name}{suffix}.onnx"))
    draw = np.random.RandomState(2)
    pixels = draw.randn(3, 3, TINY.side, TINY.side).astype(np.float32)
    features = open_graph("vision_encoder").run(["image_features"], {"pixel_values": pixels})[0]
    compare("vision_encoder", features, network.features(pixels), limit)
    ids = draw.randint(0, CONFIG["vocab_size"], (1, 9))
    embeds = open_graph("embed_tokens").run(["inputs_embeds"], {"input_ids": ids})[0]
    compare("embed_tokens", embeds, network.matrix("model.embed_tokens.weight")[ids], limit)
    want = network.logits(embeds.astype(np.float64))
    decoder = open_graph("decoder_model_merged")
    head = CONFIG["hidden_size"] // CONFIG["num_attention_heads"]
    kind = np.float16 if real == HALF else np.float32
    empty = np.zeros((1, CONFIG["num_key_value_heads"], 0, head), kind)
    caches = [f"{i}.{part}" for i in range(CONFIG["num_hidden_layers"]) for part in ("key", "value")]
    past = {f"past_key_values.{cache}": empty for cache in caches}
    # All rows of a prefill, its last row alone, then one step more from the cache.
    for rows, keep in [(slice(0, 8), 0), (slice(0, 8), 1), (slice(8, 9), 1)]:
        feeds = {
            "inputs_embeds": embeds[:, rows],
            "attention_mask": np.ones((1, rows.stop), np.int64),
            "num_logits_to_keep": np.array(keep),
        }
        logits, *present = decoder.run(["logits", *(f"present.{cache}" for cache in caches)], {**feeds, **past})
        first = rows.start if keep == 0 else rows.stop - 1
        compare(f"decoder, rows {first} to {rows.stop - 1}", logits, want[:, first : rows.stop], limit)
        if keep == 1:
            past = {f"past_key_values.{cache}": value for cache, value in zip(caches, present)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", help="leave the tiny q4 folder here")
    keep = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "checkpoint"
        source.mkdir()
        tiny_checkpoint(source)
        for precision in PRECISIONS:
            kept = keep if precision == "q4" else None
            out = Path(kept or Path(folder) / precision)
            export(source, out, precision, tokenizer=TOKENIZER, tower=TINY)
            check(precision, out, Checkpoint(source))


if __name__ == "__main__":
    main()
