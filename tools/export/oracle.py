"""Writes what Hugging Face's own code gave for a clip, beside the graphs that are held to it."""

import importlib.metadata
import json

import numpy as np

PIXELS_KEPT = 4096
"""Pixels are many: at most so many of them are stored, every `stride`-th."""
GREEDY = 8
RETENTION = 0.25


class Oracle:
    def __init__(self, folder, packages):
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.packages = packages
        self.clips = []

    def add(self, clip, prompt, positions, pixels, features, full, quarter):
        """`full` is (logits, ids) and `quarter` (kept, logits, ids); `positions` is None or [axes, rows]."""
        pixels = as_numpy(pixels)
        stride = -(-pixels.size // PIXELS_KEPT)
        while pixels.shape[-1] % stride == 0:  # would be the same columns of every row
            stride += 1
        kept, quarter_logits, quarter_ids = quarter
        self.clips.append(
            {
                "name": clip.name,
                "frames": clip.names(),
                "timesSec": list(clip.times),
                "durationSec": clip.duration,
                "question": clip.question,
                "promptIds": prompt,
                "positions": positions,
                "pixels": {
                    "shape": list(pixels.shape),
                    "stride": stride,
                    "file": self.save(clip, "pixels", pixels.reshape(-1)[::stride]),
                },
                "features": {"shape": list(features.shape), "file": self.save(clip, "features", features)},
                "full": {"logits": self.save(clip, "logits", full[0]), "greedy": full[1]},
                "quarter": {
                    "kept": kept,
                    "logits": self.save(clip, "quarter-logits", quarter_logits),
                    "greedy": quarter_ids,
                },
            }
        )

    def save(self, clip, what, values):
        name = f"{clip.name}-{what}.npy"
        np.save(self.folder / name, as_numpy(values))
        return name

    def write(self):
        versions = {name: importlib.metadata.version(name) for name in self.packages}
        content = {"madeWith": versions, "clips": self.clips}
        (self.folder / "oracle.json").write_text(json.dumps(content, indent=1) + "\n")


def as_numpy(values):
    if hasattr(values, "detach"):
        values = values.detach().numpy()
    return np.ascontiguousarray(values, np.float32)
