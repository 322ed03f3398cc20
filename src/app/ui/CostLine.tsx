import type { ReactNode } from "react";
import type { Turn } from "../../store/ask/types.ts";
import { formatBytes, formatCount, formatSeconds } from "../values/format.ts";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { costOf } from "../values/cost.ts";

function Item({ value, unit, isWarm }: { value: string; unit: ReactNode; isWarm?: boolean }) {
  return (
    <span data-warm={isWarm || undefined}>
      <b>{value}</b> {unit}
    </span>
  );
}

/** What the answer cost. Figures appear as they become known. */
export function CostLine({ turn }: { readonly turn: Turn }) {
  const cost = costOf(turn);
  const isLive = turn.state.phase === "streaming";
  const isInspecting = useInspecting();
  return (
    <p className="costline">
      {cost.firstTokenMs !== null && (
        <Item
          value={formatSeconds(cost.firstTokenMs)}
          unit={isInspecting ? "to first token" : "to the first word"}
          isWarm={isLive}
        />
      )}
      {cost.kept !== null && (
        <Item
          value={formatCount(cost.kept)}
          unit={turn.kind === "frames" ? "tokens kept" : "tokens"}
        />
      )}
      {isInspecting && (
        <>
          {cost.average !== null && <span>{cost.average}</span>}
          {cost.tokensPerSec !== null && (
            <Item value={cost.tokensPerSec.toFixed(1)} unit="tokens/s" />
          )}
          {cost.kvBytes !== null && <Item value={formatBytes(cost.kvBytes)} unit="KV" />}
          {cost.positions !== null && <span>{cost.positions} positions</span>}
          {cost.reused !== null && <span>{cost.reused}</span>}
        </>
      )}
    </p>
  );
}
