"""Who is on call: schedules with layers, what is changed of them, and what was."""
