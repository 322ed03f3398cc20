// The real page on the fake engine, for looking at: ?state=…&theme=light|dark. tools/dev/shots.ts takes pictures of it.

import { createRoot } from "react-dom/client";
import { App } from "../../../src/app/App.tsx";
import "../../../src/app/styles.css";
import { loadParts } from "../../../src/app/shell/parts.ts";
import { SessionProvider } from "../../../src/app/hooks/session.tsx";
import { playScene } from "./scenes.ts";

// A picture is taken as soon as the scene is done, and shows what has arrived by then.
await loadParts();
const query = new URLSearchParams(location.search);
const store = playScene(query.get("state") ?? "ask", query.get("theme") ?? "light");
createRoot(document.getElementById("root")!).render(
  <SessionProvider store={store}>
    <App />
  </SessionProvider>,
);
