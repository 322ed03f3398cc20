// Starts the stand-in hub before the browser's tests and gives them its address.

import type { TestProject } from "vitest/node";
import { startHub } from "../../tools/hub/server.ts";

declare module "vitest" {
  interface ProvidedContext {
    hubUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const hub = await startHub();
  project.provide("hubUrl", hub.url);
  return () => hub.close();
}
