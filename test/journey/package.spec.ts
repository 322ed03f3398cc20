// The package as others get it: packed, installed into a copy of examples/minimal, type-checked and built there, and
// asked in the browser. Nothing of this checkout is in the app but the tarball and the dependencies that it names.

import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { preview } from "vite";
import { watchFailures } from "./failures.ts";

const BIN = resolve("node_modules/.bin");

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

test("an app of somebody else installs the package, opens a sample, plans and asks", async ({
  page,
}) => {
  const temporary = mkdtempSync(join(tmpdir(), "framewise-package-"));
  try {
    const app = join(temporary, "app");
    cpSync("examples/minimal", app, { recursive: true });
    install(pack(temporary), app);
    execFileSync("npm", ["run", "build"], {
      cwd: app,
      env: { ...process.env, PATH: `${BIN}${delimiter}${process.env["PATH"]}` },
      stdio: "inherit",
    });

    const server = await preview({ root: app, preview: { host: "127.0.0.1", port: 0 } });
    try {
      const failures = watchFailures(page);
      await page.goto(server.resolvedUrls!.local[0]!);
      await expect(page.getByRole("status")).toHaveText("Ready.");
      const bars = page.getByRole("meter");
      await expect(bars).toHaveCount(32);
      const kept = await bars.evaluateAll((all: HTMLMeterElement[]) => all.map((bar) => bar.value));
      expect(kept.reduce((sum, one) => sum + one)).toBe(288);
      expect(new Set(kept).size).toBeGreaterThan(1);

      await page.getByRole("button", { name: "Ask" }).click();
      await expect(page.getByRole("status")).toHaveText("A blue triangle.");
      expect(failures).toEqual([]);
    } finally {
      await server.close();
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
});

/** Packs this checkout as `npm publish` would, and returns the tarball's path. */
function pack(folder: string): string {
  execFileSync("npm", ["pack", "--pack-destination", folder], { stdio: "inherit" });
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith(".tgz"))!,
  );
}

/**
 * Does what `npm install` does, without a registry: unpacks the tarball, and links what the two manifests name, and no more,
 * to what is installed here. What the package uses without naming it is not found by the app's build.
 */
function install(tarball: string, app: string): void {
  const home = join(app, "node_modules/framewise");
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", home, "--strip-components=1"]);
  const { dependencies } = manifest(home);
  const { devDependencies } = manifest(app);
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    const link = join(app, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve("node_modules", name), link, "dir");
  }
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
