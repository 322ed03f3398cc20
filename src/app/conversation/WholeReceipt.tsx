// What an answer about a whole video used: a small ribbon, the cost, and the moments that it is based on.

import { chunkRole, choiceOf, momentsOf, selectShownTurn } from "../../store/whole/selectors.ts";
import type { WholeTurn } from "../../store/types.ts";
import { CostLine } from "../ui/CostLine.tsx";
import { formatCount } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { MiniRibbon } from "../ribbon/MiniRibbon.tsx";
import { Moments } from "../ribbon/Moments.tsx";

export function WholeReceipt({ turn }: { readonly turn: WholeTurn }) {
  const { showTurn } = useActions();
  const isShown = useSession((state) => selectShownTurn(state)?.id === turn.id);
  const choice = choiceOf(turn);
  if (choice === null)
    return (
      <div className="receipt">
        <CostLine turn={turn} />
      </div>
    );
  const { forced } = turn.asked;
  const roles = choice.chunks.map((_, chunk) => chunkRole(choice, chunk, forced));
  const loaded = momentsOf(choice, forced);
  const count = `${loaded.length} of ${formatCount(choice.chunks.length)}`;
  return (
    <div className="receipt">
      <button
        type="button"
        className="paid"
        aria-pressed={isShown}
        aria-label={`Used ${count} chunks in detail, ${formatCount(choice.entries)} tokens. Show them on the ribbon.`}
        onClick={() => showTurn(turn.id)}
      >
        <span>Used</span>
        <MiniRibbon roles={roles} />
        <span className="num">{loaded.length === 0 ? "first and last" : count}</span>
      </button>
      <CostLine turn={turn} />
      <Moments turn={turn} moments={loaded} />
    </div>
  );
}
