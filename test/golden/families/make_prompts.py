"""Writes prompts.json: each family's prompt around a video, as its own Python code makes it, and its ids.

    python3 test/golden/families/make_prompts.py

OneVision and Qwen2-VL: the chat templates of their repositories, written out. SmolVLM2: transformers,
processing_smolvlm.py (`process_video`) and num2words. Qwen3.5: processing_qwen3_vl.py of transformers 4.57 to 5.9 in its
smallest models' chat template. LFM2-VL: its chat template for pictures, with our words before each. LLaVA-Video: the conversation "qwen_1_5" and the time instruction
of its model card. Ids are those of the embedded model's tokenizer (byte-level BPE, done here anew), so tokens that it
does not know are plain text to it. A prompt is a list: a text, [from, to] of the video's tokens, or "newline".
"""

import json
import pathlib
import re
from datetime import timedelta

HERE = pathlib.Path(__file__).parent
MODEL = HERE.parents[2] / "public" / "models" / "framewise-shapes"
QUESTION = "What happens at 0:05?"
SYSTEM = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"

ONES = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = ["zero", *ONES, *TEENS, *(word for ten in TENS for word in [ten, *(f"{ten}-{one}" for one in ONES)])]
HIGHER = {100: "one hundred", 101: "one hundred and one", 128: "one hundred and twenty-eight", 999: "nine hundred and ninety-nine"}


def onevision(video):
    count = video["steps"] * video["rows"] * video["columns"]
    return ["<|im_start|>user ", [0, count], "newline", f"\n{QUESTION}<|im_end|><|im_start|>assistant\n"]


def embedded(video):
    """The embedded model's template differs from OneVision's in its line breaks."""
    count = video["steps"] * video["rows"] * video["columns"]
    return ["<|im_start|>user\n", [0, count], "newline", f"\n{QUESTION}<|im_end|>\n<|im_start|>assistant\n"]


def qwen2_vl(video):
    count = video["steps"] * video["rows"] * video["columns"]
    return [
        f"{SYSTEM}<|im_start|>user\n<|vision_start|>",
        [0, count],
        f"<|vision_end|>{QUESTION}<|im_end|>\n<|im_start|>assistant\n",
    ]


def smolvlm(video):
    per_frame = video["rows"] * video["columns"]
    duration = str(timedelta(seconds=int(video["durationSec"])))
    words = {**dict(enumerate(WORDS)), **HIGHER}[video["steps"]]
    text = (
        "<|im_start|>User: You are provided the following series of "
        f"{words} frames from a {duration} [H:MM:SS] video.\n"
    )
    prompt = []
    for index, second in enumerate(video["timesSec"]):
        stamp = f"{int(second // 60):02d}:{int(second % 60):02d}"
        prompt.append(f"{text}\nFrame from {stamp}:<fake_token_around_image><global-img>")
        prompt.append([index * per_frame, (index + 1) * per_frame])
        text = "<fake_token_around_image>"
    return [*prompt, f"{text}\n\n{QUESTION}<end_of_utterance>\nAssistant:"]


def llava_video(video, tells_times=False):
    rows, columns = video["rows"], video["columns"]
    visual = []
    for row in range(video["steps"] * rows):
        visual += [[row * columns, (row + 1) * columns], "newline"]
    times = ",".join(f"{time:.2f}s" for time in video["timesSec"])
    told = (
        f"The video lasts for {video['durationSec']:.2f} seconds, and {video['steps']} frames are uniformly sampled "
        f"from it. These frames are located at {times}.Please answer the following questions related to this video.\n"
    )
    rest = f"\n{told if tells_times else ''}{QUESTION}<|im_end|>\n<|im_start|>assistant\n"
    return [f"{SYSTEM}<|im_start|>user\n", *visual, rest]


def qwen3_5(video):
    per_step = video["rows"] * video["columns"]
    text, prompt = "<|im_start|>user\n", []
    for step in range(video["steps"]):
        shown = video["shownTimesSec"][2 * step : 2 * step + 2]
        shown = shown + shown[-1:] * (2 - len(shown))
        text += f"<{sum(shown) / 2:.1f} seconds><|vision_start|>"
        prompt += [text, [step * per_step, (step + 1) * per_step]]
        text = "<|vision_end|>"
    return [*prompt, f"{text}{QUESTION}<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"]


def lfm2_vl(video):
    per_frame = video["rows"] * video["columns"]
    text, prompt = "<|im_start|>user\n", []
    for index, second in enumerate(video["timesSec"]):
        text += f"Frame at {int(second // 60):02d}:{int(second % 60):02d}:<|image_start|>"
        prompt += [text, [index * per_frame, (index + 1) * per_frame]]
        text = "<|image_end|>\n"
    return [*prompt, f"{text}{QUESTION}<|im_end|>\n<|im_start|>assistant\n"]


def in_pairs(frames, rows, columns, duration):
    facts = video(frames, rows, columns, duration)
    return {**facts, "steps": -(-frames // 2), "timesSec": facts["timesSec"][::2]}


def video(steps, rows, columns, duration):
    times = [round((i + 0.5) * duration / steps, 3) for i in range(steps)]
    return {
        "steps": steps,
        "rows": rows,
        "columns": columns,
        "timesSec": times,
        "shownTimesSec": times,
        "durationSec": duration,
    }


# Qwen2's pattern with the letters and digits of ASCII, because Python's `re` has no \\p.
WORD = re.compile(
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\nA-Za-z0-9]?[A-Za-z]+|[0-9]"
    r"| ?[^\sA-Za-z0-9]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


class Tokenizer:
    """Byte-level BPE of tokenizer.json, for ASCII texts."""

    def __init__(self, path):
        file = json.loads(path.read_text())
        self.vocabulary = file["model"]["vocab"]
        merges = [pair.split(" ") if isinstance(pair, str) else pair for pair in file["model"]["merges"]]
        self.ranks = {tuple(pair): rank for rank, pair in enumerate(merges)}
        self.control = {token["content"]: token["id"] for token in file["added_tokens"]}
        self.split = re.compile("(" + "|".join(map(re.escape, self.control)) + ")")
        printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
        others = [byte for byte in range(256) if byte not in printable]
        self.letters = {**{b: chr(b) for b in printable}, **{b: chr(256 + i) for i, b in enumerate(others)}}

    def ids(self, text):
        assert text.isascii()
        found = []
        for part in self.split.split(text):
            if part in self.control:
                found.append(self.control[part])
            else:
                words = WORD.findall(part)
                assert "".join(words) == part
                found += [self.vocabulary[piece] for word in words for piece in self.merged(word)]
        return found

    def merged(self, word):
        pieces = [self.letters[byte] for byte in word.encode()]
        while len(pieces) > 1:
            pairs = list(zip(pieces, pieces[1:]))
            best = min(pairs, key=lambda pair: self.ranks.get(pair, 1 << 30))
            if best not in self.ranks:
                break
            at = pairs.index(best)
            pieces[at : at + 2] = ["".join(best)]
        return pieces


def main():
    tokenizer = Tokenizer(MODEL / "tokenizer.json")
    day = 86_400
    cases = [
        ("llava_onevision", {}, video(2, 14, 14, 10.0), onevision),
        ("embedded", {}, video(3, 6, 6, 7.5), embedded),
        ("qwen2_vl", {}, video(4, 7, 13, 12.0), qwen2_vl),
        ("smolvlm", {}, video(1, 8, 8, 0.4), smolvlm),
        ("smolvlm", {}, video(4, 8, 8, 65.9), smolvlm),
        ("smolvlm", {}, video(21, 8, 8, 3_725.2), smolvlm),
        ("smolvlm", {}, video(2, 4, 4, day + 3_600.5), smolvlm),
        ("smolvlm", {}, video(2, 4, 4, 3 * day - 1), smolvlm),
        ("qwen3_5", {}, in_pairs(4, 5, 7, 4.0), qwen3_5),
        # Means at 0.25, 0.75 and 1.125: Python prints halves to even.
        ("qwen3_5", {}, in_pairs(5, 2, 3, 1.25), qwen3_5),
        ("qwen3_5", {}, in_pairs(1, 1, 1, 3_601.3), qwen3_5),
        ("lfm2_vl", {}, video(3, 7, 10, 6.0), lfm2_vl),
        ("lfm2_vl", {}, video(2, 1, 2, 7_500.0), lfm2_vl),
        ("llava_video", {}, video(2, 13, 13, 8.0), llava_video),
        # Bin centres at .125, .375, .625, .875: Python prints halves to even.
        ("llava_video", {"framewise_time_instruction": True}, video(4, 2, 3, 1.0), lambda v: llava_video(v, True)),
        ("llava_video", {"framewise_time_instruction": True}, video(3, 2, 2, 90.125), lambda v: llava_video(v, True)),
    ]
    golden = {
        "question": QUESTION,
        "words": {**dict(enumerate(WORDS)), **HIGHER},
        "fixed1": [[x, f"{x:.1f}"] for x in [0, 0.05, 0.25, 0.75, 1.25, 2.75, 0.35, 1.45, 12.25, 3_600.75, 1e6 + 0.25]],
        "fixed": [[x, f"{x:.2f}"] for x in [0, 0.005, 0.125, 0.375, 0.625, 0.875, 1.005, 2.5, 12.345, 33.335, 1e6 + 0.625]],
        "cases": [],
    }
    for family, settings, facts, make in cases:
        prompt = make(facts)
        ids = [tokenizer.ids(part) if isinstance(part, str) and part != "newline" else part for part in prompt]
        golden["cases"].append({"family": family, "settings": settings, "video": facts, "prompt": prompt, "ids": ids})
    out = HERE / "prompts.json"
    out.write_text(json.dumps(golden) + "\n")
    print(f"{len(cases)} cases, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
