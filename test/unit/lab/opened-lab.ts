// One browser with the embedded model for many commands, because opening one takes longer than asking.

import type { LoadedLab } from "../../../tools/lab/cli/loaded-lab.ts";
import { chooseModel } from "../../../tools/lab/cli/model.ts";
import { withModel } from "../../../tools/lab/cli/with-lab.ts";

export interface OpenedLab {
  readonly open: LoadedLab;
  readonly close: () => Promise<void>;
}

export function openedLab(runtime: "webgpu" | "wasm"): Promise<OpenedLab> {
  const context = { note: () => undefined, track: <T>(lab: T): T => lab };
  return new Promise((resolve, reject) => {
    let close = () => {};
    const closed = withModel(context, { chosen: chooseModel(), runtime }, async (open) => {
      const done = new Promise<void>((end) => (close = end));
      resolve({
        open,
        close: () => {
          close();
          return closed;
        },
      });
      await done;
    });
    closed.catch(reject);
  });
}
