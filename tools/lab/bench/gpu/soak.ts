// Questions in a row with the embedded model, after which nothing may have grown.

import { chooseModel, EMBEDDED_MODEL } from "../../cli/model.ts";
import { withModel } from "../../cli/with-lab.ts";
import { SOAK_FLAGS, soakLines } from "../measure.ts";
import type { ModelSectionOptions } from "./models.ts";
import type { Section } from "./section.ts";

const QUESTIONS = { full: 100, reduced: 10 } as const;
const FRAMES = 4;

export function soakSection(options: ModelSectionOptions): Section {
  const { size, note, context, quietSec, flags } = options;
  const count = QUESTIONS[size];
  return {
    id: "soak",
    title: `${count} questions without growth`,
    about:
      "About one video, with the embedded model; buffers and heap are counted after a collection.",
    async run() {
      note(`Asking ${count} questions …`);
      const chosen = chooseModel(EMBEDDED_MODEL);
      const lines = await withModel(
        context,
        { chosen, quietSec, flags: [...flags, ...SOAK_FLAGS] },
        ({ lab }) => soakLines(lab, { frames: FRAMES }, count),
      );
      return { lines };
    },
  };
}
