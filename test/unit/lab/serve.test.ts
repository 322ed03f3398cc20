import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveFolders, type StaticServer } from "../../../tools/lab/browser/serve.ts";

const TEXT = "0123456789";
let folder = "";
let server: StaticServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "framewise-serve-"));
  writeFileSync(join(folder, "ten.bin"), TEXT);
  writeFileSync(join(folder, "empty.json"), "");
  server = await serveFolders(new Map([["given/", folder]]));
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, init);

describe("the lab's server", () => {
  it("gives a whole file, and an empty one", async () => {
    const whole = await ask("given/ten.bin");
    expect([whole.status, whole.headers.get("content-length")]).toEqual([200, "10"]);
    expect(await whole.text()).toBe(TEXT);
    const empty = await ask("given/empty.json");
    expect([empty.status, await empty.text()]).toEqual([200, ""]);
  });

  it.each([
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=8-99", "89", "bytes 8-9/10"],
  ])("gives %s of it", async (range, text, wanted) => {
    const part = await ask("given/ten.bin", { headers: { range } });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, wanted]);
    expect(await part.text()).toBe(text);
  });

  it("refuses a range behind the end", async () => {
    const refused = await ask("given/ten.bin", { headers: { range: "bytes=10-12" } });
    expect([refused.status, refused.headers.get("content-range")]).toEqual([416, "bytes */10"]);
  });

  it("tells the size without the bytes", async () => {
    const head = await ask("given/ten.bin", { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "10"]);
    expect(await head.text()).toBe("");
  });

  it("serves nothing outside its folders", async () => {
    expect((await ask("given/..%2f..%2fetc%2fpasswd")).status).toBe(404);
    expect((await ask("other/ten.bin")).status).toBe(404);
  });
});
