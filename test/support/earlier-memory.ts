// The saved memory of test/fixtures/earlier-version, put onto the browser's disk as the version that wrote it did.

import answer from "../fixtures/earlier-version/memory/answer.json";
import { createDiskFolders } from "../../src/disk/disk-folders.ts";

/** What that version said of the memory and answered from it. */
export const EARLIER = { ...answer, saved: answer.saved as [(typeof answer.saved)[number]] };

/** Resolves to the name under which the engine knows it. */
export async function putEarlierMemory(): Promise<string> {
  const folders = createDiskFolders("memories");
  const [{ id }] = EARLIER.saved;
  for (const name of ["entries-0.bin", "entries-1.bin", "records.bin", "head.json"]) {
    const file = await fetch(`/test/fixtures/earlier-version/memory/${name}`);
    await folders.write(id, name.replace(".bin", ""), [await file.arrayBuffer()]);
  }
  return id;
}
