// The worker of the bench of hours.

import { serve } from "../../../../src/engine/rpc/serve.ts";
import { HOURS_CALLS, type HoursBench } from "./calls.ts";
import { createHours } from "./hours-bench.ts";

// The runtime's threads are workers of their own file, and a bundler may let that file import this one.
if (!self.name.startsWith("em-pthread")) {
  serve<HoursBench>(self, HOURS_CALLS, (_setting, emit) => createHours(emit));
}
