// What the engine tells its subscribers of itself.

import type { PlainError } from "../../base/errors.ts";
import type { AdapterFacts } from "../../gpu/adapter-facts.ts";

/** The GPU adapter was chosen. */
export interface AdapterEvent {
  /** The event's name. */
  readonly kind: "adapter";
  /** The adapter. */
  readonly adapter: AdapterFacts;
}

/** The GPU device was lost; a recovery follows by itself. */
export interface DeviceLostEvent {
  /** The event's name. */
  readonly kind: "device-lost";
  /** The browser's own words. */
  readonly reason: string;
}

/** A recovery takes its next step. */
export interface RecoveringEvent {
  /** The event's name. */
  readonly kind: "recovering";
  /** The step, for people. */
  readonly step: string;
}

/** A recovery has ended well. */
export interface RecoveredEvent {
  /** The event's name. */
  readonly kind: "recovered";
}

/** A precision of the model that is being loaded did not work on this GPU; the next one is tried. */
export interface ModelFallbackEvent {
  /** The event's name. */
  readonly kind: "model-fallback";
  /** The precision that is given up. */
  readonly from: string;
  /** The precision that is tried next. */
  readonly to: string;
  /** What was wrong, for people. */
  readonly reason: string;
}

/** A recovery has failed. The next call tries again. */
export interface FailedEvent {
  /** The event's name. */
  readonly kind: "failed";
  /** What failed. */
  readonly error: PlainError;
}

/** An event of the engine itself, for its subscribers; `kind` tells them apart. */
export type EngineEvent =
  | AdapterEvent
  | DeviceLostEvent
  | RecoveringEvent
  | RecoveredEvent
  | ModelFallbackEvent
  | FailedEvent;
