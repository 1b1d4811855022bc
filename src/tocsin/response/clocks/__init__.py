"""Until when it is promised: SLA, OLA and supplier clocks of every incident."""
