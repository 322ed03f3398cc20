// A page in a frame without an origin of its own, where the browser throws at what it has elsewhere.

import { afterEach, expect, it, vi } from "vitest";
import { startWorker } from "../../src/engine/start-worker.ts";
import { serviceWorkers } from "../../src/offline/register.ts";

afterEach(() => vi.unstubAllGlobals());

it("goes without a service worker where asking for one throws", () => {
  vi.stubGlobal("navigator", {
    get serviceWorker() {
      throw new DOMException("Service worker is disabled in a sandboxed frame.", "SecurityError");
    },
  });
  expect(serviceWorkers()).toBeNull();
});

it("goes without one in a browser that has none, and takes the one that is there", () => {
  vi.stubGlobal("navigator", {});
  expect(serviceWorkers()).toBeNull();
  const workers = {};
  vi.stubGlobal("navigator", { serviceWorker: workers });
  expect(serviceWorkers()).toBe(workers);
});

it("says how it must be shown where its engine may not run", () => {
  const refuse = () => {
    throw new DOMException("Failed to construct 'Worker'.", "SecurityError");
  };
  expect(() => startWorker(refuse)).toThrow(expect.objectContaining({ code: "frame-sandboxed" }));
  const fault = new TypeError("Another fault.");
  const fail = () => {
    throw fault;
  };
  expect(() => startWorker(fail)).toThrow(fault);
});
