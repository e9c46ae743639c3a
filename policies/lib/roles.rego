package lib

# METADATA
# description: >-
#   What a role may do, by type of subject: the table of ADR-011. A role alone allows nothing; tenant and level have to
#   agree.
may := {
	"user": {
		"viewer": {"read"},
		"editor": {"read", "create", "change"},
		"admin": {"read", "create", "change", "delete", "export"},
		"auditor": {"read"},
	},
	"service": {
		"reader": {"read"},
		"writer": {"read", "create", "change"},
	},
}

# METADATA
# description: Whether the subject's role may do what the action amounts to.
role_may(verb) if verb in may[input.subject.type][input.subject.role]
