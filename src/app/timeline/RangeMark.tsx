// The range that is being drawn, over all tracks, with its times.

import { rangeWords } from "../../base/time-range.ts";
import { useSession } from "../hooks/session.tsx";
import { placeOfTime, type RulerSpan } from "./ruler-ticks.ts";

export function RangeMark(props: { readonly times: readonly number[]; readonly span: RulerSpan }) {
  const { times, span } = props;
  const drawn = useSession(({ drawnRange }) => drawnRange);
  if (drawn === null) return null;
  const [from, to] = [drawn.fromSec, drawn.toSec].map((sec) => placeOfTime(times, span, sec));
  return (
    <i className="range-mark" style={{ "--from": from ?? 0, "--to": to ?? 1 }} aria-hidden="true">
      <b>{rangeWords(drawn)}</b>
    </i>
  );
}
