// Puts the selected chunk in detail or out of it, whatever its relevance.

import { chunkOfFrame } from "../../store/whole/selectors.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { selectShownFrame } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import { AskAgain } from "./AskAgain.tsx";

export function ForceChunk({ whole }: { readonly whole: WholeLook }) {
  const shown = useSession(selectShownFrame);
  const { chunk } = chunkOfFrame(whole.chunks, shown);
  const forced = whole.forced.get(chunk);
  const { forceChunk } = useActions();
  const isEnd = chunk === 0 || chunk === whole.chunks.length - 1;
  return (
    <div className="force">
      <p id="force-label">Chunk {chunk + 1} in detail</p>
      <Segmented
        label={{ id: "force-label" }}
        value={forced === undefined ? "auto" : forced ? "in" : "out"}
        segments={[
          { value: "auto", name: "Auto", spoken: isEnd ? "As first or last" : "By relevance" },
          { value: "in", name: "Always" },
          { value: "out", name: "Never" },
        ]}
        onChoose={(value) => forceChunk(chunk, value === "auto" ? null : value === "in")}
      />
      <span className="only-phone ask-again">
        <AskAgain whole={whole} />
      </span>
    </div>
  );
}
