// What is kept on this disk, how much room there is, and whether the browser may clear it.

import type { StorageSpace } from "../../engine/models.ts";
import { formatPercent, formatRoughBytes } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { SavedList } from "../saved/SavedList.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { StoredRow } from "./StoredRow.tsx";

function Space({ space }: { readonly space: StorageSpace }) {
  const leaving = useSession(({ removing }) => removing.reduce((sum, { bytes }) => sum + bytes, 0));
  const { persistModels } = useActions();
  const { usageBytes, quotaBytes, isPersisted } = space;
  const share = quotaBytes > 0 ? Math.min(1, usageBytes / quotaBytes) : 0;
  return (
    <section className="space" aria-label="Space">
      <div
        className="meter"
        role="meter"
        aria-label="Space used"
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={formatPercent(share)}
      >
        <i style={{ "--share": share }} />
      </div>
      <p>
        <b>{formatRoughBytes(usageBytes)}</b> of {formatRoughBytes(quotaBytes)} that the browser
        lets this page keep.
        {leaving > 0 && ` ${formatRoughBytes(leaving)} of it leave in a moment.`}
      </p>
      <p className="label">
        {isPersisted ? (
          "The browser promised to keep it until you delete it."
        ) : (
          <>
            The browser may clear it when the disk is full.{" "}
            <button type="button" className="link" onClick={() => void persistModels()}>
              Ask it to keep it
            </button>
          </>
        )}
      </p>
    </section>
  );
}

export function StoragePanel() {
  const stored = useSession(({ models }) => models.stored);
  const { refreshModels } = useActions();
  switch (stored.phase) {
    case "unknown":
      return <p className="label">Looking at the disk.</p>;
    case "failed":
      return (
        <div className="load-failure">
          <ErrorText error={stored.error} />
          <button type="button" className="btn" onClick={() => void refreshModels()}>
            Look again
          </button>
        </div>
      );
    case "ready":
      return (
        <>
          {stored.space !== null && <Space space={stored.space} />}
          {stored.models.length === 0 ? (
            <p className="nothing">
              No downloaded model is on this disk. The embedded one comes with the page.
            </p>
          ) : (
            <ul className="stored-list" aria-label="Stored models">
              {stored.models.map((model) => (
                <StoredRow key={model.repo} stored={model} />
              ))}
            </ul>
          )}
          <SavedList />
        </>
      );
  }
}
