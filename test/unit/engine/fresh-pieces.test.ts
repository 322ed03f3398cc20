import { expect, it } from "vitest";
import { createFreshPieces } from "../../../src/engine/fresh-pieces.ts";

it("tells every character of an answer once, however often it is begun", () => {
  const told: string[] = [];
  const pieces = createFreshPieces((text) => told.push(text));
  const first = pieces.begin();
  for (const piece of ["A ", "blue"]) first(piece);
  // On another device the same text may come in other pieces.
  const second = pieces.begin();
  for (const piece of ["A b", "lu"]) second(piece);
  const third = pieces.begin();
  for (const piece of ["A", " blue tri", "angle."]) third(piece);
  expect(told).toEqual(["A ", "blue", " tri", "angle."]);
});
