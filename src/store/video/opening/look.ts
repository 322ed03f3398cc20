// Looks at a file that is being opened: at some of its frames, or at the whole.

import type { PlainError } from "../../../base/errors.ts";
import type { InspectedFile, ModelInfo, VideoFacts } from "../../../engine/api.ts";
import { lookingOf } from "../../plan/plan-request.ts";
import type { SessionContext } from "../../session/context.ts";
import type { Actions } from "../../types.ts";
import { fittingRate, MOST_FRAMES_SEC } from "../../whole/choices.ts";
import type { WholeReader } from "../../whole/reading.ts";
import { framesWanted } from "../frame-actions.ts";
import type { FileHere } from "../types.ts";
import type { OpeningEvent } from "./machine.ts";

/** One opening: its id in events, and what ends it. */
export interface Opening {
  readonly id: number;
  readonly signal: AbortSignal;
}

const framesOnly = ({ title }: ModelInfo, frames: number): PlainError => ({
  code: "memory-family",
  message: `${title} cannot read a long video chunk by chunk yet; it looks at ${frames} frames of this one.`,
  hint: "Choose a model that can to ask about all of it, or ask for more frames.",
});

interface Ways {
  readonly reader: WholeReader;
  /** Resolves when everything that was replaced has been closed. */
  readonly send: (event: OpeningEvent) => Promise<void>;
  readonly isOpening: (id: number) => boolean;
  readonly replan: () => Promise<void>;
  readonly notify: Actions["notify"];
}

/** Returns a function that looks at a file as is chosen; by default its length decides. */
export function createLooker(
  { engine, get, set }: SessionContext,
  { reader, send, isOpening, replan, notify }: Ways,
): (opening: Opening, file: FileHere) => Promise<void> {
  const tell = (event: OpeningEvent): void => void send(event);

  /** Whether a file is better read whole, and can be; chooses a rate at which it fits. */
  const wantsWhole = (facts: VideoFacts): boolean => {
    const { model, wholeChoices } = get();
    if (facts.durationSec <= MOST_FRAMES_SEC || model.phase !== "ready") return false;
    if (!model.info.canReadWhole) {
      notify(framesOnly(model.info, framesWanted(get())), "info");
      return false;
    }
    const framesPerSec = fittingRate(facts.durationSec, wholeChoices, model.info);
    if (framesPerSec === null) return false;
    set({ wholeChoices: { ...wholeChoices, framesPerSec } });
    return true;
  };

  const lookAtFrames = async (
    { id, signal }: Opening,
    file: FileHere,
    inspected: InspectedFile,
  ) => {
    const wanted = lookingOf(get().choices);
    const video = await engine.open(inspected, {
      way: { kind: "frames", ...wanted },
      signal,
      onFacts: () => tell({ kind: "progress", id, now: { step: "decode" } }),
      onFrame: (frame) => tell({ kind: "frame", id, frame }),
      onProgress: ({ stage, done, total }) => {
        const count = { done, total };
        const decoded = {
          decoded: count,
          frames: total,
          ...(done < total && { step: "decode" as const }),
        };
        const now = stage === "decode" ? decoded : { encoded: count, step: "encode" as const };
        tell({ kind: "progress", id, now });
      },
    });
    const isWanted = isOpening(id);
    // A part that an address names may lie outside of the file.
    const looking = { ...wanted, range: video.looked.range };
    if (isWanted) set({ choices: { ...get().choices, range: looking.range ?? null } });
    await send({ kind: "arrived", id, file, video, savedAs: null, looking });
    if (isWanted) await replan();
  };

  return async (opening, file) => {
    const { id, signal } = opening;
    const inspected = await engine.inspect(file.blob, { name: file.name, signal });
    // A call that has its answer is too late to be stopped.
    if (!isOpening(id)) return engine.close(inspected);
    const { facts } = inspected;
    tell({ kind: "facts", id, facts });
    const { wholeChoices, choices } = get();
    const { way } = wholeChoices;
    // A part is looked at by its frames.
    const isPart = choices.range !== null;
    const isWhole = !isPart && (way === "whole" || (way === "auto" && wantsWhole(facts)));
    if (!isWhole) return lookAtFrames(opening, file, inspected);
    await reader.read(inspected, {
      signal,
      isAsked: way === "whole",
      onOpen: (video) => tell({ kind: "arrived", id, file, video, savedAs: null, looking: {} }),
    });
  };
}
