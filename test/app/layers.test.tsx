import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { showClip } from "../support/page.tsx";

const inspector = page.getByRole("complementary", { name: "Frame" });
const layers = inspector.getByRole("radiogroup", { name: "Tokens from layer" });
const facts = inspector.getByRole("definition");

/** The clip has 8 frames of 36 tokens; the fake engine leaves a half, a quarter and an eighth of them. */
const showAnswered = async () => {
  const shown = await showClip();
  const { actions } = shown.store.getState();
  actions.setMethod("pdrop");
  await expect.element(inspector).toHaveTextContent("Ask a question to see which tokens stay");
  await actions.ask("What is it?");
  return shown;
};

describe("what stays at each layer of a method inside the language model", () => {
  test("is shown behind the last cut first, and at the layer that is chosen", async () => {
    const { store } = await showAnswered();
    await expect.element(layers.getByRole("radio", { name: "12: 36 tokens" })).toBeChecked();
    await expect.element(facts.first()).toHaveTextContent("5 of 36");
    await userEvent.click(layers.getByRole("radio", { name: "2: 144 tokens" }));
    await expect.element(facts.first()).toHaveTextContent("18 of 36");
    await userEvent.click(layers.getByRole("radio", { name: "0: 288 tokens" }));
    await expect.element(facts.first()).toHaveTextContent("36 of 36");
    store.getState().actions.setMethod("vidcom2");
    await expect.element(layers).not.toBeInTheDocument();
    expect(inspector.element().textContent).not.toContain("Ask a question");
  });

  test("can be chosen by the keyboard", async () => {
    await showAnswered();
    await userEvent.click(layers.getByRole("radio", { name: "12: 36 tokens" }));
    await userEvent.keyboard("{ArrowLeft}");
    await expect.element(layers.getByRole("radio", { name: "6: 72 tokens" })).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect.element(layers.getByRole("radio", { name: "6: 72 tokens" })).toBeChecked();
    await expect.element(facts.first()).toHaveTextContent("9 of 36");
  });

  test("is gone with another retention, until a question is asked with it", async () => {
    const { store } = await showAnswered();
    store.getState().actions.setRetention(0.5);
    await expect.element(layers).not.toBeInTheDocument();
    await store.getState().actions.ask("Again?");
    await expect.element(layers).toBeVisible();
  });
});

test("tokens that were merged are lit with the one whose place their row has", async () => {
  const { store } = await showClip();
  const { actions } = store.getState();
  actions.setMethod("sparsevlm");
  await actions.ask("What is it?");
  // Of 288 tokens an eighth is left, and a merged row in each of 8 frames.
  await expect.element(layers.getByRole("radio", { name: "12: 44 tokens" })).toBeChecked();
  await expect.element(facts.first()).toHaveTextContent("6 of 36");
  const canvas = document.querySelector<HTMLCanvasElement>("canvas.overlay")!;
  const alphaAt = (token: number): number => {
    const x = (((token % 6) + 0.5) / 6) * canvas.width;
    const y = ((Math.floor(token / 6) + 0.5) / 6) * canvas.height;
    return canvas.getContext("2d")!.getImageData(x, y, 1, 1).data[3]!;
  };
  // Kept, a member, dropped, the merged row's place, dropped, a member.
  await expect.poll(() => [0, 3].map(alphaAt)).toEqual([0, 0]);
  const [member, dropped] = [alphaAt(1), alphaAt(2)];
  expect(member).toBeGreaterThan(0);
  expect(member).toBeLessThan(dropped);
  expect([alphaAt(4), alphaAt(5)]).toEqual([dropped, member]);
  await userEvent.click(layers.getByRole("radio", { name: "0: 288 tokens" }));
  await expect.poll(() => [0, 1, 2, 3].map(alphaAt)).toEqual([0, 0, 0, 0]);
});

test("a method inside the language model says both what stays in the end and what a layer has", async () => {
  await showAnswered();
  const answer = page.getByRole("article").first();
  await expect.element(answer).toHaveTextContent("25 % a layer on average");
  await expect
    .element(answer.getByRole("button", { name: /in the end, 25 % a layer on average, PDrop/ }))
    .toBeVisible();
  await expect
    .element(page.getByRole("status").filter({ hasText: "behind the last cut" }))
    .toHaveTextContent("25 % a layer on average");
});
