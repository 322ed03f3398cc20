import { spawn } from "node:child_process";
import { dirname } from "node:path";

const ROOT = dirname(dirname(import.meta.dirname));

/** Runs node with `args` in the project's root, hands it SIGINT and SIGTERM, and gives its exit code; -1 without one. */
export async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  const end = (signal: NodeJS.Signals): boolean => child.kill(signal);
  process.on("SIGINT", end).on("SIGTERM", end);
  try {
    return await new Promise<number>((resolve) => {
      child.on("error", () => resolve(-1));
      child.on("exit", (status) => resolve(status ?? -1));
    });
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}
