#!/bin/bash
# LiteLLM 1.106.2 over PostgreSQL: whether a member who is added again counts as success goes by who else is on the list.
#
# One would guess: `/team/bulk_member_add` with a cap gives each person on the list that cap, or says who did not get it:
#   its answer has a `success` and an `error` for each.
# Seen: a list of one member and one newcomer is two successes and no failure. The member keeps the old cap; the only
#   trace is that `updated_user` and `updated_team_membership` are null. A list of members alone, be it one or several,
#   is all failures, "All users are already in team", and the answer is 200 again. `/team/member_add` refuses the same with 400.
#   So one newcomer at the end of a list turns all failures before it into successes.
# Hurt: whoever lowers the caps of a class by sending the class list once more: as soon as one person is new it
#   counts all as done, and all others spend as before.
# bursar: does not call it; it changes one cap at a time by `/team/member_update`, and reads it back.
#
# Output:
#     caps: [('henri', 50.0), ('ines', 50.0)]
#     bulk, two members: 200, 0 added, 2 failed: henri All users are already in team, ines All users are already in team
#     bulk, the same two and a newcomer: 200, 3 added, 0 failed: henri True, ines True, juna True
#     caps: [('henri', 50.0), ('ines', 50.0), ('juna', 1.0)]
#     bulk, the newcomer again: 200, 0 added, 1 failed: juna All users are already in team
#     by /team/member_add: 400, team_member_already_in_team
#     as described
FINDING=$(basename "$0")
# shellcheck source=findings/lib.bash
. "$(dirname "$0")/lib.bash"

with_litellm 1.106.2
want POST /team/new '{"team_id":"chemistry"}'
want POST /team/member_add \
  '{"team_id":"chemistry","member":[{"user_id":"henri","role":"user"},{"user_id":"ines","role":"user"}],"max_budget_in_team":50}'

# add WHOM LIST COUNTS: adds them with a cap of 1
add() {
  ask POST /team/bulk_member_add "{\"team_id\":\"chemistry\",\"members\":[$2],\"max_budget_in_team\":1}"
  saw "bulk, $1" "$STATUS, $(pick '"%d added, %d failed: %s" % (b["successful_additions"], b["failed_additions"], ", ".join(
    "%s %s" % (r["user_id"], r["success"] or r["error"].split(".")[0]) for r in b["results"]))')" "$3"
}
# caps WANTED
caps() {
  want GET '/team/info?team_id=chemistry'
  saw "caps" "$(pick 'sorted((m["user_id"], m["litellm_budget_table"]["max_budget"]) for m in b["team_memberships"]
    if m["litellm_budget_table"])')" "$1"
}
HENRI='{"user_id":"henri","role":"user"}' INES='{"user_id":"ines","role":"user"}' JUNA='{"user_id":"juna","role":"user"}'
caps "[('henri', 50.0), ('ines', 50.0)]"
add "two members" "$HENRI,$INES" \
  "200, 0 added, 2 failed: henri All users are already in team, ines All users are already in team"
add "the same two and a newcomer" "$HENRI,$INES,$JUNA" "200, 3 added, 0 failed: henri True, ines True, juna True"
caps "[('henri', 50.0), ('ines', 50.0), ('juna', 1.0)]"
add "the newcomer again" "$JUNA" "200, 0 added, 1 failed: juna All users are already in team"
ask POST /team/member_add "{\"team_id\":\"chemistry\",\"member\":$HENRI,\"max_budget_in_team\":1}"
saw "by /team/member_add" "$STATUS, $(pick 'b["error"]["type"]')" "400, team_member_already_in_team"
conclude
