"""People and groups of an LDAP directory (RFC 4511), OpenLDAP's or Active Directory."""
