import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

/** Drops a file on the window, as a person does from another one. */
export async function dropFile(page: Page, path: string): Promise<void> {
  const name = path.split("/").at(-1)!;
  const bytes = readFileSync(path).toString("base64");
  const data = await page.evaluateHandle(
    async ({ bytes, name }) => {
      const blob = await (await fetch(`data:application/octet-stream;base64,${bytes}`)).blob();
      const transfer = new DataTransfer();
      transfer.items.add(new File([blob], name));
      return transfer;
    },
    { bytes, name },
  );
  for (const type of ["dragenter", "dragover", "drop"]) {
    await page.dispatchEvent("body", type, { dataTransfer: data });
  }
}
