// Chooses in the place of the budget which frames are left out before asking, and asks the question with them and without: the
// experiment of VidCom²'s figure 1.

import type { LeftOut, LeftOutKind } from "../../engine/api.ts";
import { fitLeftOut } from "../../store/plan/left-out.ts";
import { selectFrames, selectIsBusy, selectOpenVideo } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { SeedInput } from "../ui/SeedInput.tsx";
import { Select } from "../ui/Select.tsx";
import { formatCounted } from "../values/format.ts";

const WHICH = [
  { value: "unique", name: "the most unique" },
  { value: "redundant", name: "the least unique" },
  { value: "random", name: "any, at random" },
  { value: "hand", name: "those that I press" },
] as const satisfies readonly { value: LeftOutKind | "hand"; name: string }[];

/** The question in the prompt, else the last one that was asked or compared about this video; empty where there is none. */
function useQuestion(): string {
  return useSession((state) => {
    const key = selectOpenVideo(state)?.file.key;
    const last = state.turns.findLast(({ fileKey }) => fileKey === key);
    const compared = state.compare.list.findLast(({ video }) => video.fileKey === key);
    return state.draft.trim() || (last?.question ?? compared?.questions[0]?.text ?? "");
  });
}

function Count({ leftOut, most }: { readonly leftOut: LeftOut; readonly most: number }) {
  const { setLeftOut } = useActions();
  if ("frames" in leftOut) return null;
  return (
    <label>
      <span className="label">How many</span>
      <input
        type="number"
        className="seed"
        min={0}
        max={most}
        value={leftOut.count}
        onChange={({ currentTarget: { valueAsNumber: count } }) => {
          if (Number.isSafeInteger(count)) setLeftOut(fitLeftOut({ ...leftOut, count }, most + 1));
        }}
      />
    </label>
  );
}

export function DropFrames({ leftOut }: { readonly leftOut: LeftOut }) {
  const frames = useSession((state) => selectFrames(state)?.video.timesSec.length ?? 0);
  const dropped = useSession(({ plan }) =>
    plan.phase === "none" || plan.shown === null
      ? 0
      : plan.shown.frames.filter(({ budget }) => budget === 0).length,
  );
  const isBusy = useSession(selectIsBusy);
  const question = useQuestion();
  const { setLeftOut, compareWithout } = useActions();
  const which = "frames" in leftOut ? "hand" : leftOut.which;
  const choose = (value: LeftOutKind | "hand"): void => {
    if (value === "hand") setLeftOut({ frames: [] });
    else {
      const count = "frames" in leftOut ? Math.floor(frames / 4) : leftOut.count;
      setLeftOut({ which: value, count });
    }
  };
  return (
    <section className="drop-frames" aria-label="Frames that are left out">
      <p>
        <b>{formatCounted(dropped, "frame is", "frames are")} left out.</b> All tokens of the other{" "}
        {frames - dropped} stay. Press a bar, or Space on it, to leave its frame out or take it
        back.
      </p>
      <div className="settings">
        <Select label="Leave out" value={which} choices={WHICH} onChoose={choose} />
        <Count leftOut={leftOut} most={Math.max(0, frames - 1)} />
        {"which" in leftOut && leftOut.which === "random" && (
          <SeedInput
            value={leftOut.seed ?? 0}
            onChange={(seed) => setLeftOut({ ...leftOut, seed })}
          />
        )}
      </div>
      <div className="settings">
        <button
          type="button"
          className="btn primary"
          disabled={isBusy || question === "" || dropped === 0}
          onClick={() => void compareWithout(question)}
        >
          Ask with and without them
        </button>
        <span className="faint">{question === "" ? "Type a question first." : question}</span>
      </div>
    </section>
  );
}
