// On how many threads the processor computes. Threads share memory, which browsers allow only to pages that are isolated from
// other origins. Even there a thread may not start, and the runtime would wait for it for ever, so one is tried before.

/** More threads wait for each other's memory more than they compute. */
const MOST_THREADS = 8;
/** A thread that has not answered by then counts as one that cannot start. */
const MOST_MS = 3000;

/** A WebAssembly program that is nothing but one page of shared memory. */
const SHARED_MEMORY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 4, 1, 3, 1, 1);

let start: (() => Worker) | null = null;

/** Sets how a thread is tried: a worker that answers each message. Without it threads are believed to start. */
export function tryThreadsWith(starter: (() => Worker) | null): void {
  start = starter;
}

/** Returns on how many threads the processor can compute: one where they cannot share memory, or where none answers in `mostMs`. */
export async function countThreads(mostMs = MOST_MS): Promise<number> {
  if (!crossOriginIsolated || !WebAssembly.validate(SHARED_MEMORY)) return 1;
  const wanted = Math.min(navigator.hardwareConcurrency, MOST_THREADS);
  if (wanted <= 1) return 1;
  return start === null || (await doesAnswer(start, mostMs)) ? wanted : 1;
}

/** Whether a worker starts and takes shared memory. */
async function doesAnswer(startWorker: () => Worker, mostMs: number): Promise<boolean> {
  let worker: Worker | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const thread = (worker = startWorker());
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return await new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), mostMs);
      thread.addEventListener("message", () => resolve(true));
      thread.addEventListener("error", () => resolve(false));
      thread.postMessage(buffer);
    });
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    worker?.terminate();
  }
}
