"""Chooses tokens as VidCom²'s released code does (`token_compressor/vidcom2/vidcom2.py` of its repository), from its rules."""

import torch

ALPHAS = (1 / 8, 1 / 4, 1 / 2, 1.0, 2.0)
TEMPERATURE = 0.01


def kept(tokens, frames, retention):
    """Returns the ascending indices of the rows of `tokens` [frames · N, D] that are kept."""
    per_frame = tokens.shape[0] // frames
    rows = tokens.float()
    quiet = rows.var(0, unbiased=False).topk(rows.shape[1] // 2, largest=False).indices
    unit = torch.nn.functional.normalize(rows[:, quiet], dim=-1).view(frames, per_frame, -1)
    to_video = gaussians(unit, unit.mean((0, 1), keepdim=True))
    to_frame = gaussians(unit, unit.mean(1, keepdim=True))
    uniqueness = -to_video.mean(1)
    share = torch.softmax((uniqueness - uniqueness.max()) / TEMPERATURE, 0)
    ratios = (retention * (1 + share - share.mean())).clamp(max=1)
    picks = []
    for frame, ratio in enumerate(ratios.tolist()):
        count = max(1, round(ratio * per_frame))
        redundancy = to_video[frame] + to_frame[frame]
        inside = redundancy.topk(count, largest=False).indices.sort().values
        picks += (frame * per_frame + inside).tolist()
    return picks


def gaussians(unit, centre):
    """Returns how similar each token is to the centre, [T, N]."""
    squared = ((unit - centre) ** 2).sum(-1)
    return sum(torch.exp(-squared / (2 * alpha)) for alpha in ALPHAS)
