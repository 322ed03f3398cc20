import { describe, expect, it } from "vitest";
import { METHOD_IDS } from "../../../src/engine/catalogue.ts";
import {
  FRAMES,
  number,
  or,
  readOptions,
  readOptionsOnly,
  texts,
  UsageError,
  wordList,
} from "../../../tools/lab/cli/options.ts";
import { PLAN, planRequest } from "../../../tools/lab/cli/plan-options.ts";

const plan = (...args: string[]): ReturnType<typeof planRequest> =>
  planRequest(readOptions(args, PLAN));

describe("a command line of the lab", () => {
  it("becomes a request", () => {
    expect(plan("--retention", "0.25")).toEqual({ method: "cover", retention: 0.25 });
    expect(plan("--retention=1", "--variant", "released")).toEqual({
      method: "vidcom2",
      variant: "released",
      retention: 1,
    });
    expect(plan("--retention", ".1", "--method", "random", "--seed", "7")).toEqual({
      method: "random",
      seed: 7,
      retention: 0.1,
    });
  });

  it.each(["0", "101", "1.01", "NaN", "-0.5", "-1", "", " ", "Infinity", "25%", "one", "1e-400"])(
    "refuses the retention %j",
    (text) => {
      expect(() => plan("--retention", text)).toThrow(UsageError);
      expect(() => plan("--retention", text)).toThrow(
        /--retention is ".*"; it must be a number above 0/,
      );
    },
  );

  it("wants a retention unless there is a default", () => {
    expect(() => plan()).toThrow(/--retention is missing/);
    expect(planRequest(readOptions([], PLAN), 1).retention).toBe(1);
  });

  it.each(["0", "65", "-4", "7.5", "many"])("refuses %s frames", (text) => {
    expect(() => readOptions(["--frames", text], { frames: number(FRAMES) })).toThrow(
      /--frames is .* a whole number from 1 to 64/,
    );
  });

  it("reads lists of words in the words' own order, all of them where none is given", () => {
    const options = { only: wordList("parts", ["llm", "size", "soak"]) };
    expect(readOptions(["--only", "soak,llm"], options).only).toEqual(["llm", "soak"]);
    expect(readOptions([], options).only).toEqual(["llm", "size", "soak"]);
    expect(() => readOptions(["--only", "llm,speed"], options)).toThrow(
      /--only holds "speed"; parts are llm, size, soak\./,
    );
  });

  it("takes an option several times where it may be, else the last one", () => {
    const options = { question: texts, frames: or(number(FRAMES), null) };
    const given = ["--question", "a?", "--question", "b?", "--frames", "2", "--frames", "3"];
    expect(readOptions(given, options)).toEqual({
      question: ["a?", "b?"],
      frames: 3,
      positionals: [],
    });
    expect(readOptions([], options)).toEqual({ question: [], frames: null, positionals: [] });
  });

  it("refuses arguments of a command that takes only options", () => {
    expect(() => readOptionsOnly("bench whole", ["fast"], {})).toThrow(
      /bench whole takes no "fast"\./,
    );
  });

  it("refuses what it does not know, by name", () => {
    expect(() => plan("--retension", "0.5")).toThrow(/--retension/);
    expect(() => plan("--retention")).toThrow(UsageError);
    expect(() => plan("--retention", "1", "--method", "best")).toThrow(
      `--method is "best"; it must be one of ${METHOD_IDS.join(", ")}`,
    );
    expect(() => plan("--retention", "1", "--variant", "best")).toThrow(
      /framewise, cosine, released/,
    );
    expect(() => plan("--retention", "1", "--method", "uniform", "--variant", "cosine")).toThrow(
      /belongs to --method vidcom2/,
    );
  });
});
