# METADATA
# title: Customer records
# description: >-
#   Who may do what with a customer's record. Role, tenant and level have to agree (ADR-011); what needs a stronger or
#   more recent sign-in says so. What the records' fields need is data: `data.customer_records.fields`.
# schemas:
#   - input: schema["input.schema"]
package customer_records

import data.lib

# METADATA
# title: Decision
# description: May the subject do this with the record, why, and what must the service do then? Denies by default.
# entrypoint: true
# custom:
#   short_name: decision
#   failure_msg: The policy of customer records denies this
#   solution: Look the reason up in the platform's documentation of this policy
default decision := {"allow": false, "reason": "input_invalid", "obligations": []}

decision := lib.deny(problems)

decision := lib.allow(problems, obligations)

# METADATA
# scope: document
# description: All reasons against the request.
problems contains reason if some reason in lib.problems

problems contains "input_invalid" if not _resource_valid

problems contains "unknown_action" if not _action

problems contains "role_not_allowed" if not lib.role_may(_action.verb)

problems contains "tenant_mismatch" if not _own_tenant

problems contains "level_too_low" if not _level_enough

problems contains "no_person_for_step_up" if not _could_sign_in

problems contains "step_up_required" if not _signed_in

# METADATA
# description: What the service must do when it is allowed.
obligations := array.concat(_restrict, _redact)

# METADATA
# scope: document
# description: >-
#   Up to which level data may be returned. What reaches many records stops below the level at which reading a single
#   one would ask for a step-up, instead of asking for it.
limit := lib.lowest(lib.ceiling, "confidential") if {
	_many
	not lib.signed_in_for("customer_record.read")
}

limit := lib.ceiling if {
	_many
	lib.signed_in_for("customer_record.read")
}

limit := lib.ceiling if not _many

# METADATA
# description: >-
#   Names of the fields that must not be returned, sorted. A field that the policy does not know is restricted.
hidden := sort([field | some field in _fields; not lib.within(_level_of(field), limit)])

_restrict := [{
	"type": "restrict",
	"tenant_id": input.subject.tenant_id,
	"data_access_level": limit,
}] if _many

_restrict := [] if not _many

_redact := [{"type": "redact_fields", "fields": hidden}] if count(hidden) > 0

_redact := [] if count(hidden) == 0

# What the action amounts to in the words of the roles, and whether it reaches one record or many.
_action := data.customer_records.actions[input.action.name]

_many if _action.records == "many"

_resource_valid if {
	input.resource.type == "customer_record"
	_level_named
	is_array(_fields)
	every field in _fields {
		is_string(field)
	}
}

_level_named if _many

_level_named if lib.rank(input.resource.data_access_level) > 0

# Which records a query reaches is the matter of the obligation, which names the subject's tenant.
_own_tenant if {
	_many
	is_string(input.subject.tenant_id)
}

_own_tenant if lib.same_tenant

_level_enough if {
	_many
	lib.rank(lib.ceiling) > 0
}

_level_enough if lib.within(input.resource.data_access_level, lib.ceiling)

_fields := object.get(input.resource, "fields", [field | some field, _ in data.customer_records.fields])

_could_sign_in if lib.no_step_up(_level_reached)

_could_sign_in if lib.person

_signed_in if lib.no_step_up(_level_reached)

_signed_in if lib.signed_in_for(input.action.name)

_level_of(field) := object.get(data.customer_records.fields, field, "restricted")

# The highest level among the record, or the records that a query reaches, and the fields that would be returned.
_level_reached := lib.levels[max(ranks) - 1] if {
	shown := [_level_of(field) | some field in _fields; not field in hidden]
	ranks := [lib.rank(level) | some level in array.concat([_record_level], shown)]
}

# A query reaches no record above the limit, because the obligation says so.
_record_level := limit if _many

_record_level := input.resource.data_access_level if not _many
