"""The door for people's tools: the same verbs, the same policy and the same refusals as the pages, in JSON."""
