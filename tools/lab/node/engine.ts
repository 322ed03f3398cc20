// The engine in Node, with the calls of the lab that need no page. It is bundled before it runs, because its shaders are files.

import type { AdapterFacts, ModelInfo, VideoInput } from "../../../src/engine/api.ts";
import { createSession } from "../../../src/engine/session.ts";
import { type ClipSpec, drawFrame, tickTime } from "../../world/index.ts";
import { createEvalNeedle, type DrawVideo, type RunEvalNeedle } from "../page/eval-needle.ts";
import { runtimeName } from "./runtime.ts";
import { DrawnPicture, standInForBrowser } from "./stand-ins.ts";

export interface NodeEngine {
  readonly model: ModelInfo;
  readonly adapter: AdapterFacts;
  readonly evalNeedle: RunEvalNeedle;
}

/** Starts an engine with the model whose files these are; its graphs run on the processor. */
export async function startEngine(
  id: string,
  files: ReadonlyMap<string, Blob>,
  note: (text: string) => void,
): Promise<NodeEngine> {
  standInForBrowser();
  Object.assign(globalThis, { labNote: note });
  let adapter: AdapterFacts | undefined;
  const engine = createSession((event) => {
    if (event.kind === "adapter") ({ adapter } = event);
  });
  const model = await engine.loadModel({ kind: "files", id, files }, { runtime: "wasm" });
  if (adapter === undefined) throw new Error("The engine told no adapter.");
  return {
    model,
    adapter: { ...adapter, description: `Node's JavaScript, graphs by ${runtimeName}` },
    evalNeedle: createEvalNeedle(engine, DRAWN),
  };
}

const GREY = 128;

/** Draws frames straight to pixels, without a video's codec. */
const DRAWN: DrawVideo = {
  clip: async (spec, { widthPx }) =>
    pictures(spec, widthPx, spec.frames, (tick, width, height) =>
      drawFrame(spec, tickTime(spec, tick), width, height),
    ),
  blank: async (spec, { widthPx, ticks }) =>
    pictures(spec, widthPx, ticks, (_tick, width, height) =>
      new Uint8ClampedArray(4 * width * height).fill(GREY),
    ),
};

/** One picture a tick, which the engine shows for a second each. */
function pictures(
  { aspect }: ClipSpec,
  width: number,
  ticks: number,
  paint: (tick: number, width: number, height: number) => Uint8ClampedArray,
): VideoInput {
  const height = 2 * Math.round(width / aspect / 2);
  return Array.from(
    { length: ticks },
    (_, tick) => new DrawnPicture(() => ({ width, height, bytes: paint(tick, width, height) })),
  );
}
