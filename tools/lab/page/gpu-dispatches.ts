// Counts how often this page starts a shader, whoever does it.

let count = 0;
let isWatching = false;

/** Returns the count, which starts with the first call. */
export function dispatches(): number {
  if (!isWatching) {
    isWatching = true;
    // The methods are read off the prototype on purpose: they are called with another object each time.
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
