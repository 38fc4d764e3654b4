#!/bin/bash
# Open WebUI 0.12.4: `updated_at` of a person stands still whatever an administrator changes, and that of a group moves
# when nothing does.
#
# One would guess: `updated_at` moves when the record does, since the list of people sends it and may be ordered by it.
# Seen: a new role, name, e-mail address and password are all answered with 200 and read back, and `updated_at` is still
#   the second of the account's making. A group's moves with each call about its members, also when it adds somebody who
#   is in it, removes somebody who is not, or names nobody.
# Hurt: whoever copies accounts by "what is newer than my last look": a block never reaches the copy, and groups are
#   copied again for nothing. A look at the order by `updated_at` finds the newest account, not the newest change.
# bursar: takes no stamp as a sign of change; it reads all people, and reads back each record that it wrote.
#
# Output:
#     a new role: pending, Ada, ada@example.edu, updated 0 s after the making
#     a new name: pending, Ada L., ada@example.edu, updated 0 s after the making
#     a new address: pending, Ada L., ada.l@example.edu, updated 0 s after the making
#     a new password: pending, Ada L., ada.l@example.edu, updated 0 s after the making
#     newest change first: ['Ben', 'Ada L.', 'Root']
#     the group takes Ada: members 1, updated anew
#     takes Ada again: members 1, updated anew
#     lets Ben go, who is not in it: members 1, updated anew
#     takes nobody: members 1, updated anew
#     as described
FINDING=$(basename "$0")
# shellcheck source=findings/lib.bash
. "$(dirname "$0")/lib.bash"

with_openwebui 0.12.4
account Ada ada@example.edu
ADA=$ID
sleep 2 # stamps are whole seconds
account Ben ben@example.edu
sleep 2

# changed WHAT FIELD RECORD: Ada is given FIELD, and read back
changed() {
  want POST "/api/v1/users/$ADA/update" "{$2}"
  want GET '/api/v1/users/?order_by=updated_at&direction=desc'
  saw "$1" "$(pick '["%s, %s, %s, updated %d s after the making" % (u["role"], u["name"], u["email"],
    u["updated_at"] - u["created_at"]) for u in b["users"] if u["id"] == "'"$ADA"'"][0]')" "$3, updated 0 s after the making"
}
changed "a new role" '"role":"pending"' "pending, Ada, ada@example.edu"
changed "a new name" '"name":"Ada L."' "pending, Ada L., ada@example.edu"
changed "a new address" '"email":"ada.l@example.edu"' "pending, Ada L., ada.l@example.edu"
changed "a new password" '"password":"Pass-of-one-2"' "pending, Ada L., ada.l@example.edu"
saw "newest change first" "$(pick '[u["name"] for u in b["users"]]')" "['Ben', 'Ada L.', 'Root']"

want POST /api/v1/groups/create '{"name":"Lab","description":""}'
GROUP=$(pick 'b["id"]')
# called WHAT CALL MEMBERS COUNT: the group's stamp before and after
called() {
  local before
  want GET "/api/v1/groups/id/$GROUP"
  before=$(pick 'b["updated_at"]')
  sleep 2
  want POST "/api/v1/groups/id/$GROUP/users/$2" "{\"user_ids\":[$3]}"
  want GET "/api/v1/groups/id/$GROUP"
  saw "$1" "$(pick '"members %d, updated %s" % (b["member_count"], "anew" if b["updated_at"] > '"$before"' else "before")')" "$4"
}
called "the group takes Ada" add "\"$ADA\"" "members 1, updated anew"
called "takes Ada again" add "\"$ADA\"" "members 1, updated anew"
called "lets Ben go, who is not in it" remove "\"$ID\"" "members 1, updated anew"
called "takes nobody" add "" "members 1, updated anew"
conclude
