import { ToggleGroup } from "radix-ui";
import { useActions, useSession } from "../hooks/session.tsx";

/** What lies over the frame: the tokens kept, the rank of all, or nothing. */
export function OverlaySwitch() {
  const overlay = useSession(({ overlay }) => overlay);
  const { setOverlay } = useActions();
  return (
    <ToggleGroup.Root
      type="single"
      className="segmented"
      aria-label="Overlay"
      value={overlay}
      onValueChange={(value) => {
        // Pressing the one in use gives an empty value: it stays.
        if (value === "kept" || value === "heat" || value === "off") setOverlay(value);
      }}
    >
      <ToggleGroup.Item value="kept">Kept</ToggleGroup.Item>
      <ToggleGroup.Item value="heat">Heat</ToggleGroup.Item>
      <ToggleGroup.Item value="off">Off</ToggleGroup.Item>
    </ToggleGroup.Root>
  );
}
