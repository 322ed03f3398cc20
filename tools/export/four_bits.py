"""Weights that 4-bit blocks of 32 hold exactly, so that the fp32 and the q4 graphs of a fixture are one model."""

import torch

BLOCK = 32


def settle_linear(model):
    """Rounds what the quantiser takes: every linear layer, and the embedding where it is the output head as well."""
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, (torch.nn.Linear, torch.nn.Embedding)):
                module.weight.copy_(nearest(module.weight))


def nearest(matrix):
    """[rows, K]: blocks along K of q · scale, q in -8 … 7, the largest of a block at -8 and the scale a 16-bit number."""
    rows, width = matrix.shape
    padded = torch.nn.functional.pad(matrix.detach(), (0, -width % BLOCK)).view(rows, -1, BLOCK)
    largest = padded.gather(-1, padded.abs().argmax(-1, keepdim=True))
    scale = (largest / -8).half().float()
    scale[scale == 0] = 1
    steps = (padded / scale).round().clamp(-8, 7)
    return (steps * scale).view(rows, -1)[:, :width]
