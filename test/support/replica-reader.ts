// Reads back what the replicas' writer wrote: an ONNX ModelProto as plain data. For tests.

import { PbfReader } from "pbf";

export interface ReadModel {
  irVersion: number;
  opsets: Record<string, number>;
  inputs: ReadValue[];
  outputs: ReadValue[];
  nodes: ReadNode[];
  tensors: Map<string, ReadTensor>;
}

export interface ReadValue {
  name: string;
  element: number;
  shape: (number | string)[];
}

export interface ReadNode {
  operator: string;
  domain: string;
  name: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, number | string | number[]>;
}

export interface ReadTensor {
  dims: number[];
  element: number;
  raw: Uint8Array | null;
  external: Record<string, string>;
  isExternal: boolean;
}

export function readModel(bytes: Uint8Array): ReadModel {
  const model: ReadModel = {
    irVersion: 0,
    opsets: {},
    inputs: [],
    outputs: [],
    nodes: [],
    tensors: new Map(),
  };
  each(new PbfReader(bytes), (tag, pbf) => {
    if (tag === 1) model.irVersion = pbf.readVarint();
    else if (tag === 7) readGraph(pbf, model);
    else if (tag === 8) {
      let [domain, version] = ["", 0];
      inside(pbf, (field) => {
        if (field === 1) domain = pbf.readString();
        if (field === 2) version = pbf.readVarint();
      });
      model.opsets[domain] = version;
    }
  });
  return model;
}

function readGraph(pbf: PbfReader, model: ReadModel): void {
  inside(pbf, (tag) => {
    if (tag === 1) model.nodes.push(readNode(pbf));
    else if (tag === 5) {
      const { name, ...tensor } = readTensor(pbf);
      if (model.tensors.has(name)) throw new Error(`Two tensors are named ${name}.`);
      model.tensors.set(name, tensor);
    } else if (tag === 11) model.inputs.push(readValue(pbf));
    else if (tag === 12) model.outputs.push(readValue(pbf));
  });
}

function readNode(pbf: PbfReader): ReadNode {
  const node: ReadNode = {
    operator: "",
    domain: "",
    name: "",
    inputs: [],
    outputs: [],
    attributes: {},
  };
  inside(pbf, (tag) => {
    if (tag === 1) node.inputs.push(pbf.readString());
    else if (tag === 2) node.outputs.push(pbf.readString());
    else if (tag === 3) node.name = pbf.readString();
    else if (tag === 4) node.operator = pbf.readString();
    else if (tag === 5) {
      const [name, value] = readAttribute(pbf);
      node.attributes[name] = value;
    } else if (tag === 7) node.domain = pbf.readString();
  });
  return node;
}

function readAttribute(pbf: PbfReader): [string, number | string | number[]] {
  let name = "";
  let type = 0;
  let [float, int, text] = [0, 0, ""];
  const ints: number[] = [];
  inside(pbf, (tag) => {
    if (tag === 1) name = pbf.readString();
    else if (tag === 2) float = pbf.readFloat();
    else if (tag === 3) int = pbf.readVarint(true);
    else if (tag === 4) text = new TextDecoder().decode(pbf.readBytes());
    else if (tag === 8) ints.push(pbf.readVarint(true));
    else if (tag === 20) type = pbf.readVarint();
  });
  const values = new Map<number, number | string | number[]>([
    [1, float],
    [2, int],
    [3, text],
    [7, ints],
  ]);
  const value = values.get(type);
  if (value === undefined) throw new Error(`The attribute ${name} has the type ${type}.`);
  return [name, value];
}

function readTensor(pbf: PbfReader): ReadTensor & { name: string } {
  const tensor: ReadTensor & { name: string } = {
    name: "",
    dims: [],
    element: 0,
    raw: null,
    external: {},
    isExternal: false,
  };
  inside(pbf, (tag) => {
    if (tag === 1) tensor.dims.push(pbf.readVarint());
    else if (tag === 2) tensor.element = pbf.readVarint();
    else if (tag === 8) tensor.name = pbf.readString();
    else if (tag === 9) tensor.raw = pbf.readBytes().slice();
    else if (tag === 13) {
      let [key, value] = ["", ""];
      inside(pbf, (field) => {
        if (field === 1) key = pbf.readString();
        if (field === 2) value = pbf.readString();
      });
      tensor.external[key] = value;
    } else if (tag === 14) tensor.isExternal = pbf.readVarint() === 1;
  });
  return tensor;
}

function readValue(pbf: PbfReader): ReadValue {
  const value: ReadValue = { name: "", element: 0, shape: [] };
  inside(pbf, (tag) => {
    if (tag === 1) value.name = pbf.readString();
    if (tag !== 2) return;
    inside(pbf, (kind) => {
      if (kind !== 1) return;
      inside(pbf, (field) => {
        if (field === 1) value.element = pbf.readVarint();
        if (field !== 2) return;
        inside(pbf, (dim) => {
          if (dim !== 1) return;
          inside(pbf, (form) => {
            if (form === 1) value.shape.push(pbf.readVarint());
            if (form === 2) value.shape.push(pbf.readString());
          });
        });
      });
    });
  });
  return value;
}

/** The fields of the message that comes next. */
function inside(pbf: PbfReader, read: (tag: number) => void): void {
  pbf.readMessage<null>((tag) => read(tag), null);
}

function each(pbf: PbfReader, read: (tag: number, pbf: PbfReader) => void): void {
  pbf.readFields<null>((tag) => read(tag, pbf), null);
}
