// Comparisons by a dynamic import: the page paints first, and there is nothing to compare before a video is open.

import { createLazy } from "../../engine/rpc/lazy.ts";
import { once } from "../../engine/rpc/service.ts";
import type { Comparer } from "./comparing.ts";

export const createLazyComparer = (load: () => Promise<Comparer>): Comparer =>
  createLazy<Comparer>({ run: once() }, load).service;
