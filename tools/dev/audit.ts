// Asks npm's registry for known faults of the packages, and says what it answers. A registry that does not answer fails
// nothing, since the check would otherwise need a network.

import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";

interface Report {
  /** Why npm could not ask. */
  readonly message?: string;
  readonly metadata?: { readonly vulnerabilities?: { readonly total?: number } };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity?: string }>>;
}

export interface Audit {
  readonly isClean: boolean;
  readonly words: string;
}

/** Reads what `npm audit --json` printed. */
export function judgeAudit(printed: string): Audit {
  const report = parse(printed);
  const total = report?.metadata?.vulnerabilities?.total;
  if (total === undefined)
    return {
      isClean: true,
      words: `Not checked: ${report?.message ?? "the registry gave no answer"}.`,
    };
  if (total === 0) return { isClean: true, words: "No known fault in any package." };
  const all = Object.entries(report?.vulnerabilities ?? {});
  const list = all.map(([name, { severity = "unknown" }]) => `${name} (${severity})`).join(", ");
  return { isClean: false, words: `${total} known faults: ${list}. See npm audit.` };
}

function parse(printed: string): Report | null {
  try {
    return JSON.parse(printed) as Report;
  } catch {
    return null;
  }
}

/** How long the registry may take. */
const PATIENCE_MS = 60_000;

const ask = (): Promise<string> =>
  new Promise((resolve) => {
    // The exit code also tells of faults, which the text tells better.
    const options = { timeout: PATIENCE_MS, maxBuffer: 2 ** 26 };
    execFile("npm", ["audit", "--json"], options, (_, stdout) => resolve(stdout));
  });

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { isClean, words } = judgeAudit(await ask());
  console.log(words);
  process.exitCode = isClean ? 0 : 1;
}
