"""Clips out of the TypeScript generator: there is no second world in Python."""

import json
import os
import struct
import subprocess

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SIDE = 88
PATCHES = 121
LABELS = 4
# Seeds below belong to evaluation and to the sample clips; training begins here.
FIRST_TRAINING_SEED = 1_000_000
# The two worlds have the same clips but for what disturbs them, so training in the hard one takes seeds of its own.
WORLDS = {"plain": 0, "hard": 400_000_000}
# The share of plain clips in training for the hard world, so that the plain one is not forgotten.
PLAIN_SHARE = 0.2


def world_of_step(world, chance):
    """The world whose clips a step takes; `chance` is a random number 0-1."""
    return "plain" if chance < PLAIN_SHARE else world


class ClipStream:
    """One Node process that draws clips while the caller computes."""

    def __init__(self):
        command = ["node", "--import", "tsx", "tools/train/clip-stream.ts"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1 << 20
        )
        self.pending = []

    def request(self, **wanted):
        """Asks for clips; `take` gives them in the order of the requests."""
        self.process.stdin.write((json.dumps(wanted) + "\n").encode())
        self.process.stdin.flush()
        self.pending.append(wanted)

    def take(self):
        """-> (uint8 [B, T, 3, 88, 88], uint8 labels [B, T, 121, 4] or None, header)."""
        wanted = self.pending.pop(0)
        header_bytes, body_bytes = struct.unpack("<II", self._read(8))
        header = json.loads(self._read(header_bytes))
        body = np.frombuffer(self._read(body_bytes), np.uint8)
        count, frames = wanted["clips"], wanted["frames"]
        pixels = count * frames * 3 * SIDE * SIDE
        pictures = body[:pixels].reshape(count, frames, 3, SIDE, SIDE)
        labels = None
        if wanted.get("labels"):
            labels = body[pixels:].reshape(count, frames, PATCHES, LABELS)
        return pictures, labels, header

    def _read(self, size):
        data = self.process.stdout.read(size)
        if len(data) != size:
            raise EOFError("the clip generator ended")
        return data

    def close(self):
        # The generator may be writing clips nobody will take: closing its input alone would wait for ever.
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.terminate()
        self.process.wait()
