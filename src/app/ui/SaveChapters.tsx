import type { ChapterNote } from "../../engine/api.ts";
import { CHAPTER_FILES } from "../values/chapter-files.ts";
import { saveText } from "../values/save-file.ts";
import { slugOf } from "../values/slug.ts";
import { SaveItem, SaveMenu } from "./SaveMenu.tsx";

interface Props {
  /** The name of the video. */
  readonly name: string;
  readonly chapters: readonly ChapterNote[];
}

/** Saves what happens when in a video. */
export function SaveChapters({ name, chapters }: Props) {
  if (chapters.length === 0) return null;
  return (
    <SaveMenu name="Save the chapters" words="Save the chapters">
      {Object.entries(CHAPTER_FILES).map(([kind, { type, extension, text }]) => (
        <SaveItem
          key={kind}
          onSave={() =>
            saveText(text(name, chapters), type, `${slugOf(name)}_chapters.${extension}`)
          }
        >
          {kind}
        </SaveItem>
      ))}
    </SaveMenu>
  );
}
