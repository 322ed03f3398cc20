// Evaluations by a dynamic import: the page paints first, and few readers have a benchmark.

import { createLazy } from "../../engine/rpc/lazy.ts";
import { once } from "../../engine/rpc/service.ts";
import type { EvaluateActions } from "./types.ts";

export const createLazyEvaluate = (load: () => Promise<EvaluateActions>): EvaluateActions =>
  createLazy<EvaluateActions>(
    {
      refreshEvaluations: once(),
      chooseEvaluationFolder: once(),
      setUpEvaluation: once(),
      startEvaluation: once(),
      goOnWithEvaluation: once(),
      addAnswers: once(),
      showEvaluation: once(),
      removeEvaluation: once(),
    },
    load,
  ).service;
