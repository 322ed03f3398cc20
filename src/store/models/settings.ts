// The hub's address, the idle time and the model that was in use last, remembered under one key. The access token is
// never written anywhere.

import { AppError } from "../../base/errors.ts";
import type { SessionEnv } from "../session/env.ts";
import type { ModelSettings } from "./types.ts";

const KEY = "framewise.models";

export const DEFAULT_SETTINGS: ModelSettings = {
  hubUrl: "https://huggingface.co",
  idleMinutes: 15,
  runtime: "fastest",
  lastModel: null,
};

/** Reads an address. @throws AppError `hub-address` when it is not an http(s) address. */
export function parseHubUrl(text: string): string {
  let url: URL | null = null;
  try {
    url = new URL(text.trim());
  } catch {
    // Reported below, in words.
  }
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new AppError(
      "hub-address",
      `"${text.trim()}" is not the address of a hub.`,
      "Write it whole, as in https://huggingface.co.",
    );
  }
  // A token in the address would be remembered with it, so it is removed.
  url.username = url.password = url.search = url.hash = "";
  return url.href.replace(/\/+$/, "");
}

const RUNTIMES: readonly ModelSettings["runtime"][] = ["fastest", "webgpu", "wasm"];

function lastModelOf(value: unknown): ModelSettings["lastModel"] {
  if (typeof value !== "object" || value === null) return null;
  const { id, precisionId } = value as Record<string, unknown>;
  return typeof id === "string" && typeof precisionId === "string" ? { id, precisionId } : null;
}

/** Reads the settings of the last visit; unreadable ones count as never saved. */
export function readModelSettings(storage: SessionEnv["storage"]): ModelSettings {
  let saved: unknown = null;
  try {
    saved = JSON.parse(storage?.getItem(KEY) ?? "null");
  } catch {
    // With unreadable text or refused access, the defaults apply.
  }
  if (typeof saved !== "object" || saved === null) return DEFAULT_SETTINGS;
  const { hubUrl, idleMinutes, runtime, lastModel } = saved as Record<string, unknown>;
  return {
    hubUrl: savedUrl(hubUrl),
    idleMinutes:
      typeof idleMinutes === "number" && idleMinutes >= 0
        ? idleMinutes
        : DEFAULT_SETTINGS.idleMinutes,
    runtime: RUNTIMES.find((one) => one === runtime) ?? DEFAULT_SETTINGS.runtime,
    lastModel: lastModelOf(lastModel),
  };
}

function savedUrl(value: unknown): string {
  try {
    return typeof value === "string" ? parseHubUrl(value) : DEFAULT_SETTINGS.hubUrl;
  } catch {
    return DEFAULT_SETTINGS.hubUrl;
  }
}

/** Saves what changed; the reader is not told when storage is full or refused. */
export function writeModelSettings(
  storage: SessionEnv["storage"],
  change: Partial<ModelSettings>,
): void {
  const settings = { ...readModelSettings(storage), ...change };
  try {
    storage?.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Storage is full or refused; the choice still holds for this visit.
  }
}
