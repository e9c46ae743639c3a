import type { GoldenPathConfig } from '@companyos/golden-path';
import type { Preview } from '@companyos/plugin-golden-path-common';

/** Says where new services are published, in words for people. */
export function describeTarget(config: GoldenPathConfig): Preview['publish'] {
  const { publish } = config;
  if (publish.target === 'local-git') {
    return { target: publish.target, description: "the portal's own Git host" };
  }
  const { host, owner, visibility } = publish.github;
  return {
    target: publish.target,
    description: `${host}/${owner}, ${visibility}`,
  };
}
