import { Icon } from "./Icon.tsx";

/** Takes a line under the bar off the page. */
export const Dismiss = ({ onPress }: { readonly onPress: () => void }) => (
  <button type="button" className="btn plain square" aria-label="Dismiss" onClick={onPress}>
    <Icon name="close" />
  </button>
);
