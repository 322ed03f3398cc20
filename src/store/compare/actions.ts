// What the reader does with comparisons: sets the next one up, runs it, and shows, changes or removes earlier ones.

import { toPlainError, type PlainError } from "../../base/errors.ts";
import type { SessionContext } from "../session/context.ts";
import { requestNow } from "../plan/left-out.ts";
import type { State } from "../types.ts";
import type { Tab, Undo } from "../view/types.ts";
import { framesOf } from "../video/state.ts";
import { selectModelInfo } from "../models/selectors.ts";
import { withoutOwn } from "./column-request.ts";
import type { Comparer } from "./comparing.ts";
import { retentionColumns } from "./columns.ts";
import {
  MOST_COLUMNS,
  MOST_QUESTIONS,
  type ColumnRequest,
  type CompareActions,
  type Comparison,
  type CompareState,
} from "./types.ts";

interface Work {
  readonly comparer: Comparer;
  /** Whether something is being answered or compared. */
  readonly isBusy: () => boolean;
  readonly runAlone: (job: (signal: AbortSignal) => Promise<void>) => Promise<void>;
  readonly stop: () => void;
  readonly notify: (error: PlainError) => void;
  readonly setTab: (tab: Tab) => void;
  readonly offerUndo: (message: string, undo: Undo) => void;
}

/** Returns the columns of the next comparison. */
export const setupColumns = ({
  compare,
  choices,
  model,
  video,
}: Pick<State, "compare" | "choices" | "model" | "video">): readonly ColumnRequest[] => {
  const own = {
    modelId: selectModelInfo({ model })?.id ?? null,
    frames: framesOf(video)?.video.looked.frames ?? null,
  };
  const columns: readonly ColumnRequest[] = compare.setup.columns ?? retentionColumns(choices);
  return columns.map((one) => withoutOwn(one, own));
};

/** Returns questions as they are asked: without blanks around them, each once. */
const asked = (questions: readonly string[]): string[] =>
  [...new Set(questions.map((one) => one.trim()))].filter((one) => one !== "");

export function createCompareActions(
  { get, set }: SessionContext,
  { comparer, isBusy, runAlone, stop, notify, setTab, offerUndo }: Work,
): CompareActions {
  const update = (change: Partial<CompareState>): void =>
    set({ compare: { ...get().compare, ...change } });
  const setUp = (change: Partial<CompareState["setup"]>): void =>
    update({ setup: { ...get().compare.setup, ...change } });
  const find = (id: number): Comparison | undefined =>
    get().compare.list.find((one) => one.id === id);
  const requestsOf = ({ columns }: Comparison) =>
    columns.filter(({ isReference }) => !isReference).map(({ request }) => request);
  const textsOf = ({ questions }: Comparison) => questions.map(({ text }) => text);

  const run = async (
    columns: readonly ColumnRequest[],
    questions: readonly string[],
    onBegun?: () => void,
  ) => {
    if (questions.length === 0 || columns.length === 0) return;
    if (isBusy() || framesOf(get().video) === null) return;
    try {
      await runAlone((signal) => comparer.run(columns, questions, signal, onBegun));
    } catch (thrown) {
      notify(toPlainError(thrown)); // the model could not be loaded, so there is no comparison to show it
    }
  };

  return {
    setCompareColumns: (columns) => setUp({ columns: columns?.slice(0, MOST_COLUMNS) ?? null }),
    setCompareQuestions: (questions) =>
      setUp({ questions: asked(questions).slice(0, MOST_QUESTIONS) }),
    runCompare: (question = "") => {
      const questions = asked([...get().compare.setup.questions, question]);
      // They stand in the comparison from then on; the columns are kept for the next question.
      return run(setupColumns(get()), questions.slice(-MOST_QUESTIONS), () =>
        setUp({ questions: [] }),
      );
    },
    compareWithout: async (question) => {
      const state = get();
      if (state.leftOut === null) return;
      setTab("compare");
      await run([requestNow(state)], asked([question]));
    },
    repeatComparison: async (id) => {
      const comparison = find(id);
      if (comparison !== undefined) await run(requestsOf(comparison), textsOf(comparison));
    },
    showComparison: (shown) => update({ shown }),
    changeComparison: (id) => {
      const comparison = find(id);
      if (comparison === undefined) return;
      const setup = { columns: requestsOf(comparison), questions: textsOf(comparison) };
      update({ setup, shown: null });
    },
    removeComparison: (id) => {
      const comparison = find(id);
      if (comparison === undefined) return;
      if (comparison.phase === "running") stop();
      const { list, shown } = get().compare;
      const at = list.findIndex((one) => one.id === id);
      const left = list.filter((one) => one.id !== id);
      const next = left[Math.min(at, left.length - 1)]?.id ?? null;
      update({ list: left, shown: shown === id ? next : shown });
      offerUndo(`Comparison ${at + 1} was removed.`, { kind: "comparison", comparison, at });
    },
  };
}
