"""Reads a checkpoint's tensors one by one from its safetensors files, without loading the rest."""

import json
import math
import struct
from pathlib import Path

import numpy as np

TYPES = {"F32": np.float32, "F16": np.float16, "BF16": np.uint16}


class Checkpoint:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.places = {}
        index = self.folder / "model.safetensors.index.json"
        if index.exists():
            files = sorted(set(json.loads(index.read_text())["weight_map"].values()))
        else:
            files = ["model.safetensors"]
        for file in files:
            self._read_header(self.folder / file)

    def _read_header(self, path):
        with open(path, "rb") as file:
            length = struct.unpack("<Q", file.read(8))[0]
            header = json.loads(file.read(length))
        for name, entry in header.items():
            if name != "__metadata__":
                self.places[name] = (path, 8 + length + entry["data_offsets"][0], entry["dtype"], entry["shape"])

    def __contains__(self, name):
        return name in self.places

    def tensor(self, name):
        """Returns a tensor in its own shape, as float32."""
        if name not in self.places:
            raise SystemExit(f'The checkpoint has no tensor "{name}"; is it another model than LLaVA-Video-7B-Qwen2?')
        path, offset, kind, shape = self.places[name]
        if kind not in TYPES:
            raise SystemExit(f'"{name}" is {kind}; this script reads {", ".join(TYPES)}.')
        raw = np.memmap(path, TYPES[kind], "r", offset, (math.prod(shape),))
        if kind == "BF16":  # the upper half of a float32
            return (raw.astype(np.uint32) << 16).view(np.float32).reshape(shape)
        return np.array(raw, np.float32).reshape(shape)
