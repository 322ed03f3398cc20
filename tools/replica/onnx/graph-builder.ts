// Writes graphs node by node.

import type { Attribute, Element, Graph, Node, Shape, Tensor, Value } from "./element.ts";
import { constantTensor } from "./tensor.ts";

const MICROSOFT = "com.microsoft";

export interface NodeOptions {
  /** The names of all outputs, "" for an omitted one; the first names the node. */
  readonly outputs?: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface GraphBuilder {
  input(name: string, element: Element, shape: Shape): string;
  output(name: string, element: Element, shape: Shape): void;
  /** Adds a weight and returns its name. */
  tensor(tensor: Tensor): string;
  /** Adds int64 constants, one tensor for each distinct value; `dims` [] makes a scalar. Returns its name. */
  ints(values: readonly number[], dims?: readonly number[]): string;
  /** Adds a node of the standard operators and returns the name of its first output. */
  add(operator: string, inputs: readonly string[], output: string, options?: NodeOptions): string;
  /** Does the same with Microsoft's operators. */
  addMicrosoft(
    operator: string,
    inputs: readonly string[],
    output: string,
    options?: NodeOptions,
  ): string;
  build(): Graph;
}

export function createGraphBuilder(name: string): GraphBuilder {
  const inputs: Value[] = [];
  const outputs: Value[] = [];
  const tensors = new Map<string, Tensor>();
  const nodes: Node[] = [];

  const tensor = (added: Tensor): string => {
    if (tensors.has(added.name)) throw new Error(`${name} has two tensors ${added.name}.`);
    tensors.set(added.name, added);
    return added.name;
  };
  const node =
    (domain: string): GraphBuilder["add"] =>
    (operator, from, output, { outputs: all = [output], attributes = {} } = {}) => {
      nodes.push({ operator, domain, inputs: from, outputs: all, attributes });
      return output;
    };

  return {
    input(value, element, shape) {
      inputs.push({ name: value, element, shape });
      return value;
    },
    output: (value, element, shape) => void outputs.push({ name: value, element, shape }),
    tensor,
    ints(values, dims = [values.length]) {
      const label = `ints.${values.join(".")}${dims.length === 0 ? ".scalar" : ""}`;
      if (!tensors.has(label)) tensor(constantTensor(label, "int64", dims, values));
      return label;
    },
    add: node(""),
    addMicrosoft: node(MICROSOFT),
    build: () => ({ name, inputs, outputs, tensors: [...tensors.values()], nodes }),
  };
}
