// Keeps the address in step with what is on show, and what is on show in step with the address. Another video is another entry
// of the browser's history; a changed setting changes the entry that is there. An opening has its entry from its beginning, so that
// going back ends it and does not leave the page.

import type { SessionContext } from "../session/context.ts";
import type { State } from "../types.ts";
import { isOfAnotherFile, placeOf, type Place } from "./place.ts";

/** While a slider is dragged the address waits, because browsers limit how often it may change. */
const WAIT_MS = 300;

interface Mark {
  /** The session, whose keys of files stay the same over reloads. */
  readonly visit: string;
  readonly fileKey: number | null;
  /** The entry's place among those of the session. */
  readonly at: number;
}

/**
 * Shows what an entry says; returns false where the reader stays with what is on show. `isArrival` is true for the address with
 * which the page was opened.
 */
export type ShowEntry = (
  hash: string,
  fileKey: number | null,
  isArrival: boolean,
) => Promise<boolean>;

const isMark = (mark: unknown): mark is Mark =>
  typeof mark === "object" && mark !== null && "visit" in mark && "fileKey" in mark && "at" in mark;

/** Follows the address and the state, until the returned function is called; nothing before `session` has been brought back. */
export function keepAddress(
  { env, get }: SessionContext,
  subscribe: (listener: (state: State) => void) => () => void,
  session: Promise<{ readonly id: string | null }>,
  show: ShowEntry,
): () => void {
  const { address } = env;
  let visit: string = crypto.randomUUID();
  let written: Place = { fileKey: null, hash: "" };
  /** The place of the entry whose view is on show. */
  let at = 0;
  /** Whether the newest entry is that of an opening, and until its end a copy of the one before. */
  let isOpenings = false;
  /** The entry that is being shown; until then the state is not yet what it says. */
  let following: object | null = null;
  /** Whether the reader stays, and the address is on its way back to what is on show. */
  let goingBack = false;
  let cancelWait = () => {};

  const write = (place: Place, how: "push" | "replace") => {
    cancelWait();
    written = place;
    if (how === "push") at += 1;
    const mark: Mark = { visit, fileKey: place.fileKey, at };
    address.write({ hash: place.hash, mark }, how);
  };
  /** Goes to another entry, where what is on show stays. */
  const goBy = (by: number) => {
    goingBack = true;
    address.go(by);
  };
  const onState = () => {
    if (following !== null || goingBack) return;
    const place = placeOf(get());
    if (place === null) {
      if (isOpenings || !isOfAnotherFile(get(), written.fileKey)) return;
      isOpenings = true;
      return write({ ...written, hash: address.read().hash }, "push");
    }
    const hasEntry = isOpenings;
    isOpenings = false;
    if (place.fileKey !== written.fileKey) return write(place, hasEntry ? "replace" : "push");
    cancelWait();
    if (hasEntry) {
      at -= 1;
      return goBy(-1);
    }
    if (place.hash === written.hash) return;
    cancelWait = env.after(WAIT_MS, () => write(place, "replace"));
  };
  const settle = () => {
    following = null;
    const place = placeOf(get());
    if (place === null) return onState();
    isOpenings = false;
    // Another part of the page may have an address of its own, which stays until something else is shown.
    if (place.fileKey !== null) write(place, "replace");
    else written = place;
  };
  const follow = async (isArrival: boolean) => {
    cancelWait();
    const mine = {};
    following = mine;
    const wasOpenings = isOpenings;
    isOpenings = false;
    const { hash, mark } = address.read();
    let stays = false;
    let to = at;
    try {
      visit = (await session).id ?? visit;
      if (following !== mine) return;
      // What has no mark of the session is its first entry, or was typed and so is the newest.
      const isOwn = isMark(mark) && mark.visit === visit;
      const own: Mark = isOwn ? mark : { visit, fileKey: null, at: isArrival ? 0 : at + 1 };
      to = own.at;
      // Its place is known while it is the newest, and its view may never be shown.
      if (!isOwn) address.write({ hash, mark: own }, "replace");
      stays = !(await show(hash, own.fileKey, isArrival));
    } finally {
      if (following === mine) {
        if (stays && to !== at) {
          isOpenings = wasOpenings;
          goBy(at - to);
        } else {
          at = to;
          settle();
        }
      }
    }
  };
  const onEntry = () => {
    if (!goingBack) return void follow(false);
    goingBack = false;
    settle();
  };

  const unsubscribe = subscribe(onState);
  const unwatch = address.watch(onEntry);
  void follow(true);
  return () => {
    cancelWait();
    unsubscribe();
    unwatch();
  };
}
