"""Zabbix's problems, by a media type that calls a webhook."""
