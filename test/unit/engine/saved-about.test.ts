import { describe, expect, it } from "vitest";
import { parseAbout, savedMemory } from "../../../src/engine/saved-about.ts";
import { listSaved } from "../../../src/engine/saved-videos.ts";
import type { SavedFolder } from "../../../src/memory/store/saved-folder.ts";
import type { SavedMemories } from "../../../src/memory/store/saved-memories.ts";
import { DEFAULT_READ_SETTINGS } from "../../../src/memory/read-settings.ts";

const ABOUT = {
  name: "clip.mp4",
  model: { id: "m", title: "M", precision: "q4", digest: "ab" },
  settings: DEFAULT_READ_SETTINGS,
  facts: {
    name: "clip.mp4",
    startSec: 0,
    isPlayedAlike: true,
    durationSec: 4,
    width: 64,
    height: 36,
    codec: "AV1",
    container: "WebM",
    frameCount: null,
    bytes: 1000,
  },
  timesSec: [0.5, 1.5],
  grid: { rows: 2, columns: 3 },
  entry: { layers: 2, heads: 1, size: 8, dtype: "float16" },
  width: 16,
  frames: 2,
  isComplete: true,
  savedAtMs: 5,
  isSaved: true,
};
const folder = (about: unknown, id = "a"): SavedFolder => ({
  id,
  head: { about, chunks: [], states: null, canGrow: true },
  bytes: 77,
});

describe("what a saved memory is about", () => {
  it("comes back as it was written", () => {
    const about = parseAbout(folder(JSON.parse(JSON.stringify(ABOUT))));
    expect(about).toEqual(ABOUT);
    expect(savedMemory(folder(ABOUT), about)).toMatchObject({
      id: "a",
      fileBytes: 1000,
      bytes: 77,
      model: { id: "m", title: "M", precision: "q4" },
    });
  });

  it("takes settings that an earlier version did not know for its defaults", () => {
    const { passes: _, ...settings } = DEFAULT_READ_SETTINGS;
    expect(parseAbout(folder({ ...ABOUT, settings })).settings).toEqual(DEFAULT_READ_SETTINGS);
  });

  it("takes the words of an earlier version for shares", () => {
    const { shares: _, contextShare: __, ...others } = DEFAULT_READ_SETTINGS;
    const settings = { ...others, shares: { low: 0.5, high: 0.125 }, compactShare: 0.2 };
    expect(parseAbout(folder({ ...ABOUT, settings })).settings).toEqual({
      ...DEFAULT_READ_SETTINGS,
      shares: { detailed: 0.5, compact: 0.125 },
      contextShare: 0.2,
    });
  });

  it.each([
    [null, /not a JSON object/],
    [{ ...ABOUT, name: 3 }, /"name" is 3, wanted a text/],
    [{ ...ABOUT, timesSec: ["1"] }, /"timesSec"/],
    [{ ...ABOUT, entry: { ...ABOUT.entry, layers: -1 } }, /"layers" is -1/],
    [{ ...ABOUT, grid: undefined }, /grid is not a JSON object/],
    [{ ...ABOUT, settings: { ...ABOUT.settings, scorer: "x" } }, /scorer "x"/],
    [{ ...ABOUT, settings: { ...ABOUT.settings, shares: null } }, /makes no sense/],
  ])("is refused with a sentence when it lies (%#)", (about, message) => {
    expect(() => parseAbout(folder(about))).toThrow(
      expect.objectContaining({
        code: "memory-damaged",
        message: expect.stringMatching(message),
        hint: "Delete it and read the video again.",
      }),
    );
  });
});

describe("the list of saved memories", () => {
  const memories = (list: SavedMemories["list"]) => ({ list }) as SavedMemories;

  it("has the newest first and leaves out what makes no sense", async () => {
    const listed = await listSaved(
      memories(async () => [
        folder(ABOUT, "old"),
        folder({}, "nonsense"),
        folder({ ...ABOUT, savedAtMs: 9 }, "new"),
      ]),
    );
    expect(listed.map(({ id }) => id)).toEqual(["new", "old"]);
  });

  it("says so when the browser gives no disk", async () => {
    const none = async () => {
      throw new DOMException("No.", "SecurityError");
    };
    await expect(listSaved(memories(none))).rejects.toMatchObject({
      code: "memory-storage",
      message: expect.stringContaining("SecurityError"),
    });
  });
});
