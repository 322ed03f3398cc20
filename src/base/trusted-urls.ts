// The page's policy lets no text become script (tools/dev/content-policy.ts). Workers are made from addresses, which
// Trusted Types count as script too: those of this page pass.

interface TrustedTypes {
  createPolicy(name: "default", rules: { createScriptURL: (url: string) => string }): unknown;
}

/**
 * Lets workers of the page's own origin start where Trusted Types are enforced. Call it before the first worker, in the page
 * and in a worker that starts others.
 */
export function trustOwnUrls(): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy("default", {
    createScriptURL: (url) => {
      if (new URL(url, location.href).origin === location.origin) return url;
      throw new TypeError(`Framewise runs no script of another origin: ${url}`);
    },
  });
}
