"""Writes samples.json: which frames of a clip each family's own code takes.

    pip install transformers==5.24.0 torch torchvision numpy pillow
    python3 test/golden/families/make_samples.py

smolvlm, qwen2_vl, qwen3_5: `sample_frames` of transformers' SmolVLMVideoProcessor, Qwen2VLVideoProcessor and
Qwen3VLVideoProcessor as their chat templates call it, with the models' own numbers. llava: `np.linspace(0, N - 1, T, dtype=int)`, with which lmms-eval and VidCom²'s
repository load a video; where a clip has fewer than T frames it takes some twice, and the golden has them once.
"""

import json
import pathlib

import numpy as np
from transformers.models.qwen2_vl.video_processing_qwen2_vl import Qwen2VLVideoProcessor
from transformers.models.qwen3_vl.video_processing_qwen3_vl import Qwen3VLVideoProcessor
from transformers.models.smolvlm.video_processing_smolvlm import SmolVLMVideoProcessor
from transformers.video_utils import VideoMetadata

CLIPS = [  # frames, a second
    (1, 25),
    (2, 25),
    (3, 10),
    (7, 2),
    (30, 30),
    (45, 30),
    (300, 30),
    (315, 30),
    (301, 24),
    (500, 24),
    (750, 12.5),
    (1440, 24),
    (1950, 30),
    (1963, 30),
    (1980, 30),
    (2010, 30),
    (5000, 25),
    (18000, 30),
    (36000, 60),
]
LLAVA_FRAMES = 32
MOST = 64  # of the page


def main():
    smolvlm, qwen = SmolVLMVideoProcessor(), Qwen2VLVideoProcessor()
    qwen3 = Qwen3VLVideoProcessor(max_frames=MOST)
    cases = []
    for frames, rate in CLIPS:
        metadata = VideoMetadata(total_num_frames=frames, fps=rate, duration=frames / rate)
        case = {
            "frames": frames,
            "framesPerSec": rate,
            "smolvlm": smolvlm.sample_frames(metadata, num_frames=64, fps=1, skip_secs=1).tolist(),
            "qwen3_5": qwen3.sample_frames(metadata, fps=2).tolist(),
            "llava": np.unique(np.linspace(0, frames - 1, LLAVA_FRAMES, dtype=int)).tolist(),
        }
        if frames > 1:  # of one frame its code makes none and divides by it
            case["qwen2_vl"] = qwen.sample_frames(metadata, fps=2, max_frames=MOST).tolist()
        cases.append(case)
    out = pathlib.Path(__file__).with_name("samples.json")
    out.write_text(json.dumps({"cases": cases}) + "\n")


if __name__ == "__main__":
    main()
