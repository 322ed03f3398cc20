// What this machine can do with a model, from the parts of the state that decide it.

import { useMemo } from "react";
import { asLoaded, fitModel, type Fit, type ModelEntry } from "../../engine/models.ts";
import { adapterOf, machineFor, selectModelInfo } from "../../store/models/selectors.ts";
import { useSession } from "../hooks/session.tsx";

/** Null while the GPU is not known. */
export function useFit(entry: ModelEntry): Fit | null {
  const adapter = useSession(({ engine }) => adapterOf(engine));
  const stored = useSession(({ models }) => models.stored);
  const deviceMemoryGb = useSession(({ models }) => models.deviceMemoryGb);
  const frames = useSession(({ choices }) => choices.frames) ?? entry.framesSuggested;
  const copiesStill = useSession(({ choices }) => choices.copiesStill);
  const info = useSession(selectModelInfo);
  return useMemo(() => {
    if (adapter === null) return null;
    const known = info === null ? entry : asLoaded(entry, info);
    const machine = machineFor(adapter, stored, deviceMemoryGb, entry.id);
    return fitModel(known, machine, frames, copiesStill);
  }, [adapter, stored, deviceMemoryGb, entry, frames, copiesStill, info]);
}
