// What the list is compared with: the GPU and the room on the disk.

import { adapterOf } from "../../store/models/selectors.ts";
import { formatRoughBytes } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { adapterName } from "../values/adapter-name.ts";

export function MachineLine() {
  const adapter = useSession(({ engine }) => adapterOf(engine));
  const space = useSession(({ models }) =>
    models.stored.phase === "ready" ? models.stored.space : null,
  );
  const free = space === null ? null : Math.max(0, space.quotaBytes - space.usageBytes);
  return (
    <p className="machine">
      {adapter === null ? (
        "Looking for the GPU; then this list shows what it can run."
      ) : (
        <>
          This machine: <b>{adapterName(adapter)}</b>
          {adapter.hasShaderF16 ? ", computes in 16 bits" : ", computes in 32 bits only"}
          {adapter.isSoftware && ", on the processor: very slow"}
          {free !== null && (
            <>
              {"; "}
              <b>{formatRoughBytes(free)}</b> free for this page
            </>
          )}
          .
        </>
      )}
    </p>
  );
}
