import type { FamilyReference } from "./family.ts";
import type { SquareSettings, TowerSettings } from "./llava.ts";
import { llavaOnevisionReference } from "./llava-onevision.ts";
import { llavaVideoReference, type LlavaVideoConfig } from "./llava-video.ts";
import { lfm2VlReference, type Lfm2VlPixels } from "./lfm2-vl.ts";
import { qwen2VlReference, type Qwen2VlConfig, type Qwen2VlPixels } from "./qwen2-vl.ts";
import { qwen35Reference, type Qwen35Config, type Qwen35Pixels } from "./qwen3-5.ts";
import { smolvlm2Reference, type Smolvlm2Config, type Smolvlm2Pixels } from "./smolvlm2.ts";

/** A folder's parsed config.json and preprocessor_config.json, and its chat template. */
export interface ReferenceFiles {
  readonly config: unknown;
  readonly preprocessor: unknown;
  readonly template: string;
}

/** The reference of the family that config.json names. */
export function referenceFor({ config, preprocessor, template }: ReferenceFiles): FamilyReference {
  const family = (config as { model_type: string }).model_type;
  switch (family) {
    case "llava_onevision":
      return llavaOnevisionReference(
        config as { vision_config: TowerSettings },
        preprocessor as SquareSettings,
        template,
      );
    case "llava_video":
      return llavaVideoReference(config as LlavaVideoConfig, preprocessor as SquareSettings);
    case "qwen2_vl":
      return qwen2VlReference(config as Qwen2VlConfig, preprocessor as Qwen2VlPixels, template);
    case "smolvlm":
      return smolvlm2Reference(config as Smolvlm2Config, preprocessor as Smolvlm2Pixels);
    case "qwen3_5":
      return qwen35Reference(config as Qwen35Config, preprocessor as Qwen35Pixels, template);
    case "lfm2_vl":
      return lfm2VlReference(preprocessor as Lfm2VlPixels, template);
    default:
      throw new Error(`There is no reference for the family "${family}".`);
  }
}
