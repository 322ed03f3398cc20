// LLaVA-NeXT: `get_2dPool`, `add_token_per_grid`, conversation "qwen_1_5", and the time instruction of the model card.

import {
  countingPositions,
  encodeRows,
  NEWLINE_ROW,
  tokenRows,
  type FamilyReference,
  type Row,
  type VideoFacts,
} from "./family.ts";
import {
  averagePooled,
  bilinearPooled,
  patchesASide,
  squashed,
  type SquareSettings,
  type TowerSettings,
} from "./llava.ts";

export interface LlavaVideoConfig {
  readonly vision_config: TowerSettings;
  readonly mm_spatial_pool_mode: "average" | "bilinear";
  readonly mm_spatial_pool_stride: number;
  /** Always "grid" here. */
  readonly mm_newline_position: string;
  readonly framewise_newline_order?: "rows" | "released";
  readonly framewise_time_instruction?: boolean;
}

export function llavaVideoReference(
  config: LlavaVideoConfig,
  preprocessor: SquareSettings,
): FamilyReference {
  if (config.mm_newline_position !== "grid") throw new Error("This reference knows the grid only.");
  const side = patchesASide(config.vision_config);
  const stride = config.mm_spatial_pool_stride;
  const isAverage = config.mm_spatial_pool_mode === "average";
  const tokensASide = (isAverage ? Math.floor : Math.ceil)(side / stride);
  return {
    vision: (frames) => squashed(frames, preprocessor),
    shape: (frames) => ({ steps: frames.length, rows: tokensASide, columns: tokensASide }),
    tokens: (features, width) =>
      (isAverage ? averagePooled : bilinearPooled)(features, { side, stride, width }),
    rows(encode, question, video) {
      const told = config.framewise_time_instruction === true ? timeInstruction(video) : "";
      const order = config.framewise_newline_order ?? "rows";
      return encodeRows(encode, [
        "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n",
        ...(order === "rows" || video.isWhole ? newlineARow(video) : newlinesBehind(video)),
        `\n${told}${question}<|im_end|>\n<|im_start|>assistant\n`,
      ]);
    },
    keepsPlaces: false,
    positions: countingPositions,
  };
}

function newlineARow({ steps, rows, columns }: VideoFacts): Row[] {
  const visual: Row[] = [];
  for (let row = 0; row < steps * rows; row++)
    visual.push(...tokenRows(row * columns, (row + 1) * columns), NEWLINE_ROW);
  return visual;
}

function newlinesBehind({ steps, rows, columns }: VideoFacts): Row[] {
  const visual: Row[] = [];
  for (let step = 0; step < steps; step++) {
    visual.push(...tokenRows(step * rows * columns, (step + 1) * rows * columns));
    for (let row = 0; row < rows; row++) visual.push(NEWLINE_ROW);
  }
  return visual;
}

function timeInstruction({ steps, timesSec, durationSec }: VideoFacts): string {
  const times = timesSec.map((time) => `${twoPlaces(time)}s`).join(",");
  return (
    `The video lasts for ${twoPlaces(durationSec)} seconds, and ${steps} frames are uniformly sampled from it. ` +
    `These frames are located at ${times}.Please answer the following questions related to this video.\n`
  );
}

/** `f"{x:.2f}"`: of the two nearest hundredths the one that is even, when x lies exactly between them. */
function twoPlaces(x: number): string {
  const [low, high] = [Math.floor(x * 100), Math.floor(x * 100) + 1];
  if (x * 100 - low !== 0.5 || !Number.isInteger(x * 8)) return x.toFixed(2);
  return ((low % 2 === 0 ? low : high) / 100).toFixed(2);
}
