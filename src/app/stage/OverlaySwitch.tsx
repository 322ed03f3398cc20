import { selectHasPatches, selectOverlay } from "../../store/selectors.ts";
import { OVERLAYS } from "../../store/view/preferences.ts";
import type { OverlayMode } from "../../store/view/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Segmented } from "../ui/Segmented.tsx";

const SEGMENTS: Readonly<Record<OverlayMode, { readonly name: string; readonly about?: string }>> =
  {
    kept: { name: "Kept" },
    heat: { name: "Heat" },
    patches: { name: "Encoded", about: "Which patches went through the vision encoder" },
    off: { name: "Off" },
  };

/** What lies over the frame: the tokens kept, the rank of all, what became of its patches, or nothing. */
export function OverlaySwitch() {
  const overlay = useSession(selectOverlay);
  const hasPatches = useSession(selectHasPatches);
  const { setOverlay } = useActions();
  return (
    <Segmented
      label="Overlay"
      value={overlay}
      segments={OVERLAYS.filter((mode) => mode !== "patches" || hasPatches).map((mode) => ({
        value: mode,
        ...SEGMENTS[mode],
      }))}
      onChoose={setOverlay}
    />
  );
}
