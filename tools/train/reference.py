"""Greedy answers and first logits of the torch model on a few held-out clips, for check.ts to compare the graphs with."""

import argparse
import json

import torch

from augment import normalise
from clips import ClipStream
from decoder import HEADS, HEAD, GROUP, WIDTH, rotate
from model import Framewise, special_tokens
from torch.nn import functional as F

CLIPS = [(21, 8), (22, 16), (23, 32)]
MAX_TOKENS = 16


def next_logits(decoder, rows):
    """Logits after the last of `rows` [S, 128], by the textbook: a second opinion on the trained code path."""
    cos, sin = decoder.cos[: len(rows)][:, None], decoder.sin[: len(rows)][:, None]
    hidden = torch.full((len(rows), len(rows)), float("-inf")).triu(1)
    x = rows
    for layer in decoder.layers:
        qkv = layer.qkv(layer.norm1(x)).view(len(rows), -1, HEAD)
        keys = HEADS + HEADS // GROUP
        rotated = rotate(qkv[:, :keys], cos, sin).transpose(0, 1)
        query, key = rotated[:HEADS], rotated[HEADS:].repeat_interleave(GROUP, 0)
        value = qkv[:, keys:].transpose(0, 1).repeat_interleave(GROUP, 0)
        scores = query @ key.transpose(1, 2) * HEAD**-0.5 + hidden
        mixed = (torch.softmax(scores, -1) @ value).transpose(0, 1).reshape(len(rows), WIDTH)
        x = x + layer.out(mixed)
        gate, up = layer.gate_up(layer.norm2(x)).chunk(2, -1)
        x = x + layer.down(F.silu(gate) * up)
    return F.linear(decoder.norm(x[-1]), decoder.embedding.weight)


@torch.no_grad()
def reference(model):
    end = special_tokens()["<|im_end|>"]
    stream, cases = ClipStream(), []
    for seed, frames in CLIPS:
        stream.request(seed=seed, clips=1, frames=frames, questions=True)
        pictures, _, header = stream.take()
        tokens = model.visual_tokens(model.tower(normalise(pictures[0]))).flatten(0, 1)
        for question in header["clips"][0]:
            embed = model.decoder.embedding
            before, after = (embed(torch.tensor(question[part])) for part in ("before", "after"))
            rows = torch.cat([before, tokens, model.newline[None], after])
            ids, first = [], None
            while len(ids) < MAX_TOKENS and end not in ids:
                logits = next_logits(model.decoder, rows)
                first = logits.tolist() if first is None else first
                ids.append(int(logits.argmax()))
                rows = torch.cat([rows, embed(torch.tensor(ids[-1:]))])
            cases.append({**question, "seed": seed, "frames": frames, "ids": ids, "first": first})
    stream.close()
    return cases


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("--out", default="tools/train/runs/reference.json")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    framewise = Framewise()
    framewise.load_state_dict(torch.load(arguments.checkpoint)["model"])
    with open(arguments.out, "w", encoding="utf8") as file:
        json.dump(reference(framewise), file)
