// All compression methods. To add one: a file that exports a `CompressionMethod`, and its entry here.

import type { CompressionMethod } from "./method.ts";
import { random } from "./random.ts";
import { uniform } from "./uniform.ts";
import { vidcom2 } from "./vidcom2.ts";

export const METHODS = { vidcom2, uniform, random } as const satisfies Readonly<
  Record<string, CompressionMethod>
>;

export type MethodId = keyof typeof METHODS;
