import {
  defineCommand,
  type Command,
  type OptionDefinition,
} from '../../command';

const artifact = {
  type: 'string',
  value: 'KIND',
  description:
    'tarball or image (an image where a container engine runs, else a tarball)',
} satisfies OptionDefinition;

const advisories = {
  type: 'string',
  value: 'DIR',
  description: 'Folder with OSV databases, for a scan without the network',
} satisfies OptionDefinition;

const environment = {
  type: 'string',
  value: 'NAME',
  description: 'Environment whose limits findings have to keep (production)',
} satisfies OptionDefinition;

const exceptions = {
  type: 'string',
  value: 'DIR',
  description: 'Folder with exceptions (security/exceptions)',
} satisfies OptionDefinition;

const policy = {
  type: 'string',
  value: 'FILE',
  description: 'Trust policy by which exceptions count; without it, none does',
} satisfies OptionDefinition;

const limits = { advisories, environment, exceptions, policy };

const key = {
  type: 'string',
  value: 'FILE',
  description:
    'Private key as PEM (keyless in CI with an OIDC identity, else the key of this clone)',
} satisfies OptionDefinition;

const to = {
  type: 'string',
  value: 'DIR',
  description: 'Folder of releases to put the artifact and its evidence into',
} satisfies OptionDefinition;

const registry = {
  type: 'string',
  value: 'NAME',
  description:
    'Registry for an image and its evidence, with its path, such as ghcr.io/acme',
} satisfies OptionDefinition;

function stage(
  name: string,
  description: string,
  options: Record<string, OptionDefinition> = {},
): Command {
  return defineCommand({
    path: ['ci', name],
    description,
    options,
    examples: [`companyos ci ${name}`],
    load: async () => (await import('../ci')).ciStage(name),
  });
}

/** Commands: the pipeline of a service, each stage for itself and all of them. CI and people run the same. */
export const ciCommands: Command[] = [
  defineCommand({
    path: ['ci', 'run'],
    description:
      'Run the whole pipeline on the commit of this clone, and leave signed evidence in evidence/',
    options: { artifact, ...limits, key, to, registry },
    examples: [
      'companyos ci run',
      'companyos ci run --artifact tarball --to ../releases',
    ],
    load: async () => (await import('../ci')).ciRun,
  }),
  stage('build', 'Build the artifact of the commit', { artifact }),
  stage('lint', 'Check types, rules and format: make lint'),
  stage('test', 'Run the tests: make test'),
  stage(
    'sast',
    'Look for mistakes in the source, by the rules of the repository',
  ),
  stage('secrets', 'Look for passwords, keys and tokens in the history'),
  stage('sbom', 'List the components of the artifact'),
  stage('scan', 'Compare the components with known vulnerabilities', limits),
  stage('sign', 'Sign the artifact and what the stages said of it', { key }),
  stage('provenance', 'State how the artifact came to be, signed', { key }),
  stage('publish', 'Name the release, and put it where others find it', {
    key,
    to,
    registry,
  }),
  defineCommand({
    path: ['ci', 'verify'],
    description:
      'Verify all that the stages have signed, and that artifact.json agrees',
    options: {
      policy: {
        type: 'string',
        value: 'FILE',
        description: 'Whom to trust: a trust policy as JSON',
      },
      key: {
        type: 'string',
        value: 'FILE',
        description: 'Or a public key as PEM, such as the one of this clone',
      },
      repository: {
        type: 'string',
        value: 'ID',
        description: 'Id of the repository that it should be built from',
      },
      digest: {
        type: 'string',
        value: 'DIGEST',
        description: 'The artifact that it should be, such as sha256:2c26…',
      },
    },
    examples: [
      'companyos ci verify --policy trust.json',
      'companyos ci verify --key .companyos/local/keys/evidence.pub',
    ],
    load: async () => (await import('../ciVerify')).ciVerify,
  }),
  defineCommand({
    path: ['ci', 'summary'],
    description: 'Say in Markdown what the run has come to so far',
    options: {
      to: {
        type: 'string',
        value: 'FILE',
        description: 'Append it to this file, such as $GITHUB_STEP_SUMMARY',
      },
    },
    examples: ['companyos ci summary --to summary.md'],
    load: async () => (await import('../ciSummary')).ciSummary,
  }),
];
