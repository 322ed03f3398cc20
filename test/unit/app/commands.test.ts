import { describe, expect, it } from "vitest";
import { commandsOf, findCommands } from "../../../src/app/shell/commands.ts";
import { clip, session } from "../../support/session.ts";

const names = (made: ReturnType<typeof session>): string[] =>
  commandsOf(made.store.getState()).map(({ name }) => name);

describe("the commands", () => {
  it("have each a name of its own, with a video and without", async () => {
    const made = session();
    expect(new Set(names(made)).size).toBe(names(made).length);
    expect(names(made)).not.toContain("Play");
    await made.actions.openFile(clip());
    expect(new Set(names(made)).size).toBe(names(made).length);
    expect(names(made)).toContain("Play");
    expect(names(made)).toContain("Choose tokens by Cover");
  });

  it("lead to a list that was asked, also while its video is not open", async () => {
    const list = "Ask a list of questions";
    const made = session();
    expect(names(made)).not.toContain(list);
    await made.actions.openFile(clip());
    await made.actions.askBatch(["One?"]);
    await made.actions.closeVideo();
    expect(names(made)).toContain(list);
  });

  it("do what they say", async () => {
    const made = session();
    await made.actions.openFile(clip());
    const run = (name: string) =>
      commandsOf(made.store.getState())
        .find((command) => command.name === name)
        ?.run();
    run("Keep 10 % of the tokens");
    run("Choose tokens by VidCom²");
    run("Compare");
    run("Dark theme");
    expect(made.store.getState()).toMatchObject({
      choices: { retention: 0.1, method: "vidcom2" },
      tab: "compare",
      theme: "dark",
    });
  });

  it("are found by the beginnings of their words, in any order", () => {
    const all = commandsOf(session().store.getState());
    const found = (wanted: string) => findCommands(all, wanted).map(({ name }) => name);
    expect(found("dark th")).toEqual(["Dark theme"]);
    expect(found("theme DARK")).toEqual(["Dark theme"]);
    expect(found("ark")).toEqual([]);
    expect(found("")).toHaveLength(all.length);
  });
});
