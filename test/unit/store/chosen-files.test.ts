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
    // True for as long as it stands there, whatever is opened meanwhile.
    expect(chosen?.leftOut?.message).toBe("Taken of 3 files: b.mp4.");
    expect(chooseFiles([picture("moving.gif", "image/gif")])?.input).toBeInstanceOf(File);
  });

  it("are the video or the pictures, not what a folder has beside them", () => {
    const other = (name: string, type = "") => new File(["x"], name, { type });
    const beside = [other(".DS_Store"), other("notes.txt", "text/plain")];
    expect(chooseFiles([...beside, other("clip.MKV"), video("b.mp4")])?.name).toBe("clip.MKV");
    const chosen = chooseFiles([...beside, picture("b.png"), picture("a.png")]);
    expect((chosen!.input as readonly File[]).map(({ name }) => name)).toEqual(["a.png", "b.png"]);
    expect(chosen?.leftOut?.message).toBe("Taken of 4 files: a.png and 1 more.");
    // What is no video by name or type may be one; what it is decides.
    expect(chooseFiles([other("clip")])).toMatchObject({ name: "clip", leftOut: null });
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
