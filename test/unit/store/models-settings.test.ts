import { describe, expect, it } from "vitest";
import {
  DEFAULT_SETTINGS,
  parseHubUrl,
  readModelSettings,
  writeModelSettings,
} from "../../../src/store/models/settings.ts";

const storageOf = (text: string | null) => {
  let saved = text;
  return {
    getItem: () => saved,
    setItem: (_key: string, value: string) => {
      saved = value;
    },
  };
};

describe("settings of models", () => {
  it("come back as they were written, each on its own", () => {
    const storage = storageOf(null);
    writeModelSettings(storage, { hubUrl: "https://hub.test" });
    writeModelSettings(storage, { idleMinutes: 0 });
    writeModelSettings(storage, { runtime: "wasm" });
    writeModelSettings(storage, { lastModel: { id: "org/model", precisionId: "q4" } });
    expect(readModelSettings(storage)).toEqual({
      hubUrl: "https://hub.test",
      idleMinutes: 0,
      runtime: "wasm",
      lastModel: { id: "org/model", precisionId: "q4" },
    });
  });

  it.each([
    ["nothing", null],
    ["no JSON", "{"],
    ["no object", "7"],
    ["other kinds", '{"hubUrl":7,"idleMinutes":-1,"runtime":"cuda","lastModel":"org/model"}'],
    ["an address of another kind", '{"hubUrl":"javascript:alert(1)"}'],
  ])("are the defaults where the store holds %s", (_, text) => {
    expect(readModelSettings(storageOf(text))).toEqual(DEFAULT_SETTINGS);
  });

  it("are the defaults where the browser refuses its store", () => {
    const refusing = {
      getItem: () => {
        throw new DOMException("No.", "SecurityError");
      },
      setItem: () => {
        throw new DOMException("No.", "QuotaExceededError");
      },
    };
    expect(readModelSettings(refusing)).toEqual(DEFAULT_SETTINGS);
    expect(() => writeModelSettings(refusing, { idleMinutes: 5 })).not.toThrow();
    expect(readModelSettings(null)).toEqual(DEFAULT_SETTINGS);
  });
});

describe("the address of a hub", () => {
  it.each([
    ["https://huggingface.co", "https://huggingface.co"],
    [" https://huggingface.co/ ", "https://huggingface.co"],
    ["http://127.0.0.1:8080/mirror//", "http://127.0.0.1:8080/mirror"],
    // What may hold a secret is not remembered.
    ["https://user:token@hub.test/a?token=x#y", "https://hub.test/a"],
  ])("%s is kept as %s", (text, kept) => {
    expect(parseHubUrl(text)).toBe(kept);
  });

  it.each(["", "hub.test", "ftp://hub.test", "javascript:alert(1)", "//hub.test"])(
    "%j is refused in words",
    (text) => {
      expect(() => parseHubUrl(text)).toThrow(/is not the address of a hub/);
    },
  );
});
