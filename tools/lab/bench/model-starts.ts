// From the hub to the disk and to the GPU: a first visit, and a second one.

import type { Hub } from "../../hub/server.ts";
import type { Lab } from "../browser/lab.ts";
import type { LoadTimes } from "../page/bench-model-run.ts";
import { type HeapRise, watchHeap } from "./heap.ts";
import { type BenchLine, line } from "./lines.ts";

const HEAP_WANTED_MB = 200;

const mb = (bytes: number): number => bytes / 1e6;

interface Load {
  readonly times: LoadTimes;
  readonly heap: HeapRise;
}

export interface Starts {
  /** The bytes that came over the network, and the time of the download and of the load after it. */
  readonly fetch: { readonly ms: number; readonly hubBytes: number; readonly heap: HeapRise };
  readonly cold: Load;
  readonly warm: Load & { readonly hubBytes: number };
}

/** Measures a first visit (fetch, open, load), and then a second one. */
export async function measureStarts(
  lab: Lab,
  hub: Hub,
  model: { readonly repo: string; readonly precision: "q4" },
  note: (text: string) => void,
): Promise<Starts> {
  const load = async (isTested: boolean): Promise<Load> => {
    const { value, heap } = await watchHeap(lab.page, () =>
      lab.call("benchModelLoad", { ...model, isTested }),
    );
    return { times: value, heap };
  };
  await lab.call("benchModelStart");
  note("Fetching it from a hub on this machine …");
  const fetched = await watchHeap(lab.page, () =>
    lab.call("benchModelFetch", { ...model, hubUrl: hub.url }),
  );
  const hubBytes = sentBytes(hub);
  note("Loading it for the first time …");
  const cold = await load(false);
  await lab.reload();
  await lab.call("benchModelStart");
  note("Loading it again, as a second visit does …");
  // The self-test takes minutes on a software GPU, which computes in 32 bits anyway.
  const warm = await load(!cold.times.adapter.isSoftware);
  return {
    fetch: { ms: fetched.value.ms, hubBytes, heap: fetched.heap },
    cold,
    warm: { ...warm, hubBytes: sentBytes(hub) - hubBytes },
  };
}

const sentBytes = (hub: Hub): number => hub.log.reduce((sum, entry) => sum + entry.sentBytes, 0);

export function startLines({ fetch, cold, warm }: Starts): BenchLine[] {
  const rise = ({ startBytes, peakBytes, endBytes, peakBufferBytes, samples }: HeapRise) => ({
    mb: mb(peakBytes - startBytes),
    words: `${mb(startBytes).toFixed(1)} MB before, at most ${mb(peakBytes).toFixed(1)} (${mb(peakBufferBytes).toFixed(1)} ArrayBuffers), ${mb(endBytes).toFixed(1)} after; ${samples} samples`,
  });
  const heapLine = (name: string, heap: HeapRise): BenchLine =>
    line(name, rise(heap).mb, HEAP_WANTED_MB, "MB", rise(heap).words);
  const { times } = warm;
  return [
    heapLine("JS heap's rise, download", fetch.heap),
    heapLine("JS heap's rise, first load", cold.heap),
    heapLine("JS heap's rise, second load", warm.heap),
    line("WebAssembly memory", mb(times.wasmBytes), null, "MB", "the runtime's own; never shrinks"),
    line("GPU memory", mb(times.gpuBytes), null, "MB", "weights and KV cache, after loading"),
    line(
      "Cold start",
      (fetch.ms + cold.times.ms) / 1000,
      null,
      "s",
      `${mb(fetch.hubBytes).toFixed(1)} MB fetched and hashed in ${(fetch.ms / 1000).toFixed(1)} s from this machine, loaded in ${(cold.times.ms / 1000).toFixed(1)} s`,
    ),
    line(
      "Warm start",
      times.ms / 1000,
      null,
      "s",
      `${mb(warm.hubBytes).toFixed(1)} MB fetched, ${mb(times.bytes).toFixed(1)} MB in the files that were opened`,
    ),
  ];
}
