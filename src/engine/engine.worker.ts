// The engine worker's entry.

import { trustOwnUrls } from "../base/trusted-urls.ts";
import { tryThreadsWith } from "../model/threads.ts";
import { ENGINE_CALLS, type EngineService } from "./calls.ts";
import { serve } from "./rpc/serve.ts";
import { createSession } from "./session.ts";

// The runtime's threads are workers of their own file, and a bundler may let that file import this one.
if (!self.name.startsWith("em-pthread")) {
  trustOwnUrls(); // before the runtime starts them
  tryThreadsWith(
    () => new Worker(new URL("./thread.worker.ts", import.meta.url), { type: "module" }),
  );
  serve<EngineService>(self, ENGINE_CALLS, (firstId, emit) => createSession(emit, Number(firstId)));
}
