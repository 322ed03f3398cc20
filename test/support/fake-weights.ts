// A weights store without a disk or a network: it keeps its own list, counts bytes as fast as the test wants, and
// fails when told to. It keeps the real one's rules: an abort pauses and keeps what has arrived, progress never falls,
// every failure is an AppError. Never part of the product build.

import { AppError, fromPlainError, type PlainError } from "../../src/base/errors.ts";
import {
  findModel,
  precisionBytes,
  type DownloadProgress,
  type DownloadRequest,
  type HubSettings,
  type StorageSpace,
  type StoredModel,
  type Weights,
} from "../../src/engine/models.ts";

export interface FakeWeightsOptions {
  readonly stored?: readonly StoredModel[];
  readonly space?: Partial<StorageSpace>;
  /** The milliseconds between two reports of progress; 0 still yields to other tasks. */
  readonly paceMs?: number;
  /** The number of reports that a download makes; default 10. */
  readonly steps?: number;
  /** The browser's answer to "do not evict". */
  readonly agreesToPersist?: boolean;
}

export type FakeWeightsFailures = Partial<
  Record<"list" | "download" | "open" | "verify" | "remove" | "space", PlainError | undefined>
>;

export interface FakeWeights extends Weights {
  readonly calls: string[];
  readonly hubs: HubSettings[];
  /** The errors with which the next call of that name fails; a download fails half way. */
  failures: FakeWeightsFailures;
  /** The paths that the next check finds damaged. */
  rotten: readonly string[];
  /** What each step of a download reports besides the bytes. */
  saying: Partial<DownloadProgress>;
  /** Stops downloads and checks at their next step until `release`. */
  hold(): void;
  /** Holds the first download of which so much is here, however late anybody looks. */
  holdAt(share: number): void;
  release(): void;
}

/** Returns a model as the store lists it, with all graphs of one precision. */
export function fakeStored(
  repo: string,
  precisionId: string,
  change: Partial<StoredModel> = {},
): StoredModel {
  const precision = findModel(repo)?.precisions.find(({ id }) => id === precisionId);
  const bytes = precision === undefined ? 1_000 : precisionBytes(precision);
  const graphs = Object.entries(precision?.suffixes ?? {}).map(([graph, suffix]) => ({
    path: `onnx/${graph}${suffix}.onnx`,
    bytes: Math.round(bytes / 3),
    sha256: change.isComplete === false ? "" : "ab".repeat(32),
  }));
  return {
    repo,
    commit: "0123456789abcdef0123456789abcdef01234567",
    files: [{ path: "config.json", bytes: 1_200, sha256: "cd".repeat(32) }, ...graphs],
    bytes,
    addedAtMs: Date.UTC(2026, 10, 20, 9, 30),
    isComplete: true,
    isKept: true,
    doneBytes: bytes,
    ...change,
  };
}

export function createFakeWeights(options: FakeWeightsOptions = {}): FakeWeights {
  const { paceMs = 0, steps = 10 } = options;
  const models = new Map((options.stored ?? []).map((model) => [model.repo, model]));
  const calls: string[] = [];
  const hubs: HubSettings[] = [];
  let failures: FakeWeightsFailures = {};
  let rotten: readonly string[] = [];
  let saying: Partial<DownloadProgress> = {};
  let isPersisted = options.space?.isPersisted ?? false;
  let gate: Promise<void> = Promise.resolve();
  let open = () => {};
  let holdShare = Infinity;
  const hold = () => {
    gate = new Promise((resolve) => {
      open = resolve;
    });
  };

  const failIfTold = (name: keyof FakeWeightsFailures) => {
    const failure = failures[name];
    if (failure === undefined) return;
    failures = { ...failures, [name]: undefined };
    throw fromPlainError(failure);
  };
  const step = async (signal?: AbortSignal) => {
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, paceMs));
    signal?.throwIfAborted();
    // A held step still listens to the signal, as a stalled network does.
    let heard = () => {};
    const aborted = new Promise<void>((resolve) => {
      heard = resolve;
    });
    signal?.addEventListener("abort", heard);
    await Promise.race([gate, aborted]);
    signal?.removeEventListener("abort", heard);
    signal?.throwIfAborted();
  };
  const usage = () => [...models.values()].reduce((sum, { doneBytes }) => sum + doneBytes, 0);

  const begin = ({ repo, files }: DownloadRequest): StoredModel => {
    const paths = files.map(({ path }) => path);
    const here = models.get(repo);
    const graphs = paths.filter((path) => path.startsWith("onnx/"));
    if (here !== undefined && graphs.every((path) => here.files.some((one) => one.path === path))) {
      return here;
    }
    const precision = findModel(repo)?.precisions.find(({ suffixes }) =>
      Object.entries(suffixes).every(([graph, end]) => paths.includes(`onnx/${graph}${end}.onnx`)),
    );
    const fresh = fakeStored(repo, precision?.id ?? "", { isComplete: false, doneBytes: 0 });
    if (here === undefined) return fresh;
    // Stored files of other precisions stay.
    const added = fresh.files.filter(({ path }) => here.files.every((one) => one.path !== path));
    const all = [...here.files, ...added];
    return { ...fresh, files: all, bytes: here.bytes + fresh.bytes, doneBytes: here.doneBytes };
  };

  return {
    calls,
    hubs,
    get failures() {
      return failures;
    },
    set failures(next) {
      failures = next;
    },
    get rotten() {
      return rotten;
    },
    set rotten(next) {
      rotten = next;
    },
    get saying() {
      return saying;
    },
    set saying(next) {
      saying = next;
    },
    hold,
    holdAt: (share) => (holdShare = share),
    release: () => open(),

    list: () => {
      failIfTold("list");
      return Promise.resolve([...models.values()]);
    },
    download: async (request, hub, { onProgress, signal } = {}) => {
      const { repo } = request;
      calls.push(`download ${repo}`);
      hubs.push(hub);
      let model = begin(request);
      const { bytes } = model;
      const tell = (doneBytes: number, change: Partial<DownloadProgress> = {}) =>
        onProgress?.({
          phase: "downloading",
          doneBytes,
          totalBytes: bytes,
          bytesPerSec: 11_744_051,
          secondsLeft: Math.ceil((bytes - doneBytes) / 11_744_051),
          file: model.files.at(-1)?.path ?? "",
          attempt: 1,
          ...change,
        });
      tell(model.doneBytes, { phase: "asking", totalBytes: 0, bytesPerSec: 0, secondsLeft: null });
      for (let share = model.doneBytes / bytes; share < 1;) {
        await step(signal);
        if (share >= 0.5) failIfTold("download");
        share = Math.min(1, share + 1 / steps);
        const doneBytes = Math.round(bytes * share);
        model = { ...model, doneBytes };
        models.set(repo, model);
        if (share >= holdShare) {
          holdShare = Infinity;
          hold();
        }
        tell(doneBytes, saying);
      }
      const files = model.files.map((file) => ({ ...file, sha256: "ab".repeat(32) }));
      model = { ...model, files, isComplete: true, doneBytes: bytes };
      models.set(repo, model);
      return model;
    },
    open: (repo, paths) => {
      calls.push(`open ${repo}`);
      failIfTold("open");
      const files = (models.get(repo)?.files ?? []).filter(
        ({ path }) => paths === undefined || paths.includes(path),
      );
      if (files.length > 0 && files.every(({ sha256 }) => sha256 !== "")) {
        return Promise.resolve(new Map(files.map(({ path }) => [path, new Blob([path])])));
      }
      return Promise.reject(
        new AppError("weights-missing", `${repo} is not here.`, "Download it first."),
      );
    },
    verify: async (repo, { onProgress, signal } = {}) => {
      calls.push(`verify ${repo}`);
      const model = models.get(repo);
      const totalBytes = model?.bytes ?? 0;
      for (let done = 1; done <= steps; done++) {
        onProgress?.({ doneBytes: (totalBytes * done) / steps, totalBytes, file: "config.json" });
        await step(signal);
      }
      failIfTold("verify");
      const bad = rotten;
      rotten = [];
      if (model !== undefined && bad.length > 0) {
        const files = model.files.map((file) =>
          bad.includes(file.path) ? { ...file, sha256: "" } : file,
        );
        const doneBytes = Math.round(totalBytes * 0.9);
        models.set(repo, { ...model, files, isComplete: false, doneBytes });
      }
      return { bad };
    },
    remove: (repo, paths) => {
      calls.push(`remove ${repo}`);
      failIfTold("remove");
      const model = models.get(repo);
      if (paths === undefined) models.delete(repo);
      else if (model !== undefined) {
        const files = model.files.filter(({ path }) => !paths.includes(path));
        const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
        models.set(repo, { ...model, files, bytes, doneBytes: bytes, isComplete: true });
      }
      return Promise.resolve();
    },
    space: () => {
      failIfTold("space");
      return Promise.resolve({
        quotaBytes: 64 * 2 ** 30,
        ...options.space,
        usageBytes: (options.space?.usageBytes ?? 0) + usage(),
        isPersisted,
      });
    },
    persist: () => {
      calls.push("persist");
      isPersisted = options.agreesToPersist ?? true;
      return Promise.resolve(isPersisted);
    },
    dispose: () => {},
  };
}
