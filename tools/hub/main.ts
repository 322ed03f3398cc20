// `npm run hub`: serves DIR/org/name/… as a model hub until it is stopped. Fields of a fault: tools/hub/faults.ts.

import { parseArgs } from "node:util";
import { parseFault } from "./faults.ts";
import { startHub } from "./server.ts";

const USAGE = `Serves the model folders DIR/org/name as a model hub until it is stopped, well or badly.

  npm run -s hub -- --root DIR [options]

  --root DIR        the folder of model folders
  --port N          the hub's port (default: a free one)
  --cdn-port N      the port of the host that large files come from (default: a free one)
  --fault FIELDS    what goes wrong with a file, such as kind=cut,path=onnx/x.onnx,afterBytes=1000,times=1; may be given
                    several times
  --help            prints this`;

async function serve(): Promise<void> {
  const { values } = parseArgs({
    options: {
      root: { type: "string" },
      port: { type: "string", default: "0" },
      "cdn-port": { type: "string", default: "0" },
      fault: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  if (values.root === undefined) throw new Error("--root is missing.");
  const hub = await startHub({
    repos: values.root,
    port: Number(values.port),
    cdnPort: Number(values["cdn-port"]),
    faults: values.fault.map(parseFault),
  });
  console.log(`${hub.url} serves ${values.root}; large files come from ${hub.cdnUrl}`);
}

try {
  await serve();
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : String(thrown));
  console.error(USAGE);
  process.exitCode = 2;
}
