"""Of which kind an example is."""

GROUPS = {
    "public": "a public pair",
    "near": "a public question with a passage that only looks like an answer",
    "altered": "a pair whose question was altered, so that it is not answered",
    "answered": "a written question with its answer",
    "missing": "a written question that its article does not answer",
    "other": "a written question with another passage of its article",
    "judged": "a written question with a passage that was found for it, and read by somebody",
    "doubtful": "a written question with a passage that may answer it",
    "development": "a public pair that is never trained on",
    "twin": "a pair in the characters of Hong Kong, which may stand in for the one before it",
}
"""The groups of pairs, by name; in a file a group is its place here."""
