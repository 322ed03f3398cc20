// What the GPU is called.

import type { AdapterFacts } from "../../engine/api.ts";

/** Chrome may leave the description empty; then vendor and architecture have to do. */
export const adapterName = ({ description, vendor, architecture }: AdapterFacts): string =>
  description || [vendor, architecture].filter(Boolean).join(" ") || "Graphics adapter";
