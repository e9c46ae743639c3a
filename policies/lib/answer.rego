package lib

# METADATA
# description: >-
#   Every reason, in the order in which they are told when several apply. The decision schema has the same list.
reasons := [
	"input_invalid",
	"unknown_action",
	"nested_actor",
	"subject_not_active",
	"role_not_allowed",
	"tenant_mismatch",
	"tenant_not_active",
	"level_too_low",
	"no_person_for_step_up",
	"step_up_required",
	"allowed",
]

# METADATA
# description: >-
#   The denial, from the reasons against the request: the first of them, in their order. Undefined when there is none;
#   reasons that are not in the list give no answer, and callers take that as a denial.
deny(against) := object.union({"allow": false, "reason": first, "obligations": []}, _only_for(first)) if {
	first := [reason | some reason in reasons; reason in against][0]
}

# METADATA
# description: The permission, when nothing speaks against the request and its obligations are known.
allow(against, obligations) := {"allow": true, "reason": "allowed", "obligations": obligations} if count(against) == 0

_only_for("step_up_required") := {"step_up": challenge}

_only_for(reason) := {} if reason != "step_up_required"
