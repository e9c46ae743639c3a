# METADATA
# title: Release gate
# description: >-
#   Whether a release may go into an environment, by what its verified statements say. `data.release.environments` has
#   the limits of each environment, `data.release.max_exception_days` how long an exception may run. Each violation is
#   the negation of a rule that has to hold, so that what is missing or unknown denies. Time comes in as `input.now`.
# schemas:
#   - input: schema["input.schema"]
#   - data.release.environments: schema["environments.schema"]
package release

# A negated call whose argument is undefined is undefined itself, and what is missing would pass. So only helpers are
# negated, and what they get as arguments is always there. For the same reason each message is always defined.

# METADATA
# title: Decision
# description: Whether the release may go into the environment; every reason against it, not only the first.
# entrypoint: true
# custom:
#   short_name: decision
#   failure_msg: The release gate denies this release
#   solution: Each violation says what to do
decision := _answer(violations | finding_violations)

# METADATA
# title: Findings
# description: >-
#   The part of the decision that a scan by itself can have: limits and exceptions, before anything is signed. It says
#   nothing about statements and is no permission to release.
# entrypoint: true
# custom:
#   short_name: findings
#   failure_msg: The findings are above what the environment allows
#   solution: Update the packages, or ask for an exception
findings := _answer(((input_violations | unknown_findings) | finding_violations))

# METADATA
# title: Triage
# description: >-
#   Of each finding, in the order that they came, whether it counts, and of everything that was said about it
#   whether that counts and why. It decides nothing.
# entrypoint: true
# custom:
#   short_name: triage
#   failure_msg: What is asked cannot be answered
#   solution: Each violation says what to do
triage := {
	"violations": sort(input_violations | unknown_findings),
	"findings": [{"counts": _counts(finding), "exceptions": sort(explained(finding))} |
		_environment
		some finding in input.statements.scan.findings
	],
}

# METADATA
# scope: document
# description: What speaks against the release, besides findings.
violations contains violation if some violation in input_violations

violations contains violation if some violation in statement_violations

violations contains violation if {
	_verified("scan")
	some violation in unknown_findings
}

# METADATA
# scope: document
# description: What has to be known before anything can be decided.
input_violations contains {"code": "environment_unknown", "message": message} if {
	not _environment
	message := sprintf("The policy has no environment of this name. Use one of: %s.", [_listed(_environments)])
}

input_violations contains {"code": "input_invalid", "message": message} if {
	some field, known in {"now": _now_known, "artifact": _artifact_known, "exceptions": _exceptions_known}
	not known
	message := sprintf("What is asked lacks a usable '%s'. Ask with the facts that the evidence library makes.", [field])
}

_answer(found) := {
	"allow": count(found) == 0,
	# sorted, because engines go through sets in orders of their own
	"violations": sort(found),
	"counted": counted,
	"excepted": sort(excepted),
}

_environment := data.release.environments[input.environment]

# METADATA
# description: Whether signatures of a purpose open the environment.
accepts(signed) if signed.purpose in _environment.purposes

_environments contains name if some name in object.keys(data.release.environments)

_now := time.parse_rfc3339_ns(input.now)

default _now_known := false

_now_known if _now > 0

default _artifact_known := false

_artifact_known if {
	is_string(input.artifact.name)
	is_string(input.artifact.digest)
}

default _exceptions_known := false

_exceptions_known if is_array(input.exceptions)

_listed(names) := concat(", ", sort(names))

_day := ((24 * 60) * 60) * 1000000000

# Clocks differ a little; more than that has not happened yet.
_happened(time_ns) if time_ns - _now <= 60 * 1000000000
