// The engine worker's entry.

import { ENGINE_CALLS, type EngineService } from "./calls.ts";
import { serve } from "./rpc/serve.ts";
import { createSession } from "./session.ts";

serve<EngineService>(self, ENGINE_CALLS, (firstId, emit) => createSession(emit, Number(firstId)));
