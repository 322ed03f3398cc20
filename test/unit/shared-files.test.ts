// Files that another program shares: posted as the manifest says, kept by the worker, taken by the page once.

import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepShared, SHARE_PATH } from "../../src/offline/keep-shared.ts";
import { takeShared } from "../../src/offline/take-shared.ts";

const PAGE = "https://example.test/app/";

/** As much of a browser's caches as is used: responses by address. */
function createCaches() {
  const all = new Map<string, Map<string, Response>>();
  const open = (name: string) => {
    const entries = all.get(name) ?? new Map<string, Response>();
    all.set(name, entries);
    return Promise.resolve({
      put: (url: URL, response: Response) => Promise.resolve(entries.set(url.href, response)),
      keys: () => Promise.resolve([...entries.keys()].map((url) => new Request(url))),
      match: ({ url }: Request) => Promise.resolve(entries.get(url)),
    });
  };
  return { all, caches: { open, delete: (name: string) => Promise.resolve(all.delete(name)) } };
}

/** Opens a page at an address; returns where it is in the end. */
function visit(address: string): () => string {
  const { search, pathname, hash } = new URL(address);
  let shown = address;
  vi.stubGlobal("location", { search, pathname, hash });
  vi.stubGlobal("history", {
    state: null,
    replaceState: (_: unknown, __: string, to: string) => (shown = new URL(to, PAGE).href),
  });
  return () => shown;
}

const post = (...files: readonly File[]) => {
  const body = new FormData();
  for (const file of files) body.append("files", file);
  return keepShared(new Request(`${PAGE}${SHARE_PATH}`, { method: "POST", body }), PAGE);
};

const made = createCaches();
beforeEach(() => vi.stubGlobal("caches", made.caches));
afterEach(() => vi.unstubAllGlobals());

it("are opened by the page that the post leads to, under their names, and not once more", async () => {
  await post(new File(["of an earlier share"], "old.mp4"));
  const response = await post(
    new File(["video"], "märz, 1.mp4", { type: "video/mp4" }),
    new File(["00:01.0 --> 00:02.0"], "märz, 1.vtt"),
  );
  expect(response.status).toBe(303);
  const to = response.headers.get("location")!;
  expect(to).toBe(`${PAGE}?shared`);

  const shown = visit(`${to}#view`);
  const files = await takeShared();
  expect(files.map(({ name, type }) => [name, type])).toEqual([
    ["märz, 1.mp4", "video/mp4"],
    ["märz, 1.vtt", expect.any(String)],
  ]);
  expect(await files[0]!.text()).toBe("video");
  expect(shown()).toBe(`${PAGE}#view`);
  expect(made.all.size).toBe(0);

  visit(to);
  expect(await takeShared()).toEqual([]);
});

it("are none for a page that is opened otherwise, whose address stays", async () => {
  await post(new File(["video"], "clip.mp4"));
  const shown = visit(`${PAGE}#view`);
  expect(await takeShared()).toEqual([]);
  expect(shown()).toBe(`${PAGE}#view`);
});

it("come where and as the manifest says", () => {
  const { share_target: target } = JSON.parse(
    readFileSync("public/manifest.webmanifest", "utf8"),
  ) as {
    share_target: { action: string; params: { files: readonly { name: string }[] } };
  };
  expect(new URL(target.action, PAGE).href).toBe(new URL(SHARE_PATH, PAGE).href);
  expect(target.params.files.map(({ name }) => name)).toEqual(["files"]);
});
