"""Changes random weights so that answers depend on the video and do not repeat one token."""

import torch

SHARPNESS = 3.0
CLEAR = 0.03


def enliven(model, seed):
    """Makes attention look at few tokens instead of all alike, and gives the last norm both signs.

    With one table for embedding and output head, an all-positive norm makes each token predict itself.
    """
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if name.endswith(("q_proj.weight", "k_proj.weight")):
                parameter.mul_(SHARPNESS**0.5)
            elif name.endswith("model.norm.weight"):
                parameter.copy_(torch.randn(parameter.shape, generator=generator))


def clear_winner(logits):
    """Returns the likeliest id. Raises where the two best are near, because a GPU's rounding could then make it another."""
    best, second = logits.topk(2).values.tolist()
    if best - second < CLEAR:
        raise SystemExit(f"The best two tokens are {best - second:.4f} apart: choose another seed.")
    return int(logits.argmax())
