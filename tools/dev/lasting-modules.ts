// Lets the browsers of a test run keep the modules that they have fetched. Each engine of a test is a worker of its own, which would
// ask for all of its 260 modules again only to hear that none has changed.

import type { Plugin } from "vite";

const LASTING = "max-age=3600";

export function lastingModules(): Plugin {
  return {
    name: "framewise-lasting-modules",
    configureServer({ config, middlewares }) {
      // Where tests run again by themselves, a module changes.
      if (config.server.watch !== null) return;
      middlewares.use((_request, response, next) => {
        const setHeader = response.setHeader.bind(response);
        response.setHeader = (name, value) =>
          setHeader(name, name === "Cache-Control" && value === "no-cache" ? LASTING : value);
        next();
      });
    },
  };
}
