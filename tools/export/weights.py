"""Draws seeded random weights with which activations keep their spread."""

import torch


def draw(model, seed, embedding_spread=0.4):
    """Fills every parameter in the order of their names; matrices keep the spread of what goes through them."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            if name.endswith("A_log"):
                value = torch.log(0.02 + 0.1 * noise.abs())  # a state that keeps tens of tokens
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

