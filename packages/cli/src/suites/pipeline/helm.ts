import fs from 'node:fs';
import path from 'node:path';

/**
 * Stands in for `helm upgrade`, which needs a cluster, and there is none: the API server can be had neither as a package
 * nor compiled in reasonable time. It keeps the arguments, and runs the real `helm template` with them, so that a chart,
 * a value or an option that Helm would refuse is refused. Everything else goes to the real Helm as it is.
 */
const script = `#!/usr/bin/env bash
set -euo pipefail
[ "$1" = upgrade ] || exec "$REAL_HELM" "$@"
printf '%s\\n' "$@" > "$HELM_CALLS"
cp "$KUBECONFIG" "$HELM_CALLS.kubeconfig"
shift
arguments=()
for one in "$@"; do [ "$one" = --install ] || arguments+=("$one"); done
"$REAL_HELM" template "\${arguments[@]}" > "$HELM_CALLS.yaml"
exit "\${HELM_ENDS_WITH:-0}"
`;

/** Writes the stand-in, and gives its path. */
export function writeHelm(dir: string): string {
  const program = path.join(dir, 'helm');
  fs.writeFileSync(program, script, { mode: 0o755 });
  return program;
}
