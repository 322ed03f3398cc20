import { describe, expect, it } from "vitest";
import {
  newComparison,
  nextComparison,
  progressOf,
  type CompareEvent,
} from "../../../src/store/compare/machine.ts";
import type { Comparison } from "../../../src/store/compare/types.ts";
import { comparedVideo } from "../../support/compared.ts";
import { madeReport } from "../../support/reports.ts";

const start = (): Comparison =>
  newComparison({
    id: 1,
    questions: [
      { text: "What appears?", answer: "A red star." },
      { text: "Where?", answer: null },
    ],
    requests: [
      { method: "cover", retention: 0.1 },
      { method: "fastv", retention: 0.5 },
    ],
    video: comparedVideo(),
    modelId: "framewise-shapes",
    isTrained: true,
  });

const at = (column: number, question: number) => ({ column, question });
const error = { code: "x", message: "It failed.", hint: "" };
const quality = { coverage: 0.5, reconstructionError: 0.1, effectiveDimension: 3 };
const asked = (column: number, question: number): CompareEvent => ({
  kind: "asked",
  ...at(column, question),
});
const answered = (column: number, question: number, text = "A red star."): CompareEvent => ({
  kind: "answered",
  report: madeReport({ text, divergence: column === 0 ? null : { meanKl: 0.2, tokens: 4 } }),
  ...at(column, question),
});

const after = (...events: readonly CompareEvent[]): Comparison =>
  events.reduce(nextComparison, start());

/** The phases of all cells, by column, and of what is measured. */
const phases = ({ columns }: Comparison) =>
  columns.map(({ cells, quality: { phase } }) => [...cells.map((cell) => cell.phase), phase]);

const WAITING = ["waiting", "waiting", "waiting"];
const INSIDE = ["waiting", "waiting", "undefined"];

describe("a comparison", () => {
  it("begins with all tokens, for which nothing is scored", () => {
    const { columns, phase } = start();
    expect(phase).toBe("running");
    expect(columns.map(({ name, isReference }) => [name, isReference])).toEqual([
      ["All tokens", true],
      ["Cover 10\u00a0%", false],
      ["FastV 50\u00a0%", false],
    ]);
    expect(columns[0]?.request).toEqual({ method: "uniform", retention: 1 });
    expect(phases(start())).toEqual([WAITING, WAITING, INSIDE]);
  });

  it.each<[string, CompareEvent[], string[][]]>([
    ["asks", [asked(0, 0)], [["running", "waiting", "waiting"], WAITING, INSIDE]],
    [
      "answers what was asked",
      [asked(0, 1), answered(0, 1)],
      [["waiting", "done", "waiting"], WAITING, INSIDE],
    ],
    ["ignores an answer that nobody asked for", [answered(0, 1)], [WAITING, WAITING, INSIDE]],
    [
      "asks nothing twice",
      [asked(0, 0), answered(0, 0), asked(0, 0)],
      [["done", "waiting", "waiting"], WAITING, INSIDE],
    ],
    [
      "goes on after a failure",
      [asked(1, 0), { kind: "failed", error, ...at(1, 0) }, asked(1, 1)],
      [WAITING, ["failed", "running", "waiting"], INSIDE],
    ],
    [
      "measures",
      [
        { kind: "measuring", column: 1 },
        { kind: "measured", column: 1, quality },
      ],
      [WAITING, ["waiting", "waiting", "done"], INSIDE],
    ],
    [
      "says that nothing could be measured",
      [
        { kind: "measuring", column: 0 },
        { kind: "unmeasured", column: 0, error },
      ],
      [["waiting", "waiting", "failed"], WAITING, INSIDE],
    ],
    [
      "measures nothing where that is not defined",
      [
        { kind: "measuring", column: 2 },
        { kind: "measured", column: 2, quality },
      ],
      [WAITING, WAITING, INSIDE],
    ],
    [
      "leaves what has not run stopped",
      [asked(0, 0), answered(0, 0), asked(0, 1), { kind: "ended" }],
      [
        ["done", "stopped", "stopped"],
        ["stopped", "stopped", "stopped"],
        ["stopped", "stopped", "undefined"],
      ],
    ],
    [
      "takes nothing after its end",
      [asked(0, 0), { kind: "ended" }, answered(0, 0), asked(1, 0)],
      [
        ["stopped", "stopped", "stopped"],
        ["stopped", "stopped", "stopped"],
        ["stopped", "stopped", "undefined"],
      ],
    ],
  ])("%s", (_, events, want) => {
    expect(phases(after(...events))).toEqual(want);
  });

  it("joins the pieces of an answer while it runs", () => {
    const said = (text: string): CompareEvent => ({ kind: "said", text, ...at(0, 0) });
    const { columns } = after(said("lost "), asked(0, 0), said("A red"), said(" star."));
    expect(columns[0]?.cells[0]).toEqual({ phase: "running", text: "A red star." });
  });

  it("tells same from different, and right from wrong where the answer is known", () => {
    const { columns } = after(
      asked(0, 0),
      answered(0, 0),
      asked(0, 1),
      answered(0, 1, "Left."),
      asked(1, 0),
      answered(1, 0, "A red ring."),
      asked(1, 1),
      answered(1, 1, " Left.\n"),
    );
    expect(columns[0]?.cells).toMatchObject([
      { agreement: null, isRight: true },
      { agreement: null, isRight: null },
    ]);
    expect(columns[1]?.cells).toMatchObject([
      { agreement: { sameAnswer: false, kl: 0.2 }, isRight: false },
      { agreement: { sameAnswer: true, kl: 0.2 }, isRight: null },
    ]);
  });

  it("agrees with nothing when the answer with all tokens failed", () => {
    const failed: CompareEvent = { kind: "failed", error, ...at(0, 0) };
    const { columns } = after(asked(0, 0), failed, asked(1, 0), answered(1, 0));
    expect(columns[1]?.cells[0]).toMatchObject({ phase: "done", agreement: null });
  });

  it("is done when nothing was stopped, and counts what it does", () => {
    const all = [0, 1, 2].flatMap((column): CompareEvent[] => [
      asked(column, 0),
      answered(column, 0),
      asked(column, 1),
      answered(column, 1),
      { kind: "measuring", column },
      { kind: "measured", column, quality },
    ]);
    expect(progressOf(start())).toEqual({ done: 0, total: 8 });
    expect(progressOf(after(...all.slice(0, 7)))).toEqual({ done: 3, total: 8 });
    const done = after(...all, { kind: "ended" });
    expect(done.phase).toBe("done");
    expect(progressOf(done)).toEqual({ done: 8, total: 8 });
  });

  it("is stopped when an answer was broken off, though nothing is left to do", () => {
    const stopped: CompareEvent = {
      kind: "answered",
      report: madeReport({ stop: "stopped" }),
      ...at(0, 0),
    };
    expect(after(asked(0, 0), stopped, { kind: "ended" }).phase).toBe("stopped");
  });
});
