import { cpus, platform, release, totalmem } from "node:os";

/** Returns what the numbers of a report were measured on. */
export function machineFacts(): object {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? "unknown",
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
    node: process.version,
  };
}
