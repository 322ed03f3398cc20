// Which frames are looked at, and with how many tokens: the model's own, or the reader's.

import { SPREADS } from "../../base/sampling.ts";
import type { FrameSampling, Spread } from "../../engine/api.ts";
import { MAX_FRAMES } from "../../base/sampling.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { selectFrames } from "../../store/selectors.ts";
import { formatCount } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { OwnOr } from "./OwnOr.tsx";

const FRAME_COUNTS: readonly number[] = [8, 16, 24, 32, 48, 64];
/** The tokens that a step may have; 100 are about what half a frame costs LLaVA-OneVision. */
const STEP_TOKENS: readonly number[] = [64, 100, 196, 384];

const SPREAD_NAMES: Readonly<Record<Spread, string>> = {
  ends: "first to last",
  starts: "starts of parts",
  centres: "centres of parts",
};

/** "32", "1 a second, up to 64". */
function countWords({ framesPerSec, most }: FrameSampling): string {
  const limit = Math.min(most, MAX_FRAMES);
  return framesPerSec === null ? `${limit}` : `${framesPerSec} a second, up to ${limit}`;
}

function StepTokens({ own }: { readonly own: number }) {
  const chosen = useSession(({ choices }) => choices.stepTokens);
  const steps = useSession((state) => selectFrames(state)?.video.timesSec.length ?? null);
  const { setStepTokens } = useActions();
  /** What it costs: every token of the video, at most. */
  const name = (count: number): string =>
    steps === null ? `${count}` : `${count}, ${formatCount(steps * count)} in all`;
  return (
    <OwnOr
      label="Tokens a step"
      own={`up to ${name(own)}`}
      values={STEP_TOKENS.filter((count) => count < own)}
      chosen={chosen}
      name={(count) => `up to ${name(count)}`}
      onChoose={(count) => void setStepTokens(count)}
    />
  );
}

export function LookingSettings() {
  const info = useSession(selectModelInfo);
  const frames = useSession(({ choices }) => choices.frames);
  const spread = useSession(({ choices }) => choices.spread);
  const isInspecting = useInspecting();
  const { setFrames, setSpread } = useActions();
  const own = info?.sampling;
  return (
    <>
      <OwnOr
        label="Frames"
        own={own === undefined ? null : countWords(own)}
        values={FRAME_COUNTS}
        chosen={frames}
        name={String}
        onChoose={(count) => void setFrames(count)}
      />
      {isInspecting && (
        <>
          <OwnOr
            label="Spread"
            isBare
            own={own === undefined ? null : SPREAD_NAMES[own.spread]}
            values={SPREADS}
            chosen={spread}
            name={(one) => SPREAD_NAMES[one]}
            onChoose={(one) => void setSpread(one)}
          />
          {info !== null && info.stepTokens !== null && <StepTokens own={info.stepTokens} />}
        </>
      )}
    </>
  );
}
