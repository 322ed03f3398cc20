"""A model folder back into a checkpoint, so that training can go on from an exported model: the inverse of export.py."""

import argparse
import json
import os
import struct

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import decoder as dec
import vision as vis
from model import FOLDER, Framewise


def initializers(folder, graph):
    """-> {name: float32 tensor} of a graph's weights."""
    model = onnx.load(os.path.join(folder, "onnx", f"{graph}.onnx"))
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    return {name: torch.tensor(array) for name, array in arrays.items() if array.dtype == np.float32}


def straight(weights, name):
    """A linear layer's weight and bias: graphs hold the weight transposed."""
    parts = {f"{name}.weight": weights[f"{name}.weight"].t().contiguous()}
    if f"{name}.bias" in weights:
        parts[f"{name}.bias"] = weights[f"{name}.bias"]
    return parts


def norm(weights, name):
    return {f"{name}.{part}": weights[f"{name}.{part}"] for part in ("weight", "bias") if f"{name}.{part}" in weights}


def tower(weights):
    state = {"patch.weight": weights["patch.weight"].flatten(1), "patch.bias": weights["patch.bias"]}
    state["position"] = weights["position"][0]
    for index in range(vis.LAYERS):
        for part in ("norm1", "norm2"):
            state |= norm(weights, f"layers.{index}.{part}")
        for part in ("qkv", "out", "up", "down"):
            state |= straight(weights, f"layers.{index}.{part}")
    return state | norm(weights, "norm")


def projector(weights):
    both = straight(weights, "projector.first") | straight(weights, "projector.second")
    return {name.removeprefix("projector."): value for name, value in both.items()}


def decoder(weights, embedding):
    state = {"embedding.weight": embedding}
    for index in range(dec.LAYERS):
        name = f"layers.{index}"
        for part in ("norm1", "norm2"):
            state |= norm(weights, f"{name}.{part}")
        for part in ("qkv", "out", "down"):
            state |= straight(weights, f"{name}.{part}")
        gate, up = (weights[f"{name}.{part}.weight"].t() for part in ("gate", "up"))
        state[f"{name}.gate_up.weight"] = torch.cat([gate, up])
    return state | norm(weights, "norm")


def newline(folder):
    """The one vector of model.safetensors."""
    with open(os.path.join(folder, "model.safetensors"), "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    start, end = json.loads(data[8 : 8 + size])["image_newline"]["data_offsets"]
    return torch.tensor(np.frombuffer(data[8 + size :][start:end], "<f4").copy())


def load_folder(folder):
    """-> Framewise with the folder's weights. Raises RuntimeError where one is missing or of another shape."""
    seen, said = initializers(folder, "vision_encoder"), initializers(folder, "decoder_model_merged")
    embedding = initializers(folder, "embed_tokens")["embedding"]
    parts = {"tower": tower(seen), "projector": projector(seen), "decoder": decoder(said, embedding)}
    state = {f"{name}.{key}": value for name, part in parts.items() for key, value in part.items()}
    model = Framewise()
    model.load_state_dict({**state, "newline": newline(folder)})
    return model


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--folder", default=FOLDER)
    arguments = parser.parse_args()
    torch.save({"model": load_folder(arguments.folder).state_dict()}, arguments.out)
