// Takes a model into use, and looks with it at what is open.

import { toPlainError } from "../../base/errors.ts";
import type { ModelSource, SavedMemory } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import type { Actions, State } from "../types.ts";
import {
  firstRead,
  selectIsReadingFirst,
  selectIsReadingUnderWay,
} from "../video/leave-reading.ts";
import type { Opener } from "../video/opening/run.ts";
import { wholeOf } from "../video/state.ts";
import { isHere } from "../video/types.ts";
import { isReadBy } from "../whole/saving.ts";
import type { ModelLoader } from "./loading.ts";

interface Session {
  readonly models: ModelLoader;
  readonly opener: Opener;
  readonly stopWork: () => void;
  /** Brings a memory back from the disk whose model is in use now. */
  readonly bringBack: (memory: SavedMemory) => Promise<void>;
  readonly notify: Actions["notify"];
  readonly subscribe: (listener: (state: State) => void) => () => void;
}

/** Returns a function that takes a model; it returns false, with a notice, where that cannot be loaded. */
export function createModelTaker(
  { get }: SessionContext,
  { models, opener, stopWork, bringBack, notify, subscribe }: Session,
): (source: ModelSource, isOther?: boolean) => Promise<boolean> {
  /** Looks at what is open with the model in use. A memory belongs to the model that read it. */
  const lookAgain = async (isOther: boolean) => {
    const { video, model, wholeChoices } = get();
    if (video.phase === "failed") {
      const { memory } = video;
      const isIts = memory !== null && model.phase === "ready" && isReadBy(memory, model.info);
      if (isIts) await bringBack(memory);
    } else if (isOther && video.phase === "open" && !isHere(video.file)) await opener.close();
    else if (isOther) await opener.again({ way: wholeChoices.way });
    else if (wholeOf(video) === null) await opener.again({ way: "frames", keepsMemory: true });
  };

  return async (source, isOther = true) => {
    stopWork();
    if (selectIsReadingFirst(get())) await firstRead(subscribe);
    // A reading rests meanwhile, and goes on when the model that read is the one in use after all.
    const isReading = selectIsReadingUnderWay(get());
    opener.pause("paused");
    const isTaken = await models.load(source).then(
      () => true,
      (thrown: unknown) => {
        notify(toPlainError(thrown));
        return false;
      },
    );
    if (isTaken) await lookAgain(isOther);
    if (isReading && !(isTaken && isOther)) void opener.readOn();
    return isTaken;
  };
}
