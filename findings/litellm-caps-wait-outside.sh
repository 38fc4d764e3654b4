#!/bin/bash
# LiteLLM 1.106.2 over PostgreSQL: a team keeps caps for people who are not in it, and for ids that nobody has.
#
# One would guess: a cap in a team is a property of a membership, so that giving one to an outsider is refused.
# Seen: `/team/member_update` answers 200 for whoever is named by `user_id`: a person who is not in the team, and an id
#   with a slip in it that nobody has. The team then shows memberships of people who are not among its members. When the
#   person is added later, by a call that says nothing of money, the waiting cap holds: the second chat is refused.
#   Named by address, the same outsider is refused: 400 "doesn't exist in team table". A member who leaves
#   and comes back has no cap any more: one given outside waits, one given inside does not outlast the leaving.
# Hurt: whoever caps a class from a list with one slip in an id: every answer is 200, and the one person has no cap. And
#   whoever adds somebody who was capped by mistake last term, and finds that person refused.
# bursar: refuses a cap for who is not in the team, since the server does not, and reads each cap back.
#
# Output:
#     a cap of 0.000001 for grace@example.edu: 400, User id doesn't exist in team table
#     a cap of 0.000001 for grace: 200
#     a cap of 0.000001 for grcae: 200
#     a user grcae: 404
#     members before she joins: []
#     caps before she joins: [('grace', 1e-06), ('grcae', 1e-06)]
#     members after she joins: ['grace']
#     caps after she joins: [('grace', 1e-06), ('grcae', 1e-06)]
#     three chats of hers: 200, 422 budget_exceeded, 422 budget_exceeded
#     members after she left and came back: ['grace']
#     caps after she left and came back: [('grcae', 1e-06)]
#     three chats of hers: 200, 200, 200
#     as described
FINDING=$(basename "$0")
# shellcheck source=findings/lib.bash
. "$(dirname "$0")/lib.bash"

with_litellm 1.106.2
want POST /team/new '{"team_id":"physics"}'
want POST /user/new '{"user_id":"grace","user_email":"grace@example.edu","auto_create_key":false}'
# cap FIELD WHOM CAP WANTED: gives a cap in the team, and says the answer
cap() {
  ask POST /team/member_update "{\"team_id\":\"physics\",\"$1\":\"$2\",\"max_budget_in_team\":$3}"
  saw "a cap of $3 for $2" "$STATUS$([ "$STATUS" = 200 ] || pick '", " + b["detail"]["error"].split(".")[0]')" "$4"
}
# team WHEN MEMBERS CAPS: who is in it, and for whom it holds a cap
team() {
  want GET '/team/info?team_id=physics'
  saw "members $1" "$(pick 'sorted(m["user_id"] for m in b["team_info"]["members_with_roles"]
    if m["user_id"] != "default_user_id")')" "$2"
  saw "caps $1" "$(pick 'sorted((m["user_id"], m["litellm_budget_table"]["max_budget"]) for m in b["team_memberships"]
    if m["litellm_budget_table"])')" "$3"
}
# chats KEY: three calls, told apart by status and the kind of refusal
chats() {
  local n seen=()
  for n in 1 2 3; do
    chat "$1"
    seen+=("$STATUS$([ "$STATUS" = 200 ] || pick '" " + b["error"]["type"]')")
    [ "$n" = 3 ] || sleep 3
  done
  printf '%s, %s, %s' "${seen[@]}"
}

cap user_email grace@example.edu 0.000001 "400, User id doesn't exist in team table"
cap user_id grace 0.000001 200
cap user_id grcae 0.000001 200
ask GET '/user/info?user_id=grcae'
saw "a user grcae" "$STATUS" 404
team "before she joins" "[]" "[('grace', 1e-06), ('grcae', 1e-06)]"
want POST /team/member_add '{"team_id":"physics","member":{"user_id":"grace","role":"user"}}'
team "after she joins" "['grace']" "[('grace', 1e-06), ('grcae', 1e-06)]"
want POST /key/generate '{"team_id":"physics","user_id":"grace"}'
saw "three chats of hers" "$(chats "$(pick 'b["key"]')")" "200, 422 budget_exceeded, 422 budget_exceeded"

want POST /team/member_delete '{"team_id":"physics","user_id":"grace"}'
want POST /team/member_add '{"team_id":"physics","member":{"user_id":"grace","role":"user"}}'
team "after she left and came back" "['grace']" "[('grcae', 1e-06)]"
want POST /key/generate '{"team_id":"physics","user_id":"grace"}'
saw "three chats of hers" "$(chats "$(pick 'b["key"]')")" "200, 200, 200"
conclude
