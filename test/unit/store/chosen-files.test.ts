import { describe, expect, it } from "vitest";
import { chooseFiles } from "../../../src/store/video/chosen-files.ts";
import { session } from "../../support/session.ts";

const picture = (name: string, type = "image/png") => new File(["x"], name, { type });
const video = (name: string) => new File(["video"], name, { type: "video/mp4" });

describe("files that are chosen together", () => {
  it("are one video where they are pictures, in the order of their names", () => {
    const chosen = chooseFiles(
      ["img-10.png", "img-2.png", "img-1.png"].map((name) => picture(name)),
    );
    expect(chosen).toMatchObject({ name: "img-1.png and 2 more", leftOut: null });
    const { input } = chosen!;
    expect((input as readonly File[]).map(({ name }) => name)).toEqual([
      "img-1.png",
      "img-2.png",
      "img-10.png",
    ]);
    expect(chooseFiles([picture("one.webp", "image/webp")])).toMatchObject({ name: "one.webp" });
    expect(chooseFiles([])).toBeNull();
  });

  it("are the first video otherwise, and the reader is told which", () => {
    const chosen = chooseFiles([picture("a.png"), video("b.mp4"), video("c.mp4")]);
    expect(chosen?.name).toBe("b.mp4");
    expect(chosen?.leftOut?.message).toBe("b.mp4 is being opened; 2 other files were left out.");
    expect(chooseFiles([picture("moving.gif", "image/gif")])?.input).toBeInstanceOf(File);
  });

  it("open, and come back as the same video", async () => {
    const { actions, store, frames, open } = session();
    const files = ["b.png", "a.png"].map((name) => picture(name));
    await actions.openFiles(files);
    expect(frames().video.timesSec).toHaveLength(2);
    expect(open().file.blob).toHaveLength(2);
    const { key } = open().file;
    await actions.openFiles([video("film.mp4")]);
    await actions.openFiles(files);
    expect(open().file.key).toBe(key);
    actions.markRangeStart();
    expect(store.getState().drawnRange).toBeNull();
  });
});
