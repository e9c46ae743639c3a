package portal_test

import data.portal

# One table for both engines: the permission module's tests run the same cases on the compiled policy.
test_case_table if {
	every case in portal.testdata.cases {
		print(case.title)
		portal.decision == case.decision with input as case.input
	}
}

test_case_table_is_not_empty if count(portal.testdata.cases) > 0

test_every_permission_has_holders if {
	every name, holders in portal.permissions {
		print(name)
		count(holders) > 0
		every holder in holders {
			holder in ({"member", "owner", "creator"} | object.keys(portal.groups))
		}
	}
}

test_no_permission_is_given_to_nobody_signed_in if {
	every name, _ in portal.permissions {
		portal.decision == {"result": "DENY", "reason": "no user"} with input as {"permission": {"name": name}}
	}
}

test_every_group_is_an_entity_ref if {
	every groups in portal.groups {
		count(groups) > 0
		every group in groups {
			startswith(group, "group:")
		}
	}
}
