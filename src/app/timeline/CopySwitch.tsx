import { selectModelInfo } from "../../store/models/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";
import { Check } from "../ui/Check.tsx";

const ABOUT =
  "The vision encoder works on what changes from frame to frame; of the rest, what it made before is copied. " +
  "Off: all of every frame is encoded.";

/** Whether what stays the same is copied. A model whose encoder cannot be cut encodes all, whatever is chosen. */
export function CopySwitch() {
  const uncut = useSession((state) => selectModelInfo(state)?.uncut ?? null);
  const isOn = useSession(({ choices }) => choices.copiesStill);
  const isInspecting = useInspecting();
  const { setCopiesStill } = useActions();
  if (!isInspecting) return null;
  return (
    <Check
      label="Copy what stays the same"
      isOn={isOn && uncut === null}
      isDisabled={uncut !== null}
      about={uncut ?? ABOUT}
      onChange={(copies) => void setCopiesStill(copies)}
    />
  );
}
