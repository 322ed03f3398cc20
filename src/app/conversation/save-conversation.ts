import type { Turn } from "../../store/ask/types.ts";
import type { Surroundings } from "../values/export-about.ts";
import { saveText } from "../values/save-file.ts";
import {
  conversationCsv,
  conversationFileName,
  conversationJson,
  conversationMarkdown,
} from "./conversation-export.ts";

const KINDS = {
  md: [conversationMarkdown, "text/markdown"],
  csv: [conversationCsv, "text/csv"],
  json: [conversationJson, "application/json"],
} as const;

/** Hands turns to the reader as a file of a kind. */
export function saveConversation(
  turns: readonly Turn[],
  surroundings: Surroundings,
  kind: keyof typeof KINDS,
): void {
  const [write, type] = KINDS[kind];
  saveText(write(turns, surroundings), type, conversationFileName(turns, kind));
}
