// Makes the comparison of a link again. A sample is opened and compared at once when the model in use is the one of the
// link; for any other video or model the setup is filled in, and a notice says what is missing.

import type { PlainError } from "../../base/errors.ts";
import { chosenBy } from "../plan/plan-request.ts";
import type { SessionContext } from "../session/context.ts";
import { modelName, selectModelInfo } from "../models/selectors.ts";
import type { Notice } from "../view/types.ts";
import type { State } from "../types.ts";
import type { Sample } from "../video/types.ts";
import { readLink, type LinkedComparison } from "./link.ts";

interface Steps {
  readonly openSample: (sample: Sample) => Promise<void>;
  readonly runCompare: () => Promise<void>;
  readonly setTab: (tab: State["tab"]) => void;
  readonly notify: (error: PlainError, kind?: Notice["kind"]) => void;
}

/** Returns a function that follows a link, given as the hash of the address; it returns false for another hash. */
export function createLinkFollower(
  { get, set }: SessionContext,
  samples: () => Promise<readonly Sample[]>,
  { openSample, runCompare, setTab, notify }: Steps,
): (hash: string) => Promise<boolean> {
  const say = (message: string, hint: string) => notify({ code: "link", message, hint }, "info");

  const fill = ({ columns, questions }: LinkedComparison): void => {
    set({ compare: { ...get().compare, setup: { columns, questions }, shown: null } });
    setTab("compare");
  };
  /** Only before a video is opened: one that is open was looked at as the choices say. */
  const lookAs = ({ looking }: LinkedComparison): void =>
    set({ choices: { ...get().choices, ...chosenBy(looking) } });

  const follow = async (link: LinkedComparison): Promise<void> => {
    fill(link);
    const sample =
      link.sample === null ? undefined : (await samples()).find(({ file }) => file === link.sample);
    if (sample === undefined) {
      if (get().video.phase === "none") lookAs(link);
      say(
        `This link compares answers about “${link.video}”, which is not part of the page.`,
        "Open that video, then press Run: questions and columns are filled in.",
      );
      return;
    }
    lookAs(link);
    await openSample(sample);
    const info = selectModelInfo(get());
    if (info !== null && info.id !== link.modelId) {
      say(
        `This link was made with ${modelName(link.modelId)}; ${modelName(info.id)} is in use, whose answers may differ.`,
        "Press Run to compare with this model, or choose the other one first.",
      );
      return;
    }
    if (link.columns.some(({ modelId }) => modelId !== undefined)) {
      say(
        "This link compares models, which are loaded one after the other.",
        "Press Run to compare: the columns say which models, and whether they are on this computer.",
      );
      return;
    }
    if (get().video.phase === "open") await runCompare();
  };

  return async (hash) => {
    const link = readLink(hash);
    if (link !== null) await follow(link);
    return link !== null;
  };
}
