// How often this page starts a shader, whoever does it.

let count = 0;
let isWatching = false;

/** Counts from the first call on. */
export function dispatches(): number {
  if (!isWatching) {
    isWatching = true;
    // A prototype's methods are read off without their object on purpose: they are called with another one each time.
    const pass = GPUComputePassEncoder.prototype;
    for (const name of ["dispatchWorkgroups", "dispatchWorkgroupsIndirect"] as const) {
      const start = pass[name] as (...args: unknown[]) => void;
      Object.assign(pass, {
        [name](this: GPUComputePassEncoder, ...args: unknown[]) {
          count++;
          start.apply(this, args);
        },
      });
    }
  }
  return count;
}
