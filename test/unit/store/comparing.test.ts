import { describe, expect, it } from "vitest";
import { METHOD_IDS } from "../../../src/engine/catalogue.ts";
import { methodColumns } from "../../../src/store/compare/columns.ts";
import { linkOf } from "../../../src/store/compare/link.ts";
import { selectComparison } from "../../../src/store/selectors.ts";
import { createSessionStore, type SessionStore } from "../../../src/store/store.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { createFakeAddress } from "../../support/fake-address.ts";
import { createTestEnv, until } from "../../support/test-env.ts";

const SAMPLE = {
  file: "one-glimpse.mp4",
  title: "One glimpse",
  questions: [
    { question: "What appears?", answer: "A blue triangle." },
    { question: "How many?", answer: "One." },
  ],
};

function session(options: Parameters<typeof createFakeEngine>[0] = {}) {
  const engine = createFakeEngine(options);
  const address = createFakeAddress();
  const env = createTestEnv({
    fetch: (input) => {
      const url = input instanceof Request ? input.url : new URL(input).href;
      const isList = url.endsWith("samples.json");
      return Promise.resolve(new Response(isList ? JSON.stringify([SAMPLE]) : "bytes"));
    },
    address,
  });
  const store = createSessionStore(engine, env);
  return { engine, store, actions: store.getState().actions, follow: address.type };
}

async function opened() {
  const made = session();
  await made.actions.openFile(new File(["bytes"], "clip.mp4"));
  return made;
}

const shown = (store: SessionStore) => {
  const comparison = selectComparison(store.getState());
  if (comparison === null) throw new Error("Nothing is compared.");
  return comparison;
};

const phases = (store: SessionStore, question = 0) =>
  shown(store).columns.map(({ cells }) => cells[question]?.phase);

/** Waits until a column's first question is asked. */
const inColumn = (store: SessionStore, column: number) =>
  until(store, (state) => selectComparison(state)?.columns[column]?.cells[0]?.phase === "running");

describe("comparing", () => {
  it("asks with all tokens, then at 50, 25, 15 and 10 percent, and measures each against the first", async () => {
    const { store, actions } = await opened();
    await actions.runCompare("What is it?");
    const { phase, columns } = shown(store);
    expect(phase).toBe("done");
    expect(columns.map(({ request }) => request.retention)).toEqual([1, 0.5, 0.25, 0.15, 0.1]);
    const agreements = columns.map(({ cells: [cell] }) =>
      cell?.phase === "done" ? cell.agreement : "?",
    );
    // The fake engine's answers get shorter below a fifth, and its KL is 0.02 / retention.
    expect(agreements).toEqual([
      null,
      { sameAnswer: true, kl: 0.04 },
      { sameAnswer: true, kl: 0.08 },
      { sameAnswer: false, kl: 0.02 / 0.15 },
      { sameAnswer: false, kl: 0.02 / 0.1 },
    ]);
    expect(columns.map(({ quality }) => quality.phase)).toEqual(columns.map(() => "done"));
    expect(columns[0]?.quality).toMatchObject({ quality: { coverage: 1 } });
  });

  it("asks several questions column by column, each against its own full answer", async () => {
    const { engine, store, actions } = await opened();
    actions.setCompareColumns([{ method: "cover", retention: 0.1 }]);
    actions.setCompareQuestions([" What is it? ", "Where is it?", "What is it?", " "]);
    await actions.runCompare("Why?");
    expect(shown(store).questions.map(({ text }) => text)).toEqual([
      "What is it?",
      "Where is it?",
      "Why?",
    ]);
    const asked = engine.calls.filter((call) => call.startsWith("ask"));
    const once = ["ask What is it?", "ask Where is it?", "ask Why?"];
    expect(asked).toEqual([...once, ...once]);
    expect(engine.references).toEqual([]); // all were forgotten
    // The next question is asked alone, in the same columns.
    await actions.runCompare("And now?");
    const { questions, columns } = shown(store);
    expect(questions.map(({ text }) => text)).toEqual(["And now?"]);
    expect(columns).toHaveLength(2);
  });

  it("compares up to eight methods, the one in use first", async () => {
    const { store } = await opened();
    const { choices } = store.getState();
    const columns = methodColumns({ ...choices, method: "uniform", retention: 0.2 });
    expect(columns.length).toBeLessThanOrEqual(8);
    expect(columns[0]).toEqual({ method: "uniform", retention: 0.2 });
    // The plainest stands beside any other.
    expect(methodColumns({ ...choices, method: "cover" })[1]?.method).toBe("uniform");
    const methods = columns.map(({ method }) => method);
    expect(new Set(methods).size).toBe(columns.length);
    expect(methods.every((method) => METHOD_IDS.includes(method))).toBe(true);
  });

  it("fills the columns one by one and leaves the rest waiting", async () => {
    const { engine, store, actions } = await opened();
    const running = actions.runCompare("What is it?");
    await inColumn(store, 1);
    engine.hold();
    expect(phases(store)).toEqual(["done", "running", "waiting", "waiting", "waiting"]);
    engine.release();
    await running;
  });

  it("stops where it is and keeps what is done", async () => {
    const { store, actions } = await opened();
    const running = actions.runCompare("What is it?");
    await inColumn(store, 2);
    actions.stop();
    await running;
    expect(shown(store).phase).toBe("stopped");
    expect(phases(store)).toEqual(["done", "done", "stopped", "stopped", "stopped"]);
  });

  it("goes on after a column that failed", async () => {
    const { engine, store, actions } = await opened();
    engine.failures = { ask: { code: "x", message: "No room for all tokens.", hint: "" } };
    await actions.runCompare("What is it?");
    const { columns } = shown(store);
    expect(columns[0]?.cells[0]?.phase).toBe("failed");
    expect(columns[1]?.cells[0]).toMatchObject({ phase: "done", agreement: null });
  });

  it("does not run beside an answer, nor without a question or a column", async () => {
    const { store, actions } = await opened();
    const asking = actions.ask("What is it?");
    await actions.runCompare("What is it?");
    await asking;
    await actions.runCompare();
    actions.setCompareColumns([]);
    await actions.runCompare("What is it?");
    expect(store.getState().compare.list).toEqual([]);
  });
});

describe("earlier comparisons", () => {
  it("stay beside new ones, and go one by one", async () => {
    const { store, actions } = await opened();
    await actions.runCompare("One?");
    await actions.runCompare("Two?");
    await actions.repeatComparison(shown(store).id);
    const texts = () => store.getState().compare.list.map(({ questions: [one] }) => one?.text);
    expect(texts()).toEqual(["One?", "Two?", "Two?"]);
    const [first, second, third] = store.getState().compare.list.map(({ id }) => id);
    expect(store.getState().compare.shown).toBe(third);
    actions.removeComparison(third!);
    expect(store.getState().compare.shown).toBe(second);
    actions.removeComparison(first!);
    expect(store.getState().compare.shown).toBe(second);
    actions.removeComparison(second!);
    expect(store.getState().compare).toMatchObject({ list: [], shown: null });
  });

  it("are stopped when they are removed while they run", async () => {
    const { store, actions } = await opened();
    const running = actions.runCompare("One?");
    await inColumn(store, 1);
    actions.removeComparison(shown(store).id);
    await running;
    expect(store.getState().compare.list).toEqual([]);
    await actions.runCompare("Two?"); // nothing is in the way
    expect(shown(store).phase).toBe("done");
  });

  it("lend their columns and questions to the next one", async () => {
    const { store, actions } = await opened();
    actions.setCompareColumns([{ method: "cover", retention: 0.1 }]);
    await actions.runCompare("One?");
    actions.setCompareColumns(null);
    actions.changeComparison(shown(store).id);
    expect(store.getState().compare).toMatchObject({
      setup: { columns: [{ method: "cover", retention: 0.1 }], questions: ["One?"] },
      shown: null,
      list: { length: 1 },
    });
  });
});

describe("a link", () => {
  it("opens its sample, looks as it did, and compares the same", async () => {
    const one = session({ answers: { "What appears?": "A blue triangle." } });
    const stop = one.actions.start();
    await until(one.store, ({ samples }) => samples.phase === "ready");
    await one.actions.setFrames(4);
    const { samples } = one.store.getState();
    await one.actions.openSample(samples.phase === "ready" ? samples.samples[0]! : never());
    one.actions.setCompareColumns([{ method: "cover", retention: 0.25 }]);
    await one.actions.runCompare("What appears?");
    expect(shown(one.store).columns[1]?.cells[0]).toMatchObject({ isRight: true });
    const link = linkOf(shown(one.store));
    stop();

    const other = session({ answers: { "What appears?": "A blue triangle." } });
    const end = other.actions.start();
    other.follow("#something-else");
    other.follow(link);
    await until(other.store, (state) => selectComparison(state)?.phase === "done");
    const [before, again] = [one, other].map(({ store }) => shown(store));
    expect(again?.columns.map(({ request }) => request)).toEqual(
      before?.columns.map(({ request }) => request),
    );
    expect(again).toMatchObject({ questions: before!.questions, video: { frames: 4 } });
    expect(other.store.getState().tab).toBe("compare");
    end();
  });

  it("fills the setup for a video that is not the page's, and says what to do", async () => {
    const { store, actions, follow } = session();
    const end = actions.start();
    follow("#compare?video=mine.mp4&model=framewise-shapes&q=What&c=cover,0.1");
    await until(store, ({ notices }) => notices.length > 0);
    const { compare, notices } = store.getState();
    expect(compare).toMatchObject({ setup: { questions: ["What"] }, list: [], shown: null });
    expect(notices[0]?.error.message).toContain("mine.mp4");
    end();
  });

  it("leaves a video that is open as it was looked at", async () => {
    const { store, actions, follow } = await opened();
    const end = actions.start();
    follow("#compare?video=mine.mp4&model=m&frames=4&q=What&c=cover,0.1");
    await until(store, ({ notices }) => notices.length > 0);
    expect(store.getState()).toMatchObject({ choices: { frames: null }, video: { phase: "open" } });
    end();
  });

  it("waits for the reader when it was made with another model", async () => {
    const { store, actions, follow } = session();
    const end = actions.start();
    follow(`#compare?sample=${SAMPLE.file}&model=another&q=What&c=cover,0.1`);
    await until(store, ({ notices }) => notices.length > 0);
    expect(store.getState().notices[0]?.error.message).toContain("another");
    expect(store.getState()).toMatchObject({ video: { phase: "open" }, compare: { list: [] } });
    end();
  });
});

function never(): never {
  throw new Error("The samples were not read.");
}
