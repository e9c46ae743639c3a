/** A program that we do not write: which version, how it tells its own, and where it comes from. */
export type PinnedTool = {
  name: string;
  /** What it is for, in the words of `companyos doctor`. */
  purpose: string;
  /** The version that laptops and CI use. */
  version: string;
  /** Arguments that make it print its version, and where that stands in what it prints. */
  printsVersion: { args: string[]; pattern: RegExp };
  /** The Go package that it is compiled from. */
  goPackage: string;
  /** The version of that package's module, where Go numbers it in another way than the release. */
  goVersion?: string;
  /** The release's file for a platform; undefined where there is none. */
  release(platform: Platform): Release | undefined;
};

/** What a project publishes for one platform. */
export type Release = {
  /** The program, or a gzipped tar archive with it. */
  url: string;
  /** The file with the SHA-256 checksum of what is at `url`, alone or in a list. */
  checksums: string;
  /** The program's path in the archive, where it is one. */
  member?: string;
};

/** In Go's words. */
export type Platform = { os: 'linux' | 'darwin'; arch: 'amd64' | 'arm64' };

const tools = {
  opa: {
    name: 'opa',
    purpose: 'evaluates and tests the policies',
    version: '1.22.2',
    printsVersion: { args: ['version'], pattern: /^Version: (\S+)/m },
    goPackage: 'github.com/open-policy-agent/opa',
    release({ os, arch }) {
      const suffix = os === 'linux' || arch === 'arm64' ? '_static' : '';
      const url = `https://github.com/open-policy-agent/opa/releases/download/v${this.version}/opa_${os}_${arch}${suffix}`;
      return { url, checksums: `${url}.sha256` };
    },
  },
  regal: {
    name: 'regal',
    purpose: 'lints the policies',
    version: '0.42.0',
    printsVersion: {
      args: ['version', '--format=json'],
      pattern: /"version": *"v?([^"]+)"/,
    },
    goPackage: 'github.com/open-policy-agent/regal',
    release({ os, arch }) {
      const folder = `https://github.com/open-policy-agent/regal/releases/download/v${this.version}`;
      const system = { linux: 'Linux', darwin: 'Darwin' }[os];
      const machine = arch === 'amd64' ? 'x86_64' : arch;
      return {
        url: `${folder}/regal_${system}_${machine}`,
        checksums: `${folder}/checksums.txt`,
      };
    },
  },
  jaeger: {
    name: 'jaeger',
    purpose: 'shows the traces of services, with TRACING=1',
    version: '2.13.0',
    printsVersion: { args: ['version'], pattern: /"gitVersion":"v?([^"]+)"/ },
    goPackage: 'github.com/jaegertracing/jaeger/cmd/jaeger',
    // The module has kept the numbers of version 1.
    goVersion: '1.76.0',
    release({ os, arch }) {
      const folder = `https://github.com/jaegertracing/jaeger/releases/download/v${this.goVersion}`;
      const name = `jaeger-${this.version}-${os}-${arch}`;
      return {
        url: `${folder}/${name}.tar.gz`,
        checksums: `${folder}/jaeger-${this.version}.sha256sum.txt`,
        member: `${name}/jaeger`,
      };
    },
  },
  prometheus: {
    name: 'prometheus',
    purpose: 'keeps the metrics of services',
    version: '3.5.0',
    printsVersion: {
      args: ['--version'],
      pattern: /^prometheus, version (\S+)/m,
    },
    goPackage: 'github.com/prometheus/prometheus/cmd/prometheus',
    // The module numbers 3.5.0 so.
    goVersion: '0.305.0',
    release({ os, arch }) {
      const folder = `https://github.com/prometheus/prometheus/releases/download/v${this.version}`;
      const name = `prometheus-${this.version}.${os}-${arch}`;
      return {
        url: `${folder}/${name}.tar.gz`,
        checksums: `${folder}/sha256sums.txt`,
        member: `${name}/prometheus`,
      };
    },
  },
  cosign: {
    name: 'cosign',
    purpose: 'verifies our evidence in tests, as customers do',
    version: '3.1.3',
    printsVersion: { args: ['version'], pattern: /^GitVersion:\s+v(\S+)/m },
    goPackage: 'github.com/sigstore/cosign/v3/cmd/cosign',
    release({ os, arch }) {
      const folder = `https://github.com/sigstore/cosign/releases/download/v${this.version}`;
      return {
        url: `${folder}/cosign-${os}-${arch}`,
        checksums: `${folder}/cosign_checksums.txt`,
      };
    },
  },
  gitleaks: {
    name: 'gitleaks',
    purpose: 'looks for secrets in the history of services',
    version: '8.30.1',
    printsVersion: { args: ['version'], pattern: /^v?(\d\S+)$/m },
    goPackage: 'github.com/zricethezav/gitleaks/v8',
    release({ os, arch }) {
      const folder = `https://github.com/gitleaks/gitleaks/releases/download/v${this.version}`;
      const machine = { amd64: 'x64', arm64: 'arm64' }[arch];
      return {
        url: `${folder}/gitleaks_${this.version}_${os}_${machine}.tar.gz`,
        checksums: `${folder}/gitleaks_${this.version}_checksums.txt`,
        member: 'gitleaks',
      };
    },
  },
  'osv-scanner': {
    name: 'osv-scanner',
    purpose: 'compares components with known vulnerabilities',
    version: '2.5.0',
    printsVersion: {
      args: ['--version'],
      pattern: /^osv-scanner version: (\S+)/m,
    },
    goPackage: 'github.com/google/osv-scanner/v2/cmd/osv-scanner',
    release({ os, arch }) {
      const folder = `https://github.com/google/osv-scanner/releases/download/v${this.version}`;
      return {
        url: `${folder}/osv-scanner_${os}_${arch}`,
        checksums: `${folder}/osv-scanner_SHA256SUMS`,
      };
    },
  },
  oras: {
    name: 'oras',
    purpose: 'puts images and their evidence into a registry',
    version: '1.3.6',
    printsVersion: { args: ['version'], pattern: /^Version:\s+(\d[^\s+]*)/m },
    goPackage: 'oras.land/oras/cmd/oras',
    release({ os, arch }) {
      const folder = `https://github.com/oras-project/oras/releases/download/v${this.version}`;
      return {
        url: `${folder}/oras_${this.version}_${os}_${arch}.tar.gz`,
        checksums: `${folder}/oras_${this.version}_checksums.txt`,
        member: 'oras',
      };
    },
  },
  registry: {
    name: 'registry',
    purpose: 'the registry that images are put into, for a test',
    version: '3.1.2',
    printsVersion: { args: ['--version'], pattern: / v(\d[^\s+]*)/ },
    goPackage: 'github.com/distribution/distribution/v3/cmd/registry',
    release({ os, arch }) {
      const folder = `https://github.com/distribution/distribution/releases/download/v${this.version}`;
      const url = `${folder}/registry_${this.version}_${os}_${arch}.tar.gz`;
      return { url, checksums: `${url}.sha256`, member: 'registry' };
    },
  },
  actionlint: {
    name: 'actionlint',
    purpose: 'checks the workflows',
    version: '1.7.12',
    printsVersion: { args: ['-version'], pattern: /^v?(\d\S+)$/m },
    goPackage: 'github.com/rhysd/actionlint/cmd/actionlint',
    release({ os, arch }) {
      const folder = `https://github.com/rhysd/actionlint/releases/download/v${this.version}`;
      return {
        url: `${folder}/actionlint_${this.version}_${os}_${arch}.tar.gz`,
        checksums: `${folder}/actionlint_${this.version}_checksums.txt`,
        member: 'actionlint',
      };
    },
  },
  helm: {
    name: 'helm',
    purpose: 'installs services in a cluster',
    version: '4.3.1',
    printsVersion: {
      args: ['version', '--template', '{{.Version}}'],
      pattern: /^v(\S+)$/m,
    },
    goPackage: 'helm.sh/helm/v4/cmd/helm',
    release({ os, arch }) {
      const url = `https://get.helm.sh/helm-v${this.version}-${os}-${arch}.tar.gz`;
      return {
        url,
        checksums: `${url}.sha256sum`,
        member: `${os}-${arch}/helm`,
      };
    },
  },
} satisfies Record<string, PinnedTool>;

/** Name of a tool in the table. */
export type ToolName = keyof typeof tools;

/** Every program of this kind that the platform uses. A new one is an entry here and nothing else. */
export const pinnedTools: Record<ToolName, PinnedTool> = tools;

/** Whether a word names a tool of the table. */
export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(pinnedTools, name);
}
