/**
 * Feeds training with clips over a pipe: one JSON request a line on standard input, one framed answer each on standard
 * output. A request names its seeds, so that training can be stopped and resumed anywhere.
 *
 * Answer: uint32 LE header length, uint32 LE body length, header (JSON), body = uint8 RGB planes [B, T, 3, side, side],
 * then, if labels were asked for, uint8 patch labels [B, T, (side/8)², 4].
 */
import { createInterface } from "node:readline";
import type { ClipSpec } from "../world/clip.ts";
import { drawFrame } from "../world/draw.ts";
import type { World } from "../world/hard/disturbance.ts";
import { PATCH_LABELS, patchLabels } from "../world/patches.ts";
import { sampleClip } from "../world/sample.ts";
import { packQuestions } from "./pack-questions.ts";

interface Request {
  /** The seed of the first clip; the others follow it. */
  readonly seed: number;
  readonly clips: number;
  /** The number of frames drawn of each clip, evenly spaced. */
  readonly frames: number;
  /** The world; default plain. */
  readonly world?: World;
  /** The ticks of each clip when there are fewer than frames: brief things then stay for more than two frames. */
  readonly ticks?: number;
  readonly labels?: boolean;
  readonly questions?: boolean;
  /** Whether clips are full of things that appear, four to seven of them. */
  readonly crowded?: boolean;
  /** The most questions about a clip that name a thing by its colour; default 0. */
  readonly named?: number;
  /** Whether there are no other questions. */
  readonly namedOnly?: boolean;
  /** Whether clips are held out, with off-topic questions of kinds that training never sees. */
  readonly heldOut?: boolean;
}

const SIDE = 88;
const GRID = SIDE / 8;
const PIXELS = SIDE * SIDE;
/** The number of things in a crowded clip; there are eight colours, one of them the main object's. */
const [FEW, MANY] = [4, 7];

function answer(request: Request): Buffer {
  const { seed, clips, frames } = request;
  const specs = Array.from({ length: clips }, (_, index) =>
    sampleClip(seed + index, {
      frames: request.ticks ?? frames,
      world: request.world,
      ...(request.crowded ? { needles: FEW + ((seed + index) % (MANY - FEW + 1)) } : {}),
    }),
  );
  const labelBytes = request.labels ? GRID * GRID * PATCH_LABELS : 0;
  const body = Buffer.alloc(clips * frames * (3 * PIXELS + labelBytes));
  for (const [index, spec] of specs.entries()) {
    for (let shown = 0; shown < frames; shown++) {
      const picture = index * frames + shown;
      const time = (shown + 0.5) / frames;
      writePlanes(body, picture * 3 * PIXELS, drawFrame(spec, time, SIDE, SIDE));
      if (request.labels)
        body.set(
          patchLabels(spec, time, SIDE, GRID),
          clips * frames * 3 * PIXELS + picture * labelBytes,
        );
    }
  }
  return frame(describe(specs, request), body);
}

function describe(specs: readonly ClipSpec[], request: Request): object {
  if (!request.questions) return {};
  return { clips: specs.map((spec) => packQuestions(spec, request)) };
}

function writePlanes(body: Buffer, at: number, rgba: Uint8ClampedArray): void {
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    body[at + pixel] = rgba[4 * pixel] ?? 0;
    body[at + PIXELS + pixel] = rgba[4 * pixel + 1] ?? 0;
    body[at + 2 * PIXELS + pixel] = rgba[4 * pixel + 2] ?? 0;
  }
}

function frame(header: object, body: Buffer): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(text.length, 0);
  lengths.writeUInt32LE(body.length, 4);
  return Buffer.concat([lengths, text, body]);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(answer(JSON.parse(line) as Request));
}
