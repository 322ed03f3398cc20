// What Chromium tells screen readers of a list that is drawn.

import { cdp } from "vitest/browser";

/** Returns the roles that are found directly in each list box of the page. */
export async function rolesInLists(): Promise<(string | undefined)[][]> {
  const { frameTree } = await cdp().send("Page.getFrameTree");
  // The page is in a frame of the test's own.
  const frameId = frameTree.childFrames?.at(-1)?.frame.id ?? "";
  const { nodes } = await cdp().send("Accessibility.getFullAXTree", { frameId });
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const shownIn = ({ childIds = [] }: (typeof nodes)[number]): typeof nodes =>
    childIds.flatMap((id) => {
      const child = byId.get(id);
      if (child === undefined) return [];
      return child.ignored ? shownIn(child) : [child];
    });
  const lists = nodes.filter(({ role }) => role?.value === "listbox");
  return lists.map((list) => shownIn(list).map(({ role }) => role?.value as string | undefined));
}
