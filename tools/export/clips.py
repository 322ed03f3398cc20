"""Draws the two clips that every fixture is asked about, so that nobody else's pictures are needed.

A clip's frames are whole-number arithmetic on a grid: flat shapes that move, gradients, stripes, noise of a fixed seed.
"""

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Clip:
    name: str
    width: int
    height: int
    times: tuple  # seconds, one a frame
    duration: float  # seconds
    question: str

    def frames(self):
        """Returns a picture for each time, uint8 [height, width, 3]."""
        return [draw(self, at) for at in range(len(self.times))]

    def names(self):
        return [f"{self.name}-{at}.png" for at in range(len(self.times))]


CLIPS = [
    Clip("wide", 96, 64, (0.5, 1.5, 2.5, 3.5), 4.0, "What happens in this video?"),
    Clip("tall", 60, 84, (1.0, 3.0, 5.0), 6.0, "Which shape is red?"),
]

UNRESIZED = [replace(CLIPS[0], width=160, height=96), replace(CLIPS[1], width=64, height=224)]
"""The same in sizes that units of 32 leave as they are. Newer processors resize bytes by torch, and up to 0.4 % of them are one
off from Pillow's, which were the models' own and are ours."""


def draw(clip, at):
    rows, columns = np.mgrid[0 : clip.height, 0 : clip.width]
    share = at / max(1, len(clip.times) - 1)
    picture = np.empty((clip.height, clip.width, 3), np.int64)
    picture[..., 0] = columns * 200 // clip.width
    picture[..., 1] = rows * 160 // clip.height + 40
    picture[..., 2] = 90 + at * 30
    noise = np.random.RandomState(1000 * clip.width + at).randint(-24, 25, (clip.height // 3, clip.width, 3))
    picture[: clip.height // 3] += noise
    stripes = (rows + columns) // 5 % 2 == 0
    corner = (rows > clip.height * 2 // 3) & (columns < clip.width // 3)
    picture[corner & stripes] = (250, 250, 240)
    centre = clip.width // 6 + int(share * clip.width * 2 / 3)
    disc = (columns - centre) ** 2 + (rows - clip.height // 2) ** 2 < (min(clip.width, clip.height) // 5) ** 2
    picture[disc] = (220, 30, 40)
    if at % 2 == 1:
        square = (abs(columns - clip.width * 3 // 4) < 9) & (abs(rows - clip.height * 3 // 4) < 7)
        picture[square] = (20, 60, 230)
    return np.clip(picture, 0, 255).astype(np.uint8)


def save_frames(clip, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in zip(clip.names(), clip.frames()):
        Image.fromarray(frame).save(folder / name, optimize=True)
