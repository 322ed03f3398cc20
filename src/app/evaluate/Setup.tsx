// What the next evaluation asks: the folder and what is in it, then model, methods, retentions and how many questions.

import { BENCHMARKS, BENCHMARK_IDS } from "../../benchmarks/catalogue.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { Select } from "../ui/Select.tsx";
import { FolderFacts } from "./FolderFacts.tsx";
import { PickFolder } from "./PickFolder.tsx";
import { PlanSetup } from "./PlanSetup.tsx";
import { useDroppedFolder } from "./use-dropped-folder.ts";

const WHICH = [
  { value: "any", name: "the one in the folder" },
  ...BENCHMARK_IDS.map((value) => ({ value, name: BENCHMARKS[value].name })),
] as const;

export function Setup() {
  const folder = useSession(({ evaluate }) => evaluate.folder);
  const benchmark = useSession(({ evaluate }) => evaluate.setup.benchmark);
  const { chooseEvaluationFolder, setUpEvaluation } = useActions();
  const isReady = folder.phase === "ready";
  useDroppedFolder((handle) => void chooseEvaluationFolder({ kind: "handle", handle }));
  return (
    <div className="evaluate-setup">
      <p className="lead">
        A model is asked the questions of a published benchmark that you have downloaded:{" "}
        {BENCHMARK_IDS.map((id) => BENCHMARKS[id].name).join(", ")}. Its videos stay in their
        folder, and nothing leaves this computer.
      </p>
      <div className="row">
        <PickFolder
          className={isReady ? "btn" : "btn primary"}
          onPick={(source) => void chooseEvaluationFolder(source)}
        >
          {folder.phase === "none" ? "Choose its folder" : "Choose another folder"}
        </PickFolder>
        <Select
          label="Benchmark"
          value={benchmark ?? "any"}
          choices={WHICH}
          onChoose={(value) => void setUpEvaluation({ benchmark: value === "any" ? null : value })}
        />
      </div>
      <p role="status" className="sr">
        {folder.phase === "reading" && `${folder.name} is being read.`}
        {isReady && `${folder.name} holds ${BENCHMARKS[folder.benchmark].name}.`}
      </p>
      {folder.phase === "reading" && <p className="faint">Reading “{folder.name}” …</p>}
      {folder.phase === "failed" && <ErrorText error={folder.error} />}
      {isReady && (
        <>
          <FolderFacts folder={folder} />
          <PlanSetup folder={folder} />
        </>
      )}
    </div>
  );
}
