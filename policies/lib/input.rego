# METADATA
# title: Policy library
# description: >-
#   What every policy about records of a tenant shares: the words of the identity model (ADR-011), and the reasons
#   that speak against a request whatever it asks for. Each reason is the negation of a rule that has to hold, so that
#   what is missing denies.
# schemas:
#   - input: schema["input.schema"]
#   - data.tenants: schema["tenants.schema"]
#   - data.lib.step_up: schema["step-up.schema"]
package lib

# METADATA
# scope: document
# description: Reasons against this request that do not depend on its action.
problems contains "input_invalid" if not _input_valid

problems contains "nested_actor" if not _one_hop

problems contains "subject_not_active" if not _subject_active

problems contains "tenant_not_active" if not _tenant_active

# METADATA
# description: What must be known before anything can be decided; an unknown word is not a smaller one.
_input_valid if {
	_subject_known
	rank(input.subject.data_access_level) > 0
	rank(input.context.environment.data_access_level) > 0
	is_string(input.action.name)
	is_string(input.resource.type)
	now > 0
	not _auth_time_ahead
}

_subject_known if {
	is_string(input.subject.id)
	may[input.subject.type][input.subject.role]
}

_one_hop if not _has_actor

_one_hop if {
	input.context.actor.type == "service"
	is_string(input.context.actor.id)
	not "act" in object.keys(input.context.actor)
}

# Looked up by name, because an actor that is null or false is there as well.
_has_actor if "actor" in object.keys(input.context)

# A service has no status of its own: whoever wants to stop one takes its token away.
_subject_active if input.subject.type == "service"

_subject_active if {
	input.subject.type == "user"
	input.subject.status == "active"
}
