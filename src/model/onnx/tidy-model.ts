// Tidies a model after a rewrite: removes what nothing reads, orders the rest so that it can be run, and finds out when
// a wrong rewrite has left a node without its input.

import { reads, type OnnxModel, type OnnxNode } from "./onnx-model.ts";

/**
 * Drops nodes and weights that no output needs, and puts the rest in order.
 * @throws Error naming the tensor when a node reads what nothing makes, when two nodes make the same tensor, or when
 * nodes wait for each other.
 */
export function tidyModel(model: OnnxModel): void {
  const makers = new Map<string, OnnxNode>();
  for (const node of model.nodes) {
    for (const output of node.outputs) {
      if (output === "") continue;
      if (makers.has(output)) throw new Error(`two nodes make "${output}"`);
      makers.set(output, node);
    }
  }
  const inputs = new Set(model.inputs.map(({ name }) => name));
  const ordered: OnnxNode[] = [];
  const state = new Map<OnnxNode, "waiting" | "done">();
  const used = new Set<string>();

  /** Puts a node after all that it reads. It has its own stack, because decoders are thousands of nodes deep. */
  const place = (start: OnnxNode): void => {
    const stack: { node: OnnxNode; next: Iterator<string> }[] = [];
    const enter = (node: OnnxNode): void => {
      state.set(node, "waiting");
      stack.push({ node, next: reads(node)[Symbol.iterator]() });
    };
    enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { value: tensor, done } = top.next.next();
      if (done === true) {
        state.set(top.node, "done");
        ordered.push(top.node);
        stack.pop();
        continue;
      }
      used.add(tensor);
      const maker = makers.get(tensor);
      if (maker === undefined) {
        if (!model.weights.has(tensor) && !inputs.has(tensor)) {
          throw new Error(`"${top.node.name}" reads "${tensor}", which nothing makes`);
        }
      } else if (state.get(maker) === "waiting") {
        throw new Error(`"${top.node.name}" and "${maker.name}" wait for each other`);
      } else if (!state.has(maker)) enter(maker);
    }
  };

  for (const { name } of model.outputs) {
    const maker = makers.get(name);
    if (maker === undefined) throw new Error(`nothing makes the output "${name}"`);
    if (!state.has(maker)) place(maker);
  }
  // The file's order is kept where it can be run, so that equal files stay equal.
  const rank = new Map(ordered.map((node, i) => [node, i]));
  const kept = model.nodes.filter((node) => rank.has(node));
  model.nodes = isOrdered(kept, makers) ? kept : ordered;
  for (const name of model.weights.keys()) if (!used.has(name)) model.weights.delete(name);
  const made = new Set(model.nodes.flatMap(({ outputs }) => outputs));
  model.valueInfos = model.valueInfos.filter(({ name }) => made.has(name));
}

function isOrdered(nodes: readonly OnnxNode[], makers: ReadonlyMap<string, OnnxNode>): boolean {
  const seen = new Set<OnnxNode>();
  return nodes.every((node) => {
    const isReady = reads(node).every((tensor) => {
      const maker = makers.get(tensor);
      return maker === undefined || seen.has(maker);
    });
    seen.add(node);
    return isReady;
  });
}
