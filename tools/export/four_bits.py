"""Rounds weights to what 4-bit blocks of 32 hold exactly, so that the fp32 and q4 graphs of a fixture are the same model."""

import torch

BLOCK = 32


def settle_linear(model, has_zero_points=False):
    """Rounds what the quantiser takes: every linear layer, and the embedding where it is the output head as well."""
    rounded = nearest_of_range if has_zero_points else nearest
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, (torch.nn.Linear, torch.nn.Embedding)):
                module.weight.copy_(rounded(module.weight))


def nearest(matrix):
    """Returns [rows, K] in blocks along K of q · scale: q in -8 … 7, the largest of a block at -8, and the scale a 16-bit number."""
    rows, width = matrix.shape
    padded = torch.nn.functional.pad(matrix.detach(), (0, -width % BLOCK)).view(rows, -1, BLOCK)
    largest = padded.gather(-1, padded.abs().argmax(-1, keepdim=True))
    scale = (largest / -8).half().float()
    scale[scale == 0] = 1
    steps = (padded / scale).round().clamp(-8, 7)
    return (steps * scale).view(rows, -1)[:, :width]


def nearest_of_range(matrix):
    """The same with zero points: q in 0 … 15, a block's lowest value at 0 and its highest at 15, zero between them."""
    rows, width = matrix.shape
    padded = torch.nn.functional.pad(matrix.detach(), (0, -width % BLOCK)).view(rows, -1, BLOCK)
    low, high = padded.amin(-1, keepdim=True).clamp(max=0), padded.amax(-1, keepdim=True).clamp(min=0)
    scale = ((high - low) / 15).half().float()
    scale[scale == 0] = 1
    zero = (-low / scale).round().clamp(0, 15)
    steps = ((padded / scale).round() + zero).clamp(0, 15)
    steps = steps.scatter(-1, padded.argmin(-1, keepdim=True), 0).scatter(-1, padded.argmax(-1, keepdim=True), 15)
    return ((steps - zero) * scale).view(rows, -1)[:, :width]
