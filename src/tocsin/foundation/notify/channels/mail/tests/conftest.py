from tocsin.foundation.mail.tests.conftest import post as post
