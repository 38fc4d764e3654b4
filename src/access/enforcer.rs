//! The other judge: the rule by which Open WebUI, taught to ask the proxy, would stop a chat.
