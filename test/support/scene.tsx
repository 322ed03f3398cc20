// A screen of `test/app/harness`, mounted in the test's browser.

import { createRoot } from "react-dom/client";
import { expect, onTestFinished } from "vitest";
import { App } from "../../src/app/App.tsx";
import { SessionProvider } from "../../src/app/hooks/session.tsx";
import "../../src/app/styles.css";
import type { SessionStore } from "../../src/store/store.ts";
import { playScene } from "../app/harness/scenes.ts";

const sceneIs = () => document.body.dataset["scene"];

/** Shows a scene in the light theme until the test ends; the way to it only where the scene presses something on the page. */
export async function showScene(name: string): Promise<SessionStore> {
  delete document.body.dataset["scene"];
  const store = playScene(name, "light");
  await expect.poll(sceneIs).toMatch(/^(done|presses)$/);
  const host = document.createElement("div");
  document.body.append(host);
  const root = createRoot(host);
  onTestFinished(() => {
    root.unmount();
    host.remove();
  });
  root.render(
    <SessionProvider store={store}>
      <App />
    </SessionProvider>,
  );
  await expect.poll(sceneIs).toBe("done");
  await expect.poll(() => host.querySelector("h1")).not.toBeNull();
  return store;
}
