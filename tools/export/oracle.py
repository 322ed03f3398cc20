"""Writes what Hugging Face's own code gave for a clip, beside the graphs that are compared with it."""

import importlib.metadata
import json

import numpy as np
import torch

PIXELS_KEPT = 4096
"""The most pixels of a clip that are stored; of more, every `stride`-th is."""
GREEDY = 8
RETENTION = 0.25
CHOICES = ["red", "The blue square moves right.", "no"]


def choice_likelihoods(tokenizer, embed, logits_of, embeds, end, lead=""):
    """Returns the natural logarithm of each choice's likelihood as the answer: of its tokens one by one, then of `end`.

    `embeds` [1, S, D] is the prompt, `logits_of` gives the logits [S, V] of rows [1, S, D]; each choice is one run of it.
    `lead` is what the chat template writes between a prompt and an answer.
    """
    found = []
    for text in CHOICES:
        ids = tokenizer(lead + text, add_special_tokens=False)["input_ids"]
        rows = torch.cat((embeds, embed(torch.tensor([ids]))), dim=1)
        chances = torch.log_softmax(logits_of(rows)[-len(ids) - 1 :].double(), dim=-1)
        found.append(sum(float(chances[at, token]) for at, token in enumerate([*ids, end])))
    return found


class Oracle:
    def __init__(self, folder, packages):
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.packages = packages
        self.clips = []

    def add(self, clip, prompt, positions, pixels, features, full, quarter, likelihoods=None):
        """Adds a clip. `full` is (logits, ids) and `quarter` (kept, logits, ids); `positions` is None or [axes, rows]. `likelihoods` are
        those of CHOICES with all tokens and with the quarter."""
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
                **({} if likelihoods is None else {"choices": {"texts": CHOICES, "full": likelihoods[0], "quarter": likelihoods[1]}}),
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
