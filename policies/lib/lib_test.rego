package lib_test

import data.lib

tenant := "01a207bd-a9c0-710f-9f22-f05e6ccbcbe5"

other_tenant := "01a207bd-a9c0-7a3c-8d41-5e0b7c9f2a10"

tenants := {
	tenant: {"status": "active", "region": "eu-central", "data_access_level": "restricted"},
	other_tenant: {"status": "suspended", "region": "eu-west", "data_access_level": "internal"},
}

user := {
	"type": "user",
	"id": "01a207bd-a9c0-722f-9311-85d5628f5f5c",
	"issuer": "https://login.companyos.example",
	"subject": "00u1f8c2kq",
	"tenant_id": tenant,
	"role": "editor",
	"groups": ["crm"],
	"data_access_level": "confidential",
	"status": "active",
}

service := {
	"type": "service",
	"id": "order-history",
	"issuer": "https://kubernetes.production.companyos.example",
	"subject": "system:serviceaccount:crm:order-history",
	"tenant_id": tenant,
	"role": "reader",
	"groups": [],
	"data_access_level": "internal",
}

request := {
	"subject": user,
	"action": {"name": "customer_record.read"},
	"resource": {
		"type": "customer_record",
		"id": "1",
		"tenant_id": tenant,
		"data_access_level": "internal",
	},
	"context": {
		"time": "2026-11-23T09:30:00Z",
		"environment": {
			"id": "production",
			"stage": "production",
			"region": "eu-central",
			"data_access_level": "restricted",
		},
		"authentication": {"acr": "urn:companyos:acr:2", "auth_time": signed_in},
	},
}

# 2026-11-23T09:20:00Z, ten minutes before the request
signed_in := 1795425600

changed(patches) := json.patch(request, patches)

set(path, value) := changed([{"op": "add", "path": path, "value": value}])

without(path) := changed([{"op": "remove", "path": path}])

problems(asked) := found if {
	found := lib.problems with input as asked with data.tenants as tenants
}

test_nothing_speaks_against_a_good_request if problems(request) == set()

test_a_service_needs_no_status if problems(set("/subject", service)) == set()

test_missing_or_unknown_is_invalid[title] if {
	some title, asked in {
		"no input": {},
		"no subject": without("/subject"),
		"no id": without("/subject/id"),
		"no type": without("/subject/type"),
		"unknown type": set("/subject/type", "robot"),
		"no role": without("/subject/role"),
		"unknown role": set("/subject/role", "owner"),
		"role of the other type": set("/subject/role", "reader"),
		"no level": without("/subject/data_access_level"),
		"unknown level": set("/subject/data_access_level", "secret"),
		"no environment": without("/context/environment"),
		"unknown level of the environment": set("/context/environment/data_access_level", "all"),
		"no action": without("/action"),
		"no resource": without("/resource"),
		"no time": without("/context/time"),
		"not a time": set("/context/time", "yesterday"),
		"signed in later than now": set("/context/authentication/auth_time", signed_in + 661),
	}
	"input_invalid" in problems(asked)
}

test_a_clock_may_be_a_minute_ahead if problems(set("/context/authentication/auth_time", signed_in + 660)) == set()

test_one_hop if problems(set("/context/actor", {"type": "service", "id": "web"})) == set()

test_no_second_hop[title] if {
	some title, actor in {
		"nested": {"type": "service", "id": "web", "act": {"type": "service", "id": "batch"}},
		"nested, and false": {"type": "service", "id": "web", "act": false},
		"nested, and empty": {"type": "service", "id": "web", "act": {}},
		"a user": {"type": "user", "id": "web"},
		"nobody": {},
		"null": null,
		"false": false,
	}
	problems(set("/context/actor", actor)) == {"nested_actor"}
}

test_only_an_active_user_acts[title] if {
	some title, asked in {
		"suspended": set("/subject/status", "suspended"),
		"closed": set("/subject/status", "closed"),
		"unknown": set("/subject/status", "Active"),
		"missing": without("/subject/status"),
	}
	problems(asked) == {"subject_not_active"}
}

test_only_an_active_tenant_is_served[title] if {
	some title, asked in {
		"suspended": set("/subject/tenant_id", other_tenant),
		"unknown": set("/subject/tenant_id", "01a207bd-a9c0-7fff-9f22-f05e6ccbcbe5"),
		"missing": without("/subject/tenant_id"),
	}
	problems(asked) == {"tenant_not_active"}
}

test_the_tenant_null_is_told_by_the_comparison if {
	problems(set("/subject/tenant_id", null)) == set()
	not lib.same_tenant with input as set("/subject/tenant_id", null)
}

test_same_tenant if lib.same_tenant with input as request

test_not_the_same_tenant[title] if {
	some title, asked in {
		"another": set("/resource/tenant_id", other_tenant),
		"record without one": without("/resource/tenant_id"),
		"subject without one": without("/subject/tenant_id"),
		"both null": changed([
			{"op": "add", "path": "/subject/tenant_id", "value": null},
			{"op": "add", "path": "/resource/tenant_id", "value": null},
		]),
		"neither": changed([
			{"op": "remove", "path": "/subject/tenant_id"},
			{"op": "remove", "path": "/resource/tenant_id"},
		]),
	}
	not same_tenant(asked)
}

same_tenant(asked) if lib.same_tenant with input as asked

test_a_role_may_what_the_table_says[title] if {
	some title, expected in {
		"viewer": {"read"},
		"editor": {"read", "create", "change"},
		"admin": {"read", "create", "change", "delete", "export"},
		"auditor": {"read"},
	}
	verbs := {verb |
		some verb in {"read", "create", "change", "delete", "export"}
		lib.role_may(verb) with input as set("/subject/role", title)
	}
	verbs == expected
}

test_a_service_never_deletes if {
	not lib.role_may("delete") with input as {"subject": object.union(service, {"role": "writer"})}
}

test_the_ceiling_is_the_lowest_of_three[title] if {
	some title, levels in {
		"subject": ["internal", "restricted", "restricted"],
		"tenant": ["restricted", "internal", "restricted"],
		"environment": ["restricted", "restricted", "internal"],
		"all": ["internal", "internal", "internal"],
	}
	ceiling(levels) == "internal"
}

ceiling([subject, of_tenant, environment]) := level if {
	asked := changed([
		{"op": "add", "path": "/subject/data_access_level", "value": subject},
		{"op": "add", "path": "/context/environment/data_access_level", "value": environment},
	])
	level := lib.ceiling with input as asked with data.tenants as {tenant: {"data_access_level": of_tenant}}
}

test_there_is_no_ceiling_without_all_three[title] if {
	some title, levels in {
		"subject": [null, "public", "public"],
		"tenant": ["public", null, "public"],
		"environment": ["public", "public", null],
	}
	not ceiling(levels)
}

test_levels_are_ordered if {
	every index, level in lib.levels {
		lib.rank(level) == index + 1
	}
	lib.within("public", "public")
	lib.within("internal", "confidential")
	not lib.within("restricted", "confidential")
	not lib.within("secret", "restricted")
	not lib.within("public", "all")
	lib.lowest("restricted", "internal") == "internal"
}

requirements := {
	"levels": ["urn:one", "urn:two", "urn:three"],
	"actions": {
		"customer_record.read": {"where": "x", "when": "restricted", "acr": "urn:two", "max_age": 900},
		"customer_record.erase": {"where": "x", "when": "always", "acr": "urn:two", "max_age": 300},
	},
}

no_step_up(action, level) if {
	asked := set("/action/name", action)
	lib.no_step_up(level) with input as asked with lib.step_up as requirements
}

test_what_needs_no_step_up if {
	no_step_up("customer_record.list", "restricted")
	no_step_up("customer_record.read", "confidential")
}

test_what_needs_a_step_up if {
	not no_step_up("customer_record.read", "restricted")
	not no_step_up("customer_record.erase", "public")
}

test_without_a_level_or_a_list_everything_needs_a_step_up if {
	not no_step_up("customer_record.list", "secret")
	not no_step_up("customer_record.read", "secret")
	not lib.no_step_up("public") with input as request with lib.step_up as {}
	not lib.no_step_up("public") with input as request with lib.step_up as null
}

test_a_requirement_for_an_unknown_case_always_holds if {
	sometimes := {"levels": ["urn:one"], "actions": {"customer_record.read": {"when": "sometimes"}}}
	not lib.no_step_up("public") with input as request with lib.step_up as sometimes
}

authenticated(authentication) if {
	asked := set("/context/authentication", authentication)
	lib.signed_in_for("customer_record.read") with input as asked with lib.step_up as requirements
}

test_a_sign_in_that_is_enough[title] if {
	some title, authentication in {
		"just so": {"acr": "urn:two", "auth_time": signed_in - 300},
		"stronger": {"acr": "urn:three", "auth_time": signed_in},
	}
	authenticated(authentication)
}

test_a_sign_in_that_is_not_enough[title] if {
	some title, authentication in {
		"too old": {"acr": "urn:two", "auth_time": signed_in - 301},
		"too weak": {"acr": "urn:one", "auth_time": signed_in},
		"unknown": {"acr": "urn:four", "auth_time": signed_in},
		"no acr": {"auth_time": signed_in},
		"no age": {"acr": "urn:three"},
		"nothing": {},
	}
	not authenticated(authentication)
}

test_a_service_has_not_signed_in if {
	not lib.signed_in_for("customer_record.read") with input as set("/subject", service)
		with lib.step_up as requirements
	not lib.person with input as set("/subject", service)
}

test_the_challenge_names_every_level_that_would_do if {
	challenge := lib.challenge with input as request with lib.step_up as requirements
	challenge == {"acr_values": ["urn:two", "urn:three"], "max_age": 900}
}

test_every_requirement_names_a_level_that_exists if {
	every action, row in lib.step_up.actions {
		print(action)
		row.acr in lib.step_up.levels
	}
}

test_the_first_reason_is_told if {
	lib.deny({"tenant_mismatch", "role_not_allowed"}) == {
		"allow": false,
		"reason": "role_not_allowed",
		"obligations": [],
	}
}

test_the_challenge_comes_with_its_reason if {
	denied := lib.deny({"step_up_required"}) with input as request with lib.step_up as requirements
	denied.step_up.max_age == 900
}

test_no_reason_is_no_denial if not lib.deny(set())

test_an_unknown_reason_is_no_answer if {
	not lib.deny({"bad_weather"})
	not lib.allow({"bad_weather"}, [])
}

test_allowed_when_nothing_speaks_against_it if {
	lib.allow(set(), []) == {"allow": true, "reason": "allowed", "obligations": []}
}
