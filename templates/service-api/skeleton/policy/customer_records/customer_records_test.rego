package customer_records_test

import data.customer_records
import data.lib

# The documentation shows the same cases; see testdata/cases.json.
test_case[title] if {
	some title, case in {known.title: known | some known in customer_records.testdata.cases}
	decide(asked(case)) == case.decision
}

decide(asked) := decision if {
	decision := customer_records.decision with input as asked with data.tenants as customer_records.testdata.tenants
}

asked(case) := json.patch(json.patch(customer_records.testdata.requests[case.request], added), removed) if {
	added := [{"op": "add", "path": path, "value": value} |
		some path, value in object.get(case, "set", {})
	]
	removed := [{"op": "remove", "path": path} | some path in object.get(case, "remove", [])]
}

test_every_case_is_a_case_of_its_own if {
	cases := customer_records.testdata.cases
	count({asked(case) | some case in cases}) == count(cases)
}

test_whatever_is_missing_denies[title] if {
	some name, request in customer_records.testdata.requests
	some path in {
		"/subject",
		"/subject/type",
		"/subject/id",
		"/subject/tenant_id",
		"/subject/role",
		"/subject/data_access_level",
		"/action",
		"/action/name",
		"/resource",
		"/resource/type",
		"/context",
		"/context/time",
		"/context/environment",
		"/context/environment/data_access_level",
	}
	title := concat(" without ", [name, path])
	decide(json.patch(request, [{"op": "remove", "path": path}])).allow == false
}

test_no_input_is_a_denial if {
	customer_records.decision == {"allow": false, "reason": "input_invalid", "obligations": []}
}

test_without_the_list_of_step_ups_nothing_is_allowed[name] if {
	some name, request in customer_records.testdata.requests
	decision := customer_records.decision with input as request
		with data.tenants as customer_records.testdata.tenants
		with lib.step_up as {}
	decision.allow == false
}

test_without_tenants_nothing_is_allowed[name] if {
	some name, request in customer_records.testdata.requests
	decision := customer_records.decision with input as request with data.tenants as {}
	decision.allow == false
}

test_every_field_has_a_level_that_exists if {
	every field, level in customer_records.fields {
		print(field)
		lib.rank(level) > 0
	}
}

test_every_action_is_one_that_a_role_may if {
	verbs := {verb | some roles in lib.may; some may in roles; some verb in may}
	every name, action in customer_records.actions {
		print(name)
		action.verb in verbs
		action.records in {"one", "many"}
	}
}
