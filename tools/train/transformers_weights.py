"""The weights of the model folder's graphs, under the names of transformers' LlavaOnevisionForConditionalGeneration."""

import os

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.numpy import load_file

import decoder as dec
import vision as vis

TOWER, TEXT = "model.vision_tower", "model.language_model"
PROJECTOR = "model.multi_modal_projector"
# Not weights: shapes, indices and angles.
CONSTANTS = {"patches.shape", "axis_one", "one", "index_one", "one_row", "keep.shape", "keep.end"}
ANGLES = {"cos_cache", "sin_cache"}


class Weights:
    """A graph's initializers, each to be taken once; `named` collects them as torch tensors."""

    def __init__(self, folder, graph, named):
        model = onnx.load(os.path.join(folder, "onnx", f"{graph}.onnx"))
        self.graph, self.named = graph, named
        self.left = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}

    def take(self, name):
        return self.left.pop(name)

    def give(self, name, value):
        if name in self.named:
            raise ValueError(f"{name} is given twice")
        self.named[name] = torch.tensor(value)

    def vector(self, name, to):
        self.give(to, self.take(name))

    def norm(self, name, to):
        """LayerNorm, or RMSNorm, which has no bias."""
        for part in ("weight", "bias"):
            if f"{name}.{part}" in self.left:
                self.vector(f"{name}.{part}", f"{to}.{part}")

    def linear(self, name, to, sizes=None):
        """x · weight (+ bias) of the graph -> weightᵀ; with `sizes` its columns go to so many layers of the names `to`."""
        names = to if sizes else [to]
        at = np.cumsum(sizes[:-1]) if sizes else []
        for part in ("weight", "bias"):
            if f"{name}.{part}" not in self.left:
                continue
            pieces = np.split(self.take(f"{name}.{part}"), at, -1)
            for one, piece in zip(names, pieces, strict=True):
                self.give(f"{one}.{part}", piece.T)

    def end(self, *known):
        """Raises ValueError where something else than `known` is left."""
        left = set(self.left) - set().union(*known)
        if left:
            raise ValueError(f"{self.graph}.onnx has weights that transformers' class has no place for: {sorted(left)}")


def transformers_weights(folder):
    """-> {name: tensor} for load_state_dict(strict=True). Raises ValueError where a graph has a weight too many."""
    named = {}
    _vision(Weights(folder, "vision_encoder", named))
    embedding = Weights(folder, "embed_tokens", named)
    embedding.vector("embedding", f"{TEXT}.embed_tokens.weight")
    embedding.end()
    _text(Weights(folder, "decoder_model_merged", named))
    if not named["lm_head.weight"].equal(named[f"{TEXT}.embed_tokens.weight"]):
        raise ValueError("the output head is not the embedding, and config.json says tie_word_embeddings")
    newline = load_file(os.path.join(folder, "model.safetensors"))
    named["model.image_newline"] = torch.from_numpy(newline["image_newline"])
    return named


def _vision(weights):
    weights.vector("patch.weight", f"{TOWER}.embeddings.patch_embedding.weight")
    weights.vector("patch.bias", f"{TOWER}.embeddings.patch_embedding.bias")
    weights.give(f"{TOWER}.embeddings.position_embedding.weight", weights.take("position")[0])
    for index in range(vis.LAYERS):
        name, to = f"layers.{index}", f"{TOWER}.encoder.layers.{index}"
        heads = [f"{to}.self_attn.{one}_proj" for one in "qkv"]
        weights.norm(f"{name}.norm1", f"{to}.layer_norm1")
        weights.linear(f"{name}.qkv", heads, [vis.WIDTH] * 3)
        weights.linear(f"{name}.out", f"{to}.self_attn.out_proj")
        weights.norm(f"{name}.norm2", f"{to}.layer_norm2")
        weights.linear(f"{name}.up", f"{to}.mlp.fc1")
        weights.linear(f"{name}.down", f"{to}.mlp.fc2")
    weights.norm("norm", f"{TOWER}.post_layernorm")
    weights.linear("projector.first", f"{PROJECTOR}.linear_1")
    weights.linear("projector.second", f"{PROJECTOR}.linear_2")
    weights.end(CONSTANTS)


def _text(weights):
    sizes = [heads * dec.HEAD for heads in (dec.HEADS, dec.KV_HEADS, dec.KV_HEADS)]
    for index in range(dec.LAYERS):
        name, to = f"layers.{index}", f"{TEXT}.layers.{index}"
        weights.norm(f"{name}.norm1", f"{to}.input_layernorm")
        weights.linear(f"{name}.qkv", [f"{to}.self_attn.{one}_proj" for one in "qkv"], sizes)
        weights.linear(f"{name}.out", f"{to}.self_attn.o_proj")
        weights.norm(f"{name}.norm2", f"{to}.post_attention_layernorm")
        for part in ("gate", "up", "down"):
            weights.linear(f"{name}.{part}", f"{to}.mlp.{part}_proj")
    weights.norm("norm", f"{TEXT}.norm")
    weights.vector("lm_head", "lm_head.weight")
    weights.end(CONSTANTS, ANGLES)
