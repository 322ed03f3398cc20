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

export interface RewritesArgs {
  readonly id: string;
  readonly url: string;
  /** Of the prefill. */
  readonly rows: number;
  readonly steps: number;
  readonly repeats: number;
}

/** Of one way to run a model, a number a repetition. */
export interface ForwardTimes {
  readonly prefillMs: readonly number[];
  /** Of one step, the mean of `steps`. */
  readonly stepMs: readonly number[];
}

export interface RewritesTimes {
  readonly rewritten: ForwardTimes;
  readonly exported: ForwardTimes;
  /** The rewrites that matched, with their graphs and counts. */
  readonly applied: readonly string[];
}

/** Functions of the page by name, for `LabCalls`. */
export interface BenchCalls {
  benchLlm: { args: LlmArgs; value: LlmTimes };
  benchSecond: {
    args: { frames: number; retention: number; repeats: number };
    value: SecondTimes;
  };
  benchSoak: { args: SoakArgs; value: { liveBuffers: number; liveBufferBytes: number } };
  benchRewrites: { args: RewritesArgs; value: RewritesTimes };
  benchSelection: { args: SelectionArgs; value: SelectionTimes };
}
