// What the overlay of patches means, with the numbers of the frame on show, and what copying left to the encoder in all.

import { PATCH } from "../../engine/catalogue.ts";
import { selectFrames, selectOverlay, selectShownFrame } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { formatCount, formatPercent } from "../values/format.ts";
import { patchGrid } from "./token-grid.ts";

const FATES = [
  { fate: PATCH.encoded, name: "encoded" },
  { fate: PATCH.copied, name: "copied" },
  { fate: PATCH.leftOut, name: "left out" },
] as const;

export function PatchLegend() {
  const video = useSession((state) => selectFrames(state)?.video ?? null);
  const shown = useSession(selectShownFrame);
  const isShown = useSession((state) => selectOverlay(state) === "patches");
  const grid = patchGrid(video?.patches ?? null, shown);
  if (!isShown || grid === null) return null;
  const share = video?.looked.encodedShare ?? 1;
  const counts = FATES.map(({ fate, name }) => ({
    name,
    count: grid.fates.reduce((sum, one) => sum + Number(one === fate), 0),
  }));
  return (
    <div className="patches">
      <ul>
        {counts
          .filter(({ count, name }) => count > 0 || name !== "left out")
          .map(({ name, count }) => (
            <li key={name} data-fate={name}>
              {formatCount(count)} {name}
            </li>
          ))}
      </ul>
      <p className="label">
        Of all frames, {formatPercent(share)} of the patches went through the encoder.
      </p>
    </div>
  );
}
