// Runs a comparison: every question with all tokens, whose distributions the engine keeps, then column by column, so that
// a column's later questions find its tokens in the cache; behind the questions of a column, how well its tokens stand for all.

import { isDrawnWorldOnly, knownAnswer } from "../ask/judge.ts";
import { isAbort, toPlainError } from "../../base/errors.ts";
import { drain } from "../../base/stream.ts";
import type { FramesVideo, PlanRequest } from "../../engine/api.ts";
import { newId } from "../new-id.ts";
import { createTextBuffer } from "../ask/text-buffer.ts";
import type { ModelLoader } from "../models/loading.ts";
import type { SessionContext } from "../session/context.ts";
import { newComparison, nextComparison, type CompareEvent } from "./machine.ts";
import type { Comparison } from "./types.ts";

export interface Comparer {
  /** Compares the answers about the open video; does nothing where it is not looked at by frames. */
  readonly run: (
    requests: readonly PlanRequest[],
    questions: readonly string[],
    signal: AbortSignal,
    /** Called when the comparison is there, before anything is asked. */
    onBegun?: () => void,
  ) => Promise<void>;
}

/** The name under which the engine keeps the answer to a question with all tokens. */
const referenceName = (question: number): string => `compare-${question}`;

export function createComparer(
  context: SessionContext,
  { ensure }: Pick<ModelLoader, "ensure">,
): Comparer {
  const { engine, env, get, set } = context;

  const change = (id: number, event: CompareEvent): void => {
    const { compare } = get();
    const list = compare.list.map((one) => (one.id === id ? nextComparison(one, event) : one));
    set({ compare: { ...compare, list } });
  };
  const find = (id: number): Comparison | undefined =>
    get().compare.list.find((one) => one.id === id);

  /** Asks one question in one column. */
  const askCell = async (
    id: number,
    video: FramesVideo,
    cell: { readonly column: number; readonly question: number },
    signal: AbortSignal,
  ): Promise<void> => {
    const comparison = find(id);
    const column = comparison?.columns[cell.column];
    const question = comparison?.questions[cell.question];
    if (comparison === undefined || column === undefined || question === undefined) return;
    const hasReference = comparison.columns[0]?.cells[cell.question]?.phase === "done";
    const name = referenceName(cell.question);
    change(id, { kind: "asked", ...cell });
    const buffer = createTextBuffer(env.nextFrame, (pieces) =>
      change(id, { kind: "said", text: pieces.join(""), ...cell }),
    );
    try {
      await ensure();
      const answer = engine.ask(video, question.text, {
        plan: column.request,
        maxTokens: get().answerTokens,
        signal,
        ...(column.isReference && { keepReference: name }),
        ...(!column.isReference && hasReference && { compareWith: name }),
      });
      const report = await drain(answer, (piece) => buffer.push(piece));
      change(id, { kind: "answered", report, ...cell });
    } catch (thrown) {
      if (!isAbort(thrown)) change(id, { kind: "failed", error: toPlainError(thrown), ...cell });
    }
  };

  const measure = async (id: number, video: FramesVideo, column: number): Promise<void> => {
    const compared = find(id)?.columns[column];
    if (compared === undefined || compared.quality.phase !== "waiting") return;
    change(id, { kind: "measuring", column });
    try {
      const quality = await engine.quality(video, compared.request);
      change(id, { kind: "measured", column, quality });
    } catch (thrown) {
      change(id, { kind: "unmeasured", column, error: toPlainError(thrown) });
    }
  };

  return {
    run: async (requests, questions, signal, onBegun) => {
      const info = await ensure();
      const { video, compare } = get();
      if (video.phase !== "open" || video.look.kind !== "frames" || signal.aborted) return;
      const { file, look } = video;
      const id = newId();
      const comparison = newComparison({
        id,
        requests,
        questions: questions.map((text) => ({
          text,
          // What is right of all of a sample need not be right of a part.
          answer: look.video.looked.range === undefined ? knownAnswer(file, text) : null,
        })),
        video: {
          fileKey: file.key,
          name: file.name,
          sample: file.sample?.file ?? null,
          frames: look.video.timesSec.length,
          looking: look.looking,
          looked: look.video.looked,
          grid: look.video.grid,
        },
        modelId: info.id,
        isTrained: isDrawnWorldOnly(info),
      });
      set({ compare: { ...compare, list: [...compare.list, comparison], shown: id } });
      onBegun?.();
      try {
        for (const column of comparison.columns.keys()) {
          for (const question of questions.keys()) {
            if (signal.aborted) return;
            await askCell(id, look.video, { column, question }, signal);
          }
          if (signal.aborted) return;
          await measure(id, look.video, column);
        }
      } finally {
        change(id, { kind: "ended" });
        for (const question of questions.keys()) {
          void engine.forgetReference(referenceName(question)).catch(() => undefined);
        }
      }
    },
  };
}
