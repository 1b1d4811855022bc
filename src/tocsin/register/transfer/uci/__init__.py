"""A year of a company's ServiceNow, as the UCI "Incident management process enriched
event log" tells it (Amaral, Fantinato, Peres 2018, CC BY 4.0): one row per change."""
