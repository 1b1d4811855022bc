from tocsin.foundation.notify.channels.tests.fixtures import server as server
