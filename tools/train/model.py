"""Tower, projector, newline and decoder together, and the tokens of a packed clip."""

import json
import os

import torch
from torch import nn
from torch.nn import functional as F

from clips import ROOT
from decoder import LAYERS as DECODER_LAYERS
from decoder import WIDTH, Decoder, Layout
from vision import Projector, VisionTower, pooling_matrix

FOLDER = os.path.join(ROOT, "public", "models", "framewise-shapes")
# Rows of the embedding: the tokenizer's, rounded up as the real model's are.
ROUND = 64


def read_json(name):
    with open(os.path.join(FOLDER, name), encoding="utf8") as file:
        return json.load(file)


def special_tokens():
    return {token["content"]: token["id"] for token in read_json("tokenizer.json")["added_tokens"]}


def vocabulary_size():
    return -(-(max(special_tokens().values()) + 1) // ROUND) * ROUND


class ContiguousGradient(torch.autograd.Function):
    """Nothing, but its gradient is contiguous: torch 1.13's GELU reads a transposed one as garbage."""

    @staticmethod
    def forward(context, x):
        return x.view_as(x)

    @staticmethod
    def backward(context, grad):
        return grad.contiguous()


class Framewise(nn.Module):
    def __init__(self):
        super().__init__()
        self.tower = VisionTower()
        self.projector = Projector(WIDTH)
        self.newline = nn.Parameter(torch.randn(WIDTH) * 0.05)
        self.decoder = Decoder(vocabulary_size())
        self.register_buffer("pooling", pooling_matrix(), persistent=False)
        for module in [*self.projector.modules(), *self.decoder.modules()]:
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=min(0.05, module.in_features**-0.5))
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.normal_(self.decoder.embedding.weight, std=0.05)
        for layer in self.decoder.layers:
            layer.out.weight.data *= (2 * DECODER_LAYERS) ** -0.5
            layer.down.weight.data *= (2 * DECODER_LAYERS) ** -0.5

    def visual_tokens(self, patches):
        """
        Patches [N, 121, 96] -> tokens [N, 36, 128]. The pool comes before the projector's second layer: both are
        linear and the pool's weights sum to one, so the result is that of projecting first, three times cheaper.
        """
        hidden = ContiguousGradient.apply(F.gelu(self.projector.first(patches)))
        return self.projector.second(torch.matmul(self.pooling, hidden))

    def answer_logits(self, clips):
        """
        clips: list of (tokens [T, 36, 128], questions), a question being {before, after, answer} of token ids.
        -> logits and targets of all answer tokens, and for each token the index of its clip and question.
        """
        rows, positions, spans, wanted, targets, owners = [], [], [], [], [], []
        text_at = 0
        for clip, (tokens, questions) in enumerate(clips):
            before = questions[0]["before"]
            seen = len(before) + tokens.shape[0] * tokens.shape[1] + 1
            ids, lengths = [], []
            positions.append(torch.arange(seen))
            for index, question in enumerate(questions):
                written = question["after"] + question["answer"][:-1]
                answer_at = text_at + len(ids) + len(question["after"]) - 1
                wanted += range(answer_at, answer_at + len(question["answer"]))
                targets += question["answer"]
                owners += [(clip, index)] * len(question["answer"])
                positions.append(torch.arange(seen, seen + len(written)))
                ids += written
                lengths.append(len(written))
            text_at += len(ids)
            embedded = self.decoder.embedding(torch.tensor(before + ids))
            rows += [embedded[: len(before)], tokens.flatten(0, 1), self.newline[None]]
            rows.append(embedded[len(before) :])
            spans.append((seen, lengths))
        logits = self.decoder(
            torch.cat(rows), torch.cat(positions), Layout(spans), torch.tensor(wanted)
        )
        return logits, torch.tensor(targets), owners
