import { ToggleGroup } from "radix-ui";
import { selectHasPatches, selectOverlay } from "../../store/selectors.ts";
import { OVERLAYS } from "../../store/view/preferences.ts";
import { useActions, useSession } from "../hooks/session.tsx";

/** What lies over the frame: the tokens kept, the rank of all, what became of its patches, or nothing. */
export function OverlaySwitch() {
  const overlay = useSession(selectOverlay);
  const hasPatches = useSession(selectHasPatches);
  const { setOverlay } = useActions();
  return (
    <ToggleGroup.Root
      type="single"
      className="segmented"
      aria-label="Overlay"
      value={overlay}
      onValueChange={(value) => {
        // Pressing the one in use gives an empty value: it stays.
        const mode = OVERLAYS.find((one) => one === value);
        if (mode !== undefined) setOverlay(mode);
      }}
    >
      <ToggleGroup.Item value="kept">Kept</ToggleGroup.Item>
      <ToggleGroup.Item value="heat">Heat</ToggleGroup.Item>
      {hasPatches && (
        <ToggleGroup.Item value="patches" title="Which patches went through the vision encoder">
          Encoded
        </ToggleGroup.Item>
      )}
      <ToggleGroup.Item value="off">Off</ToggleGroup.Item>
    </ToggleGroup.Root>
  );
}
