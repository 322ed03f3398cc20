"""
Stage 2b: the decoder learns to look things up. Clips of seven frames, in which up to four things appear, and nothing asked
but what names one of them by its colour; tower and projector frozen, so that their tokens are made once.

Mixed with all other questions and with longer clips from the start, this was not learned in two thousand steps; by
itself it takes one to two thousand, and what is learned holds in longer clips. Everything else is forgotten on the way,
and comes back within some hundred steps of `train_decoder.py --start`.
"""

import argparse
import random
import time

import parallel  # noqa: F401, before torch: its environment
import torch
from torch import nn
from torch.nn import functional as F

from augment import augment, normalise
from clips import FIRST_TRAINING_SEED, ClipStream
from evaluate import right_by_tokens
from model import Framewise

# Four things with a gap between each two.
FRAMES = 7
TOKENS_A_STEP = 1800
MOST_QUESTIONS = 8
WARM_STEPS = 50
CONSTANT = 0.7
# Apart from the seeds of the other stages.
FIRST_SEED = FIRST_TRAINING_SEED + 300_000_000
CLIPS_A_REQUEST = 24
HELD_OUT = 200


@torch.no_grad()
def make_tokens(model, count):
    """-> (float16 [count, FRAMES, 36, 128], questions of each clip)."""
    stream, tokens, questions = ClipStream(), [], []
    wanted = dict(clips=CLIPS_A_REQUEST, frames=FRAMES, crowded=True, questions=True, named=MOST_QUESTIONS, namedOnly=True)
    for start in range(0, count, CLIPS_A_REQUEST):
        stream.request(seed=FIRST_SEED + start, **wanted)
        pictures, _, header = stream.take()
        generator = torch.Generator().manual_seed(start)
        pixels = augment(normalise(pictures), generator).flatten(0, 1)
        tokens.append(model.visual_tokens(model.tower(pixels)).view(len(pictures), FRAMES, 36, -1).half())
        questions += header["clips"]
    stream.close()
    return torch.cat(tokens), questions


def accuracy(model, tokens, questions):
    hits = [hit for clip in zip(tokens, questions) for hit in right_by_tokens(model, clip[0].float(), clip[1])]
    return 100 * sum(hits) / len(hits)


def main(options):
    torch.set_num_threads(1)
    model = Framewise()
    model.load_state_dict(torch.load(options.start)["model"])
    for module in (model.tower, model.projector):
        module.requires_grad_(False)
    tokens, questions = make_tokens(model, options.clips)
    able = [index for index, asked in enumerate(questions) if asked]
    held, able = able[:HELD_OUT], able[HELD_OUT:]
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=options.rate, betas=(0.9, 0.95), weight_decay=0.02)
    chance, began = random.Random(0), time.time()
    for step in range(options.steps):
        progress = step / options.steps
        fall = 1.0 if progress < CONSTANT else max(0.05, (1 - progress) / (1 - CONSTANT))
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min(1.0, (step + 1) / WARM_STEPS) * fall
        batch = [(tokens[i].float(), questions[i]) for i in chance.sample(able, TOKENS_A_STEP // (36 * FRAMES))]
        logits, targets, _ = model.answer_logits(batch)
        loss = F.cross_entropy(logits, targets)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        if (step + 1) % 100 == 0:
            right = accuracy(model, [tokens[i] for i in held], [questions[i] for i in held])
            minutes = (time.time() - began) / 60
            print(f"{minutes:.1f} min step {step + 1} loss {loss:.4f} held out {right:.1f}", flush=True)
            torch.save({"model": model.state_dict()}, options.out)
    torch.save({"model": model.state_dict()}, options.out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", default="tools/train/runs/decoder.pt")
    parser.add_argument("--out", default="tools/train/runs/lookup.pt")
    parser.add_argument("--clips", type=int, default=8000)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--rate", type=float, default=1e-3)
    main(parser.parse_args())
