// Gives the session's store to the components: state by selector, intents by `useActions`.

import { createContext, use, type ReactNode } from "react";
import { useStore } from "zustand";
import { selectActions } from "../../store/selectors.ts";
import type { SessionStore } from "../../store/store.ts";
import type { Actions, SessionState } from "../../store/types.ts";

const SessionContext = createContext<SessionStore | null>(null);

export function SessionProvider(props: {
  readonly store: SessionStore;
  readonly children: ReactNode;
}) {
  return <SessionContext value={props.store}>{props.children}</SessionContext>;
}

/** The store itself, for drawing by `subscribe` without a render. */
export function useSessionStore(): SessionStore {
  const store = use(SessionContext);
  if (store === null) throw new Error("A component of the page stands outside SessionProvider.");
  return store;
}

/** A part of the state. `selector` must return the same value for the same state: see `selectors.ts`. */
export function useSession<T>(selector: (state: SessionState) => T): T {
  return useStore(useSessionStore(), selector);
}

export const useActions = (): Actions => useSession(selectActions);
