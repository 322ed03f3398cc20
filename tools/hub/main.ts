// `npx tsx tools/hub/main.ts --root DIR [--port N] [--cdn-port N] [--fault kind=…,path=…]…`: serves
// DIR/org/name/… as a model hub until it is stopped. Fields of a fault: tools/hub/faults.ts.

import { parseArgs } from "node:util";
import { parseFault } from "./faults.ts";
import { startHub } from "./server.ts";

const USAGE =
  "Usage: npx tsx tools/hub/main.ts --root DIR [--port N] [--cdn-port N] [--fault kind=cut,path=onnx/x.onnx,afterBytes=1000,times=1]…";

try {
  const { values } = parseArgs({
    options: {
      root: { type: "string" },
      port: { type: "string", default: "0" },
      "cdn-port": { type: "string", default: "0" },
      fault: { type: "string", multiple: true, default: [] },
    },
  });
  if (values.root === undefined) throw new Error("--root is missing.");
  const hub = await startHub({
    repos: values.root,
    port: Number(values.port),
    cdnPort: Number(values["cdn-port"]),
    faults: values.fault.map(parseFault),
  });
  console.log(`${hub.url} serves ${values.root}; large files come from ${hub.cdnUrl}`);
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : String(thrown));
  console.error(USAGE);
  process.exitCode = 2;
}
