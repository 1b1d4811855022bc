"""What made-up incidents are told with. All of it is ours."""


def _listed(words: str) -> list[str]:
    return " ".join(words.split()).split(", ")


TEAMS = _listed("""Network, Storage, Databases, Linux, Windows, Virtualisation,
Workplace, Printing, Telephony, Mail and calendar, Identity, Security operations, Web
shop, Payments, Warehouse systems, Finance systems, Personnel systems, Data platform,
Integration, Service desk""")

SERVICES = _listed("""Checkout, Product search, Customer accounts, Order tracking,
Gift cards, Card payments, Invoices, Refunds, Warehouse picking, Goods receipt, Label
printing, Carrier booking, Payroll, Time recording, Holiday requests, Recruiting,
Ledger, Expense claims, Purchasing, Budget planning, Mail, Calendar, Chat, Video
meetings, File shares, Intranet, Telephone exchange, Contact centre, Remote access,
Wireless network, Office network, Data centre network, Name resolution, Single
sign-on, Directory, Certificate authority, Backup, Archive, Object storage, Block
storage, Customer database, Order database, Message broker, Data warehouse,
Reporting, Forecasting, Build servers, Source control, Monitoring, Desktop, Laptop,
Thin client, Printing, Meeting room screens, Badge readers, Cameras, Shop tills,
Price displays, Scales, Self-service kiosk""")

CATEGORIES = {
    "hardware": "server disk memory power cooling printer screen till",
    "network": "switch router wireless firewall name-resolution circuit",
    "database": "slow-query deadlock replication full-tablespace connection-limit",
    "application": "crash wrong-result slow missing-data minor-fault upgrade",
    "access": "locked-out lost-password missing-right expired-certificate new-starter",
    "data": "import-failed export-failed duplicate wrong-price late-delivery",
    "security": "phishing malware lost-device unusual-sign-in",
    "workplace": "laptop dock headset telephone meeting-room",
}

# The first of each are told often, the last hardly ever.
FAULTS = _listed("""is slow, does not answer, shows an empty page, refuses to sign
people in, loses its connection, restarts by itself, reports a full disk, prints
nothing, freezes, runs out of memory, answers with an old value, drops every third
request, double-books, cannot be reached from the branch, rejects valid certificates,
forgets its settings, rounds amounts wrongly, sends mails twice, hangs at start,
overheats, miscounts stock, shows somebody else's data, swallows umlauts, plays the
hold music for ever""")

WHEN = _listed("""since this morning, after the weekend, since the last release, now
and then, for everybody on the second floor, in one branch only, during the nightly
run, whenever it rains, after a power cut, under load, when two people save at once,
with large orders, for new colleagues, since the certificate was renewed, on the
first of the month, only over wireless""")

SEEN = _listed("""The log is full of timeouts, Response times doubled, One of four
nodes is down, The queue grows by a hundred a minute, A restart helped for ten
minutes, Nothing was changed according to the calendar, The supplier sees the same at
another customer, Memory climbs until the process is ended, The cable was loose, A
certificate ran out, The index was missing, Two jobs ran at the same time, The disk
reported bad sectors, The address was given to two machines, A firewall rule dropped
the replies, The password had been changed on one side only, A full log partition
stopped everything, The clock was four minutes off, Packets are lost on the way to
the data centre, The cache served yesterday's prices""")

DONE = _listed("""asked the reporter for an example, restarted the service, moved the
load away, rolled the release back, extended the disk, renewed the certificate,
opened a case with the supplier, wrote a workaround into the knowledge base, replaced
the cable, killed the hanging job, added the missing index, corrected the clock, gave
the right back, cleaned the partition, swapped the power supply, is watching it""")

CITIES = _listed("""Aachen, Bremen, Dresden, Erfurt, Freiburg, Graz, Halle,
Innsbruck, Jena, Kassel, Linz, Mainz, Oldenburg, Passau, Rostock, Salzburg, Trier,
Ulm, Villach, Würzburg""")

FIRST = _listed("""Ada, Bela, Carla, Dario, Edith, Farid, Greta, Hugo, Ines, Jakob,
Karim, Lena, Mara, Nils, Olga, Pavel, Quirin, Rosa, Samir, Thea, Ugo, Vera, Wanda,
Xaver, Yara, Zeno""")

LAST = _listed("""Abend, Berger, Conrad, Dorn, Eller, Falk, Gruber, Hahn, Imhof,
Jansen, Kessler, Lorenz, Moser, Nagel, Oster, Pohl, Quandt, Reuter, Sommer, Thaler,
Urban, Vogt, Wagner, Zeller""")
