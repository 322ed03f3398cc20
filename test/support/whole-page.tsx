// The page with a video that is read whole, on the fake engine: sixteen chunks unless the test says otherwise.

import type { FakeOptions } from "./fake-engine.ts";
import { showPage, type PageOptions, type ShownPage } from "./page.tsx";

export const WALL = "Which shape is on the wall?";
export const TALK = "What is the talk about?";

export interface WholePageOptions extends Omit<PageOptions, "engine"> {
  readonly engine?: FakeOptions;
  readonly chunks?: number;
}

export const FILE = new File(["x".repeat(4_000)], "talk.mp4", { type: "video/mp4" });

/** Shows the page with nothing open. The answer to `WALL` is in the chunks 7, 8 and 13 of 16. */
export function showForWhole({ chunks = 16, engine = {}, ...options }: WholePageOptions = {}) {
  const durationSec = chunks * 8;
  return showPage({
    ...options,
    engine: {
      ...engine,
      facts: { durationSec },
      model: { maxPositions: 32_768 },
      answers: { [WALL]: "A star." },
      whole: {
        moments: {
          [WALL]: [0.41, 0.47, 0.79].map((share) => share * durationSec),
          [TALK]: [0.2, 0.3, 0.6].map((share) => share * durationSec),
        },
        ...engine.whole,
      },
    },
  });
}

/** Shows the page after the whole video was read. */
export async function showWhole(options: WholePageOptions = {}): Promise<ShownPage> {
  const shown = await showForWhole(options);
  const { actions } = shown.store.getState();
  await actions.openFile(FILE);
  if (shown.store.getState().video.phase !== "whole") await actions.setWay("whole");
  return shown;
}
