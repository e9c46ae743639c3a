package release_test

import data.release

table := release.testdata

# The request with the changes of the case; its findings and exceptions say what differs from the table's own.
asked(case) := json.patch(changed, array.concat(
	[{"op": "add", "path": "/statements/scan/findings", "value": like(table.finding, case.findings)} | case.findings],
	[{"op": "add", "path": "/exceptions", "value": like(table.exception, case.exceptions)} | case.exceptions],
)) if {
	changed := json.patch(table.request, object.get(case, "change", []))
}

like(example, differences) := [without_null(object.union(example, difference)) | some difference in differences]

without_null(fields) := {name: value | some name, value in fields; value != null}

decided(case) := answer if {
	object.get(case, "entrypoint", "decision") == "decision"
	answer := release.decision with input as asked(case)
}

decided(case) := answer if {
	case.entrypoint == "findings"
	answer := release.findings with input as asked(case)
}

# Sentences may change; what they are about, and what a case says of them, may not.
without_messages(violations) := sort([object.remove(violation, {"message"}) | some violation in violations])

# One table for both engines: the tests of packages/policy run the same cases on the compiled policy.
test_case_table[case.title] if {
	some case in table.cases
	as_expected(case)
}

as_expected(case) if {
	answer := decided(case)
	answer.allow == case.decision.allow
	without_messages(answer.violations) == sort(case.decision.violations)
	object.get(case.decision, "counted", answer.counted) == answer.counted
	object.get(case.decision, "excepted", answer.excepted) == answer.excepted
	text := concat("\n", [violation.message | some violation in answer.violations])
	every words in object.get(case, "says", []) {
		contains(text, words)
	}
}

# What packages/policy compares with the answers of the compiled policy, to the last word.
answers := [decided(case) | some case in table.cases]

# The same of what is said about each finding.
triages := [triaged(case) | some case in table.cases]

triaged(case) := answer if {
	answer := release.triage with input as asked(case)
}

test_every_case_has_a_triage if count(triages) == count(table.cases)

test_a_finding_counts_where_the_decision_has_no_exception_for_it if {
	every case in table.cases {
		answer := release.decision with input as asked(case)
		findings := triaged(case).findings
		excepted := {finding | some finding in findings; some said in finding.exceptions; said.counts}
		excepted == {finding | some finding in findings; not finding.counts}
		counting := {said.source | some finding in excepted; some said in finding.exceptions; said.counts}
		counting == {entry.source | some entry in answer.excepted}
	}
}

explained(exceptions) := answer.findings[0] if {
	answer := release.triage with input as asked({"findings": [{"level": "critical"}], "exceptions": exceptions})
}

test_whatever_is_said_about_a_finding_is_explained if {
	explained([]) == {"counts": true, "exceptions": []}
	whys := {
		"it counts until 2026-12-20T09:00:00Z.": [{}],
		"it is about pkg:npm/undici@6.0.0.": [{"packages": ["pkg:npm/undici@6.0.0"]}],
		"it is about another product.": [{"applies": false}],
		"under_investigation is not triage.": [{"status": "under_investigation"}],
		"it has no owner.": [{"owner": null}],
		"'security@companyos.example' does not open production.": [{"purpose": "development"}],
		"Signed by security.": [{"outcome": "failed"}],
	}
	every why, exceptions in whys {
		[said] := explained(exceptions).exceptions
		print(said)
		said.why == why
		said.counts == startswith(why, "it counts")
	}
}

test_what_is_said_about_another_vulnerability_is_none_of_it if {
	explained([{"vulnerability": "GHSA-other"}]) == {"counts": true, "exceptions": []}
}

test_two_of_one_instant_explain_each_other if {
	both := explained([{}, {"source": "vex-later.sigstore.json", "status": "under_investigation"}])
	both.counts
	{said.why | some said in both.exceptions} == {
		"another statement of the same instant does not count.",
		"under_investigation is not triage.",
	}
}

test_an_unknown_environment_has_nothing_explained if {
	case := {"change": [{"op": "add", "path": "/environment", "value": "prod"}], "findings": [{}]}
	answer := triaged(case)
	answer.findings == []
	[violation.code | some violation in answer.violations] == ["environment_unknown"]
}

test_every_case_has_an_answer if count(answers) == count(table.cases)

test_case_table_is_not_empty if count(table.cases) > 90

test_every_violation_is_whole_sentences if {
	every case in table.cases {
		every violation in decided(case).violations {
			print(case.title, violation.message)
			endswith(violation.message, ".")
		}
	}
}

test_an_environment_is_strict_about_criticals_whatever_its_limits_say if {
	lenient := json.patch(release.environments.production, [{"op": "add", "path": "/limits/critical", "value": 9}])
	answer := release.decision with input as json.patch(table.request, critical)
		with release.environments as {"production": lenient}
	[violation.code | some violation in answer.violations] == ["critical_untriaged"]
}

critical := [{
	"op": "add",
	"path": "/statements/scan/findings",
	"value": [{"id": "GHSA-1", "aliases": [], "level": "critical", "fixed": []}],
}]

test_an_environment_without_data_allows_nothing if {
	answer := release.decision with input as table.request with release.environments as {"production": {}}
	codes := {violation.code | some violation in answer.violations}
	codes == {"database_too_old", "scan_too_old", "signer_not_accepted"}
}

test_a_limit_that_is_no_number_allows_nothing if {
	wrong := json.patch(release.environments.production, [{"op": "add", "path": "/limits/critical", "value": "many"}])
	found := json.patch(table.request, critical)
	answer := release.decision with input as json.patch(found, [{
		"op": "replace",
		"path": "/statements/scan/findings/0/level",
		"value": "high",
	}])
		with release.environments as {"production": json.patch(wrong, [{
			"op": "replace",
			"path": "/limits/high",
			"value": "many",
		}])}
	[violation.code | some violation in answer.violations] == ["over_limit"]
}

test_without_data_there_is_no_environment[title] if {
	some title, environments in {"none": {}, "nothing": null}
	codes_of(table.request, environments) == ["environment_unknown"]
}

codes_of(request, environments) := codes if {
	answer := release.decision with input as request with release.environments as environments
	codes := [violation.code | some violation in answer.violations]
}

test_a_statement_that_nothing_is_known_of_can_be_required if {
	strict := json.patch(release.environments.production, [{"op": "add", "path": "/statements/-", "value": "licences"}])
	codes_of(table.request, {"production": strict}) == ["statement_absent"]
}

test_without_a_list_of_tools_no_check_counts if {
	answer := release.decision with input as table.request with release.tools as null
	{violation.code | some violation in answer.violations} == {"check_unknown"}
}

test_only_development_opens_to_a_laptop if {
	open := {name |
		some name, environment in release.environments
		"development" in environment.purposes
	}
	open == {"development"}
}

test_every_environment_has_a_limit_for_each_level if {
	every name, environment in release.environments {
		print(name)
		object.keys(environment.limits) == {level | some level in release.levels}
		release.always_required - {required | some required in environment.statements} == set()
	}
	object.keys(release.max_exception_days) == {level | some level in release.levels}
}
