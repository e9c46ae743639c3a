package lib

# METADATA
# description: The levels of data access, the lowest first.
levels := ["public", "internal", "confidential", "restricted"]

# METADATA
# description: The place of a level in their order, from 1. Undefined for a word that is none.
rank(level) := {"public": 1, "internal": 2, "confidential": 3, "restricted": 4}[level]

# METADATA
# description: >-
#   The level that counts for this request: the lowest of the subject's, its tenant's and the environment's. Undefined
#   when one of the three is missing or no level.
ceiling := levels[min(ranks) - 1] if {
	ranks := [
		rank(input.subject.data_access_level),
		rank(data.tenants[input.subject.tenant_id].data_access_level),
		rank(input.context.environment.data_access_level),
	]
}

# METADATA
# description: Whether data of a level may be seen by somebody who may see up to another.
within(level, limit) if rank(level) <= rank(limit)

# METADATA
# description: Of two levels, the lowest.
lowest(a, b) := levels[min([rank(a), rank(b)]) - 1]
