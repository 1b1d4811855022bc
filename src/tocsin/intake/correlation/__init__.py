"""From alerts to incidents: what opens one, what joins one, what ends one."""
