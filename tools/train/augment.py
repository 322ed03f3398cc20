"""What a video codec and a resize do to a picture, cheaply: the model must not mind."""

import torch


def normalise(pictures):
    """uint8 [..., 3, H, W] -> float32 with mean 0.5 and deviation 0.5 per channel, as preprocessor_config.json says."""
    return torch.from_numpy(pictures).float().div_(127.5).sub_(1.0)


def augment(pixels, generator):
    """pixels [B, T, 3, H, W] in -1…1: one colour cast, one sharpness and one noise level per clip."""
    clips = pixels.shape[0]

    def uniform(low, high, *shape):
        return torch.rand(shape, generator=generator) * (high - low) + low

    gain = uniform(0.92, 1.08, clips, 1, 3, 1, 1)
    lift = uniform(-0.06, 0.06, clips, 1, 1, 1, 1) + uniform(-0.03, 0.03, clips, 1, 3, 1, 1)
    pixels = pixels * gain + lift
    # Positive blurs, negative sharpens: bicubic resizing overshoots a little, codecs blur.
    pixels = _blend_neighbours(pixels, uniform(-0.25, 0.6, clips, 1, 1, 1, 1))
    if torch.rand((), generator=generator) < 0.5:
        grain = torch.randn(pixels.shape, generator=generator)
        pixels = pixels + grain * uniform(0.0, 0.03, clips, 1, 1, 1, 1)
    return pixels.clamp_(-1.0, 1.0)


def _blend_neighbours(pixels, amount):
    """x + amount · (mean of the two neighbours − x) across, then down; edges keep their own value."""
    for axis in (-1, -2):
        size = pixels.shape[axis]
        inner = pixels.narrow(axis, 1, size - 2)
        around = (pixels.narrow(axis, 0, size - 2) + pixels.narrow(axis, 2, size - 2)) * 0.5
        blended = inner + (around - inner) * amount
        ends = pixels.narrow(axis, 0, 1), pixels.narrow(axis, size - 1, 1)
        pixels = torch.cat([ends[0], blended, ends[1]], axis)
    return pixels
