// transformers: LlavaOnevisionVideoProcessor, LlavaOnevisionProcessor, `get_video_features`.

import { renderTurn } from "./chat.ts";
import {
  around,
  countingPositions,
  encodeRows,
  NEWLINE_ROW,
  tokenRows,
  type FamilyReference,
} from "./family.ts";
import {
  bilinearPooled,
  patchesASide,
  squashed,
  type SquareSettings,
  type TowerSettings,
} from "./llava.ts";

export function llavaOnevisionReference(
  config: { readonly vision_config: TowerSettings },
  preprocessor: SquareSettings,
  template: string,
): FamilyReference {
  const side = patchesASide(config.vision_config);
  const tokensASide = Math.ceil(side / 2);
  return {
    vision: (frames) => squashed(frames, preprocessor),
    shape: (frames) => ({ steps: frames.length, rows: tokensASide, columns: tokensASide }),
    tokens: (features, width) => bilinearPooled(features, { side, stride: 2, width }),
    rows(encode, question, { steps, rows, columns }) {
      const [before, after] = around(renderTurn(template, question), "<video>");
      const visual = [...tokenRows(0, steps * rows * columns), NEWLINE_ROW];
      return encodeRows(encode, [before, ...visual, after]);
    },
    keepsPlaces: false,
    positions: countingPositions,
  };
}
