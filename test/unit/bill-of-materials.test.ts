// What npm writes as the bill of materials, by `npm run sbom`.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Bill {
  readonly bomFormat: string;
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly licenses?: readonly object[];
  }[];
}

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

it("names every package that is depended on, with its version and its licence", () => {
  // As a build has it, with which npm leaves development's packages out, of which the page has some in it.
  const env = { ...process.env, NODE_ENV: "production" };
  const options = { encoding: "utf8", maxBuffer: 2 ** 26, env } as const;
  const bill = JSON.parse(execFileSync("npm", ["run", "-s", "sbom"], options)) as Bill;
  expect(bill.bomFormat).toBe("CycloneDX");
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync("package.json", "utf8"),
  ) as Package;
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => {
    const { version } = JSON.parse(
      readFileSync(`node_modules/${name}/package.json`, "utf8"),
    ) as Bill["components"][number];
    return !bill.components.some(
      (one) => one.name === name && one.version === version && (one.licenses ?? []).length > 0,
    );
  });
  expect(missing).toEqual([]);
});
