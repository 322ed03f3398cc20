// Lets tests run in Node on Dawn, Chromium's WebGPU, with a driver of this machine: CONTRIBUTING.md says which.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env["FRAMEWISE_DAWN"] ?? "";
const { create, globals } = (await import(pathToFileURL(resolve(folder, "index.js")).href)) as {
  create(this: void, flags: readonly string[]): GPU;
  globals: object;
};
const gpu = create([]);
const adapter = await gpu.requestAdapter();
// Tests in 16 bits are not there without it, and to run them is what this project is for.
if (adapter?.features.has("shader-f16") !== true) {
  throw new Error(
    `Dawn gives ${adapter === null ? "no adapter" : `${adapter.info.description}, which has no shader-f16`}; the tests in 16 bits want an adapter that has it. Install such a driver (Mesa 25's llvmpipe is one) and name its file in VK_ICD_FILENAMES.`,
  );
}

Object.assign(globalThis, globals, { isSecureContext: true, navigator: { gpu } });
