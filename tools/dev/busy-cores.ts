import { Worker } from "node:worker_threads";
import { availableParallelism } from "node:os";

/** Runs `work` beside as many busy loops as there are cores. */
export async function withBusyCores<T>(work: () => Promise<T>): Promise<T> {
  const loops = Array.from(
    { length: availableParallelism() },
    () => new Worker("for (;;);", { eval: true }),
  );
  try {
    return await work();
  } finally {
    await Promise.all(loops.map((loop) => loop.terminate()));
  }
}
