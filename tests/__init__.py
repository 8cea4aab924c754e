from . import test_case_mail_out
from . import test_incoming_mail
