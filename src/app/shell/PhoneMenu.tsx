// On a phone: everything that the bar and the budget have no room for.

import { Dialog } from "radix-ui";
import { SaveConversation } from "../conversation/SaveConversation.tsx";
import { SaveChart } from "../budget/SaveChart.tsx";
import { BudgetSettings } from "../budget/BudgetSettings.tsx";
import { selectWhole } from "../../store/whole/selectors.ts";
import { ReadingSettings } from "../reading/ReadingSettings.tsx";
import { RateSelect } from "../reading/RateSelect.tsx";
import { ScorerSelect } from "../reading/ScorerSelect.tsx";
import { useActions, useSession } from "../hooks/session.tsx";
import { useTheme } from "../hooks/use-theme.ts";
import { AnswerLength } from "../ui/AnswerLength.tsx";
import { AdapterChip } from "./AdapterChip.tsx";
import { Icon } from "../ui/Icon.tsx";
import { ClipFacts } from "./ClipFacts.tsx";
import { ClearButton } from "./RightSide.tsx";
import { OpenMenu } from "./OpenMenu.tsx";

export function PhoneMenu() {
  const { showDialog } = useActions();
  const isOpen = useSession(({ dialog }) => dialog === "menu");
  const hasVideo = useSession(({ video }) => video.phase !== "none");
  const whole = useSession(selectWhole);
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
          {whole !== null && (
            <>
              <ReadingSettings whole={whole} />
              <div className="settings">
                <RateSelect />
                <ScorerSelect />
              </div>
            </>
          )}
          {hasVideo && whole === null && <BudgetSettings />}
          <div className="settings">
            <AnswerLength />
          </div>
          <div className="row">
            <SaveChart words="Save the chart" />
            <SaveConversation words="Save the conversation" />
            <ClearButton className="btn plain" />
            {hasVideo && <OpenMenu />}
            <button type="button" className="btn plain" onClick={toggle}>
              {isDark ? "Light theme" : "Dark theme"}
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
