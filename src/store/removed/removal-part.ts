// The marks of what is deleted, as a record for all sessions together.

import type { KeptPart } from "../kept/part.ts";
import { fields, isNumber, isText, listOf, oneOf } from "../kept/shape.ts";
import type { Removal } from "./types.ts";

export const REMOVING: KeptPart<readonly Removal[]> = {
  name: "removing",
  version: 1,
  words: "What was deleted",
  inputs: ({ removing }) => removing,
  of: ({ removing }) => removing,
  isIt: listOf(
    fields<Removal>({
      kind: oneOf(["memory", "model"] as const),
      id: isText,
      name: isText,
      bytes: isNumber,
      untilMs: isNumber,
    }),
  ),
};
