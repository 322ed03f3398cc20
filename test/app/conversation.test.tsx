import { describe, expect, onTestFinished, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { PHOTOGRAPH_SIDE, photographPixels } from "../support/photographs.ts";
import { drawFrame, sampleClip, tickTime, type World } from "../../tools/world/index.ts";
import { holdAfter, showClip, showPage } from "../support/page.tsx";
import { REFUSAL } from "../../src/store/ask/judge.ts";
import type { SessionStore } from "../../src/store/store.ts";
import { watchSaved } from "../support/saved-files.ts";

const field = page.getByRole("textbox", { name: "Question" });
const turn = (index = 0) => page.getByRole("article").nth(index);
const askButton = page.getByRole("button", { name: "Ask", exact: true });
const stopButton = page.getByRole("button", { name: "Stop", exact: true });

/** Makes a frame of the last answer's plan far more unusual than the others. */
function showUnusual(store: SessionStore, index: number): void {
  const { turns } = store.getState();
  const last = turns.at(-1);
  if (last?.kind !== "frames" || last.state.phase !== "done") throw new Error("No answer.");
  const { report } = last.state;
  const frames = report.plan.frames.map((frame, at) =>
    at === index ? { ...frame, uniqueness: 0.9 } : frame,
  );
  const state = { phase: "done" as const, report: { ...report, plan: { ...report.plan, frames } } };
  store.setState({ turns: [...turns.slice(0, -1), { ...last, state }] });
}

describe("asking", () => {
  test("Enter asks; the answer is shown with its receipt and its cost", async () => {
    await showClip({ engine: { answers: { "What is it?": "A **red** star." } } });
    await userEvent.fill(field, "What is it?");
    await userEvent.keyboard("{Enter}");
    await expect.element(turn()).toHaveTextContent("What is it?");
    await expect.element(turn().getByText("A red star.")).toBeVisible();
    await expect
      .element(turn().getByText("red", { exact: true }))
      .toHaveProperty("tagName", "STRONG");
    await expect
      .element(turn().getByRole("button", { name: /Used 25.%: 72 of 288 tokens of 8 frames/ }))
      .toBeVisible();
    await expect.element(turn()).toHaveTextContent(/0\.02 s to first token/);
    await expect.element(turn()).toHaveTextContent(/72 tokens kept/);
    await expect.element(turn()).toHaveTextContent(/104\.2 tokens\/s/);
    await expect.element(field).toHaveValue("");
  });

  test("Shift and Enter breaks the line, and an empty question asks nothing", async () => {
    const { engine } = await showClip();
    await userEvent.click(field);
    await userEvent.keyboard("{Enter}");
    await userEvent.keyboard("One{Shift>}{Enter}{/Shift}two");
    await expect.element(field).toHaveValue("One\ntwo");
    expect(engine.calls.filter((call) => call.startsWith("ask"))).toEqual([]);
    await userEvent.click(askButton);
    await expect.element(turn()).toHaveTextContent("One two");
    expect(engine.calls).toContain("ask One\ntwo");
  });

  test("what the question needs is read while it is typed, of which nothing shows", async () => {
    const { engine } = await showClip();
    const said = () =>
      [...document.querySelectorAll(".prompt, .model-chip, [role=status]")].map(
        (one) => one.textContent,
      );
    await userEvent.type(field, "What is it?");
    const before = said();
    await expect.poll(() => engine.prefills.length).toBe(1);
    expect(said()).toEqual(before);
    await userEvent.keyboard("{Enter}");
    await expect.element(turn()).toHaveTextContent("What is it?");
    expect(engine.prefills[0]?.signal?.aborted).toBe(false);
    expect(engine.calls).not.toContain("forgetPrefill");
  });

  test("a second question says that the video was reused", async () => {
    const { store } = await showClip();
    await store.getState().actions.ask("First?");
    await store.getState().actions.ask("Second?");
    await expect.element(turn(1)).toHaveTextContent("video reused");
    expect(turn(0).element().textContent).not.toContain("video reused");
  });

  test("a receipt brings its plan back", async () => {
    const { store } = await showClip();
    await store.getState().actions.ask("First?");
    store.getState().actions.setRetention(0.5);
    store.getState().actions.setMethod("uniform");
    const used = turn().getByRole("button", { name: /Use this plan again/ });
    await expect.element(used).toHaveAttribute("title", "Use this plan again, with its frames.");
    await expect.element(used).toHaveAttribute("aria-pressed", "false");
    await userEvent.click(used);
    expect(store.getState().choices).toMatchObject({ method: "cover", retention: 0.25 });
    await expect.element(used).toHaveAttribute("aria-pressed", "true");
    await expect.element(used).toHaveAttribute("title", "This plan is in use.");
  });

  test("an answer names the frames that are far more unusual, which lead there", async () => {
    const { store } = await showClip();
    const { actions } = store.getState();
    await actions.setFrames(32);
    await actions.ask("First?");
    await expect.element(turn()).toHaveTextContent(/to first token/);
    expect(turn().element().textContent).not.toContain("Most unusual");
    showUnusual(store, 12);
    const most = turn().getByRole("button", { name: /^0:12\.5, 11 tokens$/ });
    await expect.element(most).toBeVisible();
    await expect
      .element(turn())
      .toHaveTextContent(/Most unusual.*besides the first and the last frame; no proof/);
    await userEvent.click(most);
    expect(store.getState().selected).toBe(12);
    // Of even budgets none stands out.
    actions.setMethod("uniform");
    await actions.ask("Second?");
    await expect.element(turn(1)).toHaveTextContent(/to first token/);
    expect(turn(1).element().textContent).not.toMatch(/Looked at most|Most unusual/);
    await actions.closeVideo();
    await expect.element(most).toBeDisabled();
  });

  test("Clear empties the conversation, and Undo brings it back before what was asked since", async () => {
    const { store } = await showClip();
    await store.getState().actions.ask("First?");
    await userEvent.click(page.getByRole("button", { name: "Clear" }));
    await expect.element(page.getByRole("article")).not.toBeInTheDocument();
    await expect.element(page.getByRole("alert")).toHaveTextContent("One answer was cleared.");
    await store.getState().actions.ask("Second?");
    await userEvent.click(page.getByRole("button", { name: "Undo" }));
    await expect.element(turn(0)).toHaveTextContent("First?");
    await expect.element(turn(1)).toHaveTextContent("Second?");
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });
});

describe("taking answers along", () => {
  test("Copy copies the text of one answer and says so", async () => {
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    onTestFinished(() => {
      copied.mockRestore();
    });
    const { store } = await showClip({ engine: { answers: { "What is it?": "A **red** star." } } });
    await store.getState().actions.ask("What is it?");
    await userEvent.click(turn().getByRole("button", { name: "Copy" }));
    expect(copied.mock.calls).toEqual([["A **red** star."]]);
    await expect.element(turn().getByRole("button", { name: "Copied" })).toBeVisible();
  });

  test("the conversation is saved as Markdown and as JSON, without subtitles where no moment stands out", async () => {
    const saved = watchSaved();
    const { store } = await showClip({ engine: { answers: { "What is it?": "A **red** star." } } });
    const menu = page.getByRole("button", { name: "Save the conversation" });
    expect(menu.elements()).toEqual([]);
    store.getState().actions.setMethod("uniform");
    await store.getState().actions.ask("What is it?");
    await userEvent.click(menu);
    expect(page.getByRole("menuitem", { name: /subtitles/ }).elements()).toEqual([]);
    await userEvent.click(page.getByRole("menuitem", { name: "As text (Markdown)" }));
    await userEvent.click(menu);
    await userEvent.click(page.getByRole("menuitem", { name: "As data (JSON)" }));
    await expect
      .poll(() => saved.map(({ name }) => name))
      .toEqual(["clip_questions.md", "clip_questions.json"]);
    expect(await saved[0]?.blob.text()).toContain("## What is it?\n\n> A **red** star.\n");
    expect(JSON.parse((await saved[1]?.blob.text()) ?? "")).toMatchObject({
      turns: [{ question: "What is it?", video: "clip.mp4", method: "uniform" }],
    });
  });
});

describe("while an answer runs", () => {
  test("Stop takes the place of Ask, and Escape stops; what came stays, with its receipt", async () => {
    const { engine } = await showClip();
    holdAfter(engine, 3);
    await userEvent.fill(field, "What comes in?");
    await userEvent.keyboard("{Enter}");
    await expect.element(stopButton).toBeVisible();
    await expect.element(askButton).not.toBeInTheDocument();
    await expect.element(turn()).toHaveTextContent("A yellow star");
    await expect.element(turn()).toHaveAttribute("aria-busy", "true");
    await userEvent.keyboard("{Escape}");
    engine.release();
    await expect.element(turn()).toHaveAttribute("aria-busy", "false");
    await expect.element(turn()).toHaveTextContent("Stopped.");
    await expect.element(turn()).toHaveTextContent(/tokens kept/);
    expect(turn().element().textContent).not.toContain("beside the box");
    await userEvent.click(turn().getByRole("button", { name: "Ask again" }));
    await expect.element(turn(1)).toHaveTextContent("beside the box.");
  });

  test("says what is read before the first token", async () => {
    const { engine, store } = await showClip();
    engine.hold();
    const asking = store.getState().actions.ask("What comes in?");
    await expect.element(turn()).toHaveTextContent(/Reading 72 visual tokens \d+\.\d s/);
    engine.release();
    await asking;
  });

  test("reads sentences out when they are whole, not words", async () => {
    const { engine, store } = await showClip();
    holdAfter(engine, 12);
    const asking = store.getState().actions.ask("What comes in?");
    const log = page.getByRole("log", { name: "Answer" });
    await expect.element(log).toHaveTextContent(/^A yellow star .* for a moment\.$/);
    engine.release();
    await asking;
    await expect.element(log).toHaveTextContent(/beside the box\.$/);
  });
});

describe("asking once more", () => {
  const LONG = "word ".repeat(150);

  test("Go on adds to an answer that was cut off, and is not offered when it has ended", async () => {
    const { store } = await showClip({ engine: { answers: { "Tell all": LONG } } });
    await store.getState().actions.ask("Tell all");
    await expect.element(turn()).toHaveTextContent("Cut off after 96 tokens.");
    const answer = turn().element().querySelector(".answer")!;
    const before = answer.textContent;
    await userEvent.click(turn().getByRole("button", { name: "Go on" }));
    await expect.poll(() => answer.textContent.trim()).toBe(LONG.trim());
    expect(answer.textContent.startsWith(before.trim())).toBe(true);
    expect(page.getByRole("article").elements()).toHaveLength(1);
    await expect.element(turn().getByRole("button", { name: "Go on" })).not.toBeInTheDocument();
  });

  test("an answer may become as long as the reader chooses", async () => {
    const { store } = await showClip({ engine: { answers: { "Tell all": LONG } } });
    const length = page.getByRole("combobox", { name: "Answers up to" });
    await expect.element(length).toHaveDisplayValue("96 tokens");
    await userEvent.selectOptions(length, "256 tokens");
    await store.getState().actions.ask("Tell all");
    const answer = turn().element().querySelector(".answer")!;
    await expect.poll(() => answer.textContent.trim()).toBe(LONG.trim());
    await expect.element(turn()).not.toHaveTextContent("Cut off");
  });

  test("Go on is refused with other frames, and says what must be open", async () => {
    const { store } = await showClip({ engine: { answers: { "Tell all": LONG } } });
    await store.getState().actions.ask("Tell all");
    await store.getState().actions.setFrames(16);
    const goOn = turn().getByRole("button", { name: "Go on" });
    await expect.element(goOn).toBeDisabled();
    expect(goOn.element().getAttribute("title")).toMatch(/must be open/);
  });

  test("a changed question takes the place of its turn, by keyboard, and Undo brings the old one back", async () => {
    const { store } = await showClip();
    await store.getState().actions.ask("First?");
    await store.getState().actions.ask("Second?");
    const edit = turn(0).getByRole("button", { name: "Edit the question" });
    await userEvent.click(edit);
    const changed = turn(0).getByRole("textbox", { name: "Question, changed" });
    await expect.element(changed).toHaveFocus();
    await expect.element(turn(0)).toHaveTextContent("Takes the place of this and 1 later");
    await userEvent.keyboard("{Escape}");
    await expect.element(edit).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await userEvent.keyboard(" Really?{Enter}");
    await expect.element(turn(0)).toHaveTextContent("First? Really?");
    await expect.element(turn(0)).toHaveTextContent("beside the box.");
    await expect.element(turn(1)).not.toBeInTheDocument();
    await expect.element(field).toHaveFocus();
    await expect.element(page.getByRole("alert")).toHaveTextContent("2 answers were replaced.");
    await userEvent.click(page.getByRole("button", { name: "Undo" }));
    await expect.element(turn(1)).toHaveTextContent("Second?");
    await expect.element(turn(2)).toHaveTextContent("First? Really?");
  });

  test("↑ in an empty prompt brings the last question back, and leaves a text as it is", async () => {
    const { store } = await showClip();
    await userEvent.click(field);
    await userEvent.keyboard("{ArrowUp}");
    await expect.element(field).toHaveValue("");
    await store.getState().actions.ask("What is it?");
    await userEvent.keyboard("{ArrowUp}");
    await expect.element(field).toHaveValue("What is it?");
    await userEvent.fill(field, "My own");
    await userEvent.keyboard("{ArrowUp}");
    await expect.element(field).toHaveValue("My own");
  });

  test("Stop replies at once, while the engine is still computing", async () => {
    const { engine, store } = await showClip();
    engine.hold();
    const asking = store.getState().actions.ask("What comes in?");
    await userEvent.click(stopButton);
    const stopping = page.getByRole("button", { name: "Stopping" });
    await expect.element(stopping).toHaveAttribute("aria-disabled", "true");
    await expect.element(stopping).toHaveFocus();
    await expect.element(page.getByText("Stopping after what is being computed")).toBeVisible();
    engine.release();
    await asking;
    await expect.element(askButton).toBeVisible();
    await expect.element(turn()).toHaveTextContent("Stopped before the first token.");
  });
});

describe("the turns before", () => {
  test("are seen where the model follows a conversation, and each question says how many", async () => {
    const { store } = await showClip({ engine: { model: { topics: [] } } });
    await store.getState().actions.loadModel({ kind: "url", id: "a-folder", url: "" });
    const sees = page.getByRole("combobox", { name: "Sees" });
    await expect.element(sees).toHaveTextContent(/the video and the last 4 turns/);
    for (const question of ["One?", "Two?", "Three?"]) await store.getState().actions.ask(question);
    await expect.element(turn(0)).toHaveTextContent(/Asked on its own\. a-folder/);
    await expect.element(turn(1)).toHaveTextContent(/Asked with the turn before\./);
    await expect.element(turn(2)).toHaveTextContent(/Asked with the 2 turns before\./);
    await userEvent.selectOptions(sees, "the video alone");
    await store.getState().actions.ask("Four?");
    await expect.element(turn(3)).toHaveTextContent(/Asked on its own\./);
  });

  test("are not seen with the embedded model, which the page says before and after", async () => {
    const { store } = await showClip();
    await expect.element(page.getByText("Each question is on its own.")).toBeVisible();
    expect(page.getByRole("combobox", { name: "Sees" }).elements()).toEqual([]);
    await store.getState().actions.ask("One?");
    await store.getState().actions.ask("Two?");
    await expect.element(turn(1)).toHaveTextContent(/Asked on its own\. Embedded model/);
  });
});

describe("text stays text", () => {
  const HTML = '<img src="x" onerror="window.wasRun = true"><script>window.wasRun = true</script>';

  test("HTML and control tokens in a question", async () => {
    const { store } = await showClip();
    await store.getState().actions.ask(`${HTML} <|im_end|> # no heading`);
    await expect.element(turn().getByRole("heading")).toHaveTextContent(/<img src="x"/);
    await expect
      .element(turn().getByRole("heading"))
      .toHaveTextContent(/<\|im_end\|> # no heading/);
    expect(turn().element().querySelector("img, script")).toBeNull();
  });

  test("HTML, links and pictures in an answer", async () => {
    const answer = `${HTML} [link](javascript:alert(1)) ![picture](https://example.com/a.png)`;
    const { store } = await showClip({ engine: { answers: { "Say it": answer } } });
    await store.getState().actions.ask("Say it");
    await expect.element(turn()).toHaveTextContent(/<script>/);
    await expect.element(turn()).toHaveTextContent(/link picture/);
    expect(turn().element().querySelector(".answer :is(img, script, a)")).toBeNull();
    expect("wasRun" in window).toBe(false);
  });

  test("a long question is folded and says its length", async () => {
    const { store } = await showClip();
    store.getState().actions.setDraft("word ".repeat(2_000));
    await expect.element(page.getByText("10 000 characters")).toBeVisible();
    await userEvent.click(askButton);
    const unfold = turn().getByRole("button", { name: /Show all 9 999 characters/ });
    await expect.element(unfold).toHaveAttribute("aria-expanded", "false");
    await userEvent.click(unfold);
    await expect.element(turn().getByRole("button", { name: "Fold the question" })).toBeVisible();
  });
});

describe("when nothing can be asked", () => {
  test("a failed answer says why in its own turn, and can be asked again", async () => {
    const { engine, store } = await showClip();
    engine.failures = {
      ask: { code: "context-overflow", message: "It is too long.", hint: "Ask less." },
    };
    await store.getState().actions.ask("Too long?");
    const alert = turn().getByRole("alert");
    await expect.element(alert).toHaveTextContent(/It is too long\.Ask less\./);
    await userEvent.click(alert.getByRole("button", { name: "Ask again" }));
    await expect.element(turn(1)).toHaveTextContent("beside the box.");
  });

  test("without a video the field is closed and says so", async () => {
    await showPage();
    await expect.element(field).toBeDisabled();
    await expect.element(field).toHaveAttribute("placeholder", "Open a video first");
    await expect.element(askButton).toBeDisabled();
    await expect.element(page.getByText("Runs on this computer. Nothing is sent.")).toBeVisible();
  });

  test("while a video is read a question can be typed ahead, and is asked by hand", async () => {
    const { engine, store } = await showPage();
    engine.hold();
    const opening = store.getState().actions.openFile(new File(["video"], "clip.mp4"));
    await userEvent.fill(field, "What is it?");
    await expect.element(askButton).toBeDisabled();
    await expect.element(page.getByText("The video is being read")).toBeVisible();
    engine.release();
    await opening;
    await expect.element(askButton).toBeEnabled();
    await expect.element(field).toHaveValue("What is it?");
  });

  test("says what the embedded model can and cannot talk about", async () => {
    await showClip();
    const scope = page.getByRole("region", { name: "What the model knows" });
    await expect.element(scope).toHaveTextContent(/Colour and shape.*Brief events/);
    await expect.element(scope).toHaveTextContent(/It cannot talk about people/);
  });
});

describe("the right answer", () => {
  const sample = {
    file: "a.mp4",
    title: "Shapes",
    about: "",
    durationSec: 3,
    questions: [
      { question: "Which shape is red?", answer: "The star." },
      { question: "Which shape is blue?", answer: "The box." },
    ],
  };

  test("of a sample is one press away, and the answer is called right or wrong", async () => {
    const { store } = await showPage({
      samples: [sample],
      engine: {
        answers: { "Which shape is red?": "The star.", "Which shape is blue?": "A ball." },
      },
    });
    await store.getState().actions.openSample(sample);
    await store.getState().actions.ask("Which shape is red?");
    await store.getState().actions.ask("Which shape is blue?");
    await expect.element(turn(0).getByText("right", { exact: true })).toBeVisible();
    await expect.element(turn(1).getByText("wrong", { exact: true })).toBeVisible();
    await expect.element(turn(1).getByText("“The box.”")).not.toBeVisible();
    await userEvent.click(turn(1).getByRole("button", { name: "Show the right answer" }));
    await expect.element(turn(1).getByText("“The box.”")).toBeVisible();
    expect(page.getByText(/cannot see filmed video/).elements()).toEqual([]);
  });

  test("can be given by the reader, changed and removed", async () => {
    const { store } = await showClip({ engine: { answers: { "What is it?": "A ball." } } });
    await store.getState().actions.ask("What is it?");
    await userEvent.click(turn().getByRole("button", { name: "Give the right answer" }));
    const given = turn().getByRole("textbox", { name: "Right answer" });
    await expect.element(given).toHaveFocus();
    await userEvent.keyboard("A ball.{Enter}");
    await expect.element(turn().getByText("right", { exact: true })).toBeVisible();
    await userEvent.click(turn().getByRole("button", { name: "Show the right answer" }));
    await userEvent.click(turn().getByRole("button", { name: "Change" }));
    await userEvent.clear(given);
    await userEvent.click(turn().getByRole("button", { name: "Remove" }));
    await expect
      .element(turn().getByRole("button", { name: "Give the right answer" }))
      .toBeVisible();
    expect(turn().getByText("right", { exact: true }).elements()).toEqual([]);
  });
});

test("an answer names its model, and says for good what that cannot see", async () => {
  const { store } = await showClip();
  const notice = page.getByRole("note");
  await expect.element(notice).toHaveTextContent(/cannot see filmed video/);
  await store.getState().actions.ask("What is it?");
  await expect.element(turn()).toHaveTextContent(/Embedded model, 8 frames/);
  await expect.element(turn()).toHaveTextContent(/This model cannot see filmed video/);
  await userEvent.click(notice.getByRole("button", { name: "Get a real model" }));
  await expect.element(page.getByRole("dialog")).toHaveTextContent(/SmolVLM2/);
});

test("an answer that was hardly likelier than another is called unsure", async () => {
  const closest = { said: "red", other: "pink", ratio: 1.3 };
  const { store } = await showClip({ engine: { closest } });
  await store.getState().actions.ask("What is it?");
  await expect
    .element(turn())
    .toHaveTextContent("Unsure. It said “red”; “pink” was nearly as likely, 1 to 1.3.");
});

describe("suggested questions", () => {
  test("come from the model's topics, and asking one asks it", async () => {
    await showClip();
    await userEvent.click(page.getByRole("button", { name: "Which way does it move?" }));
    await expect.element(turn()).toHaveTextContent("Which way does it move?");
  });

  test("come from the sample when it has some", async () => {
    const sample = {
      file: "a.mp4",
      title: "Shapes",
      about: "",
      durationSec: 3,
      questions: [{ question: "Which shape is red?", answer: "The star." }],
    };
    const { store } = await showPage({ samples: [sample] });
    await store.getState().actions.openSample(sample);
    await expect.element(page.getByRole("button", { name: "Which shape is red?" })).toBeVisible();
    expect(page.getByRole("button", { name: "Which way does it move?" }).elements()).toEqual([]);
  });

  test("stay within reach after the first question, without those that were asked", async () => {
    await showClip();
    await userEvent.click(page.getByRole("button", { name: "Which way does it move?" }));
    await expect.element(turn()).toHaveTextContent("beside the box.");
    await userEvent.click(page.getByText("Suggested questions"));
    expect(page.getByRole("button", { name: "Which way does it move?" }).elements()).toEqual([]);
    await userEvent.click(page.getByRole("button", { name: "What appeared for a moment?" }));
    await expect.element(turn(1)).toHaveTextContent("What appeared for a moment?");
  });
});

test("a question that the embedded model declines offers those that it can answer, until another is asked", async () => {
  const topics = ["What happens in this video?", "What appears first?", "What appears last?"].map(
    (example) => ({ label: example, example }),
  );
  const { store } = await showClip({
    engine: { model: { topics }, answers: { "Who wrote Faust?": REFUSAL } },
  });
  const { ask } = store.getState().actions;
  await ask("What appears first?");
  await expect.element(turn()).toBeVisible();
  const offered = page.getByRole("list", { name: "Questions that it can answer" });
  await expect.element(offered).not.toBeInTheDocument();
  await ask("Who wrote Faust?");
  await expect.element(offered).toBeVisible();
  // What was asked before stands behind what was not.
  const texts = () =>
    offered
      .getByRole("button")
      .elements()
      .map(({ textContent }) => textContent);
  expect(texts()).toEqual([
    "What happens in this video?",
    "What appears last?",
    "What appears first?",
  ]);
  await userEvent.click(offered.getByRole("button", { name: "What appears last?" }));
  await expect.element(turn(2)).toHaveTextContent("What appears last?");
  await expect.element(offered).not.toBeInTheDocument();
});

describe("a list of questions", () => {
  const LIST = "1. One?\n\n- Two, and more?\nThree?";

  test("is asked line by line into a table, which is copied and saved", async () => {
    const saved = watchSaved();
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    onTestFinished(() => {
      copied.mockRestore();
    });
    const answers = {
      "One?": "A box.",
      "Two, and more?": "A ball,\nthen a star.",
      "Three?": "No.",
    };
    await showClip({ engine: { answers } });
    await userEvent.click(page.getByRole("button", { name: "Ask a list" }));
    const list = page.getByRole("textbox", { name: "Questions, one a line" });
    await expect.element(list).toHaveFocus();
    await userEvent.fill(list, LIST);
    await userEvent.click(page.getByRole("button", { name: "Ask 3 questions" }));
    await expect.element(page.getByText("3 of 3 answered")).toBeVisible();
    const rows = page.getByRole("dialog").getByRole("row");
    await expect.element(rows.nth(1)).toHaveTextContent(/1One\?A box\./);
    await expect.element(rows.nth(3)).toHaveTextContent(/3Three\?No\./);
    // Nobody knows what is right, and the answers have the room.
    await expect.element(rows.nth(0)).toHaveTextContent(/QuestionAnswerTook$/);
    await userEvent.click(page.getByRole("button", { name: "Copy the table" }));
    expect(copied.mock.calls[0]?.[0].split("\n").slice(1)).toEqual([
      "One?\tA box.\t\t",
      "Two, and more?\tA ball, then a star.\t\t",
      "Three?\tNo.\t\t",
    ]);
    await userEvent.click(page.getByRole("button", { name: "Save as CSV" }));
    expect(saved.map(({ name }) => name)).toEqual(["clip_questions.csv"]);
    const csv = (await saved[0]?.blob.text()) ?? "";
    expect(csv.split("\r\n")).toHaveLength(5);
    expect(csv).toContain('"A ball,\nthen a star."');
    await userEvent.keyboard("{Escape}");
    await expect.element(turn(2)).toHaveTextContent("Three?");
  });

  test("can be stopped in its middle, goes on when its dialog is closed, and says how far it is", async () => {
    const { engine, store } = await showClip();
    engine.hold();
    const asking = store.getState().actions.askBatch(["One?", "Two?"]);
    await expect.element(page.getByText(/^0 of 2 questions answered/)).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Show the table" }));
    await expect.element(page.getByText("0 of 2 answered", { exact: true })).toBeVisible();
    await userEvent.click(page.getByRole("dialog").getByRole("button", { name: "Stop" }));
    engine.release();
    await asking;
    await expect.element(page.getByText("0 of 2 answered", { exact: true })).toBeVisible();
    expect(store.getState().turns).toHaveLength(1);
    await userEvent.keyboard("{Escape}");
    await userEvent.click(
      page.getByRole("button", { name: "Your list: 0 of 2 questions answered" }),
    );
    await userEvent.click(page.getByRole("button", { name: "Go on with 2 questions" }));
    await expect.element(page.getByText("2 of 2 answered")).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Ask another list" }));
    await expect.element(page.getByRole("button", { name: "Ask 0 questions" })).toBeDisabled();
  });

  test("is offered where the prompt has several lines", async () => {
    const { store } = await showClip();
    await userEvent.fill(field, LIST);
    await userEvent.click(page.getByRole("button", { name: "Ask as 3 questions" }));
    await expect
      .element(page.getByRole("textbox", { name: "Questions, one a line" }))
      .toHaveValue(LIST);
    await userEvent.click(page.getByRole("button", { name: "Ask 3 questions" }));
    await expect.element(page.getByText("3 of 3 answered")).toBeVisible();
    expect(store.getState().draft).toBe("");
  });
});

test("the newest answer stays in view, unless the reader has scrolled away", async () => {
  const { engine, store } = await showClip();
  for (const question of ["One?", "Two?", "Three?", "Four?", "Five?"]) {
    await store.getState().actions.ask(question);
  }
  const box = turn().element().closest(".scroll")!;
  await expect.poll(() => box.scrollHeight - box.scrollTop - box.clientHeight).toBeLessThan(4);
  expect(box.scrollTop).toBeGreaterThan(0);

  holdAfter(engine, 3);
  const asking = store.getState().actions.ask("Six?");
  await expect.element(turn(5)).toHaveTextContent("A yellow star");
  box.scrollTop = 0;
  box.dispatchEvent(new Event("scroll"));
  engine.release();
  await asking;
  await expect.element(turn(5)).toHaveTextContent("beside the box.");
  expect(box.scrollTop).toBe(0);
});

test.each([
  { size: [390, 664], window: "a phone" },
  { size: [820, 1180], window: "a tablet" },
  { size: [640, 400], window: "a window at 200 %" },
] as const)(
  "a new answer comes into sight in $window, where the page scrolls",
  async ({ size }) => {
    const { engine, store } = await showClip({ size });
    // It lies over the page.
    const box = field.element().closest(".box")!;
    expect(document.scrollingElement?.scrollTop).toBe(0);
    for (const question of ["One?", "Two?", "Three?", "Four?"]) {
      await store.getState().actions.ask(question);
    }
    const answer = turn(3).element().querySelector(".answer")!;
    await expect.poll(() => answer.getBoundingClientRect().top).toBeGreaterThan(0);
    await expect
      .poll(() => answer.getBoundingClientRect().bottom - box.getBoundingClientRect().top)
      .toBeLessThanOrEqual(0);
    await expect
      .poll(() => box.getBoundingClientRect().bottom)
      .toBeLessThanOrEqual(window.innerHeight + 1);

    // Whoever looks at the video while an answer comes in stays there.
    holdAfter(engine, 3);
    const asking = store.getState().actions.ask("Five?");
    await expect.element(turn(4)).toHaveTextContent("A yellow star");
    document.scrollingElement!.scrollTop = 0;
    document.dispatchEvent(new Event("scroll"));
    engine.release();
    await asking;
    await expect.element(turn(4)).toHaveTextContent("beside the box.");
    expect(document.scrollingElement?.scrollTop).toBe(0);
  },
);

describe("the notice that the embedded model knows drawn clips alone", () => {
  const notice = page.getByRole("note");
  const fromPixels = (pixels: ArrayLike<number>, width: number, height: number) =>
    createImageBitmap(new ImageData(Uint8ClampedArray.from(pixels), width, height));
  const drawn = (world: World) => {
    const spec = sampleClip(11, { world, aspect: 16 / 9 });
    return (index: number) =>
      fromPixels(drawFrame(spec, tickTime(spec, 2 * index), 192, 108), 192, 108);
  };
  const photograph = () => fromPixels(photographPixels("coffee"), PHOTOGRAPH_SIDE, PHOTOGRAPH_SIDE);

  test.each(["plain", "hard"] as const)(
    "is a plain one for a clip of the %s world",
    async (world) => {
      await showClip({ engine: { draw: drawn(world) } });
      await expect
        .element(notice)
        .toHaveTextContent(/^The embedded model was trained on drawn clips/);
    },
  );

  test("gives its evidence for a photograph", async () => {
    await showClip({ engine: { draw: photograph } });
    await expect
      .element(notice)
      .toHaveTextContent(
        /^This picture is not like the drawn clips that the embedded model knows: a tenth of its neighbouring points differ by \d\d of 255 levels or more, of theirs by 12 at most\. Get a real model$/,
      );
  });
});
