// Parts of the page that arrive later: what stands in their place until then, and when they cannot be had.

import { lazy, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { expect, onTestFinished, test } from "vitest";
import { page } from "vitest/browser";
import { Part } from "../../src/app/ui/Part.tsx";

function show(content: ReactNode): void {
  const host = document.createElement("div");
  document.body.append(host);
  // React tells the console of what a boundary has caught.
  const root = createRoot(host, { onCaughtError: () => undefined });
  onTestFinished(() => {
    root.unmount();
    host.remove();
  });
  root.render(
    <>
      {content}
      <p>The rest of the page.</p>
    </>,
  );
}

test("what waits is shown until the part has arrived", async () => {
  const arrival = Promise.withResolvers<{ default: () => ReactNode }>();
  const Late = lazy(() => arrival.promise);
  show(
    <Part waiting={<p>On its way.</p>}>
      <Late />
    </Part>,
  );
  await expect.element(page.getByText("On its way.")).toBeVisible();
  arrival.resolve({ default: () => <p>Arrived.</p> });
  await expect.element(page.getByText("Arrived.")).toBeVisible();
  expect(page.getByText("On its way.").query()).toBeNull();
});

test("a part that cannot be had says so, with a way on, and the rest stays", async () => {
  const Missing = lazy(() => import(/* @vite-ignore */ `${location.origin}/no-such-part.js`));
  show(
    <Part>
      <Missing />
    </Part>,
  );
  await expect
    .element(page.getByRole("alert"))
    .toHaveTextContent("A part of this page could not be loaded.");
  await expect.element(page.getByRole("button", { name: "Reload" })).toBeVisible();
  await expect.element(page.getByText("The rest of the page.")).toBeVisible();
});

test("a part with something in its place shows that instead", async () => {
  const Missing = lazy(() => Promise.reject(new Error("gone")));
  show(
    <Part failed={<p>Plain text.</p>}>
      <Missing />
    </Part>,
  );
  await expect.element(page.getByText("Plain text.")).toBeVisible();
});
