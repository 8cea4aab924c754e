from . import test_case_mail_out
