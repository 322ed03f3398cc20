// The weights worker's entry: receives calls, hands them to the service, posts what comes back. It is a thread
// of its own so that hashing a gigabyte never holds up the engine's.

import { toPlainError } from "../base/errors.ts";
import { createDiskFolders } from "../disk/disk-folders.ts";
import { createWeightsService, type WeightsService } from "../model/weights/service.ts";
import type {
  FromWeightsWorker,
  ToWeightsWorker,
  WeightsCallName,
  WeightsCalls,
} from "./weights-protocol.ts";

const aborters = new Map<number, AbortController>();
let service: WeightsService | null = null;

const post = (message: FromWeightsWorker): void => self.postMessage(message);

self.addEventListener("message", ({ data }: MessageEvent<ToWeightsWorker>) => {
  if (data.kind === "begin")
    service = createWeightsService(createDiskFolders("weights"), data.tuning);
  else if (data.kind === "abort") aborters.get(data.id)?.abort();
  else if (service !== null) void answerCall(service, data.id, data.name, data.args);
});

type Options = NonNullable<Parameters<WeightsService["download"]>[2]> &
  NonNullable<Parameters<WeightsService["verify"]>[1]>;

async function answerCall(
  weights: WeightsService,
  id: number,
  name: WeightsCallName,
  args: WeightsCalls[WeightsCallName],
): Promise<void> {
  const aborter = new AbortController();
  aborters.set(id, aborter);
  const options: Options = {
    signal: aborter.signal,
    onProgress: (progress) => post({ kind: "progress", id, progress }),
  };
  // Name and arguments were paired by the client's types.
  const run: Readonly<Record<WeightsCallName, () => Promise<unknown>>> = {
    list: () => weights.list(),
    download: () => {
      const { request, hub } = args as WeightsCalls["download"];
      return weights.download(request, hub, options);
    },
    open: () => {
      const { repo, paths } = args as WeightsCalls["open"];
      return weights.open(repo, paths);
    },
    verify: () => weights.verify((args as WeightsCalls["verify"]).repo, options),
    remove: () => {
      const { repo, paths } = args as WeightsCalls["remove"];
      return weights.remove(repo, paths);
    },
  };
  try {
    post({ kind: "done", id, value: await run[name]() });
  } catch (thrown) {
    post({ kind: "failed", id, error: toPlainError(thrown) });
  } finally {
    aborters.delete(id);
  }
}
