package lib

# METADATA
# description: Now, in seconds since 1970, as the input says it.
now := time.parse_rfc3339_ns(input.context.time) / 1000000000

# METADATA
# scope: document
# description: >-
#   Whether the action does without a stronger or more recent sign-in when it reaches data of this level: it is not
#   listed, or listed for restricted data alone. Not when there is no list.
no_step_up(level) if {
	rank(level) > 0
	listed := object.keys(data.lib.step_up.actions)
	not input.action.name in listed
}

no_step_up(level) if {
	data.lib.step_up.actions[input.action.name].when == "restricted"
	rank(level) < rank("restricted")
}

# METADATA
# description: Whether there is a person behind the request, who could sign in again.
person if input.subject.type == "user"

# METADATA
# description: Whether a person signed in as strongly and as recently as an action requires.
signed_in_for(action) if {
	person
	required := data.lib.step_up.actions[action]
	_acr_rank(input.context.authentication.acr) >= _acr_rank(required.acr)
	now - input.context.authentication.auth_time <= required.max_age
}

# METADATA
# description: What the answer to the caller has to ask for (RFC 9470); the levels that would do, the lowest first.
challenge := {"acr_values": acr_values, "max_age": required.max_age} if {
	required := data.lib.step_up.actions[input.action.name]
	acr_values := [acr |
		some acr in data.lib.step_up.levels
		_acr_rank(acr) >= _acr_rank(required.acr)
	]
}

_acr_rank(acr) := index + 1 if {
	some index, known in data.lib.step_up.levels
	known == acr
}

# Clocks differ a little; more than that is not a sign-in that has happened.
_auth_time_ahead if input.context.authentication.auth_time - now > 60
