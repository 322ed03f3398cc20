// Shows the view that an address names: opens its sample, or what this visit had open there, and takes its settings.

import type { PlainError } from "../../base/errors.ts";
import { selectModelInfo } from "../models/selectors.ts";
import { choicesOf, chosenBy, fitChoices, isSameLooking, lookingOf } from "../plan/plan-request.ts";
import type { SessionContext } from "../session/context.ts";
import type { Choices } from "../plan/types.ts";
import type { Notice } from "../view/types.ts";
import type { LookingWay } from "../whole/types.ts";
import { openIn } from "../video/state.ts";
import type { Sample } from "../video/types.ts";
import { readView, type View } from "./view.ts";

const planIsUnknown = (plan: string): PlainError => ({
  code: "link",
  message: `The plan “${plan}” of this link is none that this page has.`,
  hint: "The default one is taken. The link may be of another version; choose a method and a retention yourself.",
});

interface Steps {
  readonly openSample: (sample: Sample) => Promise<void>;
  /** Opens a file of this visit again. */
  readonly openKnown: (fileKey: number, way?: LookingWay) => Promise<void>;
  /** Brings back what was being read when the page was left. */
  readonly goOnReading: () => Promise<void>;
  readonly leaveVideo: () => void;
  /** Goes back to what is open behind the start, or behind an opening. */
  readonly stopOpening: () => void;
  readonly replan: () => Promise<void>;
  /** Looks at the open file again with the choices of now. */
  readonly lookAgain: () => Promise<void>;
  readonly notify: (error: PlainError, kind?: Notice["kind"]) => void;
}

/**
 * Returns a function that shows a view; it returns false when that leaves open which video is shown. At an arrival its question
 * is put in the prompt, unless it was asked before; nothing is asked by itself.
 */
export function createViewShower(
  { get, set }: SessionContext,
  samples: () => Promise<readonly Sample[]>,
  steps: Steps,
): (hash: string, fileKey: number | null, isArrival: boolean) => Promise<boolean> {
  const choicesIn = ({ request, looking }: View): Choices => {
    const choices = { ...choicesOf(request, get().choices), ...chosenBy(looking) };
    return fitChoices(choices, selectModelInfo(get()));
  };
  /** Whether the file is the one that is open, or comes back. */
  const isHere = (fileKey: number | null, sample: string | null): boolean => {
    const file = openIn(get().video)?.file;
    if (file === undefined) return false;
    return sample === null ? file.key === fileKey : file.sample?.file === sample;
  };

  const isInterrupted = (fileKey: number | null, sample: string | null): boolean => {
    const { interrupted, files } = get();
    const origin = files.find(({ key }) => key === interrupted?.fileKey)?.origin;
    if (origin === undefined) return false;
    if (sample === null) return interrupted?.fileKey === fileKey;
    return origin.kind === "sample" && origin.file === sample;
  };

  const showHere = async (view: View) => {
    if (get().video.phase !== "open") steps.stopOpening();
    const before = lookingOf(get().choices);
    const choices = choicesIn(view);
    set({ choices });
    const { video } = get();
    if (video.phase !== "open" || video.look.kind !== "frames") return;
    await (isSameLooking(lookingOf(choices), before) ? steps.replan() : steps.lookAgain());
  };

  return async (hash, fileKey, isArrival) => {
    const view = readView(hash);
    if (view === null) {
      // An address that names nothing is the start, except when the page was opened with it.
      if (!isArrival && hash === "") steps.leaveVideo();
      return false;
    }
    const { question, unknownPlan } = view;
    if (unknownPlan !== null) steps.notify(planIsUnknown(unknownPlan), "info");
    const isNew =
      isArrival && get().draft === "" && !get().turns.some((one) => one.question === question);
    if (question !== null && isNew) set({ draft: question });
    if (isHere(fileKey, view.sample)) {
      await showHere(view);
      return true;
    }
    const sample = (await samples()).find(({ file }) => file === view.sample);
    set({ choices: choicesIn(view) });
    if (isArrival && isInterrupted(fileKey, view.sample)) {
      await steps.goOnReading();
      return true;
    }
    if (sample !== undefined) {
      await steps.openSample(sample);
      return true;
    }
    if (fileKey !== null) {
      // Nothing is read whole unasked.
      await steps.openKnown(fileKey, isArrival ? "frames" : "auto");
      return true;
    }
    if (!isArrival) steps.leaveVideo();
    if (view.sample === null) return false;
    steps.notify(
      {
        code: "link",
        message: `The sample “${view.sample}” of this link is not part of the page.`,
        hint: "Choose another sample, or open a video of your own; the link's settings are taken.",
      },
      "info",
    );
    return true;
  };
}
