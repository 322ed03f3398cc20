// What React's types leave out: custom properties in `style`, and Chrome's folder inputs.

import "react";

declare module "react" {
  interface CSSProperties {
    [property: `--${string}`]: string | number;
  }
  interface InputHTMLAttributes<T> {
    webkitdirectory?: T extends HTMLInputElement ? string : never;
  }
}
