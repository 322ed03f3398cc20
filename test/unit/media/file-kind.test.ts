import { describe, expect, it } from "vitest";
import { fileKind } from "../../../src/media/file-kind.ts";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe("fileKind", () => {
  it.each([
    ["RIFF\x10\x00\x00\x00AVI LIST", "an AVI file"],
    ["FLV\x01\x05", "a Flash video file"],
    ["GIF89a\x60\x00", "a GIF picture"],
    ["\x00\x00\x00\x20ftypavis", "an animated AVIF picture"],
    ["\x00\x00\x00\x18ftypheic", "a HEIC picture"],
    ["\x00\x00\x00\x18styp", "a piece of a streamed video without its beginning"],
    ["\x89PNG\r\n\x1a\n", "a PNG picture"],
    ["PK\x03\x04\x14\x00", "a ZIP archive"],
    ["\n<!DOCTYPE html>\n<title>Videos</title>", "a web page"],
    ["GIF89a\x01\x00\x01\x00\x80", "a GIF picture"],
    ["Good morning,\nhere is my list.\n", "text"],
    ["caf\xc3\xa9", "text"],
  ])("names %j", (head, kind) => {
    expect(fileKind(bytes(head))).toBe(kind);
  });

  it("knows a transport stream by its second packet", () => {
    const stream = new Uint8Array(512).fill(1);
    stream[0] = stream[188] = stream[376] = 0x47;
    expect(fileKind(stream)).toBe("an MPEG transport stream");
    stream[188] = 0;
    expect(fileKind(stream)).toBeNull();
  });

  it("says nothing about other bytes", () => {
    expect(fileKind(new Uint8Array([0, 1, 2, 3]))).toBeNull();
    expect(fileKind(new Uint8Array(0))).toBeNull();
  });
});
