/** A method as it stands on a prototype, to be called on an object later: what replaces it calls the one it replaced. */
export const methodOf = <T extends object, K extends keyof T>(prototype: T, name: K): T[K] =>
  prototype[name];
