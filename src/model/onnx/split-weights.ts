// Makes of an ONNX file with its weights inside a graph without them, which points at the weights in the file. The
// runtime then reads them piece by piece from the Blob, and never holds a gigabyte in memory. Field numbers:
// onnx.proto.

import { PbfWriter } from "pbf";
import { AppError } from "../../base/errors.ts";
import { createBlobReader, type BlobReader } from "./blob-reader.ts";
import { joined } from "./joined.ts";

// The wire types of protobuf.
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_RAW_DATA = 9;
const TENSOR_EXTERNAL_DATA = 13;
const TENSOR_DATA_LOCATION = 14;
const EXTERNAL = 1;

/** Smaller tensors stay inside, because the runtime folds shapes and scalars before it runs anything. */
const LEAST_BYTES = 4096;

/**
 * Returns the graph; `location` is the name by which the runtime will find `file` again.
 * @throws AppError `graph-create` when the file ends in the middle of a field, or has one of no kind.
 */
export async function splitWeights(file: Blob, location: string): Promise<Uint8Array<ArrayBuffer>> {
  const reader = createBlobReader(file);
  const pieces: Uint8Array[] = [];
  while (reader.offset < file.size) {
    const field = await nextField(reader);
    if (field.number !== MODEL_GRAPH || field.length === null) {
      pieces.push(await copyField(reader, field));
      continue;
    }
    const graph: Uint8Array[] = [];
    for (const end = reader.offset + field.length; reader.offset < end;) {
      const inner = await nextField(reader);
      const isTensor = inner.number === GRAPH_INITIALIZER && inner.length !== null;
      graph.push(
        isTensor ? await moveOut(reader, inner, location) : await copyField(reader, inner),
      );
    }
    pieces.push(message(MODEL_GRAPH, joined(graph)));
  }
  return joined(pieces);
}

/** A field whose head was read; its value comes next. */
interface Field {
  readonly number: number;
  readonly wire: number;
  /** The length of a value of bytes; null for a number. */
  readonly length: number | null;
}

async function nextField(reader: BlobReader): Promise<Field> {
  const tag = await reader.varint();
  const wire = tag & 7;
  if (![VARINT, FIXED64, BYTES, FIXED32].includes(wire)) {
    throw new AppError(
      "graph-create",
      `The graph has a field of no kind before byte ${reader.offset}: its file is not an ONNX graph.`,
      "The file may be damaged; fetch the model again.",
    );
  }
  return { number: tag >>> 3, wire, length: wire === BYTES ? await reader.varint() : null };
}

/** Returns the field as it was. */
async function copyField(reader: BlobReader, { number, wire, length }: Field): Promise<Uint8Array> {
  if (length !== null) return message(number, await reader.bytes(length));
  const tag = new PbfWriter();
  tag.writeTag(number, wire);
  const value =
    wire === VARINT ? await reader.rawVarint() : await reader.bytes(wire === FIXED64 ? 8 : 4);
  return joined([tag.finish(), value]);
}

/** Returns a tensor without its bytes, with a note of where they lie. */
async function moveOut(reader: BlobReader, field: Field, location: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let raw: { offset: number; length: number } | null = null;
  for (const end = reader.offset + (field.length ?? 0); reader.offset < end;) {
    const inner = await nextField(reader);
    if (inner.number === TENSOR_RAW_DATA && (inner.length ?? 0) >= LEAST_BYTES) {
      raw = { offset: reader.offset, length: inner.length ?? 0 };
      reader.skip(raw.length);
    } else {
      parts.push(await copyField(reader, inner));
    }
  }
  if (raw !== null) {
    const pbf = new PbfWriter();
    for (const [key, value] of Object.entries({ location, ...raw })) {
      pbf.writeMessage(TENSOR_EXTERNAL_DATA, writeEntry, { key, value: String(value) });
    }
    pbf.writeVarintField(TENSOR_DATA_LOCATION, EXTERNAL);
    parts.push(pbf.finish());
  }
  return message(GRAPH_INITIALIZER, joined(parts));
}

/** Writes a StringStringEntryProto. */
function writeEntry(
  { key, value }: { readonly key: string; readonly value: string },
  pbf: PbfWriter,
): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}

function message(number: number, value: Uint8Array): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeBytesField(number, value);
  return pbf.finish();
}
