import { useEffect, useMemo } from "react";
import { modelsHere } from "../../store/models/here.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";

/** Returns the models with which can be compared, the one in use first; looks at the disk where nobody has. */
export function useModelsHere(): readonly string[] {
  const stored = useSession(({ models }) => models.stored);
  const inUse = useSession((state) => selectModelInfo(state)?.id ?? null);
  const { refreshModels } = useActions();
  const isUnknown = stored.phase === "unknown";
  useEffect(() => {
    if (isUnknown) void refreshModels();
  }, [isUnknown, refreshModels]);
  return useMemo(() => modelsHere(stored, inUse), [stored, inUse]);
}
