// What the hub's refusals mean, in words. Codes: `hub-address`, `hub-unreachable`, `hub-failed`, `hub-answer`,
// `model-gated`, `model-not-found`, `model-revision-missing`, `model-file-missing`, `model-bytes-wrong`.

import { AppError } from "../../../base/errors.ts";

export interface Asked {
  /** The hub's host, for the sentence. */
  readonly host: string;
  readonly repo: string;
  /** The path in the repository, or null for the repository itself. */
  readonly path: string | null;
  readonly hasToken: boolean;
}

const subject = ({ repo, path }: Asked): string =>
  path === null ? `the model "${repo}"` : `"${path}" of the model "${repo}"`;

/**
 * Turns a lasting status into an error; null means that trying again may help. The hub gives its reason in
 * X-Error-Code. Without a token it answers 401 for a repository that does not exist, too.
 */
export function refusal(status: number, errorCode: string | null, asked: Asked): AppError | null {
  const { repo, path, host, hasToken } = asked;
  if (errorCode === "RepoNotFound" || (status === 404 && path === null && errorCode === null)) {
    return new AppError(
      "model-not-found",
      `${host} has no model "${repo}" that it shows ${hasToken ? "to this token" : "without a token"}.`,
      "Check the spelling, owner and name with a slash between; for a private model give an access token in the hub's settings.",
    );
  }
  if (status === 401) {
    return new AppError(
      "model-gated",
      hasToken
        ? `${host} does not accept the access token for ${subject(asked)} (401).`
        : `${host} gives ${subject(asked)} only to people who are signed in (401).`,
      hasToken
        ? "Check that the token was copied whole, has not expired, and may read this model."
        : `Accept the model's terms on its page at ${host}, make an access token there, and enter it in the hub's settings.`,
    );
  }
  if (status === 403) {
    return new AppError(
      "model-gated",
      `${host} has not granted access to ${subject(asked)} (403).`,
      hasToken
        ? `Ask for access on the model's page at ${host}; the token's owner must be granted it, and the token must have the right to read.`
        : `Ask for access on the model's page at ${host}, then enter an access token in the hub's settings.`,
    );
  }
  if (errorCode === "RevisionNotFound") {
    return new AppError(
      "model-revision-missing",
      `${host} no longer has the wanted revision of the model "${repo}".`,
      "Check the hub's address in the settings, or delete what is on this disk of the model and download it again.",
    );
  }
  if (status === 404 || status === 410) return fileMissing(asked);
  // 408, 425 and 429 ask to wait, and 416 is handled by the caller; other 4xx are lasting.
  if (status >= 400 && status < 500 && ![408, 416, 425, 429].includes(status)) {
    return new AppError(
      "hub-answer",
      `${host} refused ${subject(asked)} with status ${status}.`,
      "Check the hub's address in the settings; it must have the layout of huggingface.co.",
    );
  }
  return null;
}

export function fileMissing({ host, repo, path }: Asked): AppError {
  return new AppError(
    "model-file-missing",
    `The model "${repo}" on ${host} has no file "${path ?? ""}".`,
    "Choose another precision of the model, or another repository that holds its ONNX files.",
  );
}

export function serverFailed(status: number, asked: Asked): AppError {
  return new AppError(
    "hub-failed",
    `${asked.host} answered ${status} for ${subject(asked)}, several times.`,
    status === 429
      ? "It gets too many requests; wait some minutes and press download again. What has arrived is kept."
      : "The hub has trouble; try again later. What has arrived is kept.",
  );
}

export function unreachable(why: string, asked: Asked, cause?: unknown): AppError {
  return new AppError(
    "hub-unreachable",
    `${asked.host} could not be reached for ${subject(asked)}: ${why}.`,
    "Check the connection and the hub's address and press download again; what has arrived is kept, and models that are here work without a network.",
    { cause },
  );
}

export function strangeAnswer(why: string, asked: Asked, cause?: unknown): AppError {
  return new AppError(
    "hub-answer",
    `${asked.host} answered strangely for ${subject(asked)}: ${why}.`,
    "A proxy on the way may change answers; try another network, or check the hub's address in the settings.",
    { cause },
  );
}

export function wrongBytes(wanted: string, got: string, asked: Asked): AppError {
  return new AppError(
    "model-bytes-wrong",
    `What ${asked.host} sends as ${subject(asked)} is not what it lists: digest ${got.slice(0, 12)}…, wanted ${wanted.slice(0, 12)}…, twice.`,
    "Nothing of it was kept. A proxy may change the file; try another network, or tell the model's owner.",
  );
}
