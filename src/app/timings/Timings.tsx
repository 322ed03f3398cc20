import { selectVideoSpans } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";

/** The waterfall of stages. */
export function Timings() {
  const spans = useSession(selectVideoSpans);
  return <p>{spans.length} stages timed</p>;
}
