// Wordmark, the open file, the model, the adapter, theme and help.

import { useActions, useSession } from "../hooks/session.tsx";
import { useTheme } from "../hooks/use-theme.ts";
import { AdapterChip } from "./AdapterChip.tsx";
import { ClipFacts } from "./ClipFacts.tsx";
import { InspectSwitch } from "../ui/InspectSwitch.tsx";
import { Icon, ThemeIcon } from "../ui/Icon.tsx";
import { ModelChip } from "./ModelChip.tsx";
import { OpenMenu } from "./OpenMenu.tsx";
import { PhoneMenu } from "./PhoneMenu.tsx";
import { Wordmark } from "./Wordmark.tsx";

export function TopBar() {
  const { showDialog } = useActions();
  const { isDark, toggle } = useTheme();
  const canOpenAnother = useSession(({ video }) => video.phase !== "none");
  return (
    <header className="topbar">
      <Wordmark />
      <i className="rule wide" />
      <ClipFacts />
      {canOpenAnother && (
        <span className="wide">
          <OpenMenu />
        </span>
      )}
      <span className="grow" />
      <ModelChip />
      <span className="wide">
        <AdapterChip />
      </span>
      <InspectSwitch className="btn plain wide inspect" />
      <button
        type="button"
        className="btn plain square wide"
        aria-label={isDark ? "Switch to the light theme" : "Switch to the dark theme"}
        onClick={toggle}
      >
        <ThemeIcon />
      </button>
      <button
        type="button"
        className="btn plain square wide"
        aria-label="Help and keys"
        onClick={() => showDialog("help")}
      >
        <Icon name="help" />
      </button>
      <PhoneMenu />
    </header>
  );
}
