import type { OpeningVideo } from "../../store/video/state.ts";
import { StillFrame } from "./StillFrame.tsx";

/** The last frame that was decoded, as large as its thumbnail allows. */
export function OpeningView({ video }: { readonly video: OpeningVideo }) {
  const { facts, strip } = video;
  const last = strip.at(-1);
  const aspect = facts === null ? 16 / 9 : facts.width / facts.height;
  return (
    <figure className="view" style={{ "--aspect": aspect }}>
      <div className="screen">{last !== undefined && <StillFrame frame={last} />}</div>
    </figure>
  );
}
