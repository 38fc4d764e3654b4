#!/bin/bash
# Open WebUI 0.12.4: who may write a model cannot see it, is told that it does not exist, and changes it all the same.
#
# One would guess: `write` holds `read`, as such rights do; a grant says one word or the other, and `write` alone is taken.
# Seen: reading asks for a grant that says `read`, word for word. With `write` alone the model is in none of the person's
#   lists: not in the chat's, and not in the workspace's, whose entries say `write_access`. A chat is refused with
#   "Model not found". A change by that person is taken all the same. For a neighbour with `read` alone it is in both
#   lists, with `write_access` false. With both words at once all is as one would guess.
# Hurt: whoever makes a colleague the keeper of a model by one grant; the words of the refusal send them looking for a
#   dead connection or a slip in the name.
# bursar: grants `read`, and counts a grant of `write` as none in `why` and before it grants.
#
# Output:
#     the chat's models, Ada: ['campus-llama']
#     the workspace's models, Ada: []
#     the chat's models, Ben: ['campus-llama', 'tutor']
#     the workspace's models, Ben: [('tutor', False)]
#     a chat, Ada: 400 {"detail":"Model not found"}
#     a new name, Ada: 200
#     its name, read by the administrator: Tutor for all
#     the chat's models, Ada with both words: ['campus-llama', 'tutor']
#     the workspace's models, Ada with both words: [('tutor', True)]
#     as described
FINDING=$(basename "$0")
# shellcheck source=findings/lib.bash
. "$(dirname "$0")/lib.bash"

with_openwebui 0.12.4
# A connection with a fixed list of models is not asked for one, so that nothing has to listen there.
want POST /openai/config/update '{"ENABLE_OPENAI_API":true,"OPENAI_API_BASE_URLS":["http://127.0.0.1:9/v1"],
  "OPENAI_API_KEYS":["none"],"OPENAI_API_CONFIGS":{"0":{"enable":true,"model_ids":["campus-llama"]}}}'
account Ada ada@example.edu
ADA=$ID ADA_SESSION=$SESSION
account Ben ben@example.edu
BEN=$ID BEN_SESSION=$SESSION
TUTOR='{"id":"tutor","name":"Tutor","base_model_id":"campus-llama","meta":{},"params":{}}'
want POST /api/v1/models/create "$TUTOR"
want POST /api/v1/models/model/access/update '{"id":"campus-llama","name":"Llama","access_grants":[
  {"principal_type":"user","principal_id":"*","permission":"read"}]}'

# grant PERSON WORD [PERSON WORD…]: these and no others
grant() {
  local grants=
  while [ $# -gt 0 ]; do
    grants+=",{\"principal_type\":\"user\",\"principal_id\":\"$1\",\"permission\":\"$2\"}"
    shift 2
  done
  want POST /api/v1/models/model/access/update "{\"id\":\"tutor\",\"access_grants\":[${grants#,}]}"
}
# lists SESSION NAME CHAT WORKSPACE: what that person is offered
lists() {
  TOKEN=$1 want GET '/api/models?refresh=true'
  saw "the chat's models, $2" "$(pick '[m["id"] for m in b["data"]]')" "$3"
  TOKEN=$1 want GET /api/v1/models/list
  saw "the workspace's models, $2" "$(pick '[(m["id"], m["write_access"]) for m in b["items"]]')" "$4"
}

grant "$ADA" write "$BEN" read
lists "$ADA_SESSION" Ada "['campus-llama']" "[]"
lists "$BEN_SESSION" Ben "['campus-llama', 'tutor']" "[('tutor', False)]"
TOKEN=$ADA_SESSION ask POST /api/chat/completions '{"model":"tutor","messages":[{"role":"user","content":"Hello"}]}'
saw "a chat, Ada" "$STATUS $BODY" '400 {"detail":"Model not found"}'
TOKEN=$ADA_SESSION ask POST /api/v1/models/model/update "${TUTOR/Tutor/Tutor for all}"
saw "a new name, Ada" "$STATUS" 200
ask GET '/api/v1/models/model?id=tutor'
saw "its name, read by the administrator" "$(pick 'b["name"]')" "Tutor for all"
grant "$ADA" write "$ADA" read "$BEN" read
lists "$ADA_SESSION" "Ada with both words" "['campus-llama', 'tutor']" "[('tutor', True)]"
conclude
