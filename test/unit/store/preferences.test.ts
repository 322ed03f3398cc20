import { describe, expect, it } from "vitest";
import { DEFAULT_PREFERENCES, readPreferences } from "../../../src/store/view/preferences.ts";
import { createSessionStore } from "../../../src/store/store.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { createTestEnv } from "../../support/test-env.ts";

describe("preferences", () => {
  it("come back on the next visit", () => {
    const env = createTestEnv();
    const { actions } = createSessionStore(createFakeEngine(), env).getState();
    actions.setTheme("dark");
    actions.setOverlay("heat");
    actions.setTab("compare");
    actions.setTimingsOpen(false);
    actions.setInspecting(true);
    actions.setAnswerTokens(256);
    actions.setContextTurns(0);
    actions.setGivesSubtitles(false);
    actions.setVolume(0.4);
    actions.setMuted(true);
    expect(createSessionStore(createFakeEngine(), env).getState()).toMatchObject({
      theme: "dark",
      overlay: "heat",
      tab: "compare",
      timingsOpen: false,
      isInspecting: true,
      answerTokens: 256,
      contextTurns: 0,
      givesSubtitles: false,
      volume: 0.4,
      isMuted: true,
    });
  });

  it("have no silent sound that is on", () => {
    const store = createSessionStore(createFakeEngine(), createTestEnv());
    const { setVolume, setMuted } = store.getState().actions;
    setVolume(0);
    expect(store.getState().isMuted).toBe(true);
    setMuted(false);
    expect(store.getState()).toMatchObject({ volume: 1, isMuted: false });
  });

  it.each([
    "",
    "{",
    "[]",
    "7",
    '{"theme":"pink","tab":3,"timingsOpen":"yes","isInspecting":1,"volume":7,"isMuted":1}',
  ])("are the defaults when %j was saved", (text) => {
    const storage = { getItem: () => text, setItem: () => undefined };
    expect(readPreferences(storage)).toEqual(DEFAULT_PREFERENCES);
  });

  it("hold for the visit where nothing can be saved", () => {
    const refuse = () => {
      throw new DOMException("denied", "SecurityError");
    };
    for (const storage of [null, { getItem: refuse, setItem: refuse }]) {
      const store = createSessionStore(createFakeEngine(), createTestEnv({ storage }));
      store.getState().actions.setTheme("dark");
      expect(store.getState().theme).toBe("dark");
    }
  });
});

describe("notices", () => {
  it("show a sentence once, three at most, until dismissed", () => {
    const store = createSessionStore(createFakeEngine(), createTestEnv());
    const { notify, dismissNotice } = store.getState().actions;
    for (const message of ["a", "b", "b", "c", "d"]) notify({ code: "x", message, hint: "" });
    const messages = () => store.getState().notices.map(({ error }) => error.message);
    expect(messages()).toEqual(["b", "c", "d"]);
    dismissNotice(store.getState().notices[1]?.id ?? -1);
    expect(messages()).toEqual(["b", "d"]);
  });
});

describe("samples", () => {
  it("are believed entry by entry", async () => {
    const list = [
      { file: "a.mp4", title: "A", about: "x", durationSec: 8, questions: [{ question: "Q?" }, 7] },
      { file: "", title: "no file" },
      null,
    ];
    const fetch = () => Promise.resolve(new Response(JSON.stringify(list)));
    const store = createSessionStore(createFakeEngine(), createTestEnv({ fetch }));
    store.getState().actions.start();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(store.getState().samples).toEqual({
      phase: "ready",
      samples: [
        {
          file: "a.mp4",
          title: "A",
          about: "x",
          durationSec: 8,
          questions: [{ question: "Q?", answer: "" }],
        },
      ],
    });
  });

  it("are reported as missing when there are none", async () => {
    const fetch = () => Promise.resolve(new Response("<html>", { status: 404 }));
    const store = createSessionStore(createFakeEngine(), createTestEnv({ fetch }));
    store.getState().actions.start();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(store.getState().samples).toMatchObject({ error: { code: "samples-missing" } });
  });
});
