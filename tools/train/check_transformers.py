"""
Does the model folder say what its graphs do? Builds Hugging Face's own class from its config.json, fills it with the
graphs' weights and compares it with onnxruntime on drawn clips: the tokens of the video, and the logits of the answer's
first word.
`pip install -r tools/train/requirements-check_transformers.txt`, then `python tools/train/check_transformers.py`.
"""

import argparse
import json
import os
import sys

import onnxruntime
import torch
import transformers
from transformers import AutoConfig, LlavaOnevisionForConditionalGeneration

import decoder as dec
from augment import normalise
from clips import ClipStream
from export import configurations
from model import FOLDER, special_tokens
from transformers_weights import transformers_weights
from vision import pooling_matrix

CLIPS = [(21, 8), (22, 16), (23, 32)]
# Measured: 2e-6 for tokens; for logits, which are of size 20, 4e-5 after 1,169 rows, and 2e-5 where the class, which makes
# its angles in float32, is given exact ones.
TOLERANCE = 1e-4
# What the tower's last norm is worth; less would mean that the check does not see it.
NORM_IS_SEEN = 0.1


class Graphs:
    """The folder's graphs on onnxruntime's CPU."""

    def __init__(self, folder, newline):
        self.newline = newline
        names = ("vision_encoder", "embed_tokens", "decoder_model_merged")
        paths = [os.path.join(folder, "onnx", f"{name}.onnx") for name in names]
        cpu = ["CPUExecutionProvider"]
        self.sessions = [onnxruntime.InferenceSession(path, providers=cpu) for path in paths]

    def tokens(self, pixels):
        """Pixels [T, 3, 88, 88] -> [T · 36 + 1, 128]. The graph knows neither the pool nor the newline at the end."""
        (features,) = self.sessions[0].run(["image_features"], {"pixel_values": pixels.numpy()})
        return torch.cat([(pooling_matrix() @ torch.from_numpy(features)).flatten(0, 1), self.newline[None]])

    def embed(self, ids):
        feeds = {"input_ids": torch.tensor([ids]).numpy()}
        return torch.from_numpy(self.sessions[1].run(["inputs_embeds"], feeds)[0][0])

    def logits(self, rows):
        """Rows [S, 128] -> logits of the last one, [960]."""
        feeds = {
            "inputs_embeds": rows[None].numpy(),
            "attention_mask": torch.ones(1, len(rows), dtype=torch.long).numpy(),
            "num_logits_to_keep": torch.tensor(1).numpy(),
        }
        empty = torch.zeros(1, dec.KV_HEADS, 0, dec.HEAD).numpy()
        for layer in range(dec.LAYERS):
            feeds |= {f"past_key_values.{layer}.{part}": empty for part in ("key", "value")}
        return torch.from_numpy(self.sessions[2].run(["logits"], feeds)[0][0, 0])


def library_model(folder, weights, without_norm=False):
    """transformers' class as config.json says, or with its word on the last norm taken away."""
    config = AutoConfig.from_pretrained(folder)
    if without_norm:
        config.vision_config.tie_last_hidden_states = None
    # As the graphs have it: softmax in float32, no kernel that rounds otherwise.
    model = LlavaOnevisionForConditionalGeneration._from_config(config, attn_implementation="eager")
    model.load_state_dict(weights, strict=True)
    return model.eval()


def check_configurations(folder):
    """Raises ValueError where the exporter would write other files than the folder's."""
    for name, wanted in configurations().items():
        with open(os.path.join(folder, name), encoding="utf8") as file:
            given = json.load(file, parse_int=float)
        # write-topics.ts adds them, and writes numbers as JavaScript does: 10000 for 10000.0.
        given.pop("framewise_topics", None)
        wanted = json.loads(json.dumps(wanted), parse_int=float)
        if json.dumps(given) != json.dumps(wanted):
            raise ValueError(f"{name} is not what export.py writes")


@torch.no_grad()
def differences(folder):
    """-> largest differences of the video's tokens, of the logits, and of the tokens without the last norm."""
    weights = transformers_weights(folder)
    graphs = Graphs(folder, weights["model.image_newline"])
    model = library_model(folder, weights)
    plain = library_model(folder, weights, without_norm=True)
    video_id = special_tokens()["<video>"]
    worst = {"tokens": 0.0, "logits": 0.0, "tokens without the norm": 0.0}
    asked = agreed = 0

    def note(name, one, other):
        worst[name] = max(worst[name], (one - other).abs().max().item())

    stream = ClipStream()
    for seed, frames in CLIPS:
        stream.request(seed=seed, clips=1, frames=frames, questions=True)
        pictures, _, header = stream.take()
        pixels = normalise(pictures[0].copy())
        ours = graphs.tokens(pixels)
        for name, one in (("tokens", model), ("tokens without the norm", plain)):
            note(name, one.get_video_features(pixels[None]).pooler_output[0], ours)
        for question in header["clips"][0]:
            before, after = question["before"], question["after"]
            ids = before + [video_id] * len(ours) + after
            said = model(input_ids=torch.tensor([ids]), pixel_values_videos=pixels[None], logits_to_keep=1)
            theirs = said.logits[0, 0]
            logits = graphs.logits(torch.cat([graphs.embed(before), ours, graphs.embed(after)]))
            note("logits", theirs, logits)
            asked += 1
            agreed += int(theirs.argmax() == logits.argmax())
    stream.close()
    print(f"first word of the answer: {agreed} of {asked} the same")
    return worst


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", default=FOLDER)
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    print(f"transformers {transformers.__version__}, torch {torch.__version__}, onnxruntime {onnxruntime.__version__}")
    check_configurations(folder)
    worst = differences(folder)
    for name, value in worst.items():
        print(f"{name}: largest difference {value:.2e}")
    agrees = max(worst["tokens"], worst["logits"]) <= TOLERANCE
    sys.exit(0 if agrees and worst["tokens without the norm"] > NORM_IS_SEEN else 1)
