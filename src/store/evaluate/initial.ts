import { DEFAULT_METHOD } from "../../engine/catalogue.ts";
import type { EvaluateState } from "./types.ts";

export const INITIAL_EVALUATE: EvaluateState = {
  folder: { phase: "none" },
  setup: {
    benchmark: null,
    modelId: null,
    methods: [DEFAULT_METHOD, "uniform"],
    retentions: [1, 0.25],
    limit: null,
    shard: { part: 1, of: 1 },
    hasSubtitles: false,
    protocol: "2026",
  },
  kept: null,
  shown: null,
  runningId: null,
  elsewhereIds: [],
  isAwake: null,
};
