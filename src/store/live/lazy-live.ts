// Live sources by a dynamic import: the page paints first.

import { createLazy } from "../../engine/rpc/lazy.ts";
import { once } from "../../engine/rpc/service.ts";
import type { LiveActions } from "./types.ts";

export const createLazyLive = (load: () => Promise<LiveActions>): LiveActions =>
  createLazy<LiveActions>(
    {
      startLive: once(),
      watchFor: once(),
      stopWatching: once(),
      allowNotifications: once(),
    },
    load,
  ).service;
