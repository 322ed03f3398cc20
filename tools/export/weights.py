"""Seeded random weights that lie on the grid of 4-bit blocks, so that fp32 and q4 graphs of a fixture are one model."""

import torch

BLOCK = 32


def draw(model, seed, embedding_spread=0.4):
    """Fills every parameter in the order of its name: matrices keep the spread of what goes through them."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            if name.endswith("A_log"):
                value = torch.log(1 + 3 * noise.abs())
            elif parameter.dim() == 1:
                is_scale = name.endswith("weight") and bool(parameter.float().mean().round() == 1)
                value = 0.1 * noise + (1 if is_scale else 0)
            elif "embed_tokens" in name or "lm_head" in name:
                value = embedding_spread * noise
            elif "pos_embed" in name or "position_embedding" in name:
                value = 0.3 * noise
            else:
                value = noise / parameter[0].numel() ** 0.5
            parameter.copy_(value)


def settle(matrix, quantise):
    """The nearest matrix that `quantise`, a rounding to 4 bits and back, leaves as it is."""
    for _ in range(20):
        rounded = quantise(matrix)
        if torch.equal(rounded, matrix):
            return matrix
        matrix = rounded
    raise SystemExit("A matrix does not settle on the 4-bit grid.")
