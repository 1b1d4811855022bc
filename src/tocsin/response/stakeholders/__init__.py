"""Who else is told of an incident: classes of people, each in words, at a pace and by
ways of its own; drafts are proposed, one act approves them."""
