// Settings that an earlier version wrote (test/fixtures/earlier-version) hold in this one.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readModelSettings } from "../../../src/store/models/settings.ts";
import { createSessionStore } from "../../../src/store/store.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { createTestEnv } from "../../support/test-env.ts";

const SAVED = JSON.parse(
  readFileSync("test/fixtures/earlier-version/settings.json", "utf8"),
) as Record<string, string>;

it("settings of an earlier version come back", () => {
  const env = createTestEnv();
  for (const [key, value] of Object.entries(SAVED)) env.storage?.setItem(key, value);
  const state = createSessionStore(createFakeEngine(), env).getState();
  expect(state).toMatchObject({
    theme: "dark",
    overlay: "heat",
    tab: "compare",
    timingsOpen: false,
    models: { hub: { baseUrl: "https://hub.example/mirror" }, idleMinutes: 30 },
  });
  expect(readModelSettings(env.storage).lastModel).toEqual({
    id: "onnx-community/SmolVLM2-256M-Video-Instruct",
    precisionId: "q4",
  });
  // Nothing was written under a name that is no longer read.
  state.actions.setTheme("light");
  state.actions.setIdleMinutes(15);
  expect([...env.saved.keys()].sort()).toEqual(Object.keys(SAVED).sort());
});
