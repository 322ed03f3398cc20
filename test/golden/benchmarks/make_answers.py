"""Writes answers.json: what the reference implementations make of awkward answers, and how they ask and count.

    pip install pyyaml==6.0.3
    python3 test/golden/benchmarks/make_answers.py VIDEONIAH

    lmms-eval   0.3.0 and 0.7.3 of PyPI, fetched as wheels without their dependencies (`pip download --no-deps`)
    VideoNIAH   github.com/joez17/VideoNIAH at 8193a3b, of which VIDEONIAH is a clone: evaluation/eval.py scores VNBench

Single functions are taken out of lmms_eval/tasks/*/utils.py and run as they are; none of their text is here. What they
import and these functions do not need (torch, decord, cv2) is left out. `random.choice`, by which some of them guess, gives
a mark instead, so that a guess can be seen.
"""

import ast
import json
import os
import random
import re
import string
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import yaml

from strings import OPTIONS, awkward

HERE = Path(__file__).parent
VERSIONS = {"2025": "0.3.0", "2026": "0.7.3"}
VIDEONIAH = "8193a3b"
GUESS = "?"
NOTHING = "-"


def unpacked(version: str, folder: Path) -> Path:
    command = ["pip", "download", "-q", "--no-deps", "--only-binary", ":all:", f"lmms-eval=={version}", "-d", folder]
    subprocess.run([sys.executable, "-m", *command], check=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder / "lmms_eval" / "tasks"


class Tasks:
    """The tasks of one version. `of` gives the functions and upper-case constants of one benchmark's utils.py."""

    def __init__(self, root: Path):
        self.root = root

    def of(self, benchmark: str) -> SimpleNamespace:
        source = (self.root / benchmark / "utils.py").read_text(encoding="utf-8")
        wanted = [node for node in ast.parse(source).body if self.is_wanted(node)]
        choice = SimpleNamespace(choice=lambda choices: GUESS)
        argmax = lambda values: max(range(len(values)), key=lambda i: (values[i], -i))
        argmin = lambda values: min(range(len(values)), key=lambda i: (values[i], i))
        names = {
            "re": re, "string": string, "json": json, "random": choice, "defaultdict": defaultdict, "os": os,
            "np": SimpleNamespace(argmax=argmax, argmin=argmin, linspace=linspace),
            "eval_logger": SimpleNamespace(info=lambda *_: None), "base_cache_dir": "", "cache_name": "",
        }
        exec(compile(ast.Module(wanted, type_ignores=[]), benchmark, "exec"), names)
        shared = self.root / "_task_utils" / "mcq_extract.py"
        if shared.exists():
            exec(compile(shared.read_text(encoding="utf-8"), "mcq_extract", "exec"), names)
            module = SimpleNamespace(extract_mcq_answer=names["extract_mcq_answer"])
            sys.modules["lmms_eval.tasks._task_utils.mcq_extract"] = module
        return SimpleNamespace(**names)

    @staticmethod
    def is_wanted(node: ast.stmt) -> bool:
        """Functions without types, which may not be there, and lists of names."""
        if isinstance(node, ast.FunctionDef):
            for argument in node.args.args:
                argument.annotation = None
            node.returns = None
            return True
        targets = node.targets if isinstance(node, ast.Assign) else []
        return any(isinstance(t, ast.Name) and re.fullmatch("[A-Z_]+", t.id) for t in targets) and "os" not in ast.unparse(node)

    def words(self, benchmark: str, file: str, wrapper: str = "default") -> dict:
        text = "\n".join(
            line for line in (self.root / benchmark / file).read_text(encoding="utf-8").split("\n") if "!function" not in line
        )
        return (yaml.safe_load(text).get("lmms_eval_specific_kwargs") or {}).get(wrapper, {})


class Whole(list):
    def tolist(self):
        return list(self)


def linspace(start, stop, count, dtype):
    step = (stop - start) / (count - 1) if count > 1 else 0
    return Whole(dtype(start + i * step) for i in range(count))


def options_of(count: int) -> dict:
    return {f"option{i}": OPTIONS[i] if i < count else "N/A" for i in range(5)}


def extracted(tasks: Tasks, texts: list[str]) -> dict[str, str]:
    """One mark an answer: the letter, `-` for none, `?` for a guess."""
    mvbench, videomme, mlvu = tasks.of("mvbench"), tasks.of("videomme"), tasks.of("mlvu")
    lvb, nextqa, egoschema = tasks.of("longvideobench"), tasks.of("nextqa"), tasks.of("egoschema")

    def by_text(text: str) -> str:
        right = [letter for letter in "ABCDE" if mvbench.mcq_acc(letter, text) == 1]
        assert len(right) < 2
        return right[0] if right else NOTHING

    choices = {f"a{i}": option for i, option in enumerate(OPTIONS)}
    lettered = {"option": [f"{letter}. {option}" for letter, option in zip("ABCDE", OPTIONS)]}
    next_answers, next_letters = nextqa.get_multi_choice_info(choices)
    ego_answers, ego_letters = egoschema.get_multi_choice_info(lettered)
    each = {
        "mvbench": by_text,
        "videomme": lambda text: videomme.extract_characters_regex(text) or NOTHING,
        "mlvu": lambda text: mlvu.extract_characters_regex(text) or NOTHING,
        "longvideobench": lambda text: lvb.parse_multi_choice_response(text, list("ABCD"), {}),
        "nextqa": lambda text: nextqa.parse_multi_choice_response(text, next_letters, next_answers),
        "egoschema": lambda text: egoschema.parse_multi_choice_response(text, ego_letters, ego_answers)[0],
    }
    return {name: "".join(mark(text) for text in texts) for name, mark in each.items()}


def scored_by_videoniah(clone: Path, rows: list[dict]) -> dict[str, float]:
    show = ["git", "-C", clone, "show", f"{VIDEONIAH}:evaluation/eval.py"]
    with tempfile.TemporaryDirectory() as folder:
        script, results = Path(folder) / "eval.py", Path(folder) / "results.jsonl"
        script.write_bytes(subprocess.run(show, check=True, capture_output=True).stdout)
        results.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, script, "--path", results]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    scores = {name: float(line.split("acc: ")[1]) for name, line in zip(lines, lines[1:]) if line.startswith("true: ")}
    return {**scores, "overall": float(lines[-2].split()[-1])}


def vnbench_marks(folder: Path, texts: list[str]) -> str:
    rows = [
        {"question_id": f"{i}_{letter}_{attempt}", "pred": text, "gt": letter, "type": f"{i}_{letter}", "try": attempt}
        for i, text in enumerate(texts)
        for letter in "ABCD"
        for attempt in range(4)
    ]
    scores = scored_by_videoniah(folder, rows)
    marks = [[letter for letter in "ABCD" if scores[f"{i}_{letter}"] == 1] for i in range(len(texts))]
    return "".join(right[0] if right else NOTHING for right in marks)


QUESTIONS = [
    "What does the man hold?",
    " Was hält der Mann – „Übung“?\n",
    "他在做什么？",
    "Which of these (A or B) is <image> seen?",
]


def prompts(tasks: Tasks, version: str) -> list[dict]:
    """What is asked about a few records, with the words of `default`, which LLaVA-OneVision and Qwen2-VL have."""
    mvbench, videomme, mlvu = tasks.of("mvbench"), tasks.of("videomme"), tasks.of("mlvu")
    lvb, nextqa, egoschema = tasks.of("longvideobench"), tasks.of("nextqa"), tasks.of("egoschema")
    found = []
    for i, question in enumerate(QUESTIONS):
        count = 3 + i % 3
        few = OPTIONS[:count]
        lettered = [f"{letter}. {option}" for letter, option in zip("ABCDE", few)]
        asked = {
            "mvbench": mvbench.mvbench_doc_to_text(
                {"question": question, "candidates": few}, tasks.words("mvbench", "mvbench_action_sequence.yaml")
            ),
            "videomme": videomme.videomme_doc_to_text(
                {"question": question, "options": lettered}, tasks.words("videomme", "videomme.yaml")
            ),
            "mlvu": mlvu.mlvu_doc_to_text(
                {"question": question}, tasks.words("mlvu", "mlvu_dev.yaml") if version == "2026" else None
            ),
            "longvideobench": lvb.longvideobench_doc_to_text(
                {"question": question, **options_of(count)}, tasks.words("longvideobench", "longvideobench_val_v.yaml")
            ),
            "nextqa": nextqa.nextqa_doc_to_text_mc(
                {"question": question, **{f"a{j}": f" {option} " for j, option in enumerate(OPTIONS)}},
                tasks.words("nextqa", "nextqa_mc_test.yaml"),
            ),
            "egoschema": egoschema.egoschema_doc_to_text(
                {"question": question, "option": lettered}, tasks.words("egoschema", "egoschema_subset.yaml")
            ),
        }
        found.append({"question": question, "options": few, "asked": asked})
    return found


SRT = """1
00:00:00,500 --> 00:00:02,000
<font color="white" size=".72c">A dog comes in</font>

2
00:00:02,000 --> 00:00:02,100
<font color="white" size=".72c">too short to be seen</font>

3
00:00:03,000 --> 00:00:06,500
<font color="white" size=".72c">und geht – wieder
hinaus</font>
"""
LVB_SUBTITLES = [
    {"timestamp": [10.0, 11.5], "text": "hello"},
    {"timestamp": [12.0, None], "text": "to the end"},
    {"timestamp": [13.2, 13.3], "text": "brief"},
]
LVB_LINES = [
    {"start": "00:00:11.000", "end": "00:00:12.500", "line": "erste"},
    {"start": "00:00:14.000", "end": "00:00:19.000", "line": "zweite"},
    {"start": "00:01:00.000", "end": "00:01:01.000", "line": "after the end"},
]


def subtitled(tasks: Tasks) -> dict:
    """VideoMME's prompt with the subtitles of its frames, and LongVideoBench's with subtitles between its frames."""
    doc = {"videoID": "x", "question": QUESTIONS[0], "options": ["A. one", "B. two"]}
    words = {**tasks.words("videomme", "videomme_w_subtitle.yaml"), "frame_num": 8}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "subtitle").mkdir()
        (Path(folder) / "subtitle" / "x.srt").write_text(SRT, encoding="utf-8")
        videomme = tasks.of("videomme")
        function = videomme.videomme_doc_to_text_subtitle
        function.__globals__.update(base_cache_dir=folder)
        capture = SimpleNamespace(get=lambda what: {"fps": 4.0, "count": 32}[what])
        function.__globals__["cv2"] = SimpleNamespace(
            VideoCapture=lambda path: capture, CAP_PROP_FPS="fps", CAP_PROP_FRAME_COUNT="count"
        )
        with_some = function(doc, words)
        without = function({**doc, "videoID": "y"}, words)
    lvb = tasks.of("longvideobench")
    times = lvb.compute_frame_timestamps(10, 16), lvb.compute_frame_timestamps(100.5, 16)
    interleaved = [lvb.insert_subtitles_into_frames(times[0], one, 10, 10) for one in (LVB_SUBTITLES, LVB_LINES)]
    return {
        "videomme": {"srt": SRT, "framesPerSec": 4, "frames": 32, "looked": 8, "asked": with_some, "askedWithout": without},
        "longvideobench": {
            "times": times,
            "cues": [LVB_SUBTITLES, LVB_LINES],
            "interleaved": interleaved,
        },
    }


def metrics(tasks: Tasks, version: str, folder: Path) -> dict:
    """The published means of seeded judgements: which samples there are, which of them are right, and the mean."""
    draw = random.Random(7)
    videomme, mlvu, lvb = tasks.of("videomme"), tasks.of("mlvu"), tasks.of("longvideobench")

    def judged(groups: list[str], count: int) -> list[list]:
        return [[draw.choice(groups), draw.random() < 0.6] for _ in range(count)]

    tasks_of_mlvu = ["anomaly_reco", "count", "ego", "needle", "order", "plotQA", "topic_reasoning"]
    rows = {
        "mvbench": judged(["all"], 40),
        "videomme": judged(["short", "medium", "long"], 50),
        "mlvu": judged(tasks_of_mlvu[:-1], 60),  # one task has no samples
        "longvideobench": judged(["15", "60", "600", "3600"], 70),
        "egoschema": judged(["all"], 30),
    }
    result = {
        "mvbench": tasks.of("mvbench").mvbench_aggregate_results(
            [{"pred_answer": "A" if i % 9 else "", "score": int(right and i % 9 > 0)} for i, (_, right) in enumerate(rows["mvbench"])]
        ),
        "videomme": videomme.videomme_aggregate_results(
            [
                {"duration": group, "category": "Knowledge", "sub_category": "Law", "task_category": "Object Reasoning",
                 "pred_answer": "A" if right else "B", "answer": "A"}
                for group, right in rows["videomme"]
            ]
        ),
        "longvideobench": 100 * lvb.longvideobench_aggregate_results(
            [
                {"id": i, "duration_group": int(group), "question_category": "S2E", "answer": "A",
                 "parsed_pred": "A" if right else "B"}
                for i, (group, right) in enumerate(rows["longvideobench"])
            ]
        ),
        "egoschema": 100 * tasks.of("egoschema").egoschema_aggregate_score(
            [{"ground_truth": "1", "pred": 1 if right else 0} for _, right in rows["egoschema"]], None
        ),
    }
    if version == "2026":
        result["mlvu"] = mlvu.mlvu_aggregate_results_dev(
            [{"task_type": group, "pred_answer": "A" if right else "B", "answer": "A"} for group, right in rows["mlvu"]]
        )
    types = [f"{group}_{way}" for group in ("ret", "ord", "cnt") for way in ("edit1", "insert1", "insert2")]
    tries = [
        {"question_id": f"{sample}_{kind}_{attempt}", "type": kind, "try": attempt, "gt": "A",
         "pred": "A" if draw.random() < 0.85 else "B"}
        for kind in types
        for sample in range(6)
        for attempt in range(4)
    ]
    rows["vnbench"] = [[one["question_id"], one["type"], one["pred"] == "A"] for one in tries]
    result["vnbench"] = 100 * scored_by_videoniah(folder, tries)["overall"]
    return {"rows": rows, "means": result}


def main() -> None:
    niah = Path(sys.argv[1])
    texts = awkward()
    golden: dict = {"answers": texts, "options": OPTIONS, "protocols": {}, "vnbench": vnbench_marks(niah, texts)}
    with tempfile.TemporaryDirectory() as folder:
        for name, version in VERSIONS.items():
            (Path(folder) / name).mkdir()
            tasks = Tasks(unpacked(version, Path(folder) / name))
            golden["protocols"][name] = {
                "version": version,
                "said": extracted(tasks, texts),
                "prompts": prompts(tasks, name),
                "subtitled": subtitled(tasks),
                "metrics": metrics(tasks, name, niah),
            }
    text = json.dumps(golden, ensure_ascii=True, separators=(",", ":"))
    (HERE / "answers.json").write_text(text + "\n", encoding="utf-8")
    print(len(texts), "answers,", len(text), "bytes")


if __name__ == "__main__":
    main()
