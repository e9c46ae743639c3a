package lib

# METADATA
# description: Whether the record belongs to the subject's own tenant. Null equals no tenant, not even null.
same_tenant if {
	is_string(input.subject.tenant_id)
	input.resource.tenant_id == input.subject.tenant_id
}

_tenant_active if {
	# the one tenant of null is no tenant: that is told as tenant_mismatch
	input.subject.tenant_id == null
}

_tenant_active if data.tenants[input.subject.tenant_id].status == "active"
