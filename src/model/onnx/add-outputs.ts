// Tensors inside a graph become outputs of it, by a few bytes behind the file: protobuf joins what comes in pieces, so a
// second piece of the graph that holds nothing but outputs adds them. The weights are not touched, wherever they lie.

import { PbfWriter } from "pbf";
import { AppError } from "../../base/errors.ts";
import { readNodes } from "./read-nodes.ts";

const MODEL_GRAPH = 7;
const GRAPH_OUTPUT = 12;
const VALUE_NAME = 1;

/**
 * The same file with the outputs `names` besides its own. Their types and shapes are left to the runtime, which infers
 * them. A run that does not ask for them does not get them.
 * @throws AppError `graph-tensor` when the graph has no such tensor; those inside a branch of an If are not seen.
 */
export function addOutputs(bytes: Uint8Array, names: readonly string[]): Uint8Array<ArrayBuffer> {
  const { nodes, outputs } = readNodes(bytes);
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const missing = names.filter((name) => name === "" || !made.has(name));
  if (missing.length > 0) {
    throw new AppError(
      "graph-tensor",
      `The graph makes no tensor named "${missing.join('" or "')}".`,
      "Its files do not fit each other or this version; fetch the model again.",
    );
  }
  const added = [...new Set(names)].filter((name) => !outputs.has(name));
  const pbf = new PbfWriter();
  pbf.writeMessage(MODEL_GRAPH, writeOutputs, added);
  const piece = pbf.finish();
  const whole = new Uint8Array(bytes.length + piece.length);
  whole.set(bytes);
  whole.set(piece, bytes.length);
  return whole;
}

function writeOutputs(names: readonly string[], pbf: PbfWriter): void {
  for (const name of names) pbf.writeMessage(GRAPH_OUTPUT, writeName, name);
}

/** ValueInfoProto without a type. */
function writeName(name: string, pbf: PbfWriter): void {
  pbf.writeStringField(VALUE_NAME, name);
}
