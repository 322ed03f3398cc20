import { expect, it } from "vitest";
import { otherFile } from "../../src/base/other-file.ts";

it("a file that is offered as another says the sizes of both in groups of digits", () => {
  const offered = new File([new Uint8Array(1_948_802)], "full.mp4");
  const { message } = otherFile(offered, { name: "talk.mp4", bytes: 950 });
  expect(message.replaceAll("\u202f", "'")).toBe(
    `full.mp4 has 1'948'802 bytes; "talk.mp4", which was read so far, had 950.`,
  );
});
