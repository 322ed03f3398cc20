// Mounts the page on a session whose engine arrives after the first paint.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import "./app/styles.css";
import { SessionProvider } from "./app/hooks/session.tsx";
import { loadParts } from "./app/shell/parts.ts";
import { must } from "./base/assert.ts";
import { trustOwnUrls } from "./base/trusted-urls.ts";
import { toPlainError } from "./base/errors.ts";
import { watchVersion } from "./offline/new-version.ts";
import { keepPage } from "./offline/register.ts";
import { takeShared } from "./offline/take-shared.ts";
import { outdatedPage } from "./store/session/outdated-page.ts";
import { createLazyEngine } from "./store/session/lazy-engine.ts";
import { createSessionStore } from "./store/store.ts";

trustOwnUrls();

// Before the session looks at the address.
const shared = takeShared();

const engine = createLazyEngine(async () => {
  const { createEngine } = await import("./engine/client.ts");
  return createEngine();
});
const store = createSessionStore(engine);
store.getState().actions.start();
const { openFiles } = store.getState().actions;
shared
  .then((files) => (files.length > 0 ? openFiles(files) : undefined))
  .catch((thrown: unknown) => store.getState().actions.notify(toPlainError(thrown)));
watchVersion(() => store.getState().actions.notify(toPlainError(outdatedPage()), "info"));

createRoot(must(document.getElementById("root"), "element #root")).render(
  <StrictMode>
    <SessionProvider store={store}>
      <App />
    </SessionProvider>
  </StrictMode>,
);

keepPage();
requestIdleCallback(() => void loadParts());
