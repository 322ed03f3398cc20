/** Loads what shows the turns, which the page's start does not need. */
export const loadTurns = () => import("./Turns.tsx");
