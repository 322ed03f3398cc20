"""Exact answers on clips that training never draws: every token of the answer, its end included, must come first."""

import argparse
import collections

import torch

from augment import normalise
from clips import WORLDS, ClipStream
from model import Framewise

FIRST_SEED = 10_000
LENGTHS = [8, 12, 16, 24, 32, 48]


def load_held_out(count, lengths=LENGTHS, named=0, world="plain"):
    """
    About `count` clips, as many of each length: a list of (pictures [T, 3, 88, 88], questions). With `named` every other
    length is full of things, and up to so many questions name one by its colour.
    """
    stream, clips = ClipStream(), []
    each = max(1, count // len(lengths))
    for index, frames in enumerate(lengths):
        stream.request(
            seed=FIRST_SEED + index * 1000,
            clips=each,
            frames=frames,
            world=world,
            questions=True,
            heldOut=True,
            named=named,
            crowded=named > 0 and index % 2 == 1,
        )
        pictures, _, header = stream.take()
        clips += zip(pictures, header["clips"])
    stream.close()
    return clips


@torch.no_grad()
def right_answers(model, pictures, questions):
    """Whether each question of a clip is answered exactly, with greedy decoding."""
    return right_by_tokens(model, model.visual_tokens(model.tower(normalise(pictures))), questions)


@torch.no_grad()
def right_by_tokens(model, tokens, questions):
    """The same from the clip's visual tokens, float32 [T, 36, 128]."""
    logits, targets, owners = model.answer_logits([(tokens, questions)])
    right = [True] * len(questions)
    for hit, (_, index) in zip((logits.argmax(-1) == targets).tolist(), owners):
        right[index] = right[index] and hit
    return right


def hits_by_type(model, clips):
    hits = collections.defaultdict(list)
    for pictures, questions in clips:
        for question, hit in zip(questions, right_answers(model, pictures, questions)):
            hits[question["type"]].append(hit)
    return hits


def percentages(hits):
    """One line: accuracy of each type in percent, and over all questions."""
    whole = [hit for each in hits.values() for hit in each]
    shown = [f"{name} {100 * sum(each) / len(each):.1f}" for name, each in hits.items()]
    return " ".join([*shown, f"ALL {100 * sum(whole) / len(whole):.2f}"])


def evaluate(model, clips):
    return percentages(hits_by_type(model, clips))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("--clips", type=int, default=300)
    parser.add_argument("--named", action="store_true", help="also what names a thing by its colour, half in crowds")
    parser.add_argument("--world", choices=WORLDS, default="plain")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    framewise = Framewise()
    framewise.load_state_dict(torch.load(arguments.checkpoint)["model"])
    total = collections.defaultdict(list)
    named = 6 if arguments.named else 0
    for length in LENGTHS:
        # The same clips twice with --named, once full of things.
        count = arguments.clips // len(LENGTHS)
        found = hits_by_type(framewise, load_held_out(count, [length, length] if named else [length], named, arguments.world))
        print(f"{length} frames: {percentages(found)}", flush=True)
        for name, each in found.items():
            total[name] += each
    print(f"all lengths, {arguments.clips} clips: {percentages(total)}")
