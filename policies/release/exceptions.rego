package release

# METADATA
# scope: document
# description: The findings that do not count, and by whose exception and until when.
excepted contains entry if {
	some finding in _found
	is_excepted(finding)
	some exception in _deciding(finding)
	entry := object.union(
		object.remove(_named(finding), {"fix"}),
		{
			"level": finding.level,
			"status": exception.status,
			"owner": exception.owner,
			"expires": exception.expires,
			"source": exception.source,
		},
	)
}

# METADATA
# description: Whether the latest statement about a finding, by somebody who is heard, is an exception that counts.
is_excepted(finding) if {
	deciding := _deciding(finding)
	count(deciding) > 0
	every exception in deciding {
		not _fault(exception, finding)
	}
}

# METADATA
# description: Why exceptions that are there do not help a finding, one sentence each.
refusals(finding) := {sentence |
	some said in explained(finding)
	not said.counts
	sentence := sprintf("The exception in '%s' does not count: %s", [said.source, said.why])
}

# METADATA
# description: >-
#   What was said about a finding, by any name of its vulnerability and for any package, and whether and why it
#   counts. Of what nobody trusted has signed it is not known what it is about, so that is there for each finding.
explained(finding) := _counting(finding, deciding) | _not_counting(finding, deciding) if {
	deciding := _deciding(finding)
}

_counting(finding, deciding) := {_explanation(exception, true, why) |
	is_excepted(finding)
	some exception in deciding
	why := sprintf("it counts until %s.", [exception.expires])
}

_not_counting(finding, deciding) := {_explanation(exception, false, why) |
	some exception in _concerning(finding)
	why := _why_not(exception, finding, deciding)
}

_explanation(exception, counts, why) := object.union(
	object.filter(exception, _told(exception)),
	{"counts": counts, "why": why},
)

_told(exception) := {"source", "status", "justification", "action", "owner", "expires"} if {
	_proven(exception)
} else := {"source"}

_why_not(exception, finding, deciding) := why if {
	why := _unheard(exception)
} else := why if {
	why := _not_for(exception, finding)
} else := "a later statement has taken its place." if {
	not exception in deciding
} else := why if {
	why := _fault(exception, finding)
} else := "another statement of the same instant does not count." if {
	not is_excepted(finding)
}

_not_for(exception, finding) := sprintf("it is about %s.", [concat(" and ", exception.packages)]) if {
	not _of_package(exception, finding)
}

_concerning(finding) := {exception | some exception in _unproven} | {exception |
	some name in _names(finding.id, finding)
	some exception in _said[name]
}

_unproven contains exception if {
	some exception in input.exceptions
	not _proven(exception)
}

# By every name of the vulnerability, so that a thousand findings do not each go through all of them.
_said[name] contains exception if {
	some exception in input.exceptions
	_proven(exception)
	some name in _names(exception.vulnerability, exception)
}

_names(name, of) := {name} | {alias | some alias in of.aliases}

# Without a package it is about the vulnerability wherever the product has it.
_of_package(exception, _) if count(exception.packages) == 0

_of_package(exception, finding) if {
	some package_url in exception.packages
	package_url in {finding.purl, split(finding.purl, "@")[0]}
}

# OpenVEX is a sequence in which a later statement takes the place of an earlier one.
_deciding(finding) := {entry.exception |
	candidates := _candidates(finding)
	latest := max([entry.made | some entry in candidates])
	some entry in candidates
	entry.made == latest
}

_candidates(finding) := {entry |
	some name in _names(finding.id, finding)
	some entry in _heard[name]
	_of_package(entry.exception, finding)
}

_heard[name] contains {"exception": exception, "made": made} if {
	some exception in input.exceptions
	not _unheard(exception)
	made := _made(exception)
	some name in _names(exception.vulnerability, exception)
}

_proven(exception) if exception.outcome == "verified"

_applies(exception) if exception.applies == true

_made_by_now(exception) if _happened(_made(exception))

_made(exception) := time.parse_rfc3339_ns(exception.made)

_expires(exception) := time.parse_rfc3339_ns(exception.expires)

# Why a statement is not listened to at all. It cannot take back another one either.
_unheard(exception) := object.get(exception, "reason", "it could not be verified.") if {
	not _proven(exception)
} else := sprintf("'%s' does not open %s.", [object.get(exception, "signer", "nobody"), input.environment]) if {
	not accepts(exception)
} else := "it is about another product." if {
	not _applies(exception)
} else := "it does not say when it was made, or it lies in the future." if {
	not _made_by_now(exception)
}

# What an exception lacks for a finding of this level.
_fault(exception, finding) := "under_investigation is not triage." if {
	exception.status == "under_investigation"
} else := "its status is not known." if {
	not _triaged(exception)
} else := "not_affected needs a justification of OpenVEX's list." if {
	exception.status == "not_affected"
	not _justified(exception)
} else := "affected needs an action_statement." if {
	exception.status == "affected"
	not exception.action
} else := "it has no owner." if {
	not exception.owner
} else := "it has no expiry." if {
	not _expires(exception)
} else := sprintf("it expired on %s.", [exception.expires]) if {
	not _runs(exception)
} else := _too_long(exception, finding) if {
	not _short_enough(exception, finding)
}

_triaged(exception) if exception.status in {"not_affected", "affected", "fixed"}

_justified(exception) if exception.justification in _justifications

_runs(exception) if _expires(exception) > _now

_short_enough(exception, finding) if _expires(exception) - _made(exception) <= _most_days(finding) * _day

_too_long(exception, finding) := sprintf(
	"it runs until %s, and one for the level '%s' may run for %d days.",
	[exception.expires, finding.level, _most_days(finding)],
)

_most_days(finding) := object.get(data.release.max_exception_days, finding.level, 0)

_justifications := {
	"component_not_present",
	"vulnerable_code_not_present",
	"vulnerable_code_not_in_execute_path",
	"vulnerable_code_cannot_be_controlled_by_adversary",
	"inline_mitigations_already_exist",
}
