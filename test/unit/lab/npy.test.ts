import { describe, expect, it } from "vitest";
import { readNpyHeader } from "../../../tools/lab/cli/npy.ts";

interface Parts {
  readonly version?: number;
  readonly header?: string;
  readonly values?: number;
}

const dict = (shape: string, descr = "<f4", fortran = "False"): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`;

/** A .npy file as NumPy writes it: header padded to 64 bytes, then zeros. */
function npy({ version = 1, header = dict("2, 3, 4"), values = 24 }: Parts): Uint8Array {
  const start = version === 1 ? 10 : 12;
  const padded = header.padEnd(Math.ceil((start + header.length + 1) / 64) * 64 - start - 1) + "\n";
  const bytes = new Uint8Array(start + padded.length + 4 * values);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), start);
  return bytes;
}

const read = (bytes: Uint8Array): ReturnType<typeof readNpyHeader> =>
  readNpyHeader("features.npy", bytes, bytes.length);

describe("a .npy header", () => {
  it.each([1, 2, 3])("of version %i gives the shape and where the values begin", (version) => {
    const bytes = npy({ version });
    expect(read(bytes)).toEqual({ dims: [2, 3, 4], offset: bytes.length - 24 * 4 });
  });

  it("may have its keys in any order, long integers and no last comma", () => {
    const header = `{"shape": (2L, 3, 4), "fortran_order": False, "descr": "<f4"}`;
    expect(read(npy({ header })).dims).toEqual([2, 3, 4]);
  });

  const REFUSED: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ["an empty file", new Uint8Array(0), /is empty/],
    ["text", new TextEncoder().encode("frame,token,width\n1,2,3\n"), /not a \.npy file/],
    ["a version from the future", npy({ version: 4 }), /version 4\.0; 1 to 3/],
    ["a header that is cut", npy({}).subarray(0, 40), /ends inside its header/],
    ["values that are cut", npy({ values: 23 }), /was cut off: .* takes 96 bytes, it has 92/],
    ["values left over", npy({ values: 25 }), /has bytes left over/],
    ["float64", npy({ header: dict("2, 3, 4", "<f8"), values: 48 }), /holds '<f8'; float32/],
    ["big-endian", npy({ header: dict("2, 3, 4", ">f4") }), /holds '>f4'; float32/],
    ["Fortran order", npy({ header: dict("2, 3, 4", "<f4", "True") }), /Fortran order/],
    ["two axes", npy({ header: dict("6, 4") }), /has 2 axes, \[6, 4\]; three/],
    ["one axis", npy({ header: dict("24,") }), /has 1 axes/],
    ["no axis", npy({ header: dict(""), values: 1 }), /has 0 axes/],
    ["four axes", npy({ header: dict("1, 2, 3, 4") }), /has 4 axes/],
    ["no frame", npy({ header: dict("0, 3, 4"), values: 0 }), /holds no value/],
    [
      "records",
      npy({ header: "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}" }),
      /records/,
    ],
    ["nonsense", npy({ header: "{'shape': 7}" }), /cannot be read/],
  ];

  it.each(REFUSED)("refuses %s in a sentence that says how to save it", (_, bytes, sentence) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({
        code: "npy",
        message: expect.stringMatching(sentence) as string,
        hint: expect.stringContaining("numpy.save") as string,
      }) as Error,
    );
  });
});
