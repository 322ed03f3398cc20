// On a phone: everything that the bar and the budget have no room for.

import { Dialog } from "radix-ui";
import { useActions, useSession } from "../hooks/session.tsx";
import { useTheme } from "../hooks/use-theme.ts";
import { InspectSwitch } from "../ui/InspectSwitch.tsx";
import { AnswerLength } from "../ui/AnswerLength.tsx";
import { AdapterChip } from "./AdapterChip.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Part } from "../ui/Part.tsx";
import { ClipFacts } from "./ClipFacts.tsx";
import { ClearButton } from "./RightSide.tsx";
import { MenuSettings, OpenMenu, SaveConversation } from "./parts.ts";

export function PhoneMenu() {
  const { showDialog } = useActions();
  const isOpen = useSession(({ dialog }) => dialog === "menu");
  const hasVideo = useSession(({ video }) => video.phase !== "none");
  const { isDark, toggle } = useTheme();
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => showDialog(open ? "menu" : "none")}>
      <Dialog.Trigger className="btn plain square only-phone" aria-label="Menu">
        <Icon name="menu" />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="sheet" aria-describedby={undefined}>
          <Dialog.Title>Menu</Dialog.Title>
          <ClipFacts className="clip" />
          {hasVideo && (
            <Part>
              <MenuSettings />
            </Part>
          )}
          <div className="settings">
            <AnswerLength />
          </div>
          <div className="row">
            <Part>
              <SaveConversation words="Save the conversation" />
            </Part>
            <ClearButton className="btn plain" />
            {hasVideo && (
              <Part>
                <OpenMenu />
              </Part>
            )}
            <InspectSwitch />
            <button type="button" className="btn plain" onClick={toggle}>
              {isDark ? "Light theme" : "Dark theme"}
            </button>
            <button type="button" className="btn plain" onClick={() => showDialog("evaluate")}>
              Evaluate
            </button>
            <button type="button" className="btn plain" onClick={() => showDialog("help")}>
              Help and keys
            </button>
          </div>
          <AdapterChip />
          <Dialog.Close className="btn primary">Done</Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
