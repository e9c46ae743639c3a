# METADATA
# title: Portal permissions
# description: >-
#   Who may do what in the portal. `data.portal.permissions` names every permission and the roles that hold it; a
#   permission that is not named, a caller without a user and an input that is incomplete are denied.
# schemas:
#   - input: schema["input.schema"]
package portal

# METADATA
# title: Decision
# description: >-
#   Allowed outright when a role that the caller has holds the permission; allowed on conditions when only the resource
#   can tell (its owner, its creator); denied otherwise.
# entrypoint: true
# custom:
#   short_name: decision
#   failure_msg: The permission policy denies this
#   solution: Ask the platform team, or the owner of the resource
decision := {"result": "ALLOW"} if allowed

decision := {"result": "CONDITIONAL", "conditions": sort(conditions)} if conditional

decision := {"result": "DENY", "reason": reason} if {
	not allowed
	not conditional
}

# METADATA
# description: A role that the caller has, whatever the resource, holds the permission.
allowed if {
	some role in _holders
	role in _roles
}

# METADATA
# description: The caller may, if the resource is theirs.
conditional if {
	not allowed
	count(conditions) > 0
}

# METADATA
# description: Backstage's names of the rules of which one must hold for the resource.
conditions contains rule if {
	_is_member
	some role in _holders
	rule := _rule_of_role[role]
}

# METADATA
# scope: document
# description: Why a denial is one, for the log.
reason := "no user" if not _is_member

reason := "permission is not named in the policy" if {
	_is_member
	not _holders
}

reason := sprintf("held by: %s", [concat(", ", _holders)]) if _is_member

_rule_of_role := {
	"creator": "IS_TASK_OWNER",
	"owner": "IS_ENTITY_OWNER",
}

_holders := data.portal.permissions[input.permission.name]

_roles contains "member" if _is_member

_roles contains role if {
	_is_member
	some role, groups in data.portal.groups
	some group in input.user.ownership_entity_refs
	group in groups
}

# The sign-in resolvers issue an identity only for a user of the catalog, so whoever has one is a member.
_is_member if startswith(input.user.entity_ref, "user:")
