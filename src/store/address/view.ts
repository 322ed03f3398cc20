// What is on show, as far as it is no file: the sample, the plan, the frames and the question. It stands behind the # of the
// page's address, which browsers send to nobody; a link with it opens the same view.

import type { Looking, PlanRequest } from "../../engine/api.ts";
import { DEFAULT_PLAN } from "../plan/plan-request.ts";
import { lookingWords, readLooking, readRequest, requestWords } from "../plan/plan-words.ts";

export interface View {
  /** The file's name in `samples/`; null for any other video. */
  readonly sample: string | null;
  readonly request: PlanRequest;
  readonly looking: Looking;
  /** The question that was asked last about the sample; null without one. */
  readonly question: string | null;
}

/** A view as an address names it. */
export interface NamedView extends View {
  /** The words of a plan that this version does not have, in whose place the default one stands; null without any. */
  readonly unknownPlan: string | null;
}

const MARK = "#view?";

/** Returns the part of the address behind the page's own, from "#" on; nothing for the start of the page. */
export function viewHash(view: View | null): string {
  if (view === null) return "";
  const { sample, request, looking, question } = view;
  const words = new URLSearchParams();
  if (sample !== null) words.set("sample", sample);
  words.set("plan", requestWords(request));
  for (const [name, value] of lookingWords(looking)) words.set(name, value);
  if (question !== null) words.set("q", question);
  return `${MARK}${words}`;
}

/** Reads a view; null for an address that names neither a sample nor a plan. A link that was shortened has the default plan. */
export function readView(hash: string): NamedView | null {
  if (!hash.startsWith(MARK)) return null;
  const words = new URLSearchParams(hash.slice(MARK.length));
  const sample = words.get("sample");
  const plan = words.get("plan") ?? "";
  if (sample === null && plan === "") return null;
  const request = plan === "" ? DEFAULT_PLAN : readRequest(plan);
  const question = words.get("q")?.trim() ?? "";
  return {
    sample,
    request: request ?? DEFAULT_PLAN,
    unknownPlan: request === null ? plan : null,
    looking: readLooking(words),
    question: question === "" ? null : question,
  };
}
