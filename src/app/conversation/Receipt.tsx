import type { Turn } from "../../store/ask/types.ts";
import { FramesReceipt } from "./FramesReceipt.tsx";
import { WholeReceipt } from "./WholeReceipt.tsx";

/** The receipt of an answer: a strip of what it used, which leads back to its plan or chunks, and its cost. */
export function Receipt({ turn }: { readonly turn: Turn }) {
  return (
    <div className="receipt">
      {turn.kind === "frames" ? <FramesReceipt turn={turn} /> : <WholeReceipt turn={turn} />}
    </div>
  );
}
