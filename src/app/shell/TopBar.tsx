// Wordmark, the open file, the model, the adapter, theme and help.

import { useState } from "react";
import { useActions, useSession } from "../hooks/session.tsx";
import { useTheme } from "../hooks/use-theme.ts";
import { AdapterChip } from "./AdapterChip.tsx";
import { ClipFacts } from "./ClipFacts.tsx";
import { InspectSwitch } from "../ui/InspectSwitch.tsx";
import { Icon, ThemeIcon } from "../ui/Icon.tsx";
import { ModelChip } from "./ModelChip.tsx";
import { MenuPart } from "../ui/MenuPart.tsx";
import { OpenMenu, PhoneMenu } from "./parts.ts";
import { Wordmark } from "./Wordmark.tsx";

function OpenAnother() {
  const [wasPressed, setPressed] = useState(false);
  return (
    <MenuPart className="btn plain" face="Open another" onPress={() => setPressed(true)}>
      <OpenMenu isOpenAtFirst={wasPressed} />
    </MenuPart>
  );
}

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
          <OpenAnother />
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
      <MenuPart
        className="btn plain square only-phone"
        label="Menu"
        face={<Icon name="menu" />}
        onPress={() => showDialog("menu")}
      >
        <PhoneMenu />
      </MenuPart>
    </header>
  );
}
