"""Made-up exports in the shapes in which other programs write theirs."""

import json

# ServiceNow, incident list as CSV; comments of all people are in one cell.
SERVICENOW = """\
"Number","Short description","State","Priority","Caller","Assignment group",\
"Assigned to","Opened","Resolved","Closed","Close notes","Work notes"
"INC0010001","Printer on floor 2 is jammed","Closed","3 - Moderate","Tom",\
"Infrastructure","Ada","2026-02-02 09:00:00","2026-02-02 11:00:00",\
"2026-02-05 08:00:00","Roller replaced","2026-02-02 09:30:00 - Ada (Work notes)
It is the roller.

2026-02-02 10:00:00 - Somebody Else (Work notes)
Ordered one.
"
"INC0010002","VPN drops every hour","In Progress","1 - Critical","Nobody Known",\
"No such group","","2026-02-20 08:00:00","","","",""
"""

# Jira, CSV: several columns of one name, dates with names of months.
JIRA = """\
Summary,Issue key,Status,Priority,Assignee,Reporter,Created,Resolved,Labels,Comment,\
Comment
Login loops,WEB-7,Done,High,ben,rita,30/Jan/26 17:20,01/Feb/26 09:00,"web, login",\
30/Jan/26 17:40;ben;Seen it.,31/Jan/26 08:00;rita;It still loops.
Blank page,WEB-8,To Do,Lowest,,rita,02/Feb/26 10:00,,,,
"""

# GLPI, CSV with semicolons, day first, in an encoding of Windows.
GLPI = """\
ID;Title;Status;Priority;Urgency;Requester;Technician;Opening date;Resolution date;Foo
412;Écran noir;Closed;High;High;tom;grace;02-02-2026 09:15;03-02-2026 10:00;bar
413;Souris;Pending;Low;;tom;;04-02-2026 09:15;;
""".encode("cp1252")

# Zammad, JSON: tables in tables, articles as a list.
ZAMMAD = json.dumps(
    {
        "tickets": [
            {
                "number": "52001",
                "title": "Invoice cannot be printed",
                "state": {"name": "closed"},
                "priority": {"name": "2 normal"},
                "group": "Application",
                "customer": "tom@shop.example",
                "owner": "ben",
                "created_at": "2026-02-10T10:00:00Z",
                "close_at": "2026-02-11T10:00:00Z",
                "articles": [
                    {
                        "from": "Ben",
                        "body": "Which printer?",
                        "created_at": "2026-02-10T11:00:00Z",
                    },
                    {
                        "from": "Tom",
                        "body": "The red one.",
                        "created_at": "2026-02-10T12:00:00Z",
                    },
                ],
                "tags": ["print", "invoice"],
            }
        ]
    }
).encode()
