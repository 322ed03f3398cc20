/** Reads any CSS colour, tokens and mixes included, as the page computes it now; `done` when no more are wanted. */
export function createColorReader(): {
  readonly read: (css: string) => string;
  readonly done: () => void;
} {
  const probe = document.body.appendChild(document.createElement("i"));
  return {
    read: (css) => {
      probe.style.color = css;
      return getComputedStyle(probe).color;
    },
    done: () => probe.remove(),
  };
}
