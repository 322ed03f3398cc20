// Time of the processor, for bounds that hold however busy the machine is.

/** Resolves with the milliseconds of a core that this process spends until the work is done, on whatever thread. */
export async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
