"""Writes sampling.json: what Hugging Face's logits processors make of a row of logits, in the order in which `generate`
applies them. The oracle of shaders/repetition-penalty.wgsl and shaders/sample.wgsl.

    python3 test/golden/make_sampling.py   # transformers 4.57.6 on any torch >= 2.2
"""

import json
from pathlib import Path

import torch
import transformers
from transformers import (
    LogitsProcessorList,
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

VOCAB = 97
SEEN = [3, 8, 8, 41, 60, 96, 3, 17]
CASES = [
    {"temperature": 1.0, "topK": 5, "topP": 1.0, "minP": 0.0, "repetitionPenalty": 1.0},
    {"temperature": 0.5, "topK": 0, "topP": 1.0, "minP": 0.1, "repetitionPenalty": 1.0},
    {"temperature": 1.5, "topK": 0, "topP": 1.0, "minP": 0.25, "repetitionPenalty": 1.0},
    {"temperature": 1.0, "topK": 0, "topP": 1.0, "minP": 0.0, "repetitionPenalty": 1.3},
    {"temperature": 0.75, "topK": 20, "topP": 0.9, "minP": 0.0, "repetitionPenalty": 1.0},
    {"temperature": 1.25, "topK": 40, "topP": 0.95, "minP": 0.05, "repetitionPenalty": 1.5},
    {"temperature": 1.0, "topK": 12, "topP": 0.5, "minP": 0.5, "repetitionPenalty": 0.75},
    {"temperature": 1.0, "topK": 1, "topP": 1.0, "minP": 0.0, "repetitionPenalty": 2.0},
    {"temperature": 1.0, "topK": 500, "topP": 0.8, "minP": 0.0, "repetitionPenalty": 1.0},
]


def probabilities(logits: torch.Tensor, case: dict[str, float]) -> list[float]:
    steps = LogitsProcessorList()
    if case["repetitionPenalty"] != 1.0:
        steps.append(RepetitionPenaltyLogitsProcessor(case["repetitionPenalty"]))
    steps.append(TemperatureLogitsWarper(case["temperature"]))
    if case["topK"] > 0:
        steps.append(TopKLogitsWarper(int(case["topK"])))
    if case["topP"] < 1.0:
        steps.append(TopPLogitsWarper(case["topP"]))
    if case["minP"] > 0.0:
        steps.append(MinPLogitsWarper(case["minP"]))
    scores = steps(torch.tensor([SEEN]), logits[None].clone())
    return torch.softmax(scores, dim=-1)[0].tolist()


torch.manual_seed(5)
# float32 values, computed with in float64.
logits = (torch.randn(VOCAB) * 3).double()
golden = {
    "made": f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}",
    "seen": SEEN,
    "logits": logits.tolist(),
    "cases": [{**case, "probabilities": probabilities(logits, case)} for case in CASES],
}
Path(__file__).with_name("sampling.json").write_text(json.dumps(golden) + "\n")
