// Asks the same question several times with different budgets or methods. The first column keeps all tokens and is the
// reference; the engine keeps its distributions, with which the others are compared.

import { isAbort, toPlainError } from "../../base/errors.ts";
import { drain } from "../../base/stream.ts";
import type { FramesAnswer, PlanRequest } from "../../engine/api.ts";
import { isInside, METHOD_CHOICES, takes } from "../../engine/catalogue.ts";
import { MAX_ANSWER_TOKENS } from "../ask/asking.ts";
import type { SessionContext } from "../session/context.ts";
import type { ModelLoader } from "../models/loading.ts";
import { planRequestOf } from "../plan/plan-request.ts";
import { createTextBuffer } from "../ask/text-buffer.ts";
import type { Agreement, Choices, ColumnState, CompareBy, CompareColumn } from "../types.ts";

export const COMPARED_RETENTIONS = [1, 0.5, 0.25, 0.15, 0.1] as const;
/** The name under which the engine keeps the reference; a new run replaces it. */
const REFERENCE = "compare-reference";

const column = (
  id: string,
  label: string,
  request: PlanRequest,
  isReference = false,
): CompareColumn => ({ id, label, request, isReference, state: { phase: "waiting" } });

/** Returns the columns of a new comparison. */
export function compareColumns(by: CompareBy, choices: Choices): CompareColumn[] {
  if (by === "retention") {
    return COMPARED_RETENTIONS.map((retention) => {
      const percent = Math.round(retention * 100);
      const request = planRequestOf({ ...choices, retention });
      return column(`r${percent}`, `${percent}\u00a0%`, request, retention === 1);
    });
  }
  const { retention, positions, seed } = choices;
  const at = (request: Omit<PlanRequest, "retention" | "positions">): PlanRequest => ({
    ...request,
    retention,
    ...(positions !== null && { positions }),
  });
  return [
    column("all", "All tokens", planRequestOf({ ...choices, retention: 1 }), true),
    // Methods inside the language model reach other retentions, and make its video part anew at every turn.
    ...METHOD_CHOICES.filter(({ method }) => !isInside(method)).map(({ name, method, variant }) =>
      column(
        variant ?? method,
        name,
        at({
          method,
          ...(variant !== null && { variant }),
          ...(takes(method, "seed") && { seed }),
        }),
      ),
    ),
  ];
}

const agreementOf = (report: FramesAnswer, reference: FramesAnswer): Agreement => ({
  sameAnswer: report.text.trim() === reference.text.trim(),
  kl: report.divergence?.meanKl ?? null,
});

export interface Comparer {
  readonly run: (question: string, signal: AbortSignal) => Promise<void>;
}

export function createComparer(
  { engine, env, get, set }: SessionContext,
  { ensure }: Pick<ModelLoader, "ensure">,
): Comparer {
  let lastId = 0;

  return {
    run: async (question, signal) => {
      const { video, choices, compareBy: by } = get();
      if (video.phase !== "open" || video.look.kind !== "frames") return;
      const id = ++lastId;
      const columns = compareColumns(by, choices);
      const { file, look } = video;
      set({
        compare: {
          phase: "running",
          id,
          question,
          by,
          columns,
          fileKey: file.key,
          videoName: file.name,
          frames: look.video.timesSec.length,
          looked: look.video.looked,
        },
      });

      const update = (columnId: string, change: (state: ColumnState) => ColumnState) => {
        const { compare } = get();
        if (compare.phase === "idle" || compare.id !== id) return;
        const next = compare.columns.map((one) =>
          one.id === columnId ? { ...one, state: change(one.state) } : one,
        );
        set({ compare: { ...compare, columns: next } });
      };

      let reference: FramesAnswer | null = null;
      for (const one of columns) {
        if (signal.aborted) {
          update(one.id, () => ({ phase: "stopped" }));
          continue;
        }
        update(one.id, () => ({ phase: "running", text: "" }));
        const buffer = createTextBuffer(env.nextFrame, (pieces) =>
          update(one.id, (state) =>
            state.phase === "running" ? { ...state, text: state.text + pieces.join("") } : state,
          ),
        );
        try {
          await ensure();
          const answer = engine.ask(look.video, question, {
            plan: one.request,
            maxTokens: MAX_ANSWER_TOKENS,
            signal,
            ...(one.isReference && { keepReference: REFERENCE }),
            ...(!one.isReference && reference !== null && { compareWith: REFERENCE }),
          });
          const report: FramesAnswer = await drain(answer, (piece) => buffer.push(piece));
          if (one.isReference) reference = report;
          const agreement =
            one.isReference || reference === null ? null : agreementOf(report, reference);
          update(one.id, () =>
            report.stop === "stopped" ? { phase: "stopped" } : { phase: "done", report, agreement },
          );
        } catch (thrown) {
          update(one.id, () =>
            isAbort(thrown)
              ? { phase: "stopped" }
              : { phase: "failed", error: toPlainError(thrown) },
          );
        }
      }
      const { compare } = get();
      if (compare.phase !== "idle" && compare.id === id) {
        set({ compare: { ...compare, phase: signal.aborted ? "stopped" : "done" } });
      }
    },
  };
}
