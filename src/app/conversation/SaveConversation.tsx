// The conversation as a file, and the moments that its answers are based on as subtitles.

import { toPlainError } from "../../base/errors.ts";
import { adapterOf, selectModelInfo } from "../../store/models/selectors.ts";
import { outdatedPage } from "../../store/session/outdated-page.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { SaveItem, SaveMenu } from "../ui/SaveMenu.tsx";
import { exportName } from "../values/export-about.ts";
import { saveText } from "../values/save-file.ts";
import { turnsWithMoments } from "./turn-moments.ts";

function SaveItems() {
  const turns = useSession(({ turns }) => turns);
  const model = useSession(selectModelInfo);
  const adapter = useSession(({ engine }) => adapterOf(engine));
  const { notify } = useActions();
  const withMoments = turnsWithMoments(turns);
  const [about] = withMoments;
  // The code that writes the files is fetched when one is wanted, and can only be missing where the page is outdated.
  const attempt = (saving: Promise<void>): void => {
    saving.catch(() => notify(toPlainError(outdatedPage())));
  };
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
      <SaveItem onSave={() => attempt(saveAs("md"))}>As text (Markdown)</SaveItem>
      <SaveItem onSave={() => attempt(saveAs("csv"))}>As a table (CSV)</SaveItem>
      <SaveItem onSave={() => attempt(saveAs("json"))}>As data (JSON)</SaveItem>
      {about !== undefined && (
        <SaveItem onSave={() => attempt(saveMoments(about.videoName))}>
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
    <SaveMenu name="Save the conversation" words={shown} className="wide">
      <SaveItems />
    </SaveMenu>
  );
}
