import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgeAudit } from "../../tools/dev/audit.ts";
import { readPackage } from "../../tools/dev/licences.ts";

function packageOf(json: object, licence?: string): string {
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify(json));
  if (licence !== undefined) writeFileSync(join(folder, "LICENSE.md"), licence);
  return folder;
}

describe("the licence of a package", () => {
  const one = { name: "one", version: "1.2.3", license: "ISC" };

  it("is the text that it brings", () => {
    const { license: licence, ...rest } = one;
    expect(readPackage(packageOf(one, "Do as you like.\n"))).toEqual({
      ...rest,
      licence,
      text: "Do as you like.",
    });
  });

  it("is MIT's with the author's name, where it brings none and says MIT", () => {
    const { text } = readPackage(packageOf({ ...one, license: "MIT", author: { name: "Ada" } }));
    expect(text).toMatch(/^MIT License\n\nCopyright \(c\) Ada\n\nPermission is hereby granted/);
  });

  it.each([
    ["none is named", { ...one, license: undefined }],
    ["another brings no text", one],
  ])("stops the build where %s", (_, json) => {
    expect(() => readPackage(packageOf(json))).toThrow(/^one in .* does not bring its licence/);
  });
});

describe("npm's audit", () => {
  const faults = (total: number, vulnerabilities: object) =>
    JSON.stringify({ vulnerabilities, metadata: { vulnerabilities: { total } } });

  it("is clean, or names what is not", () => {
    expect(judgeAudit(faults(0, {})).isClean).toBe(true);
    expect(judgeAudit(faults(1, { left: { severity: "high" } }))).toEqual({
      isClean: false,
      words: "1 known faults: left (high). See npm audit.",
    });
  });

  it("says why the registry was not asked", () => {
    expect(judgeAudit('{"message": "405 Method Not Allowed", "statusCode": 405}')).toEqual({
      isClean: true,
      words: "Not checked: 405 Method Not Allowed.",
    });
  });

  it.each(["", "<html>", '{"error": {"code": "ENOTFOUND"}}'])(
    "fails nothing where the registry says %j",
    (printed) => {
      expect(judgeAudit(printed)).toEqual({
        isClean: true,
        words: "Not checked: the registry gave no answer.",
      });
    },
  );
});
