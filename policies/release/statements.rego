package release

# METADATA
# description: >-
#   What no environment does without, whatever its data say. A scan that could not be made has no statement, and so
#   never passes.
always_required := {"signature", "provenance", "sbom", "scan"}

# METADATA
# scope: document
# description: What is missing or wrong with the statements that the environment requires.
statement_violations contains violation if {
	some name in _required
	_absent(name)
	violation := _of(name, "statement_absent", sprintf("There is no %s: %s", [_title(name), _way_to(name)]))
}

statement_violations contains violation if {
	some name in _required
	not _absent(name)
	not _verified(name)
	violation := _of(name, "statement_not_verified", sprintf(
		"The %s does not count. %s Make and sign it again, or correct the trust policy.",
		[_title(name), _reason(name)],
	))
}

statement_violations contains violation if {
	some name in _required
	_environment
	_verified(name)
	signed := input.statements[name]
	not accepts(signed)
	violation := _of(name, "signer_not_accepted", sprintf(
		"The %s is signed by '%s', which does not open %s. Have it signed by the pipeline.",
		[_title(name), _signer(name), input.environment],
	))
}

statement_violations contains violation if {
	some name in (_required & {"test", "sast", "secrets"})
	_verified(name)
	not _passed(name)
	violation := _of(name, "check_failed", sprintf(
		"The %s did not pass. Correct what evidence/reports has found, and run 'companyos ci %s' again.",
		[_title(name), name],
	))
}

# Three statements are of one type: without this, the tests would do for a search for secrets that nobody has made.
statement_violations contains violation if {
	some name in (_required & {"test", "sast", "secrets"})
	_verified(name)
	not _made_with_its_tool(name)
	violation := _of(name, "check_unknown", sprintf(
		"The %s has to be made with one of: %s. Run 'companyos ci %s'.",
		[_title(name), _listed(_tools(name)), name],
	))
}

statement_violations contains _of("sbom", "sbom_empty", message) if {
	_verified("sbom")
	not _lists_components
	message := concat(" ", [
		"The SBOM lists no component, so a scan of it finds nothing.",
		"Run 'companyos ci sbom' after the packages are installed.",
	])
}

statement_violations contains _of("provenance", "source_unknown", message) if {
	_verified("provenance")
	not _source_known
	message := "The provenance does not say from which commit the artifact was built. Build it with 'companyos ci'."
}

statement_violations contains _of("scan", "scan_time_invalid", message) if {
	_verified("scan")
	some field, name in {"scanned": "was made", "database": "has its database from"}
	not _dated(field)
	message := sprintf("When the scan %s is not known, or lies in the future. Run 'companyos ci scan' again.", [name])
}

statement_violations contains _of("scan", "scan_too_old", message) if {
	_dated("scanned")
	_verified("scan")
	limit := _limit_of("max_scan_age_days")
	not _fresh("scanned", limit)
	message := sprintf(
		"The scan is of %s, and %s wants one of the last %d days. Run 'companyos ci scan' again.",
		[input.statements.scan.scanned, input.environment, limit],
	)
}

statement_violations contains _of("scan", "database_too_old", message) if {
	_dated("database")
	_verified("scan")
	limit := _limit_of("max_database_age_days")
	not _fresh("database", limit)
	message := sprintf(
		"The scan knew advisories up to %s, and %s wants those of the last %d days. Run 'companyos ci scan' with new ones.",
		[input.statements.scan.database, input.environment, limit],
	)
}

_of(name, code, message) := {"statement": name, "code": code, "message": message}

_title(name) := object.get(_titles, name, name)

_way_to(name) := object.get(_ways_to, name, "have the pipeline make it.")

_tools(name) := {tool | some tool in data.release.tools[name]}

_titles := {
	"signature": "signature of the artifact",
	"provenance": "provenance",
	"sbom": "SBOM",
	"scan": "scan for vulnerabilities",
	"test": "result of the tests",
	"sast": "source analysis",
	"secrets": "search for secrets",
}

_ways_to := {
	"signature": "run 'companyos ci sign'.",
	"provenance": "run 'companyos ci provenance'.",
	"sbom": "run 'companyos ci sbom'.",
	"scan": "run 'companyos ci scan' where the advisory database can be had. A scan that is unavailable never passes.",
	"test": "run 'companyos ci test'.",
	"sast": "run 'companyos ci sast'.",
	"secrets": "run 'companyos ci secrets'.",
}

_required := always_required | {name | some name in _environment.statements}

# Looked up with a default, because what is not mentioned is absent as well.
_absent(name) if object.get(input, ["statements", name, "outcome"], "absent") == "absent"

_verified(name) if input.statements[name].outcome == "verified"

_reason(name) := object.get(input.statements[name], "reason", "Nothing says why.")

_signer(name) := object.get(input.statements[name], "signer", "nobody")

_passed(name) if input.statements[name].result in {"PASSED", "WARNED"}

_made_with_its_tool(name) if {
	some tool in input.statements[name].tools
	tool in _tools(name)
}

_lists_components if input.statements.sbom.components > 0

_source_known if regex.match(`^[0-9a-f]{40,64}$`, input.statements.provenance.commit)

_time(field) := time.parse_rfc3339_ns(input.statements.scan[field])

_dated(field) if _happened(_time(field))

_fresh(field, limit) if _now - _time(field) <= limit * _day

# A limit that nobody has set is none that could be kept.
_limit_of(name) := object.get(_environment, name, -1)
