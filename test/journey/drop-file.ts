import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";

/** Drops a file on the window, as a person does from another one. */
export async function dropFile(page: Page, path: string): Promise<void> {
  const name = path.split("/").at(-1)!;
  const bytes = readFileSync(path).toString("base64");
  const data = await page.evaluateHandle(
    ({ bytes, name }) => {
      const decoded = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([decoded], name));
      return transfer;
    },
    { bytes, name },
  );
  for (const type of ["dragenter", "dragover", "drop"]) {
    await page.dispatchEvent("body", type, { dataTransfer: data });
  }
}

/** Drops a folder of this disk in the middle of the window; the page gets a handle of it, as from the browser's own picker. */
export async function dropFolder(page: Page, path: string): Promise<void> {
  const { width, height } = page.viewportSize()!;
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: width / 2, y: height / 2, data });
  }
  await session.detach();
}
