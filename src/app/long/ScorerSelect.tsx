import type { Scorer } from "../../engine/api.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Select, type Choice } from "./Select.tsx";

const SCORERS: readonly Choice<Scorer>[] = [
  { value: "vidcom2", name: "by uniqueness" },
  { value: "redundancy", name: "by redundancy" },
  { value: "ranks", name: "by both ranks" },
  { value: "uniform", name: "by even strides" },
];

/** What decides which tokens of a chunk stay. */
export function ScorerSelect() {
  const scorer = useSession(({ long }) => long.scorer);
  const { chooseReading } = useActions();
  return (
    <Select
      label="Keep tokens"
      isBare
      value={scorer}
      choices={SCORERS}
      onChoose={(chosen) => chooseReading({ scorer: chosen })}
    />
  );
}
