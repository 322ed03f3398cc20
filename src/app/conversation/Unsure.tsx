import type { ClosestCall } from "../../engine/api.ts";
import type { Turn } from "../../store/ask/types.ts";

/** One that was not this many times as likely as another is called unsure. */
const SURE_FROM = 2;

const quoted = (text: string): string => (text === "" ? "to end there" : `“${text}”`);

function words({ said, other, ratio }: ClosestCall): string {
  const alike = ratio < 1.05 ? "was as likely" : `was nearly as likely, 1 to ${ratio.toFixed(1)}`;
  return said === ""
    ? `It ended there; to go on with ${quoted(other)} ${alike}.`
    : `It said “${said}”; ${quoted(other)} ${alike}.`;
}

/** Says where another answer was nearly as likely. */
export function Unsure({ turn: { state } }: { readonly turn: Turn }) {
  const closest = state.phase === "done" ? state.report.closest : null;
  if (closest === null || closest.ratio >= SURE_FROM) return null;
  return (
    <p className="unsure">
      <b>Unsure.</b> {words(closest)}
    </p>
  );
}
