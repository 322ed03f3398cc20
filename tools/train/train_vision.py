"""
Stage 1: the vision tower alone learns to tell colour, shape, kind, background, row and column of every patch.

With `--start` it is trained further, from a checkpoint of a whole model, and `--world hard` shows it the hard world.
"""

import argparse
import os
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from augment import augment, normalise
from clips import FIRST_TRAINING_SEED, PATCHES, WORLDS, ClipStream, world_of_step
from parallel import average_gradients, start_workers
from vision import GRID, WIDTH, VisionTower

# colour + none, shape + none, kind, background, row, column
HEADS = [9, 7, 3, 6, GRID, GRID]
NAMES = ["color", "shape", "kind", "background", "row", "column"]
PICTURES = 64  # a step and a worker
CLIP_FRAMES = 4
PEAK_RATE = 1.2e-3


def losses(outputs, labels):
    """Cross-entropy of each head; patches of objects count five times."""
    weight = 1 + 4 * (labels[..., 2] > 0).float()
    weight = (weight / weight.sum()).flatten()
    return [
        (F.cross_entropy(out.flatten(0, 1), labels[..., i].flatten(), reduction="none") * weight).sum()
        for i, out in enumerate(outputs)
    ]


def with_positions(labels):
    patch = torch.arange(PATCHES)
    place = torch.stack([patch // GRID, patch % GRID], -1).expand(labels.shape[0], -1, -1)
    return torch.cat([labels, place], -1)


def rate(progress, step, peak):
    warm = min(1.0, (step + 1) / 50)
    return peak * warm * (1.0 if progress < 0.35 else max(0.02, (1 - progress) / 0.65))


def train(rank, workers, options):
    torch.manual_seed(0)
    tower, heads = VisionTower(), nn.Linear(WIDTH, sum(HEADS))
    parameters = [*tower.parameters(), *heads.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=options.rate, betas=(0.9, 0.98), weight_decay=0.02)
    step = 0
    if options.start:
        begun = torch.load(options.start)["model"]
        tower.load_state_dict({name[6:]: value for name, value in begun.items() if name.startswith("tower.")})
    if os.path.exists(options.out) and options.resume:
        saved = torch.load(options.out)
        tower.load_state_dict(saved["tower"])
        heads.load_state_dict(saved["heads"])
        optimizer.load_state_dict(saved["optimizer"])
        step = saved["step"]
    stream = ClipStream()
    clips = PICTURES // CLIP_FRAMES

    def request(index):
        seed = FIRST_TRAINING_SEED + WORLDS[options.world] + (index * workers + rank) * clips
        world = world_of_step(options.world, np.random.default_rng(index).uniform())
        stream.request(seed=seed, world=world, clips=clips, frames=CLIP_FRAMES, labels=True)

    request(step)
    began = time.time()
    while step < options.steps:
        request(step + 1)
        pictures, labels, _ = stream.take()
        generator = torch.Generator().manual_seed(step * workers + rank)
        pixels = augment(normalise(pictures), generator).flatten(0, 1)
        labels = with_positions(torch.from_numpy(labels).long().flatten(0, 1))
        for group in optimizer.param_groups:
            group["lr"] = rate(step / options.steps, step, options.rate)
        outputs = heads(tower(pixels)).split(HEADS, -1)
        each = losses(outputs, labels)
        optimizer.zero_grad()
        sum(each).backward()
        average_gradients(parameters)
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        step += 1
        if step % 50 == 0 and rank == 0:
            shown = labels[..., 2] > 0
            right = [(out.argmax(-1) == labels[..., i])[shown] for i, out in enumerate(outputs)]
            accuracy = " ".join(f"{n} {r.float().mean():.3f}" for n, r in zip(NAMES, right))
            minutes = (time.time() - began) / 60
            print(f"{minutes:.2f} min step {step} loss {sum(each):.3f} {accuracy}", flush=True)
        if (step % options.save == 0 or step == options.steps) and rank == 0:
            state = {"tower": tower.state_dict(), "heads": heads.state_dict(), "step": step}
            torch.save({**state, "optimizer": optimizer.state_dict()}, options.out + ".part")
            os.replace(options.out + ".part", options.out)
    stream.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="tools/train/runs/vision.pt")
    parser.add_argument("--steps", type=int, default=2200)
    parser.add_argument("--save", type=int, default=200, help="steps between checkpoints")
    parser.add_argument("--start", help="checkpoint of a whole model whose tower to go on from")
    parser.add_argument("--world", choices=WORLDS, default="plain")
    parser.add_argument("--rate", type=float, default=PEAK_RATE, help="highest learning rate")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--resume", action="store_true")
    arguments = parser.parse_args()
    os.makedirs(os.path.dirname(arguments.out), exist_ok=True)
    start_workers(train, arguments.workers, arguments)
