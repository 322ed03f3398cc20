// Subtitles beside the frames: which lines a question is given, and by which models they are never seen.

import { describe, expect, it, vi } from "vitest";
import { linesAt, withSubtitles } from "../../../src/base/subtitles/lines.ts";
import { parseSubtitles } from "../../../src/base/subtitles/parse.ts";
import { selectIsKeptBack, selectLineCount } from "../../../src/store/ask/given-subtitles.ts";
import { clip, session, talk, talkSession } from "../../support/session.ts";

const SRT = `1
00:00:00,000 --> 00:00:02,000
Good morning.

2
00:00:02,000 --> 00:00:02,200
Never at a frame.

3
00:00:03,000 --> 00:00:08,000
Two lines
of one cue.
`;

describe("the lines of a question", () => {
  it("are what is said at its frames, each cue once, in order", () => {
    const cues = parseSubtitles(SRT);
    expect(linesAt(cues, [0.5, 1.5, 2.5, 3.5, 4.5])).toEqual([
      "Good morning.",
      "Two lines of one cue.",
    ]);
    expect(linesAt(cues, [2])).toEqual(["Never at a frame."]);
    expect(linesAt(cues, [2.2, 9])).toEqual([]);
  });

  it("stand before the question, which stays as it is without any", () => {
    expect(withSubtitles("Who?", ["One.", "Two."])).toBe(
      "This video's subtitles are listed below: \nOne.\nTwo.\nWho?",
    );
    expect(withSubtitles("Who?", [])).toBe("Who?");
  });
});

describe("a question about a video with subtitles", () => {
  const openWith = async (id: string) => {
    const made = session({ facts: { durationSec: 8 } });
    await made.actions.loadModel({ kind: "files", id, files: new Map() });
    await made.actions.openFiles([clip(), new File([SRT], "clip.srt")]);
    const ask = vi.spyOn(made.engine, "ask");
    return { ...made, ask, asked: () => ask.mock.calls.at(-1)?.[1] };
  };

  it("is asked with them, says so, and is asked without them where they are switched off", async () => {
    const { actions, store, asked } = await openWith("smolvlm2-500m");
    expect(selectIsKeptBack(store.getState())).toBe(false);
    const lines = selectLineCount(store.getState());
    expect(lines).toBeGreaterThan(0);
    await actions.ask("Who?");
    expect(asked()).toMatch(
      /^This video's subtitles are listed below: \nGood morning\.\n[^]*\nWho\?$/,
    );
    const [turn] = store.getState().turns;
    expect(turn).toMatchObject({ question: "Who?" });
    expect(turn?.subtitles).toHaveLength(lines);
    actions.setGivesSubtitles(false);
    await actions.ask("Who else?");
    expect(asked()).toBe("Who else?");
    expect(store.getState().turns[1]?.subtitles).toEqual([]);
  });

  it("is asked without them of a model that cannot read", async () => {
    const { actions, store, asked } = await openWith("framewise-shapes");
    expect(selectIsKeptBack(store.getState())).toBe(true);
    await actions.ask("Who?");
    expect(asked()).toBe("Who?");
    expect(store.getState().turns[0]?.subtitles).toEqual([]);
  });
});

describe("a question about a whole video with subtitles", () => {
  const read = async (id: string) => {
    const made = talkSession();
    await made.actions.loadModel({ kind: "files", id, files: new Map() });
    await made.actions.openFiles([talk(), new File([SRT], "talk.srt")]);
    const ask = vi.spyOn(made.engine, "ask");
    return { ...made, asked: () => ask.mock.calls.at(-1) };
  };
  const given = (call: unknown[] | undefined) => call?.[2] as { subtitles?: readonly unknown[] };

  it("is given what is said, of which the engine takes the chunks in detail, and says what that was", async () => {
    const { actions, store, asked } = await read("smolvlm2-500m");
    await actions.ask("Who?");
    // The question itself is asked bare: by it the chunks are chosen.
    expect(asked()?.[1]).toBe("Who?");
    expect(given(asked()).subtitles).toEqual(parseSubtitles(SRT));
    // The fake engine has the first chunk in detail, in which all is said.
    expect(store.getState().turns[0]?.subtitles).toEqual([
      "Good morning.",
      "Never at a frame.",
      "Two lines of one cue.",
    ]);
    actions.setGivesSubtitles(false);
    await actions.ask("Who else?");
    expect(given(asked()).subtitles).toEqual([]);
    expect(store.getState().turns[1]?.subtitles).toEqual([]);
  });

  it("goes on with the lines that it had, whatever is shown since", async () => {
    const { actions, store, asked } = await read("smolvlm2-500m");
    actions.setAnswerTokens(3);
    await actions.ask("Who?");
    const [turn] = store.getState().turns;
    actions.removeSubtitles();
    await actions.goOn(turn!.id);
    expect(given(asked()).subtitles).toMatchObject(
      turn!.subtitles.map((text) => ({ text, fromSec: -Infinity, toSec: Infinity })),
    );
    expect(store.getState().turns[0]?.subtitles).toEqual(turn!.subtitles);
  });

  it("is not given them to a model that cannot read", async () => {
    const { actions, asked } = await read("framewise-shapes");
    await actions.ask("Who?");
    expect(given(asked()).subtitles).toEqual([]);
  });
});
