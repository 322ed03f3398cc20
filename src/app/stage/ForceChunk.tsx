// Puts the selected chunk in detail or out of it, whatever its relevance.

import { ToggleGroup } from "radix-ui";
import { chunkOfFrame } from "../../store/whole/selectors.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { selectShownFrame } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
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
      <ToggleGroup.Root
        type="single"
        className="segmented"
        aria-labelledby="force-label"
        value={forced === undefined ? "auto" : forced ? "in" : "out"}
        onValueChange={(value) => {
          // Pressing the one in use gives an empty value: it stays.
          if (value === "auto") forceChunk(chunk, null);
          else if (value === "in" || value === "out") forceChunk(chunk, value === "in");
        }}
      >
        <ToggleGroup.Item value="auto" aria-label={isEnd ? "As first or last" : "By relevance"}>
          Auto
        </ToggleGroup.Item>
        <ToggleGroup.Item value="in">Always</ToggleGroup.Item>
        <ToggleGroup.Item value="out">Never</ToggleGroup.Item>
      </ToggleGroup.Root>
      <span className="only-phone ask-again">
        <AskAgain whole={whole} />
      </span>
    </div>
  );
}
