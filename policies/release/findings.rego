package release

# METADATA
# description: The levels of severity, the most severe first.
levels := ["critical", "high", "medium", "low", "unknown"]

# METADATA
# description: What speaks against findings that nobody can read.
unknown_findings contains {"code": "findings_unknown", "message": message} if {
	not _findings_known
	message := "What the scan found is not known. Run 'companyos ci scan' where the advisory database can be had."
}

# METADATA
# scope: document
# description: What speaks against the release in the findings of its scan.
finding_violations contains violation if {
	some finding in _open
	_untriaged(finding)
	violation := _about_finding(finding, "critical_untriaged", sprintf(
		"%s is critical and nobody has triaged it.",
		[_place(finding)],
	))
}

finding_violations contains violation if {
	some finding in _open
	not _untriaged(finding)
	not _within_limit(finding)
	violation := _about_finding(finding, "over_limit", sprintf(
		"%s is one of %d findings of the level '%s', of which %s allows %s.",
		[_place(finding), counted[finding.level], finding.level, input.environment, _limit_text(finding.level)],
	))
}

# METADATA
# description: How many findings of each level count; those with an exception do not.
counted[level] := number if {
	some level in levels
	number := count([finding | some finding in _open; finding.level == level])
}

_findings_known if {
	is_array(input.statements.scan.findings)
	every finding in input.statements.scan.findings {
		is_string(finding.id)
		finding.level in levels
	}
}

_found contains finding if {
	_environment
	some finding in input.statements.scan.findings
}

_open contains finding if {
	some finding in _found
	not is_excepted(finding)
}

_counts(finding) := false if {
	is_excepted(finding)
} else := true

_in_development if input.environment == "development"

# Whatever the limits say. A new environment is strict from its first day.
_untriaged(finding) if {
	finding.level == "critical"
	not _in_development
}

_within_limit(finding) if _environment.limits[finding.level] == null

_within_limit(finding) if {
	limit := _environment.limits[finding.level]
	is_number(limit)
	counted[finding.level] <= limit
}

_limit_text(level) := sprintf("%d", [limit]) if {
	limit := _environment.limits[level]
	is_number(limit)
} else := "none"

_about_finding(finding, code, problem) := object.union(_named(finding), {
	"code": code,
	"message": concat(" ", array.concat([problem, _way_out(finding)], sort(refusals(finding)))),
})

_named(finding) := object.union_n([
	{"vulnerability": finding.id},
	{"package": purl | purl := finding.purl},
	{"fix": concat(", ", finding.fixed) | finding.fixed[0]},
])

_place(finding) := sprintf("%s in %s", [finding.id, finding.purl])

_place(finding) := finding.id if not finding.purl

_way_out(finding) := sprintf("Update to %s, or ask for an exception.", [concat(" or ", finding.fixed)]) if {
	count(finding.fixed) > 0
} else := "No fixed version is known: replace the package, or ask for an exception."
