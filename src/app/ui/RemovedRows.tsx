import type { Removal } from "../../store/removed/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatBytes } from "../values/format.ts";

/** The entries of a list that are deleted and can still be had back. */
export function RemovedRows({ kind }: { readonly kind: Removal["kind"] }) {
  const removing = useSession((state) => state.removing);
  const { takeBack } = useActions();
  return removing
    .filter((one) => one.kind === kind)
    .map((removal) => (
      <li key={removal.id} className="stored">
        <div className="stored-words">
          <b>{removal.name}</b>
          <small>Deleted; {formatBytes(removal.bytes)} leave this disk in a moment</small>
        </div>
        <div className="row">
          <button type="button" className="btn" onClick={() => void takeBack(removal)}>
            Undo<span className="sr"> the deletion of {removal.name}</span>
          </button>
        </div>
      </li>
    ));
}
