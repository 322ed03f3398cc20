// The packages that the page is made of, with their licences, read when somebody opens them.

import { useState } from "react";
import { fetchLicences, type BundledPackage } from "../values/licences.ts";

type Found = readonly BundledPackage[] | "missing" | null;

export function Licences() {
  const [found, setFound] = useState<Found>(null);
  const read = (): void => {
    if (Array.isArray(found)) return;
    void fetchLicences().then(setFound, () => setFound("missing"));
  };
  return (
    <details className="licences" onToggle={({ currentTarget }) => currentTarget.open && read()}>
      <summary>Licences</summary>
      <p>Framewise is under the MIT licence. These packages are in the page, each under its own:</p>
      {found === "missing" && (
        <p role="alert">The list could not be read. It lies beside the built page: try again.</p>
      )}
      {Array.isArray(found) && <Packages packages={found as readonly BundledPackage[]} />}
    </details>
  );
}

const Packages = ({ packages }: { readonly packages: readonly BundledPackage[] }) => (
  <ul>
    {packages.map(({ name, version, licence, text }) => (
      <li key={`${name} ${version}`}>
        <details>
          <summary>
            {name} {version} · {licence}
          </summary>
          <pre>{text}</pre>
        </details>
      </li>
    ))}
  </ul>
);
