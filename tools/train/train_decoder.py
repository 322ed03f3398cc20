"""
Stage 2: with the tower frozen, projector and decoder learn to answer. All questions of a clip share one visual prefix.

Clips are short at first (who and where), then up to 16 frames (motion, order), at last up to 48. Every visual token is
always there: token compression must stay something that this model has never seen.

With `--start` it is trained further, from a checkpoint of `train_lookup.py`: half of the clips are full of things then,
and questions name them by colour. With `--world hard` it goes on from a plain model and a tower that has seen that world.
"""

import argparse
import os
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from augment import augment, normalise
from clips import FIRST_TRAINING_SEED, WORLDS, ClipStream, world_of_step
from decoder import WIDTH
from evaluate import evaluate, load_held_out
from model import Framewise
from parallel import average_gradients, start_workers

PEAK_RATE = 1.5e-3
PROJECTOR_RATE = 0.3
POSITION_LOSS = 0.1
WARM_STEPS = 200
CONSTANT = 0.4
# Frames that a worker sees in one step, in clips of equal length.
FRAMES_A_STEP = 72
MAX_CLIPS = 9
# Share of the longer clips that are sampled twice a tick.
FINE_SAMPLING = 0.25
# When trained further: clips of all lengths from the beginning, as they are at this share of a whole training.
LATER = 0.35
# Clips full of things: how many of those that are long enough, and questions about them by name.
CROWDED, CROWDED_FRAMES, NAMED = 0.5, 8, 6
# Far from the seeds of stage 1; each step and worker owns a range of this size.
SEED_STRIDE = 16
FIRST_SEED = FIRST_TRAINING_SEED + 100_000_000


def clip_frames(progress, chance):
    """Frames a clip in this step: `progress` of training 0–1."""
    short = 0.7 if progress < 0.12 else 0.2 if progress < 0.6 else 0.06
    long = 0.0 if progress < 0.3 else 0.3
    kind = chance.uniform()
    if kind < short:
        return int(chance.integers(1, 4))
    if kind < short + long:
        return int(chance.integers(17, 49))
    return int(chance.integers(4, 17))


def rate(progress, step, peak):
    warm = min(1.0, (step + 1) / WARM_STEPS)
    return peak * warm * (1.0 if progress < CONSTANT else max(0.02, (1 - progress) / (1 - CONSTANT)))


def parameter_groups(model, position_head):
    projector = list(model.projector.parameters())
    language = [*model.decoder.parameters(), model.newline]
    return [
        {"params": [p for p in language if p.dim() > 1], "scale": 1.0, "weight_decay": 0.02},
        {"params": [p for p in language if p.dim() <= 1], "scale": 1.0, "weight_decay": 0.0},
        {"params": projector, "scale": PROJECTOR_RATE, "weight_decay": 0.02},
        {"params": list(position_head.parameters()), "scale": 1.0, "weight_decay": 0.02},
    ]


def forward(model, position_head, pictures, clips, generator):
    """-> (answer loss, position loss): pictures uint8 [B, T, 3, 88, 88], clips a list of lists of questions."""
    count, frames = pictures.shape[:2]
    pixels = augment(normalise(pictures), generator).flatten(0, 1)
    with torch.no_grad():
        patches = model.tower(pixels)
    tokens = model.visual_tokens(patches)
    # Without this loss the projector learns to drop the position before anything has learned to use it.
    scaled = F.normalize(tokens, dim=-1) * WIDTH**0.5
    places = torch.arange(tokens.shape[1]).repeat(tokens.shape[0])
    position_loss = F.cross_entropy(position_head(scaled).flatten(0, 1), places)
    tokens = tokens.view(count, frames, *tokens.shape[1:])
    logits, targets, _ = model.answer_logits(list(zip(tokens, clips)))
    return F.cross_entropy(logits, targets), position_loss


def train(rank, workers, options):
    torch.manual_seed(1)
    model = Framewise()
    position_head = nn.Linear(WIDTH, 36)
    model.tower.requires_grad_(False)
    groups = parameter_groups(model, position_head)
    trained = [parameter for group in groups for parameter in group["params"]]
    optimizer = torch.optim.AdamW(groups, lr=PEAK_RATE, betas=(0.9, 0.95))
    step = 0
    if options.start:
        model.load_state_dict(torch.load(options.start)["model"])
    if options.start and options.head:
        position_head.load_state_dict(torch.load(options.head)["position_head"])
    if options.tower:
        model.tower.load_state_dict(torch.load(options.tower)["tower"])
    if options.resume and os.path.exists(options.out):
        saved = torch.load(options.out)
        model.load_state_dict(saved["model"])
        position_head.load_state_dict(saved["position_head"])
        optimizer.load_state_dict(saved["optimizer"])
        step = saved["step"]
    stream = ClipStream()
    held_out = load_held_out(options.held_out, named=NAMED if options.start else 0, world=options.world) if rank == 0 else None

    def request(index):
        # All workers take the same number of frames, so that none waits for another.
        chance = np.random.default_rng(index)
        progress = index / options.steps
        frames = clip_frames(LATER + (1 - LATER) * progress if options.start else progress, chance)
        clips = max(1, min(MAX_CLIPS, FRAMES_A_STEP // frames))
        seed = FIRST_SEED + WORLDS[options.world] + (index * workers + rank) * SEED_STRIDE
        # People look at a clip more often than once a tick: then brief things fill up to four frames.
        ticks = frames // 2 if frames >= 12 and chance.uniform() < FINE_SAMPLING else frames
        more = {}
        if options.start:
            crowded = bool(frames >= CROWDED_FRAMES and chance.uniform() < CROWDED)
            more = {"named": NAMED, "crowded": crowded}
        world = world_of_step(options.world, chance.uniform())
        stream.request(seed=seed, world=world, clips=clips, frames=frames, ticks=ticks, questions=True, **more)

    def save():
        state = {"model": model.state_dict(), "position_head": position_head.state_dict()}
        part = options.out + ".part"
        torch.save({**state, "optimizer": optimizer.state_dict(), "step": step}, part)
        os.replace(part, options.out)

    request(step)
    began, recent = time.time(), []
    while step < options.steps:
        request(step + 1)
        pictures, _, header = stream.take()
        for group in optimizer.param_groups:
            group["lr"] = rate(step / options.steps, step, options.rate) * group["scale"]
        generator = torch.Generator().manual_seed(step * workers + rank)
        answer_loss, position_loss = forward(
            model, position_head, pictures, header["clips"], generator
        )
        optimizer.zero_grad()
        (answer_loss + POSITION_LOSS * position_loss).backward()
        average_gradients(trained)
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        step += 1
        recent.append(answer_loss.item())
        if rank:
            continue
        minutes = (time.time() - began) / 60
        if step % 50 == 0:
            mean = np.mean(recent[-50:])
            print(f"{minutes:.2f} min step {step} loss {mean:.4f} place {position_loss:.3f}", flush=True)
        if step % options.evaluate == 0 or step == options.steps:
            save()
            print(f"EVAL {minutes:.1f} min step {step} {evaluate(model, held_out)}", flush=True)
    stream.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tower", help="checkpoint of train_vision.py; with --start, instead of the tower there")
    parser.add_argument("--out", default="tools/train/runs/decoder.pt")
    parser.add_argument("--steps", type=int, default=5500)
    parser.add_argument("--evaluate", type=int, default=500, help="steps between evaluations")
    parser.add_argument("--held-out", type=int, default=96, help="clips of an evaluation on the way")
    parser.add_argument("--start", help="checkpoint of a whole model to go on from")
    parser.add_argument("--head", help="with --start: whose position head; without one it is learned anew")
    parser.add_argument("--world", choices=WORLDS, default="plain")
    parser.add_argument("--rate", type=float, default=PEAK_RATE, help="highest learning rate")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--resume", action="store_true")
    start_workers(train, parser.parse_args().workers, parser.parse_args())
