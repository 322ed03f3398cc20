// All of the ribbon in one bar, with the part that is in view as a window that can be dragged, or moved by arrows.

import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import type { RibbonData } from "./use-ribbon.ts";
import { RIBBON_ID } from "../hooks/ribbon-keys.ts";
import { MiniRibbon } from "./MiniRibbon.tsx";
import type { Zoom } from "./use-zoom.ts";

export function Overview(props: {
  readonly ribbon: RibbonData;
  readonly zoom: Pick<Zoom, "view" | "panTo">;
}) {
  const { columns, roles, selected } = props.ribbon;
  const { view, panTo } = props.zoom;
  const bar = useRef<HTMLDivElement>(null);
  if (view.span >= 1) return null;
  const last = 1 - view.span;

  const panTowards = ({ clientX }: PointerEvent) => {
    if (bar.current === null) return;
    const { left, width } = bar.current.getBoundingClientRect();
    panTo(Math.min(last, Math.max(0, (clientX - left) / width - view.span / 2)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = {
      ArrowLeft: view.from - view.span / 4,
      ArrowRight: view.from + view.span / 4,
      PageUp: view.from - view.span,
      PageDown: view.from + view.span,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    panTo(Math.min(last, Math.max(0, to)));
  };
  return (
    <div className="overview">
      <div
        ref={bar}
        className="overview-bar"
        role="scrollbar"
        tabIndex={0}
        aria-label="Part of the timeline in view"
        aria-controls={RIBBON_ID}
        aria-orientation="horizontal"
        aria-valuenow={Math.round((view.from / last) * 100)}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          panTowards(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) panTowards(event);
        }}
      >
        <div className="overview-read" style={{ "--share": roles.length / columns }}>
          <MiniRibbon roles={roles} />
        </div>
        <i className="overview-at" style={{ "--at": (selected + 0.5) / columns }} />
        <i
          className="overview-window"
          style={{ "--from": view.from, "--to": Math.min(1, view.from + view.span) }}
        />
      </div>
    </div>
  );
}
