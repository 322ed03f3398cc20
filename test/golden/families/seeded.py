"""Numbers that the tests draw again from the same seed (test/support/pictures.ts, test/support/seeded-features.ts)."""

import numpy as np


def generator(seed):
    """The upper byte of a linear congruential generator's states."""
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        yield state >> 24


def picture(width, height, seed):
    """uint8 [height, width, 3]."""
    draw = generator(seed)
    count = width * height * 3
    return np.fromiter((next(draw) for _ in range(count)), np.uint8, count).reshape(height, width, 3)


def features(shape, seed):
    """float32, multiples of 1/64 in [-2, 2)."""
    draw = generator(seed)
    count = int(np.prod(shape))
    values = np.fromiter((next(draw) for _ in range(count)), np.float64, count)
    return (values / 64 - 2).astype(np.float32).reshape(shape)
