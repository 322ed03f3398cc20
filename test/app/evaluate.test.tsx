// Evaluate: a benchmark's folder is chosen, asked, stopped, gone on with after a reload, and saved; what is wrong with a folder
// or on the way is a sentence.

import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { KeptDisk } from "../../src/store/kept/disk.ts";
import {
  type FolderFiles,
  folderFiles,
  folderHandle,
  nextqaFiles,
} from "../support/bench-folder.ts";
import {
  ALL_ASKED,
  button,
  choose,
  ENGINE,
  holdAt,
  leftBegun,
  pickHandle,
  progress,
  showEvaluate,
  start,
  withoutPicker,
} from "../support/evaluate-page.ts";
import { createFakeKept } from "../support/fake-kept.ts";
import { session } from "../support/session.ts";
import { answersText, readAnswers } from "../../src/store/evaluate/answers-file.ts";
import { samplesIn } from "../../src/store/evaluate/evaluation.ts";
import { watchSaved } from "../support/saved-files.ts";
import { until } from "../support/test-env.ts";

describe("a folder", () => {
  test("says what is in it and what is missing, and is asked to its end", async () => {
    withoutPicker();
    const saved = watchSaved();
    const shown = await showEvaluate();
    const { "NExTVideo/4010069383.mp4": _, ...files } = nextqaFiles(4);
    choose({ ...files, "NExTVideo/4010069384.mp4": "" });
    await expect
      .element(page.getByText("NExT-QA in “nextqa”: 12 questions of 3 tasks about 4 videos."))
      .toBeVisible();
    await expect.element(page.getByText(/^1 video is missing/)).toBeVisible();
    // Two methods at a quarter, and all tokens once.
    await userEvent.dblClick(button("Ask for 36 answers"));
    await expect
      .element(progress(/^12 of 12 questions asked, 9 of 18 answers right, 18 failed$/))
      .toBeVisible();
    const row = page.getByRole("row", { name: /^CW/ });
    await expect.element(row).toHaveTextContent(/CW2(50\.0 9–91){3}/);
    const failed = page.getByRole("region", { name: "What failed" });
    await expect.element(failed).toHaveTextContent(/6 questions failed/);
    await expect.element(failed).toHaveTextContent(/3 × The file is empty\./);
    await expect
      .element(failed)
      .toHaveTextContent(/3 × The video NExTVideo\/4010069383\.mp4 is not in the folder\./);
    for (const kind of ["Markdown", "CSV", "JSON"]) {
      await userEvent.click(button("Save the report"));
      await userEvent.click(page.getByRole("menuitem", { name: kind }));
    }
    expect(saved.map(({ name }) => name)).toEqual([
      "nextqa_framewise-shapes.md",
      "nextqa_framewise-shapes.csv",
      "nextqa_framewise-shapes.json",
    ]);
    const [markdown = "", csv = "", json = ""] = await Promise.all(
      saved.map(({ blob }) => blob.text()),
    );
    expect(markdown).toContain("# NExT-QA, by method and retention");
    expect(markdown).toContain("Videos that are missing (1):");
    expect(csv.split("\r\n")[0]).toContain("benchmark,model,method");
    expect((JSON.parse(json) as { samples: number }).samples).toBe(12);
    expect(shown.engine.closed.length).toBeGreaterThan(0);
    expect(shown.store.getState().evaluate.kept).toHaveLength(1);
  });

  test.each<readonly [string, FolderFiles, RegExp]>([
    ["of none", { "notes.txt": "bread" }, /holds the questions of no benchmark/],
    ["of which the questions are no JSON", { "MC/test.json": "[{" }, /MC\/test\.json is not JSON/],
    [
      "without its videos",
      { "MC/test.json": nextqaFiles(1)["MC/test.json"]! },
      /but none of its videos: NExTVideo\/4010069381\.mp4, for example, is missing/,
    ],
  ])("%s says so", async (_, files, sentence) => {
    withoutPicker();
    await showEvaluate();
    choose(files);
    await expect.element(page.getByRole("alert")).toHaveTextContent(sentence);
  });

  test("of another benchmark than the one asked for says which it is", async () => {
    withoutPicker();
    await showEvaluate();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Benchmark" }), "MLVU");
    choose(nextqaFiles(1));
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent(/"nextqa" is a folder of NExT-QA, not of MLVU/);
    await userEvent.selectOptions(
      page.getByRole("combobox", { name: "Benchmark" }),
      "the one in the folder",
    );
    await expect.element(button("Ask for 9 answers")).toBeVisible();
  });
});

describe("an evaluation", () => {
  test("can be stopped, and goes on after a reload with the folder that the browser kept", async () => {
    const kept = await leftBegun({ kind: "handle", handle: await folderHandle(nextqaFiles(4)) });
    const second = await showEvaluate({ kept });
    await userEvent.click(button(/^NExT-QA, /));
    await expect.element(page.getByRole("row", { name: /^CW/ })).toBeVisible();
    await userEvent.click(button(/^Go on with /));
    await expect.element(progress(ALL_ASKED)).toBeVisible();
    // Nothing was asked twice.
    const opened = second.engine.calls.filter((call) => call.startsWith("openFrames"));
    expect(opened.length).toBeLessThan(4);
    expect(second.store.getState().evaluate.shown?.head.score).toEqual({
      right: 18,
      n: 36,
      failed: 0,
    });
  });

  test("asks for a folder again that the browser could not keep, and takes no other", async () => {
    withoutPicker();
    const kept = await leftBegun({ kind: "files", files: folderFiles(nextqaFiles(4)) });
    await showEvaluate({ kept });
    await userEvent.click(button(/^NExT-QA, /));
    await expect.element(button(/^Choose “nextqa” again/)).toBeVisible();
    choose(nextqaFiles(3));
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent(/are not those that this evaluation began with/);
    choose(nextqaFiles(4));
    await expect.element(progress(ALL_ASKED)).toBeVisible();
  });

  test("asks again about what failed", async () => {
    withoutPicker();
    const { engine } = await showEvaluate();
    const error = { code: "context-overflow", message: "It is too long.", hint: "Ask less." };
    engine.failures = { ask: error };
    choose(nextqaFiles(1));
    await start();
    await expect.element(page.getByText(/1 × It is too long\./)).toBeVisible();
    await userEvent.click(button("Ask again about 1 that failed"));
    await expect.element(progress(/^3 of 3 questions asked, 6 of 9 answers right$/)).toBeVisible();
  });

  test("says when the disk is full, and keeps what was answered", async () => {
    withoutPicker();
    const kept = createFakeKept();
    let room = 4;
    const full: KeptDisk = {
      ...kept,
      writeShared: async (name, value) => {
        if (name.startsWith("evaluation/") && room-- <= 0)
          throw new DOMException("full", "QuotaExceededError");
        await kept.writeShared(name, value);
      },
    };
    await showEvaluate({ kept: full });
    choose(nextqaFiles(4));
    await start();
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent(
        /could not be kept: the browser refused to write it \(QuotaExceededError\)/,
      );
    room = 100;
    await userEvent.click(button(/^Go on with /));
    await expect.element(progress(ALL_ASKED)).toBeVisible();
  });

  test("ends with a sentence when its folder is gone, and fails no question for it", async () => {
    const disk = await navigator.storage.getDirectory();
    pickHandle(await folderHandle(nextqaFiles(4), "lent"));
    const shown = await showEvaluate();
    await userEvent.click(button("Choose its folder"));
    await start();
    await holdAt(shown, 3);
    await disk.removeEntry("lent", { recursive: true });
    shown.engine.release();
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent('The folder "lent" can no longer be read.');
    expect(shown.store.getState().evaluate.shown?.head.score.failed).toBe(0);
  });

  test("goes on behind the closed dialog, and is deleted when it is at rest", async () => {
    withoutPicker();
    const kept = createFakeKept();
    const shown = await showEvaluate({ kept });
    choose(nextqaFiles(4));
    await start();
    await holdAt(shown, 3);
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByText(/^A benchmark is being asked:/)).toBeVisible();
    shown.engine.release();
    await until(shown.store, ({ evaluate }) => evaluate.runningId === null);
    shown.store.getState().actions.showDialog("evaluate");
    await expect.element(progress(ALL_ASKED)).toBeVisible();
    await userEvent.click(button("All evaluations"));
    await userEvent.click(button(/^Delete NExT-QA/));
    await userEvent.click(button(/^Delete .* from this disk$/));
    await expect
      .element(page.getByRole("region", { name: "Evaluations on this computer" }))
      .not.toBeInTheDocument();
    expect([...kept.records.keys()].filter((name) => name.includes("evaluation"))).toEqual([]);
  });

  test("asks its part, takes the other part's answers from a file, and refuses those of another", async () => {
    const files = folderFiles(nextqaFiles(4));
    const elsewhere = session(ENGINE, { kept: createFakeKept() });
    const askPart = async (part: number, methods: readonly ["uniform"] | readonly ["cover"]) => {
      await elsewhere.actions.setUpEvaluation({ shard: { part, of: 2 }, methods });
      await elsewhere.actions.startEvaluation();
      const { shown } = elsewhere.store.getState().evaluate;
      return new File([answersText({ head: shown!.head, samples: samplesIn(shown!) })], "a.jsonl");
    };
    await elsewhere.actions.ensureModel();
    await elsewhere.actions.chooseEvaluationFolder({ kind: "files", files });
    const others = await askPart(2, ["cover"]);
    const second = await askPart(2, ["uniform"]);

    withoutPicker();
    const saved = watchSaved();
    const shown = await showEvaluate();
    await shown.store.getState().actions.setUpEvaluation({ methods: ["uniform"] });
    choose(nextqaFiles(4));
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Videos" }), "part 1 of 2");
    await userEvent.click(button("Ask for 12 answers"));
    await expect.element(progress(/^6 of 6 questions asked/)).toBeVisible();
    const add = (file: File) => {
      const input = document.querySelector<HTMLInputElement>(
        'input[aria-label="Answers of another part"]',
      )!;
      Object.defineProperty(input, "files", { value: [file], configurable: true });
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    for (const [file, words] of [
      [others, /of another evaluation, which differs in the methods\./],
      [
        new File([(await second.text()).slice(0, -9)], "cut.jsonl"),
        /last line, line 7, is cut off/,
      ],
    ] as const) {
      add(file);
      await expect.element(page.getByRole("alert")).toHaveTextContent(words);
      await expect.element(progress(/^6 of 6 questions asked/)).toBeVisible();
    }
    add(second);
    await expect
      .element(progress(/^12 of 12 questions asked, 12 of 24 answers right$/))
      .toBeVisible();
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
    await userEvent.click(button("Save the report"));
    await userEvent.click(page.getByRole("menuitem", { name: /^Answers/ }));
    await expect.poll(() => saved.length).toBe(1);
    const both = readAnswers(await saved[0]!.blob.text());
    expect(both.samples).toHaveLength(12);
    expect(both.head.parts?.map(({ part }) => part)).toEqual([1, 2]);
  });
});
