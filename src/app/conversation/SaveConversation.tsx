// The conversation as a file, and the moments that its answers are based on as subtitles.

import { DropdownMenu } from "radix-ui";
import { toPlainError } from "../../base/errors.ts";
import { adapterOf, selectModelInfo } from "../../store/models/selectors.ts";
import { outdatedPage } from "../../store/session/outdated-page.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Icon } from "../ui/Icon.tsx";
import { exportName } from "../values/export-about.ts";
import { saveText } from "../values/save-file.ts";
import { turnsWithMoments } from "./turn-moments.ts";

interface SaveItemProps {
  readonly onSave: () => Promise<void>;
  readonly children: string;
}

/** The code that writes the files is fetched when one is wanted, and can only be missing where the page is outdated. */
function SaveItem({ onSave, children }: SaveItemProps) {
  const { notify } = useActions();
  return (
    <DropdownMenu.Item
      className="menu-item"
      onSelect={() => void onSave().catch(() => notify(toPlainError(outdatedPage())))}
    >
      {children}
    </DropdownMenu.Item>
  );
}

function SaveItems() {
  const turns = useSession(({ turns }) => turns);
  const model = useSession(selectModelInfo);
  const adapter = useSession(({ engine }) => adapterOf(engine));
  const withMoments = turnsWithMoments(turns);
  const [about] = withMoments;
  const saveAs = async (kind: "md" | "json" | "csv") => {
    const { saveConversation } = await import("./save-conversation.ts");
    saveConversation(turns, { model, adapter, savedAt: new Date() }, kind);
  };
  const saveMoments = async (videoName: string) => {
    const { momentsSrt } = await import("./moments-srt.ts");
    saveText(
      momentsSrt(withMoments),
      "application/x-subrip",
      exportName(videoName, ["moments"], "srt"),
    );
  };
  return (
    <>
      <SaveItem onSave={() => saveAs("md")}>As text (Markdown)</SaveItem>
      <SaveItem onSave={() => saveAs("csv")}>As a table (CSV)</SaveItem>
      <SaveItem onSave={() => saveAs("json")}>As data (JSON)</SaveItem>
      {about !== undefined && (
        <SaveItem onSave={() => saveMoments(about.videoName)}>
          Its moments as subtitles (SRT)
        </SaveItem>
      )}
    </>
  );
}

export function SaveConversation({ words: shown }: { readonly words?: string }) {
  const isEmpty = useSession(({ turns }) => turns.length === 0);
  if (isEmpty) return null;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className={shown === undefined ? "btn plain square wide" : "btn plain"}
        aria-label="Save the conversation"
      >
        {shown ?? <Icon name="download" />}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="popover menu" align="end" sideOffset={4}>
          <DropdownMenu.Label className="menu-label">Save the conversation</DropdownMenu.Label>
          <SaveItems />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
