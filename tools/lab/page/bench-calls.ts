// What the bench asks of the page, and what comes back.

export interface LlmArgs {
  readonly frames: number;
  readonly retentions: readonly number[];
  readonly repeats: number;
  readonly steps: number;
}

export interface LlmTimes {
  /** By retention, then repetition. */
  readonly prefillMs: readonly (readonly number[])[];
  /** Prefill and steps. */
  readonly llmMs: readonly (readonly number[])[];
  /** Tokens kept, by retention. */
  readonly kept: readonly number[];
  readonly frames: number;
  readonly tokensPerFrame: number;
}

export interface SecondTimes {
  readonly firstMs: number[];
  readonly secondMs: number[];
  readonly encodeMs: number[];
}

export interface SoakArgs {
  /** Questions `from` to `to − 1`. */
  readonly from: number;
  readonly to: number;
  readonly frames: number;
  readonly retention: number;
}

export interface SelectionArgs {
  readonly dims: readonly [frames: number, tokens: number, width: number];
  readonly retention: number;
  readonly repeats: number;
  readonly hasTwin: boolean;
}

export interface SelectionTimes {
  /** Score, budget, pick and gather on the GPU, the picks read back. */
  readonly gpuMs: readonly number[];
  /** The same by plain TypeScript on one thread; empty unless wanted. */
  readonly twinMs: readonly number[];
  readonly kept: number;
  /** What must be read and written once at the least. */
  readonly usefulBytes: number;
  /** Bytes a second of a buffer-to-buffer copy on this device, reads and writes counted. */
  readonly copyBytesPerSec: number;
}

export interface RewritesLoadArgs {
  readonly id: string;
  readonly url: string;
  /** Of `COMMON_PRECISIONS`; null for the best that the folder has and the GPU can run. */
  readonly precision: string | null;
  /** For each way to load the model the names of the rewrites that may be applied. */
  readonly variants: readonly (readonly string[])[];
}

export interface RewritesLoad {
  readonly isSoftware: boolean;
  /** For each variant the rewrites that matched, with their graphs and counts. */
  readonly applied: readonly (readonly string[])[];
}

export interface RewritesRunArgs {
  /** Index into the variants that were loaded. */
  readonly variant: number;
  /** A frame; rows into an empty cache; or one row after the other behind them. */
  readonly part: "frame" | "rows" | "steps";
  /** How many rows, or steps. */
  readonly count: number;
}

export interface RewritesRun {
  readonly ms: number;
  /** How often shaders were started, which no noise changes. */
  readonly dispatches: number;
}

/** Functions of the page by name, for `LabCalls`. */
export interface BenchCalls {
  benchLlm: { args: LlmArgs; value: LlmTimes };
  benchSecond: {
    args: { frames: number; retention: number; repeats: number };
    value: SecondTimes;
  };
  benchSoak: { args: SoakArgs; value: { liveBuffers: number; liveBufferBytes: number } };
  benchRewritesLoad: { args: RewritesLoadArgs; value: RewritesLoad };
  benchRewritesRun: { args: RewritesRunArgs; value: RewritesRun };
  benchRewritesEnd: { args: Record<string, never>; value: null };
  benchSelection: { args: SelectionArgs; value: SelectionTimes };
}
