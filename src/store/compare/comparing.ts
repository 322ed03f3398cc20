// Runs a comparison: look by look (a model and a number of frames), every question with all tokens, whose distributions the
// engine keeps, then column by column, so that a column's later questions find its tokens in the cache; behind the questions of
// a column, how well its tokens stand for all. The model that was in use is brought back at the end.

import { isDrawnWorldOnly, knownAnswer } from "../ask/judge.ts";
import { must } from "../../base/assert.ts";
import { isAbort, toPlainError } from "../../base/errors.ts";
import { drain } from "../../base/stream.ts";
import type { FramesVideo, ModelInfo } from "../../engine/api.ts";
import { newId } from "../new-id.ts";
import { createTextBuffer } from "../ask/text-buffer.ts";
import type { GuestLoad, ModelLoader } from "../models/loading.ts";
import type { SessionContext } from "../session/context.ts";
import type { OpenVideo, FramesLook } from "../video/state.ts";
import { groupsOf, planOf, referenceOf, withoutOwn, type LookGroup } from "./column-request.ts";
import { newComparison, nextComparison, type CompareEvent } from "./machine.ts";
import type { ColumnRequest, Comparison, Preparation } from "./types.ts";

export interface Comparer {
  /** Compares the answers about the open video; does nothing where it is not looked at by frames. */
  readonly run: (
    requests: readonly ColumnRequest[],
    questions: readonly string[],
    signal: AbortSignal,
    /** Called when the comparison is there, before anything is asked. */
    onBegun?: () => void,
  ) => Promise<void>;
}

/** The frames that some columns are asked about. */
interface AskedLook {
  readonly video: FramesVideo;
  /** Gives up what was opened for them. */
  readonly close: () => Promise<void>;
}

/** The name under which the engine keeps the answer to a question with all tokens. */
const referenceName = (question: number): string => `compare-${question}`;

export function createComparer(
  context: SessionContext,
  { ensure, lend }: Pick<ModelLoader, "ensure" | "lend">,
): Comparer {
  const { engine, env, get, set } = context;

  const change = (id: number, event: CompareEvent): void => {
    const { compare } = get();
    const list = compare.list.map((one) => (one.id === id ? nextComparison(one, event) : one));
    set({ compare: { ...compare, list } });
  };
  const prepare = (preparation: Preparation | null): void =>
    set({ compare: { ...get().compare, preparation } });
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
    const reference = referenceOf(comparison.columns, column)?.cells[cell.question];
    const hasReference = reference?.phase === "done";
    const name = referenceName(cell.question);
    change(id, { kind: "asked", ...cell });
    const buffer = createTextBuffer(env.nextFrame, (pieces) =>
      change(id, { kind: "said", text: pieces.join(""), ...cell }),
    );
    try {
      const answer = engine.ask(video, question.text, {
        plan: planOf(column.request),
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
      const quality = await engine.quality(video, planOf(compared.request));
      change(id, { kind: "measured", column, quality });
    } catch (thrown) {
      change(id, { kind: "unmeasured", column, error: toPlainError(thrown) });
    }
  };

  /** Looks at the open file's frames once more, with the model that is loaded. */
  const openLook = async (
    { file, look }: OpenVideo & { readonly look: FramesLook },
    frames: number | undefined,
    signal: AbortSignal,
  ): Promise<AskedLook> => {
    prepare({ kind: "frames", count: { done: 0, total: 0 } });
    const video = await engine.open(must(file.blob, "the file of a video that is looked at"), {
      name: file.name,
      way: { kind: "frames", ...look.looking, ...(frames !== undefined && { frames }) },
      signal,
      onFrame: ({ thumbnail }) => thumbnail.close(),
      onProgress: ({ stage, done, total }) => {
        if (stage === "encode") prepare({ kind: "frames", count: { done, total } });
      },
    });
    return { video, close: () => engine.close(video) };
  };

  return {
    run: async (requests, questions, signal, onBegun) => {
      const info = await ensure();
      const { video, compare } = get();
      if (video.phase !== "open" || video.look.kind !== "frames" || signal.aborted) return;
      const { file, look } = video;
      const id = newId();
      const { looked, grid, timesSec } = look.video;
      const comparison = newComparison({
        id,
        requests: requests.map((one) =>
          withoutOwn(one, { modelId: info.id, frames: looked.frames }),
        ),
        questions: questions.map((text) => ({
          text,
          // What is right of all of a sample need not be right of a part.
          answer: looked.range === undefined ? knownAnswer(file, text) : null,
        })),
        video: {
          fileKey: file.key,
          name: file.name,
          sample: file.sample?.file ?? null,
          frames: timesSec.length,
          looking: look.looking,
          looked,
          grid,
        },
        modelId: info.id,
        isTrained: isDrawnWorldOnly(info),
      });
      set({ compare: { ...compare, list: [...compare.list, comparison], shown: id } });
      onBegun?.();

      const askGroup = async ({ places }: LookGroup, { video: asked }: AskedLook) => {
        for (const column of places) {
          for (const question of questions.keys()) {
            if (signal.aborted) return;
            await askCell(id, asked, { column, question }, signal);
          }
          if (signal.aborted) return;
          await measure(id, asked, column);
        }
      };
      let loaded: ModelInfo = info;
      /** Loads the group's model and opens its frames, where they are not those of the open video. */
      const lookOfGroup = async (group: LookGroup, load: GuestLoad): Promise<AskedLook> => {
        const { modelId, frames } = group.look;
        if (modelId === undefined && frames === undefined) {
          return { video: look.video, close: () => Promise.resolve() };
        }
        const wanted = modelId ?? info.id;
        if (wanted !== loaded.id) {
          const onProgress = (count: Preparation["count"]) =>
            prepare({ kind: "model", modelId: wanted, isBack: false, count });
          onProgress({ done: 0, total: 0 });
          loaded = await load(wanted, { signal, onProgress });
        }
        const opened = await openLook({ ...video, look }, frames, signal);
        const { precision } = loaded;
        change(id, {
          kind: "looked",
          columns: group.places,
          look: {
            frames: opened.video.timesSec.length,
            looked: opened.video.looked,
            grid: opened.video.grid,
            precision,
            isTrained: isDrawnWorldOnly(loaded),
          },
        });
        return opened;
      };
      const runGroup = async (group: LookGroup, load: GuestLoad) => {
        let asked: AskedLook;
        try {
          asked = await lookOfGroup(group, load);
        } catch (thrown) {
          if (isAbort(thrown)) return;
          const error = toPlainError(thrown);
          change(id, { kind: "unready", columns: group.places, error });
          return;
        } finally {
          prepare(null);
        }
        try {
          await askGroup(group, asked);
        } finally {
          for (const question of questions.keys()) {
            void engine.forgetReference(referenceName(question)).catch(() => undefined);
          }
          await asked.close();
        }
      };
      try {
        await lend(
          async (load) => {
            for (const group of groupsOf(comparison.columns)) {
              if (signal.aborted) return;
              await runGroup(group, load);
            }
          },
          () => {
            const count = { done: 0, total: 0 };
            prepare({ kind: "model", modelId: info.id, isBack: true, count });
          },
        );
      } finally {
        prepare(null);
        change(id, { kind: "ended" });
      }
    },
  };
}
