import { describe, expect, test } from "vitest";
import { toCsv } from "../../../src/base/csv.ts";

describe("toCsv", () => {
  test("ends every line with CRLF and leaves plain cells alone", () => {
    expect(toCsv(["a", "b"], [["x", 1.5]])).toBe("a,b\r\nx,1.5\r\n");
  });

  test("quotes commas, quotes and line breaks, and doubles the quotes", () => {
    expect(toCsv(["a"], [['He said "no", twice']])).toBe('a\r\n"He said ""no"", twice"\r\n');
    expect(toCsv(["a"], [["one\ntwo"]])).toBe('a\r\n"one\ntwo"\r\n');
    expect(toCsv(["a"], [["one\r\ntwo"]])).toBe('a\r\n"one\r\ntwo"\r\n');
  });

  test("writes nothing for null, and words for booleans", () => {
    expect(toCsv(["a", "b", "c"], [[null, true, false]])).toBe("a,b,c\r\n,true,false\r\n");
  });

  test("keeps a spreadsheet from running text as a formula, but not a negative number", () => {
    expect(toCsv(["a"], [['=HYPERLINK("x")']])).toBe('a\r\n"\'=HYPERLINK(""x"")"\r\n');
    expect(toCsv(["a", "b"], [["@cmd", -3]])).toBe("a,b\r\n'@cmd,-3\r\n");
  });

  test("keeps text beyond ASCII", () => {
    expect(toCsv(["a"], [["VidCom², größer, 星"]])).toBe('a\r\n"VidCom², größer, 星"\r\n');
  });
});
